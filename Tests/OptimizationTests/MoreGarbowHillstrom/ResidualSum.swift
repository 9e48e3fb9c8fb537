import Optimization

/// F(x) = Σ rᵢ(x)² and its gradient, gathered residual by residual.
struct ResidualSum {
  private(set) var value = 0.0
  private(set) var gradient: [Double]
  /// The residuals, and the rows of their Jacobian.
  private(set) var residuals: [Double] = []
  private(set) var rows: [[Double]] = []

  init(dimension: Int) { gradient = [Double](repeating: 0, count: dimension) }

  private mutating func keep(_ residual: Double, _ row: [Double]) {
    residuals.append(residual)
    rows.append(row)
  }

  /// Adds a residual with the derivatives that are not zero.
  mutating func add(_ residual: Double, _ derivatives: (index: Int, value: Double)...) {
    value += residual * residual
    var row = gradient.map { _ in 0.0 }
    for derivative in derivatives {
      gradient[derivative.index] += 2 * residual * derivative.value
      row[derivative.index] += derivative.value
    }
    keep(residual, row)
  }

  /// Adds a residual with all n derivatives.
  mutating func add(_ residual: Double, dense derivatives: [Double]) {
    value += residual * residual
    for index in derivatives.indices { gradient[index] += 2 * residual * derivatives[index] }
    keep(residual, derivatives)
  }
}

/// A test problem of J. J. Moré, B. S. Garbow, K. E. Hillstrom, "Testing unconstrained optimization
/// software", ACM Transactions on Mathematical Software 7(1), 1981: F = Σ rᵢ² with its gradient.
struct MoreGarbowHillstrom: DifferentiableObjective {
  typealias Residuals = @Sendable (_ x: [Double], _ m: Int, _ sum: inout ResidualSum) -> Void

  let dimension: Int
  let residualCount: Int
  let residuals: Residuals

  /// Problem `number` of the paper, with n variables and m residuals.
  init?(number: Int, n: Int, m: Int) {
    guard let residuals = Self.problems[number] else { return nil }
    self.residuals = residuals
    dimension = n
    residualCount = m
  }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var sum = ResidualSum(dimension: dimension)
    residuals(x.indices.map { x[$0] }, residualCount, &sum)
    for i in gradient.indices { gradient[i] = sum.gradient[i] }
    return sum.value
  }

  /// All 35, by their number in the paper.
  static let problems: [Int: Residuals] = small.merging(fits) { first, _ in first }
    .merging(variable) { first, _ in first }
}

/// The residuals of a test problem with their Jacobian.
struct ProblemResiduals: LeastSquaresObjective {
  let base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }
  let residualCount: Int

  init(_ base: MoreGarbowHillstrom, at x: [Double]) {
    self.base = base
    var sum = ResidualSum(dimension: base.dimension)
    base.residuals(x, base.residualCount, &sum)
    residualCount = sum.residuals.count
  }

  /// All that is known of the residuals at x.
  func sum(_ x: Span<Double>) -> ResidualSum {
    var sum = ResidualSum(dimension: dimension)
    base.residuals(x.indices.map { x[$0] }, base.residualCount, &sum)
    return sum
  }

  mutating func residuals(at x: Span<Double>, into residuals: inout MutableSpan<Double>) {
    let sum = sum(x)
    for i in residuals.indices { residuals[i] = sum.residuals[i] }
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    let rows = sum(x).rows
    for i in rows.indices {
      for j in 0..<dimension { jacobian[i + residualCount * j] = rows[i][j] }
    }
  }
}
