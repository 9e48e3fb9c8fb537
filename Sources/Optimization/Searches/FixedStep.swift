public import LinearAlgebra
import Matrices

/// A step of the same length every time, whether f falls or not.
///
/// With steepest descent this is textbook gradient descent, x ← x − η·∇f(x). A point that is not finite is
/// not accepted, and ends the run.
public struct FixedStep: LineSearch, Codable {
  /// The length η.
  public let length: Double

  /// Traps unless `length` is positive and finite.
  public init(_ length: Double) {
    require(length > 0 && length.isFinite, "a step size must be positive, not \(length)")
    self.length = length
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func search<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome {
    guard let point = state.tryStep(Scalar(length)) else { return state.ended }
    return point.isFinite ? .found : .ended(.diverged)
  }
}
