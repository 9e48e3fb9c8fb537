// The trust-region subproblem by conjugate gradients.
//
// T. Steihaug, "The conjugate gradient method and trust regions in large scale optimization", SIAM Journal on
// Numerical Analysis 20(3), 1983; J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006,
// algorithm 7.2, with the forcing term η = min(½, √|g|) of algorithm 7.1.
//
// Departures: |g| in the forcing term is relative to the largest that was met, so that scaling f changes
// nothing. Where products cost no evaluation, the objective giving its Hessian, η is √ε, which takes half the
// iterations. The first ten products serve every radius that is tried at an iterate. Without a radius, a
// direction of negative curvature is added with the length that as much positive curvature would give it, and
// ends the iteration.
import LinearAlgebra

/// Minimises a model by conjugate gradients until they leave the radius, meet negative curvature, or reach
/// the residual asked for.
struct SteihaugSubproblem<Scalar: LinearAlgebraScalar> {
  private let n: Int
  private var d: [Scalar]
  private var r: [Scalar]
  private var product: [Scalar]
  private var largestGradient: Scalar = 0
  /// The first products at the iterate, for another radius.
  private var kept: [Scalar]
  private var keptCount = 0
  private static var mostKept: Int { 10 }

  init(dimension: Int) {
    n = dimension
    d = [Scalar](repeating: 0, count: n)
    (r, product) = (d, d)
    kept = [Scalar](repeating: 0, count: n * min(n, Self.mostKept))
  }

  /// Forgets the products of the iterate before.
  mutating func begin() { keptCount = 0 }

  /// Makes `product` that of the Hessian with the k-th direction, which is the same for every radius.
  private mutating func multiply(_ k: Int, _ state: inout MinimizationState<Scalar>) -> Bool {
    if k < keptCount {
      for i in 0..<n { product[i] = kept[i + n * k] }
      return true
    }
    guard state.hessianProduct(d, into: &product) else { return false }
    if n * k < kept.count {
      for i in 0..<n { kept[i + n * k] = product[i] }
      keptCount = k + 1
    }
    return true
  }

  /// Writes p into `state.direction`; `nil` where a limit forbids a product or one is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    state.freeGradient(into: &r)
    for i in 0..<n {
      state.direction[i] = 0
      d[i] = -r[i]
    }
    let norm = BLAS.nrm2(n, r)
    largestGradient = max(largestGradient, norm)
    let isFree = state.evaluator.hasFreeProducts
    let forcing =
      isFree ? Scalar.ulpOfOne.squareRoot() : min(0.5, (norm / largestGradient).squareRoot())
    let target = norm * forcing
    var rr = norm * norm
    var step = TrustStep<Scalar>(
      decrease: 0, length: 0, isOnBoundary: false, metNegativeCurvature: false)
    guard norm > 0 else { return step }
    for k in 0..<((isFree ? 10 : 2) * n) {
      guard multiply(k, &state) else { return nil }
      let curvature = BLAS.dot(n, d, product)
      let dd = BLAS.dot(n, d, d)
      let (pp, pd) = (
        BLAS.dot(n, state.direction, state.direction), BLAS.dot(n, state.direction, d)
      )
      let alpha = rr / curvature
      step.metNegativeCurvature = !(curvature > 0)
      if step.metNegativeCurvature && radius == .infinity {
        // As far as if the curvature were as much, but positive.
        let reach = curvature < 0 ? -alpha : step.decrease == 0 ? 1 : 0
        BLAS.axpy(n, reach, d, &state.direction)
        break
      }
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

extension SteihaugSubproblem: Resumable {
  private enum CodingKeys: String, CodingKey { case largestGradient, kept, keptCount }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(largestGradient, forKey: .largestGradient)
    try container.encode(kept, forKey: .kept)
    try container.encode(keptCount, forKey: .keptCount)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    largestGradient = try container.decode(Scalar.self, forKey: .largestGradient)
    kept = try container.decode([Scalar].self, forKey: .kept)
    keptCount = try container.decode(Int.self, forKey: .keptCount)
    guard (0...min(n, Self.mostKept)).contains(keptCount) else {
      throw DecodingError.dataCorruptedError(
        forKey: .keptCount, in: container, debugDescription: "\(keptCount) products")
    }
  }
}
