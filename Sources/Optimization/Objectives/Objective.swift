public import LinearAlgebra

/// A function of n real variables that gives its value.
///
/// The methods that use no gradient minimise it as it is, the others through differences of its values:
/// see ``DifferenceObjective``. `minimize` calls it at one point at a time and never asks for the same
/// thing twice at one point. Conforming types keep their workspace as stored properties, allocated
/// once, so that an evaluation allocates nothing; a copy of the value is a workspace of its own, for use
/// on another thread.
public protocol Objective<Scalar>: SendableMetatype {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// The number of variables, n.
  var dimension: Int { get }

  /// Returns f(x); `x` has n elements.
  ///
  /// Where f is not defined or overflows at `x`, returns NaN or an infinity: `minimize` takes that for a
  /// step too long.
  mutating func value(at x: Span<Scalar>) -> Scalar

  /// Learns at what an evaluation that takes long is to look, from before the first one on.
  ///
  /// Once the signal is given, an evaluation may return NaN in place of what it has not finished: the run ends
  /// where it is, and uses nothing of it. Does nothing unless an objective says otherwise.
  mutating func heed(_ signal: StopSignal)
}

extension Objective {
  public mutating func heed(_ signal: StopSignal) {}
}
