public import Matrices

/// A formula in MATLAB's notation, with its exact derivatives: a model for `fit`.
///
///     let decay = try Formula("a*exp(-b*x) + c")
///     print(decay.parameterNames, decay.variableNames)     // ["a", "b", "c"] ["x"]
///
/// - Operators: `+ - * / ^` and their elementwise twins `.* ./ .^`, which mean the same here, as `**` means
///   `^`. As in MATLAB `-x^2` is −(x²), and `2^3^2` is (2³)².
/// - Functions: exp, expm1, log (natural), log1p, log10, log2, sqrt, sin, cos, tan, asin, acos, atan, sinh,
///   cosh, tanh, asinh, acosh, atanh, abs, sign, erf, erfc, gamma, gammaln. `pi` is π.
/// - Names: `x`, `x1`, `x2`, … are variables, or those of `variables:`; every other name is a parameter, `e` and
///   `i` too. Parameters are numbered in the order in which they appear, variables by their numbers or as they are named.
///
/// What is not a real number, such as the logarithm or the square root of a negative one, is NaN, where MATLAB
/// goes on with complex numbers. At the kink of `abs` and at the jump of `sign` the derivative is zero.
///
/// Derivatives are those of the expression itself, followed backwards from the result, so that all of them take
/// about twice the work of a value, whatever their number; common subexpressions are computed once. Points are
/// taken in blocks of 128, and after the first evaluation nothing is allocated.
///
/// Reverse accumulation: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.2.
public struct Formula: Sendable {
  /// The text, as it was given.
  public let text: String
  /// The names of the parameters.
  public let parameterNames: [String]
  /// The names of the variables, one a column of the points; those that were found, in the order of their numbers.
  public let variableNames: [String]

  let program: FormulaProgram
  /// The steps' values at a block of points, a row a step, and how the result changes with each.
  var values: [Double] = []
  var slopes: [Double] = []

  /// How many points are taken at a time.
  static let block = 128

  /// Reads a formula.
  ///
  /// Throws a `FormulaError` that names the column of the first mistake. More than 64 levels of parentheses and
  /// more than 10,000 steps are refused.
  ///
  /// - Parameters:
  ///   - text: The right side, such as `a*x + b`.
  ///   - variables: The names that stand for data; `nil` for x, x1, x2, ….
  public init(_ text: String, variables: [String]? = nil) throws(FormulaError) {
    var parser = FormulaParser(text, variables: variables)
    try parser.parse()
    self.text = text
    program = parser.program
    parameterNames = parser.parameters
    variableNames = parser.variables
  }

  /// The number at one point. Traps unless there are as many numbers as names.
  ///
  ///     var line = try Formula("a*x + b")
  ///     print(line.value(at: [2], parameters: [3, 1]))       // 7.0
  public mutating func value(at point: [Double], parameters: [Double]) -> Double {
    var result = [0.0]
    var span = result.mutableSpan
    values(at: Matrix(row: point), parameters: parameters.span, into: &span)
    return result[0]
  }
}

extension Formula: CurveModel {
  public var givesDerivatives: Bool { true }

  /// Writes the number at every point; O(points · steps).
  public mutating func values(
    at points: Matrix<Double>, parameters: Span<Double>, into result: inout MutableSpan<Double>
  ) {
    checkShapes(points, parameters, result.count, 1)
    prepare(derivatives: false)
    for first in stride(from: 0, to: points.rowCount, by: Self.block) {
      let count = min(Self.block, points.rowCount - first)
      forward(points, parameters, first, count)
      let last = program.result * Self.block
      for i in 0..<count { result[first + i] = values[last + i] }
    }
  }

  public mutating func jacobian(
    at points: Matrix<Double>, parameters: Span<Double>, into jacobian: inout MutableSpan<Double>
  ) {
    checkShapes(points, parameters, jacobian.count, parameterNames.count)
    prepare(derivatives: true)
    for first in stride(from: 0, to: points.rowCount, by: Self.block) {
      let count = min(Self.block, points.rowCount - first)
      forward(points, parameters, first, count)
      backward(count)
      for index in program.steps.indices {
        guard case .parameter(let j) = program.steps[index] else { continue }
        for i in 0..<count {
          jacobian[first + i + points.rowCount * j] = slopes[index * Self.block + i]
        }
      }
    }
  }

  private mutating func prepare(derivatives: Bool) {
    let count = program.steps.count * Self.block
    if values.isEmpty { values = [Double](repeating: 0, count: count) }
    if derivatives, slopes.isEmpty { slopes = [Double](repeating: 0, count: count) }
  }

  func checkShapes(
    _ points: Matrix<Double>, _ parameters: Span<Double>, _ written: Int, _ columns: Int
  ) {
    require(
      points.columnCount == variableNames.count,
      "points of \(points.columnCount) columns do not fit the variables \(variableNames)")
    require(
      parameters.count == parameterNames.count,
      "\(parameters.count) numbers do not fit the parameters \(parameterNames)")
    require(
      written == points.rowCount * columns,
      "\(points.rowCount)×\(columns) numbers do not fit a result of \(written)")
  }
}
