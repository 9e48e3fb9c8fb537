import Optimization

/// F(x) = Σ rᵢ(x)² and its gradient, gathered residual by residual.
struct ResidualSum {
  private(set) var value = 0.0
  private(set) var gradient: [Double]

  init(dimension: Int) { gradient = [Double](repeating: 0, count: dimension) }

  /// Adds a residual with the derivatives that are not zero.
  mutating func add(_ residual: Double, _ derivatives: (index: Int, value: Double)...) {
    value += residual * residual
    for derivative in derivatives {
      gradient[derivative.index] += 2 * residual * derivative.value
    }
  }

  /// Adds a residual with all n derivatives.
  mutating func add(_ residual: Double, dense derivatives: [Double]) {
    value += residual * residual
    for index in derivatives.indices { gradient[index] += 2 * residual * derivatives[index] }
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
