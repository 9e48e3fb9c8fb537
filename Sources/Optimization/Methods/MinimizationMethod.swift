public import LinearAlgebra

/// A way to find the next iterate, as a value that holds its options.
///
/// A method makes a stepper for each run, and the stepper holds what changes. Methods of the common shape,
/// a direction and a search along it, need only a `DescentDirection`; see `LineSearchMethod`.
public protocol MinimizationMethod: Sendable {
  /// A stepper for a function of `dimension` variables, with its workspace allocated.
  func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar>
}

/// The changing part of a method: takes one iteration at a time.
public protocol Stepper<Scalar> {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// Takes one step: tries points with `state.tryStep` and accepts one with `state.accept`.
  ///
  /// Called first with the start evaluated. Where `state.tryStep` returns `nil`, ends with
  /// `state.interruption`.
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome<Scalar>
}

/// How one step went.
public enum StepOutcome<Scalar: LinearAlgebraScalar>: Sendable {
  /// A point was accepted: that at the given multiple of the direction.
  case accepted(stepLength: Scalar)
  /// The run ends without a further iterate.
  case ended(EndReason)
}
