// The dogleg step.
//
// M. J. D. Powell, "A new algorithm for unconstrained optimization", in Nonlinear Programming, Academic Press
// 1970; J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, section 4.1, (4.16): along
// steepest descent to the model's minimum on it, and from there straight to Newton's step.
//
// Departure: where the Hessian is not positive definite the path is not defined, and the exact step of Moré
// and Sorensen takes its place.
import LinearAlgebra

/// Minimises a model along a path of two legs within a radius.
struct DoglegSubproblem<Scalar: LinearAlgebraScalar> {
  private let n: Int
  private var exact: ExactSubproblem<Scalar>
  private var newton: [Scalar]
  private var product: [Scalar]

  init(dimension: Int) {
    n = dimension
    exact = ExactSubproblem(dimension: n)
    newton = [Scalar](repeating: 0, count: n)
    product = newton
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func newtonDecrease(_ h: [Scalar], _ g: [Scalar], slack: Scalar) -> Scalar {
    exact.newtonDecrease(h, g, slack: slack)
  }

  /// Writes p for the Hessian `h`, n×n with both triangles.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    _ h: [Scalar], _ g: [Scalar], radius: Scalar, into p: inout [Scalar]
  ) -> TrustStep<Scalar> {
    let full = exact.solve(h, g, radius: .greatestFiniteMagnitude.squareRoot(), into: &newton)
    if full.isOnBoundary || full.metNegativeCurvature || !full.length.isFinite {
      return exact.solve(h, g, radius: radius, into: &p)
    }
    if full.length <= radius {
      for i in 0..<n { p[i] = newton[i] }
      return full
    }
    BLAS.gemv(m: n, n: n, h, lda: n, g, &product)
    let gg = BLAS.dot(n, g, g)
    let cauchy = gg / BLAS.dot(n, g, product)
    let norm = gg.squareRoot()
    if !(cauchy * norm < radius) {
      for i in 0..<n { p[i] = -radius / norm * g[i] }
    } else {
      for i in 0..<n {
        p[i] = -cauchy * g[i]
        newton[i] -= p[i]
      }
      let tau = stepToBoundary(
        BLAS.dot(n, p, p), BLAS.dot(n, p, newton), BLAS.dot(n, newton, newton), radius)
      BLAS.axpy(n, tau, newton, &p)
    }
    BLAS.gemv(m: n, n: n, h, lda: n, p, &product)
    return TrustStep(
      decrease: -(BLAS.dot(n, g, p) + BLAS.dot(n, p, product) / 2), length: BLAS.nrm2(n, p),
      isOnBoundary: true, metNegativeCurvature: false)
  }
}
