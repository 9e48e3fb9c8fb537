// The trust-region subproblem by conjugate gradients.
//
// T. Steihaug, "The conjugate gradient method and trust regions in large scale optimization", SIAM Journal on
// Numerical Analysis 20(3), 1983; J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006,
// algorithm 7.2, with the forcing term η = min(½, √|g|) of algorithm 7.1.
//
// Departure: |g| in the forcing term is relative to the largest that was met, so that scaling f changes
// nothing.
import LinearAlgebra

/// Minimises a model by conjugate gradients until they leave the radius, meet negative curvature, or reach
/// the residual asked for.
struct SteihaugSubproblem<Scalar: LinearAlgebraScalar>: Codable {
  private let n: Int
  private var d: [Scalar]
  private var r: [Scalar]
  private var product: [Scalar]
  private var largestGradient: Scalar = 0

  init(dimension: Int) {
    n = dimension
    d = [Scalar](repeating: 0, count: n)
    (r, product) = (d, d)
  }

  mutating func begin() {}

  /// Writes p into `state.direction`; `nil` where a limit forbids a product or one is not finite. Without a
  /// radius, negative curvature ends it where it is.
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    for i in 0..<n {
      state.direction[i] = 0
      r[i] = state.current.gradient[i]
      d[i] = -r[i]
    }
    let norm = BLAS.nrm2(n, r)
    largestGradient = max(largestGradient, norm)
    let target = norm * min(0.5, (norm / largestGradient).squareRoot())
    var rr = norm * norm
    var step = TrustStep<Scalar>(
      decrease: 0, length: 0, isOnBoundary: false, metNegativeCurvature: false)
    guard norm > 0 else { return step }
    for _ in 0..<(2 * n) {
      guard state.hessianProduct(d, into: &product) else { return nil }
      let curvature = BLAS.dot(n, d, product)
      let dd = BLAS.dot(n, d, d)
      let (pp, pd) = (
        BLAS.dot(n, state.direction, state.direction), BLAS.dot(n, state.direction, d)
      )
      let alpha = rr / curvature
      step.metNegativeCurvature = !(curvature > 0)
      if step.metNegativeCurvature && radius == .infinity { break }
      if step.metNegativeCurvature || pp + alpha * (2 * pd + alpha * dd) >= radius * radius {
        let tau = stepToBoundary(pp, pd, dd, radius)
        step.isOnBoundary = true
        // m(p + τd) = m(p) − τ·rr + ½τ²·dᵀHd, as r·d = −rr.
        step.decrease += tau * (rr - tau * curvature / 2)
        BLAS.axpy(n, tau, d, &state.direction)
        break
      }
      step.decrease += alpha * rr / 2
      BLAS.axpy(n, alpha, d, &state.direction)
      BLAS.axpy(n, alpha, product, &r)
      let next = BLAS.dot(n, r, r)
      if next.squareRoot() <= target { break }
      BLAS.scale(n, next / rr, &d)
      BLAS.axpy(n, -1, r, &d)
      rr = next
    }
    step.length = BLAS.nrm2(n, state.direction)
    return step
  }
}
