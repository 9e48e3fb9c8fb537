import LinearAlgebra

/// What knows the curvature of a quadratic model around the iterate.
protocol ModelCurvature<Scalar> {
  associatedtype Scalar: LinearAlgebraScalar

  /// sᵀHs; `nil` where a limit forbids it, or it is not finite.
  mutating func curvature(
    along s: [Scalar], _ state: inout MinimizationState<Scalar>
  ) -> Scalar?
}

/// The quadratic model of a trust-region method around the iterate, and the way it is minimised.
protocol TrustModel<Scalar>: ModelCurvature, Resumable {
  /// The stepper's patience.
  var patience: Int { get }

  /// Learns the second derivatives at the iterate. False where a limit forbids it, or one is not finite.
  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool

  /// Writes the step within the radius into `state.direction`, zero for variables that bounds hold; `nil` as
  /// `prepare`'s false.
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>?

  /// How much lower the model expects the minimum from the iterate, the step being the one solved for; ∞
  /// where the radius or negative curvature leaves it open.
  mutating func expectedDecrease(
    _ state: MinimizationState<Scalar>, _ step: TrustStep<Scalar>
  ) -> Scalar
}

/// A way to minimise a model whose Hessian is a matrix.
///
/// It keeps nothing from one problem to the next.
protocol DenseSubproblem<Scalar> {
  associatedtype Scalar: LinearAlgebraScalar

  init(dimension: Int)
  mutating func solve(
    _ h: [Scalar], _ g: [Scalar], radius: Scalar, into p: inout [Scalar]
  ) -> TrustStep<Scalar>
  mutating func newtonDecrease(_ h: [Scalar], _ g: [Scalar], slack: Scalar) -> Scalar
}

extension ExactSubproblem: DenseSubproblem {}
extension DoglegSubproblem: DenseSubproblem {}

/// A model with the Hessian as a matrix.
struct DenseModel<Subproblem: DenseSubproblem>: TrustModel {
  typealias Scalar = Subproblem.Scalar

  private var hessian: [Scalar]
  private var gradient: [Scalar]
  private var product: [Scalar]
  private var subproblem: Subproblem

  init(dimension n: Int, _ subproblem: Subproblem.Type) {
    hessian = [Scalar](repeating: 0, count: n * n)
    gradient = [Scalar](repeating: 0, count: n)
    product = gradient
    self.subproblem = Subproblem(dimension: n)
  }

  var patience: Int { .max }

  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool {
    guard state.hessian(into: &hessian) else { return false }
    state.freeGradient(into: &gradient)
    let n = gradient.count
    var largest: Scalar = 0
    for i in state.isHeld.indices { largest = max(largest, hessian[i + n * i].magnitude) }
    // A variable that is held has no part in the model but a curvature of its own.
    for j in state.isHeld.indices where state.isHeld[j] {
      for i in 0..<n {
        hessian[i + n * j] = 0
        hessian[j + n * i] = 0
      }
      hessian[j + n * j] = largest > 0 ? largest : 1
    }
    return true
  }

  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    subproblem.solve(hessian, gradient, radius: radius, into: &state.direction)
  }

  mutating func curvature(
    along s: [Scalar], _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    let n = s.count
    guard n > 0 else { return 0 }
    BLAS.gemv(m: n, n: n, hessian, lda: n, s, &product)
    return BLAS.dot(n, s, product)
  }

  mutating func expectedDecrease(
    _ state: MinimizationState<Scalar>, _ step: TrustStep<Scalar>
  ) -> Scalar {
    if !step.isOnBoundary { return step.decrease }
    return subproblem.newtonDecrease(hessian, gradient, slack: Scalar.ulpOfOne.squareRoot())
  }
}

/// A way to minimise a model by products of the Hessian with vectors.
protocol ProductSubproblem<Scalar>: Resumable {
  associatedtype Scalar: LinearAlgebraScalar

  init(dimension: Int)
  /// Tells that the iterate is a new one.
  mutating func begin()
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>?
}

extension SteihaugSubproblem: ProductSubproblem {}
extension KrylovSubproblem: ProductSubproblem {}

/// A model with products of the Hessian.
struct ProductModel<Subproblem: ProductSubproblem>: TrustModel {
  typealias Scalar = Subproblem.Scalar

  private var subproblem: Subproblem
  private var product: [Scalar]

  init(dimension n: Int, _ subproblem: Subproblem.Type) {
    self.subproblem = Subproblem(dimension: n)
    product = [Scalar](repeating: 0, count: n)
  }

  // Products of differences do not see the flattest directions.
  var patience: Int { 100 }

  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool {
    subproblem.begin()
    return true
  }

  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    subproblem.solve(&state, radius: radius)
  }

  mutating func curvature(
    along s: [Scalar], _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    guard state.hessianProduct(s, into: &product) else { return nil }
    return BLAS.dot(s.count, s, product)
  }

  mutating func expectedDecrease(
    _ state: MinimizationState<Scalar>, _ step: TrustStep<Scalar>
  ) -> Scalar {
    step.isOnBoundary ? .infinity : step.decrease
  }
}

extension DenseModel {
  private enum CodingKeys: String, CodingKey { case hessian, gradient }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hessian, forKey: .hessian)
    try container.encode(gradient, forKey: .gradient)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    hessian = try container.decode([Scalar].self, forKey: .hessian)
    gradient = try container.decode([Scalar].self, forKey: .gradient)
  }
}

extension ProductModel {
  func encode(to encoder: any Encoder) throws { try subproblem.encode(to: encoder) }

  mutating func restore(from decoder: any Decoder) throws {
    try subproblem.restore(from: decoder)
  }
}

/// What is known of a step that minimises the model m(p) = g·p + ½·pᵀHp within a radius.
struct TrustStep<Scalar: LinearAlgebraScalar>: Codable {
  /// −m(p), how far the model falls; not negative but for rounding.
  var decrease: Scalar
  /// |p|.
  var length: Scalar
  /// Whether the radius holds p back.
  var isOnBoundary: Bool
  /// Whether a direction of negative curvature was met.
  var metNegativeCurvature: Bool
}

/// τ ≥ 0 with |p + τ·d| = Δ, from p·p, p·d and d·d; p lies within.
func stepToBoundary<Scalar: LinearAlgebraScalar>(
  _ pp: Scalar, _ pd: Scalar, _ dd: Scalar, _ radius: Scalar
) -> Scalar {
  guard radius <= 1 || (dd * radius * radius).isFinite else {
    // In units of the radius, where squares overflow, as they may where f falls without bound.
    let p = pp.squareRoot() / radius
    return radius * stepToBoundary(p * p, pd / radius, dd, 1)
  }
  let gap = max(0, (radius - pp.squareRoot()) * (radius + pp.squareRoot()))
  let root = (pd * pd + dd * gap).squareRoot()
  // The form without cancellation.
  return pd > 0 ? gap / (pd + root) : (root - pd) / dd
}
