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

/// A function of n real variables that gives its value and its gradient together.
///
///     struct Sphere: DifferentiableObjective {
///       let dimension = 2
///       mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
///         for i in 0..<2 { gradient[i] = 2 * x[i] }
///         return x[0] * x[0] + x[1] * x[1]
///       }
///     }
///
/// Where the value alone is cheaper, implement `value(at:)` too: methods that use no gradient call it.
public protocol DifferentiableObjective<Scalar>: Objective {
  // Said once more, so that a conforming type's method tells which it is.
  /// `Double` or `Float`.
  associatedtype Scalar

  /// Returns f(x) and writes ∇f(x) into `gradient`; both have n elements.
  ///
  /// Where f is not defined or overflows at `x`, returns NaN or an infinity: `minimize` takes that for a
  /// step too long. What `gradient` holds then does not matter.
  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar
}

extension DifferentiableObjective {
  /// Returns f(x), computed together with a gradient that is thrown away.
  public mutating func value(at x: Span<Scalar>) -> Scalar {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: max(1, x.count)) { storage in
      storage.initialize(repeating: 0)
      var gradient = storage.extracting(..<x.count).mutableSpan
      return value(at: x, gradient: &gradient)
    }
  }
}

/// A function that gives its Hessian, the matrix of its second derivatives.
///
/// Trust-region and Newton methods use it; for a function without one they take differences of
/// gradients, n evaluations a Hessian.
public protocol TwiceDifferentiableObjective<Scalar>: DifferentiableObjective {
  /// Writes ∇²f(x) into `hessian`, n×n, column after column; it is symmetric, and only the lower triangle,
  /// the diagonal included, is read.
  ///
  /// Called at points where f was finite. Elements that are not written are what the last call left.
  mutating func hessian(at x: Span<Scalar>, into hessian: inout MutableSpan<Scalar>)
}

/// A function that gives products of its Hessian with vectors, without making the Hessian.
///
/// What methods of conjugate gradients and of Lanczos need of a Hessian; for a function without them,
/// they multiply by the Hessian where there is one, or take a difference of two gradients.
public protocol HessianProductObjective<Scalar>: DifferentiableObjective {
  /// Writes ∇²f(x)·v into `product`; all have n elements.
  ///
  /// Called at points where f was finite.
  mutating func hessianProduct(
    at x: Span<Scalar>, _ v: Span<Scalar>, into product: inout MutableSpan<Scalar>)
}
