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

  /// Whether the stepper for no bounds serves within bounds as well. No unless a method says so.
  var keepsBounds: Bool { get }

  /// A stepper that keeps within bounds, for as many variables as they have; `nil` where the method has
  /// none. The one for no bounds where the method `keepsBounds`, none otherwise, unless a method has one of
  /// its own.
  ///
  /// `state.tryStep` never leaves the box, so a stepper has only to choose directions that lead somewhere.
  func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
}

extension MinimizationMethod {
  public var keepsBounds: Bool { false }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { keepsBounds ? makeStepper(dimension: bounds.dimension, as: Scalar.self) : nil }
}

/// The changing part of a method: takes one iteration at a time.
///
/// A checkpoint keeps all of it, so a stepper is `Codable` (or `Resumable` in a way of its own).
public protocol Stepper<Scalar>: Resumable {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// Whether the stepper uses gradients; where it does not, none is computed until the end, when it is the
  /// evidence that the point is stationary. True unless a method says otherwise.
  var usesGradient: Bool { get }

  /// Prepares for the first step, the start having been evaluated. A method that knows second derivatives
  /// sets `state.expectedDecrease`, so that a start of zero gradient is not taken for a minimum where it is
  /// none. Does nothing unless a method says otherwise.
  mutating func begin(_ state: inout MinimizationState<Scalar>)

  /// Takes one step: tries points with `state.tryStep` and accepts one with `state.accept`.
  ///
  /// Called first with the start evaluated. Where `state.tryStep` returns `nil`, ends with
  /// `state.interruption`.
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome

  /// Learns that the iterate is not stationary though it seemed so, from a pair of points: `state.current`
  /// and, close to it along the gradient, `state.trial`. Does nothing unless a method says otherwise.
  mutating func reconsider(_ state: inout MinimizationState<Scalar>)

  /// Whether second derivatives are what it works with, so that it should leave a saddle point even where the
  /// gradient is zero. No unless a method says so.
  var usesSecondDerivatives: Bool { get }

  /// Learns that derivatives, which are made of differences, are more exact from here on; the gradient of
  /// `state.current` is already. Does nothing unless a method says otherwise.
  mutating func refine(_ state: inout MinimizationState<Scalar>)

  /// The iterations after which the curvature is measured though nothing claims an end, and the Newton step
  /// taken if it does better than they did; see `Minimization`. Without limit unless a method says so.
  var patience: Int { get }

  /// Whether it can go on from another point than the one it accepted last. No unless a method says so.
  var canRelocate: Bool { get }

  /// Learns that the iterate is now `state.current`, a lower point that an examination found, and was
  /// `state.trial` before. Called only where `canRelocate` says so.
  mutating func relocate(_ state: inout MinimizationState<Scalar>)
}

extension Stepper {
  public var usesGradient: Bool { true }

  public mutating func begin(_ state: inout MinimizationState<Scalar>) {}

  public mutating func reconsider(_ state: inout MinimizationState<Scalar>) {}

  public mutating func refine(_ state: inout MinimizationState<Scalar>) {}

  public var usesSecondDerivatives: Bool { false }

  public var patience: Int { .max }

  public var canRelocate: Bool { false }

  public mutating func relocate(_ state: inout MinimizationState<Scalar>) {}
}

/// How one step went.
public enum StepOutcome: Sendable {
  /// A point was accepted.
  case accepted
  /// The run ends without a further iterate.
  case ended(EndReason)
}
