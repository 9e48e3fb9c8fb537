import LinearAlgebra

/// The quadratic program with a slack for each violated row, at a price: it always has a solution.
struct ElasticProgram<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  private var program: DualActiveSet<Scalar>?
  private var rows: [Scalar] = []
  private var gradient: [Scalar] = []
  private var lower: [Scalar] = []
  private var upper: [Scalar] = []

  /// Whether the workspace is of one size.
  var isSound: Bool {
    guard let program else { return true }
    return program.isSound(program.n, program.m) && rows.count == program.n * program.m
      && gradient.count == program.n
      && lower.count == program.n + program.m && upper.count == lower.count
  }

  /// Minimises gᵀp + ½·pᵀBp + price·Σ t within the bounds of rows and variables, each row that `violations` has a slack
  /// t ≥ 0 for; writes p and the multipliers.
  ///
  /// - Parameters:
  ///   - inverse: L⁻ᵀ of B.
  ///   - slack: +1 where a row falls short of its lower bound, −1 where it exceeds its upper, 0 where it is kept.
  mutating func solve(
    _ point: ConstrainedPoint<Scalar>, _ inverse: [Scalar], _ lowerStep: [Scalar],
    _ upperStep: [Scalar], slack: [Int], price: Scalar, size: Scalar, step: inout [Scalar],
    multipliers: inout [Scalar]
  ) -> Bool {
    let (n, m) = (step.count, slack.count)
    let slacks = slack.count { $0 != 0 }
    let all = n + slacks
    if program?.n != all || program?.m != m {
      program = DualActiveSet(variables: all, rows: m)
      rows = [Scalar](repeating: 0, count: m * all)
      gradient = [Scalar](repeating: 0, count: all)
      lower = [Scalar](repeating: 0, count: m + all)
      upper = lower
    }
    for i in 0..<(m * n) { rows[i] = point.jacobian[i] }
    for i in (m * n)..<(m * all) { rows[i] = 0 }
    for j in 0..<n { gradient[j] = point.gradient[j] }
    for k in 0..<(m + n) {
      lower[k] = lowerStep[k]
      upper[k] = upperStep[k]
    }
    // A little curvature in the slacks keeps the program strictly convex.
    let curvature = price * 1e-3 / max(1, size)
    for i in 0..<(all * all) { program?.J[i] = 0 }
    for j in 0..<n {
      for i in 0..<n { program?.J[i + all * j] = inverse[i + n * j] }
    }
    var column = n
    for i in 0..<m where slack[i] != 0 {
      rows[i + m * column] = slack[i] > 0 ? 1 : -1
      gradient[column] = price
      lower[m + column] = 0
      upper[m + column] = .infinity
      program?.J[column + all * column] = 1 / curvature.squareRoot()
      column += 1
    }
    let outcome = program?.solve(gradient: gradient, rows: rows, lower: lower, upper: upper)
    guard outcome == .solved, let program else { return false }
    for j in 0..<n { step[j] = program.x[j] }
    for k in 0..<(m + n) { multipliers[k] = program.multipliers[k] }
    return true
  }
}
