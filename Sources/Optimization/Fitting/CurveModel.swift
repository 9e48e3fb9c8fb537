public import Matrices

/// A curve, or a surface, y = f(x; p) that parameters p are fitted to data.
///
/// `Formula` is one, with exact derivatives, and `ClosureModel` makes one of a closure; write your own where the
/// points are best computed together.
public protocol CurveModel: SendableMetatype {
  /// The names of the parameters, in their order.
  var parameterNames: [String] { get }
  /// The names of the variables, one a column of the points.
  var variableNames: [String] { get }
  /// Whether `jacobian` does more than trap; differences take its place where not. False unless a type says
  /// otherwise.
  var givesDerivatives: Bool { get }

  /// Writes f(xᵢ; p) for every point, a row of N×d `points`. NaN or an infinity tells that `parameters` are too far.
  mutating func values(
    at points: Matrix<Double>, parameters: Span<Double>, into result: inout MutableSpan<Double>)

  /// Writes ∂f(xᵢ; p)/∂pⱼ, N×p, column after column: element i + N·j.
  mutating func jacobian(
    at points: Matrix<Double>, parameters: Span<Double>, into jacobian: inout MutableSpan<Double>)

  /// Writes f(xᵢ; p) − yᵢ with hardly more than a rounding of the difference, and returns true; false, and nothing written, where
  /// the model knows no more than its `values`. Without a word it does not.
  ///
  /// Where residuals are as small as the roundings of y, standard errors need it.
  mutating func differences(
    at points: Matrix<Double>, parameters: Span<Double>, from y: [Double],
    into result: inout MutableSpan<Double>
  ) -> Bool
}

extension CurveModel {
  public mutating func differences(
    at points: Matrix<Double>, parameters: Span<Double>, from y: [Double],
    into result: inout MutableSpan<Double>
  ) -> Bool { false }

  public var givesDerivatives: Bool { false }

  /// Traps: a model whose `givesDerivatives` is false has none.
  public mutating func jacobian(
    at points: Matrix<Double>, parameters: Span<Double>, into jacobian: inout MutableSpan<Double>
  ) {
    trap({ "a model that says it gives derivatives has to give them" })
  }
}

/// A model given as a closure that returns f(x; p) for one point; its derivatives are differences.
///
///     let decay = ClosureModel(parameters: ["a", "b"]) { x, p in p[0] / (1 + p[1] * x[0]) }
///     let fitted = fit(decay, to: data, from: [1, 0.1])
public struct ClosureModel: CurveModel {
  /// Returns f(x; p).
  public typealias Function = (_ x: [Double], _ p: Span<Double>) -> Double

  public let parameterNames: [String]
  public let variableNames: [String]
  private let function: Function
  private var point: [Double]

  /// A model of named parameters; the closure gets them, and the point, in the order of their names.
  ///
  /// Traps where two parameters have one name.
  public init(
    parameters: [String], variables: [String] = ["x"], _ function: @escaping Function
  ) {
    require(
      Set(parameters).count == parameters.count, "two of the parameters \(parameters) have one name"
    )
    parameterNames = parameters
    variableNames = variables
    self.function = function
    point = [Double](repeating: 0, count: variables.count)
  }

  public mutating func values(
    at points: Matrix<Double>, parameters: Span<Double>, into result: inout MutableSpan<Double>
  ) {
    for i in 0..<points.rowCount {
      for j in point.indices { point[j] = points[i, j] }
      result[i] = function(point, parameters)
    }
  }
}
