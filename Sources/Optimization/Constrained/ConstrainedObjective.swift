public import LinearAlgebra

/// A function with m constraint functions whose values and derivatives are computed together, in one call.
///
///     struct Corner: ConstrainedObjective {
///       let dimension = 2
///       let rowCount = 1
///       mutating func value(
///         at x: Span<Double>, rows: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>,
///         jacobian: inout MutableSpan<Double>
///       ) -> Double {
///         rows[0] = x[0] * x[1]
///         jacobian[0] = x[1]
///         jacobian[1] = x[0]
///         gradient[0] = 1
///         gradient[1] = 1
///         return x[0] + x[1]
///       }
///     }
public protocol ConstrainedObjective<Scalar>: SendableMetatype {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// The number of variables, n.
  var dimension: Int { get }
  /// The number of constraint functions, m.
  var rowCount: Int { get }

  /// Returns f(x) and writes c(x), m elements, ∇f(x), n elements, and the m×n Jacobian ∂cᵢ/∂xⱼ, column after column:
  /// element i + m·j, zero where it is not written. What is NaN or infinite tells that `x` is too far.
  mutating func value(
    at x: Span<Scalar>, rows: inout MutableSpan<Scalar>, gradient: inout MutableSpan<Scalar>,
    jacobian: inout MutableSpan<Scalar>
  ) -> Scalar
}
