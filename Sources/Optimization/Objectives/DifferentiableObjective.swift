public import LinearAlgebra

/// A function of n real variables that gives its value and its gradient together.
///
/// `minimize` calls it at one point at a time and never twice at the same point. Conforming types keep
/// their workspace as stored properties, allocated once, so that an evaluation allocates nothing; a copy
/// of the value is a workspace of its own, for use on another thread.
public protocol DifferentiableObjective<Scalar> {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// The number of variables, n.
  var dimension: Int { get }

  /// Returns f(x) and writes ∇f(x) into `gradient`; both have n elements.
  ///
  /// Where f is not defined or overflows at `x`, returns NaN or an infinity: `minimize` takes that for a
  /// step too long. What `gradient` holds then does not matter.
  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar
}
