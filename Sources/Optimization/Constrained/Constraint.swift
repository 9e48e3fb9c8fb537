public import LinearAlgebra
public import Matrices

/// Rows lᵢ ≤ cᵢ(x) ≤ uᵢ that a minimum has to keep; lᵢ = uᵢ makes an equation.
///
///     let circle = Constraint<Double>.atMost(2, named: "circle") { x in x[0] * x[0] + x[1] * x[1] }
///
/// A constraint is one function or many, with derivatives or without; those without get differences that stay in the
/// box. Linear ones are a matrix and are never evaluated by calls. Bounds of variables are no constraints, but
/// ``Bounds``, which nothing ever leaves.
public struct Constraint<Scalar: LinearAlgebraScalar> {
  /// The matrix of linear rows.
  let matrix: Matrix<Scalar>?
  /// The function of the others: the one without derivatives, or the one with.
  var function: (any ConstraintFunction<Scalar>)?
  var differentiable: (any DifferentiableConstraints<Scalar>)?
  /// The lower bounds l; −∞ for none.
  public let lower: [Scalar]
  /// The upper bounds u; ∞ for none.
  public let upper: [Scalar]
  /// What messages call the rows; empty where they have no name.
  public let name: String
  /// Whether f is never asked for where a row is broken; see ``keepingFeasible()``.
  public private(set) var isKept = false

  /// Rows of a function with or without derivatives.
  ///
  /// Traps where the counts differ from the function's, a bound is NaN, or a lower one above its upper one.
  public init(
    _ function: some ConstraintFunction<Scalar>, from lower: [Scalar], to upper: [Scalar],
    named name: String = ""
  ) {
    self.init(nil, function, function.rowCount, lower, upper, name)
  }

  private init(
    _ matrix: Matrix<Scalar>?, _ function: (any ConstraintFunction<Scalar>)?, _ count: Int,
    _ lower: [Scalar], _ upper: [Scalar], _ name: String
  ) {
    require(
      lower.count == count && upper.count == count,
      "\(lower.count) lower and \(upper.count) upper bounds do not fit \(count) constraints")
    for i in lower.indices {
      require(
        lower[i] <= upper[i] && lower[i] < .infinity && upper[i] > -.infinity,
        "bounds of constraint \(i) leave it no value: \(lower[i]) to \(upper[i])")
    }
    self.matrix = matrix
    differentiable = function as? any DifferentiableConstraints<Scalar>
    self.function = differentiable == nil ? function : nil
    self.lower = lower
    self.upper = upper
    self.name = name
  }

  /// The number of rows.
  public var rowCount: Int { lower.count }

  /// The same rows, kept on the way: f is never asked for at a point where one of them is broken.
  ///
  /// From a start that keeps them every step stays there; from one that does not, f is asked for at the start alone
  /// until they are kept.
  public func keepingFeasible() -> Constraint {
    var kept = self
    kept.isKept = true
    return kept
  }
}

extension Constraint {
  /// l ≤ A·x ≤ u for an m×n matrix.
  public static func linear(
    _ matrix: Matrix<Scalar>, from lower: [Scalar], to upper: [Scalar], named name: String = ""
  ) -> Constraint {
    Constraint(matrix, nil, matrix.rowCount, lower, upper, name)
  }

  /// l ≤ A·x ≤ u with the same bounds for all rows.
  public static func linear(
    _ matrix: Matrix<Scalar>, in range: ClosedRange<Scalar>, named name: String = ""
  ) -> Constraint {
    linear(
      matrix, from: [Scalar](repeating: range.lowerBound, count: matrix.rowCount),
      to: [Scalar](repeating: range.upperBound, count: matrix.rowCount), named: name)
  }

  /// A·x = b.
  public static func linear(
    _ matrix: Matrix<Scalar>, equal values: [Scalar], named name: String = ""
  ) -> Constraint { linear(matrix, from: values, to: values, named: name) }

  /// A·x ≥ l.
  public static func linear(
    _ matrix: Matrix<Scalar>, atLeast lower: [Scalar], named name: String = ""
  ) -> Constraint {
    linear(
      matrix, from: lower, to: [Scalar](repeating: .infinity, count: lower.count), named: name)
  }

  /// A·x ≤ u.
  public static func linear(
    _ matrix: Matrix<Scalar>, atMost upper: [Scalar], named name: String = ""
  ) -> Constraint {
    linear(
      matrix, from: [Scalar](repeating: -.infinity, count: upper.count), to: upper, named: name)
  }

  /// m functions whose values a closure writes, with derivatives of differences.
  public static func vector(
    _ count: Int, from lower: [Scalar], to upper: [Scalar], named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>, _ values: inout MutableSpan<Scalar>) -> Void
  ) -> Constraint {
    Constraint(
      ValueClosureConstraints(rowCount: count, function: function), from: lower, to: upper,
      named: name)
  }

  /// m functions whose values and m×n Jacobian, column after column, a closure writes.
  public static func vector(
    _ count: Int, from lower: [Scalar], to upper: [Scalar], named name: String = "",
    _ function:
      @escaping (
        _ x: Span<Scalar>, _ values: inout MutableSpan<Scalar>,
        _ jacobian: inout MutableSpan<Scalar>
      ) -> Void
  ) -> Constraint {
    Constraint(
      ClosureConstraints(rowCount: count, function), from: lower, to: upper, named: name)
  }

  private static func one(
    _ lower: Scalar, _ upper: Scalar, _ name: String, _ function: @escaping (Span<Scalar>) -> Scalar
  ) -> Constraint {
    vector(1, from: [lower], to: [upper], named: name) { x, values in values[0] = function(x) }
  }

  private static func one(
    _ lower: Scalar, _ upper: Scalar, _ name: String,
    _ function: @escaping (Span<Scalar>, inout MutableSpan<Scalar>) -> Scalar
  ) -> Constraint {
    vector(1, from: [lower], to: [upper], named: name) { x, values, jacobian in
      values[0] = function(x, &jacobian)
    }
  }

  /// c(x) ≥ bound, with derivatives of differences.
  public static func atLeast(
    _ bound: Scalar, named name: String = "", _ function: @escaping (_ x: Span<Scalar>) -> Scalar
  ) -> Constraint { one(bound, .infinity, name, function) }

  /// c(x) ≥ bound; the closure returns c(x) and writes ∇c(x).
  public static func atLeast(
    _ bound: Scalar, named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
  ) -> Constraint { one(bound, .infinity, name, function) }

  /// c(x) ≤ bound, with derivatives of differences.
  public static func atMost(
    _ bound: Scalar, named name: String = "", _ function: @escaping (_ x: Span<Scalar>) -> Scalar
  ) -> Constraint { one(-.infinity, bound, name, function) }

  /// c(x) ≤ bound; the closure returns c(x) and writes ∇c(x).
  public static func atMost(
    _ bound: Scalar, named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
  ) -> Constraint { one(-.infinity, bound, name, function) }

  /// c(x) = value, with derivatives of differences.
  public static func equal(
    to value: Scalar, named name: String = "", _ function: @escaping (_ x: Span<Scalar>) -> Scalar
  ) -> Constraint { one(value, value, name, function) }

  /// c(x) = value; the closure returns c(x) and writes ∇c(x).
  public static func equal(
    to value: Scalar, named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
  ) -> Constraint { one(value, value, name, function) }

  /// l ≤ c(x) ≤ u, with derivatives of differences.
  public static func between(
    _ range: ClosedRange<Scalar>, named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>) -> Scalar
  ) -> Constraint { one(range.lowerBound, range.upperBound, name, function) }

  /// l ≤ c(x) ≤ u; the closure returns c(x) and writes ∇c(x).
  public static func between(
    _ range: ClosedRange<Scalar>, named name: String = "",
    _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
  ) -> Constraint { one(range.lowerBound, range.upperBound, name, function) }
}
