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
/// A checkpoint keeps all of it, so a stepper is `Codable` (or `Resumable` in a way of its own). Only `step` has to
/// be written.
public protocol Stepper<Scalar>: Resumable {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// What the run has to know of the method; the default traits unless a method says otherwise.
  var traits: MethodTraits { get }

  /// Prepares for the first step, the start having been evaluated. A method that knows second derivatives
  /// sets `state.expectedDecrease`, so that a start of zero gradient is not taken for a minimum where it is
  /// none. Does nothing unless a method says otherwise.
  mutating func begin(_ state: inout MinimizationState<Scalar>)

  /// Takes one step: tries points with `state.tryStep` and accepts one with `state.accept`.
  ///
  /// Called first with the start evaluated. Where `state.tryStep` returns `nil`, ends with
  /// `state.interruption`.
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome

  /// Learns that the run goes on from `state.current` otherwise than by the method's own step. Does nothing
  /// unless a method says otherwise.
  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause)
}

extension Stepper {
  public var traits: MethodTraits { MethodTraits() }

  public mutating func begin(_ state: inout MinimizationState<Scalar>) {}

  public mutating func restart(
    _ state: inout MinimizationState<Scalar>, after cause: RestartCause
  ) {}
}

/// What a run has to know of a method beside its steps.
public struct MethodTraits: Sendable, Hashable {
  /// Whether the method uses gradients; where it does not, none is computed until the end, when it is the
  /// evidence that the point is stationary.
  public var usesGradient: Bool
  /// Whether the method can go on from a lower point that an examination found, rather than where it led
  /// itself.
  public var canRelocate: Bool
  /// The iterations after which the curvature is measured though nothing claims an end, and the Newton step
  /// taken if it does better than they did; see ``Minimization``.
  public var patience: Int

  /// The traits of a method that uses gradients, goes its own way and is never too slow, but for those given.
  public init(usesGradient: Bool = true, canRelocate: Bool = false, patience: Int = .max) {
    self.usesGradient = usesGradient
    self.canRelocate = canRelocate
    self.patience = patience
  }
}

/// Why a run goes on from its iterate otherwise than by a step of its method.
public enum RestartCause: Sendable, Hashable {
  /// The iterate is not stationary though it seemed so, as a pair of points shows: `state.current` and, close
  /// to it along the gradient, `state.trial`.
  case doubt
  /// Derivatives, which are made of differences, are more exact from here on; the gradient of `state.current`
  /// is already.
  case refinement
  /// The iterate is now `state.current`, a lower point that an examination found, and was `state.trial` before.
  /// Only where the method's traits allow it.
  case relocation
}

/// How one step went.
public enum StepOutcome: Sendable {
  /// A point was accepted.
  case accepted
  /// The run ends without a further iterate.
  case ended(EndReason)
}
