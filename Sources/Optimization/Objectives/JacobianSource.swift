import LinearAlgebra

/// Residuals with a Jacobian, their own or one of differences; `SumOfSquares` counts the residuals.
protocol JacobianSource<Scalar> {
  associatedtype Scalar: LinearAlgebraScalar
  var dimension: Int { get }
  var residualCount: Int { get }
  /// The relative error of the Jacobian.
  var jacobianError: Scalar { get }
  /// Whether the Jacobian is exact, so that differences of it are worth having.
  var hasExactJacobian: Bool { get }
  /// Whether Jacobians are as exact as they can be.
  var isRefined: Bool { get }

  mutating func residuals(at x: [Scalar], into residuals: inout [Scalar])
  /// False where a limit forbids it.
  mutating func jacobian(
    at x: [Scalar], _ residuals: [Scalar], into jacobian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  /// Writes Σ rᵢ(x)·∇²rᵢ(x) of differences of values, n×n; `residuals` are r(x). False where a limit forbids
  /// it. Called only where the Jacobian is not exact, and without bounds.
  mutating func curvature(
    at x: [Scalar], _ residuals: [Scalar], into hessian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  /// Takes every point, and gives every derivative, in variables of these sizes from here on; see `Units`.
  mutating func measure(in sizes: [Scalar])
  /// Has every point of a difference lie in the box.
  mutating func keep(within bounds: Bounds<Scalar>)
  /// Makes Jacobians more exact from here on, at a greater cost; false where that cannot be.
  mutating func refineJacobian() -> Bool
  /// Learns at what an evaluation that takes long is to look.
  mutating func heed(_ signal: StopSignal)
}

extension JacobianSource {
  mutating func curvature(
    at x: [Scalar], _ residuals: [Scalar], into hessian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool { false }
}

/// Residuals with a Jacobian of their own.
struct OwnJacobian<Base: LeastSquaresObjective>: JacobianSource {
  typealias Scalar = Base.Scalar
  var base: Base
  private var units = Units<Scalar>()

  init(base: Base) { self.base = base }

  mutating func measure(in sizes: [Scalar]) { units = Units(sizes) }

  var hasExactJacobian: Bool { true }
  var dimension: Int { base.dimension }
  var residualCount: Int { base.residualCount }
  var jacobianError: Scalar { Scalar.ulpOfOne }
  var isRefined: Bool { true }

  mutating func residuals(at x: [Scalar], into residuals: inout [Scalar]) {
    let point = units.objectivePoint(x)
    var span = residuals.mutableSpan
    base.residuals(at: point.span, into: &span)
  }

  mutating func jacobian(
    at x: [Scalar], _ residuals: [Scalar], into jacobian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(1) else { return false }
    meter.counts.calls += 1
    meter.counts.gradients += 1
    let point = units.objectivePoint(x)
    var span = jacobian.mutableSpan
    base.jacobian(at: point.span, into: &span)
    units.convertColumns(&jacobian)
    return true
  }

  mutating func heed(_ signal: StopSignal) { base.heed(signal) }

  mutating func keep(within bounds: Bounds<Scalar>) {}

  mutating func refineJacobian() -> Bool { false }
}
