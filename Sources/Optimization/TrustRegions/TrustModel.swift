import LinearAlgebra

/// The quadratic model of a trust-region method around the iterate, and the way it is minimised.
protocol TrustModel<Scalar>: Codable {
  associatedtype Scalar: LinearAlgebraScalar

  /// Learns the second derivatives at the iterate. False where a limit forbids it, or one is not finite.
  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool

  /// Writes the step within the radius into `state.direction`; `nil` as `prepare`'s false.
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
protocol DenseSubproblem<Scalar>: Codable {
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
  private var subproblem: Subproblem

  init(dimension n: Int, _ subproblem: Subproblem.Type) {
    hessian = [Scalar](repeating: 0, count: n * n)
    self.subproblem = Subproblem(dimension: n)
  }

  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool {
    state.hessian(into: &hessian)
  }

  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    subproblem.solve(hessian, state.current.gradient, radius: radius, into: &state.direction)
  }

  mutating func expectedDecrease(
    _ state: MinimizationState<Scalar>, _ step: TrustStep<Scalar>
  ) -> Scalar {
    if !step.isOnBoundary { return step.decrease }
    return subproblem.newtonDecrease(
      hessian, state.current.gradient, slack: Scalar.ulpOfOne.squareRoot())
  }
}

/// A way to minimise a model by products of the Hessian with vectors.
protocol ProductSubproblem<Scalar>: Codable {
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

  init(dimension n: Int, _ subproblem: Subproblem.Type) {
    self.subproblem = Subproblem(dimension: n)
  }

  mutating func prepare(_ state: inout MinimizationState<Scalar>) -> Bool {
    subproblem.begin()
    return true
  }

  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    subproblem.solve(&state, radius: radius)
  }

  mutating func expectedDecrease(
    _ state: MinimizationState<Scalar>, _ step: TrustStep<Scalar>
  ) -> Scalar {
    step.isOnBoundary ? .infinity : step.decrease
  }
}
