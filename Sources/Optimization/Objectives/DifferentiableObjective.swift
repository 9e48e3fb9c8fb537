import LinearAlgebra

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
