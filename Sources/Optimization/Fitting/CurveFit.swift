public import LinearAlgebra
import Matrices

/// What a fit found, and how well it is known.
///
/// Intervals are `intervals(level:)` and `profileInterval(of:level:)`, predictions `prediction(at:level:of:)`.
/// Standard errors and what is made of them rest on the model being nearly straight within them, as those of every
/// such program do; profile intervals do not.
public struct CurveFit<Model: CurveModel> {
  /// What is known of a parameter.
  public enum Standing: String, Sendable, Hashable, Codable {
    /// It was estimated, and has a standard error.
    case estimated
    /// It was held where it is.
    case fixed
    /// It is at a bound, which alone keeps it there: it has no standard error, and the others' are those with it
    /// held.
    case atBound = "at a bound"
    /// It can be changed along with others, or alone, without effect on the residuals: the data do not determine it.
    case undetermined
  }

  /// The model.
  public var model: Model { problem.model }
  /// What it was fitted to.
  public var data: FitData { problem.data }
  /// How much a residual counted.
  public var loss: RobustLoss { problem.loss }
  /// The names of the parameters.
  public var parameterNames: [String] { problem.model.parameterNames }

  /// The estimates, in the order of the names.
  public let parameters: [Double]
  /// What is known of each.
  public let standings: [Standing]
  /// The run of the minimisation: why it ended, after how many evaluations. Its variables are the free parameters.
  public let solution: Solution<Double>
  /// f(xᵢ; p).
  public let fittedValues: [Double]
  /// yᵢ − f(xᵢ; p), not weighted.
  public let residuals: [Double]
  /// How many combinations of the estimated parameters the data determine.
  public let rank: Int

  let problem: FitProblem<Model>
  /// L: the covariance is s²·L·Lᵀ; a row a parameter, zeros for those without a standard error.
  let factor: Matrix<Double>
  /// Directions in which the data leave parameters open, p×(p − rank).
  let openDirections: Matrix<Double>
  /// Σ wᵢ·rᵢ², whatever the loss.
  public let sumOfSquares: Double

  init(_ problem: FitProblem<Model>, _ parameters: [Double], _ solution: Solution<Double>) {
    self.problem = problem
    self.parameters = parameters
    self.solution = solution
    var model = problem.model
    var values = [Double](repeating: 0, count: problem.data.count)
    var span = values.mutableSpan
    model.values(at: problem.data.x, parameters: parameters.span, into: &span)
    fittedValues = values
    var standings = problem.isFixed.map { $0 ? Standing.fixed : .estimated }
    if let bounds = problem.bounds {
      for j in problem.free
      where bounds.lower[j] == parameters[j] || bounds.upper[j] == parameters[j] {
        standings[j] = .atBound
      }
    }
    let knowledge = Knowledge(problem, parameters, &standings)
    self.standings = standings
    (factor, openDirections) = (knowledge.factor, knowledge.openDirections)
    rank = factor.columnCount
    var residuals = values.indices.map { problem.data.y[$0] - values[$0] }
    if Self.makePrecise(&residuals, &model, problem.data, parameters) {
      knowledge.correct(&residuals, problem.data)
    }
    self.residuals = residuals
    sumOfSquares = residuals.indices.reduce(0) {
      // What has no weight may be NaN.
      let weight = problem.data.weight($1)
      return weight > 0 ? $0 + weight * residuals[$1] * residuals[$1] : $0
    }
  }
  /// Computes y − f from more digits of f, where it is close to the rounding of y and the model has them.
  private static func makePrecise(
    _ residuals: inout [Double], _ model: inout Model, _ data: FitData, _ parameters: [Double]
  ) -> Bool {
    let size = data.y.reduce(0) { max($0, $1.magnitude) }
    guard residuals.allSatisfy({ $0.magnitude < 1e-9 * size }) else { return false }
    var differences = residuals
    var span = differences.mutableSpan
    guard
      model.differences(at: data.x, parameters: parameters.span, from: data.y, into: &span)
    else { return false }
    residuals = differences.map { -$0 }
    return true
  }

  /// Whether the run ended at a minimum, with evidence; see ``EndReason``.
  public var isSuccess: Bool { solution.isSuccess }
  /// Why the run ended.
  public var reason: EndReason { solution.reason }
}

extension CurveFit: Sendable where Model: Sendable {}

/// What the Jacobian at an end says of the parameters.
private struct Knowledge {
  var factor: Matrix<Double>
  var openDirections: Matrix<Double>
  /// Of those that were estimated, weighted, N×n, and what it decomposes into.
  private var jacobian: [Double] = []
  private var decomposition: RevealingQR?

  /// Takes from precise residuals what parameters would take that were not rounded to doubles: those of the minimum are
  /// left, of which s is made.
  func correct(_ residuals: inout [Double], _ data: FitData) {
    guard let decomposition else { return }
    let m = data.count
    let weighted = residuals.indices.map { data.weight($0).squareRoot() * residuals[$0] }
    let step = decomposition.leastSquares(jacobian, weighted)
    for i in 0..<m where data.weight(i) > 0 {
      let change = step.indices.reduce(0) { $0 + jacobian[i + m * $1] * step[$1] }
      residuals[i] -= change / data.weight(i).squareRoot()
    }
  }

  /// Marks the parameters that data do not determine among those that are estimated.
  init<Model>(
    _ problem: FitProblem<Model>, _ parameters: [Double],
    _ standings: inout [CurveFit<Model>.Standing]
  ) {
    let estimated = standings.indices.filter { standings[$0] == .estimated }
    let n = parameters.count
    factor = Matrix(repeating: 0, rowCount: n, columnCount: 0)
    openDirections = factor
    let start = estimated.map { parameters[$0] }
    guard
      let (_, jacobian) = problem.residuals(of: estimated, parameters, .squares)
        .linearization(at: start)
    else {
      for j in estimated { standings[j] = .undetermined }
      return
    }
    // Differences leave about the two-thirds power of a rounding.
    let decomposition = RevealingQR(
      jacobian, rows: problem.data.count, columns: estimated.count,
      error: problem.model.givesDerivatives ? 0 : 1e-9)
    self.jacobian = jacobian
    self.decomposition = decomposition
    factor = Self.spread(decomposition.inverseFactor, over: estimated, of: n)
    openDirections = Self.spread(decomposition.nullSpace, over: estimated, of: n)
    for (row, isUndetermined) in decomposition.isUndetermined.enumerated() where isUndetermined {
      standings[estimated[row]] = .undetermined
    }
  }

  /// The rows of a matrix among n rows that are zero.
  private static func spread(
    _ matrix: Matrix<Double>, over rows: [Int], of n: Int
  ) -> Matrix<Double> {
    var whole = Matrix(repeating: 0.0, rowCount: n, columnCount: matrix.columnCount)
    for (row, target) in rows.enumerated() {
      for k in 0..<matrix.columnCount { whole[target, k] = matrix[row, k] }
    }
    return whole
  }
}
