import Foundation
import Matrices
import Optimization
import SeededRandomness
import Testing

/// A convex program with random numbers.
private struct RandomProgram {
  let hessian: Matrix<Double>
  let gradient: [Double]
  let rows: Matrix<Double>
  var lower: [Double]
  var upper: [Double]
  let bounds: Bounds<Double>

  init(seed: UInt64, rank: Int? = nil) {
    var random = SplitMix(state: seed)
    func number() -> Double { Double.random(in: -1...1, using: &random) }
    let n = Int.random(in: 1...12, using: &random)
    let m = Int.random(in: 0...15, using: &random)
    let factor = Matrix<Double>(rowCount: n, columnCount: rank ?? n) { _, _ in number() }
    hessian = Matrix(rowCount: n, columnCount: n) { i, j in
      (0..<factor.columnCount).reduce(i == j && rank == nil ? 0.1 : 0) {
        $0 + factor[i, $1] * factor[j, $1]
      }
    }
    gradient = (0..<n).map { _ in 5 * number() }
    // A point that keeps everything, so that there is a minimum.
    let inside = (0..<n).map { _ in number() }
    rows = Matrix(rowCount: m, columnCount: n) { _, _ in number() }
    let rows = rows
    let values = (0..<m).map { i in (0..<n).reduce(0) { $0 + rows[i, $1] * inside[$1] } }
    let kinds = (0..<m).map { _ in Int.random(in: 0...3, using: &random) }
    lower = (0..<m).map { kinds[$0] == 0 ? -.infinity : values[$0] - (kinds[$0] == 1 ? 0 : 0.3) }
    upper = (0..<m).map { kinds[$0] == 3 ? .infinity : values[$0] + (kinds[$0] == 1 ? 0 : 0.2) }
    // No more equations than variables; the others are inequalities.
    var equations = 0
    for i in 0..<m where kinds[i] == 1 {
      equations += 1
      if equations > n / 2 { lower[i] = -.infinity }
    }
    bounds = Bounds(lower: inside.map { $0 - 1.5 }, upper: inside.map { $0 + 0.1 })
  }

  func solve() -> QuadraticSolution<Double> {
    minimizeQuadratic(hessian, gradient, rows: rows, from: lower, to: upper, bounds: bounds)
  }

  /// The largest violation of the KKT conditions.
  func residual(_ solution: QuadraticSolution<Double>) -> Double {
    let (n, x) = (gradient.count, solution.x)
    var worst = 0.0
    for j in 0..<n {
      var sum = gradient[j] - solution.boundMultipliers[j]
      for i in 0..<n { sum += hessian[j, i] * x[i] }
      for i in lower.indices { sum -= rows[i, j] * solution.multipliers[i] }
      worst = max(worst, abs(sum))
      worst = max(
        worst, Self.side(x[j], bounds.lower[j], bounds.upper[j], solution.boundMultipliers[j]))
    }
    for i in lower.indices {
      let value = (0..<n).reduce(0) { $0 + rows[i, $1] * x[$1] }
      worst = max(worst, Self.side(value, lower[i], upper[i], solution.multipliers[i]))
    }
    return worst
  }

  /// How far a value is outside its bounds, and its multiplier from what its place allows.
  private static func side(_ value: Double, _ l: Double, _ u: Double, _ multiplier: Double)
    -> Double
  {
    let outside = max(l - value, value - u, 0)
    let product =
      multiplier > 0
      ? multiplier * abs(value - l) : multiplier < 0 ? -multiplier * abs(u - value) : 0
    return max(outside, product.isNaN ? .infinity : product)
  }
}

struct QuadraticTests {
  @Test("random programs meet the KKT conditions to rounding")
  func random() {
    for seed in 0..<400 as Range<UInt64> {
      let program = RandomProgram(seed: seed)
      let solution = program.solve()
      #expect(solution.outcome == .solved, "seed \(seed)")
      #expect(program.residual(solution) < 1e-9, "seed \(seed)")
    }
  }

  @Test("programs with a semidefinite matrix do too")
  func semidefinite() {
    for seed in 0..<100 as Range<UInt64> {
      let program = RandomProgram(seed: seed, rank: 1)
      let solution = program.solve()
      #expect(solution.outcome == .solved, "seed \(seed)")
      #expect(program.residual(solution) < 1e-6, "seed \(seed): \(program.residual(solution))")
    }
  }

  @Test("where rows contradict each other, the weights prove it")
  func farkas() {
    var proven = 0
    for seed in 0..<200 as Range<UInt64> {
      var program = RandomProgram(seed: seed)
      guard let last = program.lower.indices.last else { continue }
      program.lower[last] = 50
      program.upper[last] = 60
      let solution = program.solve()
      #expect(solution.outcome == .infeasible, "seed \(seed)")
      // yᵀA + z = 0, and the sides that y and z take add up to more than any point can reach.
      let n = program.gradient.count
      var sum = 0.0
      for j in 0..<n {
        var combined = solution.boundMultipliers[j]
        for i in program.lower.indices { combined += program.rows[i, j] * solution.multipliers[i] }
        #expect(abs(combined) < 1e-9, "seed \(seed)")
        let z = solution.boundMultipliers[j]
        sum += z > 0 ? z * program.bounds.lower[j] : z < 0 ? z * program.bounds.upper[j] : 0
      }
      for (i, y) in solution.multipliers.enumerated() {
        sum += y > 0 ? y * program.lower[i] : y < 0 ? y * program.upper[i] : 0
      }
      #expect(sum > 1e-9, "seed \(seed)")
      proven += 1
    }
    #expect(proven > 150)
  }

  @Test("rows given twice, and equations that agree, change nothing")
  func redundant() {
    let solution = minimizeQuadratic(
      [[2, 0], [0, 2]], [0, 0], rows: [[1, 1], [1, 1], [1, -1], [2, 0]], from: [1, 1, 0, 1],
      to: [1, 1, 0, 1])
    #expect(solution.outcome == .solved)
    #expect(solution.x.allSatisfy { abs($0 - 0.5) < 1e-14 } && abs(solution.value - 0.5) < 1e-14)
  }

  @Test("multipliers are how the minimum changes with the bound")
  func sensitivity() {
    func minimum(_ bound: Double) -> QuadraticSolution<Double> {
      minimizeQuadratic(
        [[2, 0], [0, 4]], [-2, -5], rows: [[1, 2]], from: [-.infinity], to: [bound],
        bounds: Bounds(lower: [0.8, 0], upper: [.infinity, .infinity]))
    }
    let slope = (minimum(1 + 1e-5).value - minimum(1 - 1e-5).value) / 2e-5
    #expect(abs(minimum(1).multipliers[0] - slope) < 1e-8 && slope < -0.1)
  }

  @Test("a program without a minimum says why")
  func outcomes() {
    #expect(minimizeQuadratic([[1, 0], [0, 0]], [0, 1]).outcome == .unbounded)
    #expect(minimizeQuadratic([[1, 0], [0, -1]], [0, 1]).outcome == .notConvex)
    #expect(minimizeQuadratic([[1, 0], [0, .nan]], [0, 1]).outcome == .failed)
    let held = minimizeQuadratic(
      [[1, 0], [0, 0]], [-1, 1], bounds: Bounds(lower: [0, -3], upper: [5, 5]))
    #expect(held.outcome == .solved && abs(held.x[1] + 3) < 1e-12 && abs(held.x[0] - 1) < 1e-9)
    #expect(minimizeQuadratic([], [Double]()).outcome == .solved)
  }

  @Test("non-negative least squares, as Lawson and Hanson have it")
  func nonNegative() {
    // min |A·x − b|² with x ≥ 0: the second variable would be negative.
    let (a, b): (Matrix<Double>, [Double]) = ([[1, 2], [3, 4], [5, 6]], [1, 1, -2])
    let hessian = Matrix<Double>(rowCount: 2, columnCount: 2) { i, j in
      (0..<3).reduce(0) { $0 + a[$1, i] * a[$1, j] }
    }
    let gradient = (0..<2).map { j in -(0..<3).reduce(0) { $0 + a[$1, j] * b[$1] } }
    let solution = minimizeQuadratic(
      hessian, gradient, bounds: Bounds(lower: [0, 0], upper: [.infinity, .infinity]))
    #expect(solution.x == [0, 0] && solution.boundMultipliers.allSatisfy { $0 > 0 })
  }
}
