import Foundation
import Optimization
import SeededRandomness
import Testing

/// Methods that know curvature, where the function is hostile: walls, saddle points, gradients that are not
/// finite.
struct SecondOrderWallTests {
  @Test(
    "walls of NaN and of either infinity never lose the best point, nor a way to the end",
    arguments: secondOrder.indices)
  func walls(index: Int) throws {
    for seed in 0..<24 {
      var random = SplitMix(state: UInt64(seed))
      let beyond = [Double.nan, .infinity, -.infinity][seed % 3]
      let objective = Recorded(Walled(dimension: 2 + seed % 4, beyond: beyond, random: &random))
      let start = [Double](repeating: 0, count: objective.dimension)
      let solution = minimize(
        objective, from: start, using: secondOrder[index].method,
        stopping: StoppingRules(iterations: 200, evaluations: 50_000))
      let lowest = try #require(objective.values.min())
      #expect(solution.value <= lowest + (solution.isSuccess ? 10 * lowest.ulp : 0))
      #expect(solution.value.isFinite && solution.x.allSatisfy { $0.isFinite })
      #expect(solution.reason != .evaluationLimit, "\(secondOrder[index].name), seed \(seed)")
    }
  }

  @Test("residuals beyond walls never lose the best point", arguments: [true, false])
  func wallsOfResiduals(hasJacobian: Bool) throws {
    for seed in 0..<24 {
      var random = SplitMix(state: UInt64(seed))
      let beyond = [Double.nan, .infinity, -.infinity][seed % 3]
      let residuals = WalledResiduals(
        Walled(dimension: 2 + seed % 4, beyond: beyond, random: &random))
      let start = [Double](repeating: 0, count: residuals.dimension)
      let solution = minimize(
        hasJacobian ? SumOfSquares(residuals) : SumOfSquares(residuals, formula: .automatic),
        from: start, using: .levenbergMarquardt,
        stopping: StoppingRules(iterations: 200, evaluations: 50_000))
      let lowest = try #require(residuals.values.min()) / 2
      // The sum is rounded in another order here; points beside x belong to differences.
      if hasJacobian { #expect(solution.value <= lowest * (1 + 1e-14)) }
      #expect(solution.value.isFinite && solution.x.allSatisfy { $0.isFinite })
      #expect(solution.reason != .evaluationLimit, "seed \(seed)")
    }
  }

  /// The minima are −1 for x² − y² + y⁴/4, and −27/256 for the monkey saddle with r⁴ added.
  @Test(
    "a saddle point is left behind, from on it, from its ridge and from beside it",
    arguments: secondOrder.indices)
  func saddlePoints(index: Int) {
    for start in [[0.0, 0], [1, 0], [1e-3, 0], [1, 1e-12]] {
      let solution = minimize(from: start, using: secondOrder[index].method) { x, gradient in
        gradient[0] = 2 * x[0]
        gradient[1] = -2 * x[1] + x[1] * x[1] * x[1]
        return x[0] * x[0] - x[1] * x[1] + x[1] * x[1] * x[1] * x[1] / 4
      }
      #expect(
        solution.isSuccess && abs(solution.value + 1) < 1e-9,
        "\(secondOrder[index].name) from \(start): \(solution.value), \(solution.reason)")
    }
  }

  @Test("the ridge of a saddle of a hundred variables is left too", arguments: [0, 3])
  func largeSaddle(index: Int) {
    let n = 100
    let start = (0..<n).map { $0 == 7 ? 0 : 1 + Double($0) / 100 }
    let solution = minimize(from: start, using: secondOrder[index].method) { x, gradient in
      var sum = 0.0
      for i in 0..<n {
        let sign: Double = i == 7 ? -1 : 1
        gradient[i] = 2 * sign * x[i] + x[i] * x[i] * x[i]
        sum += sign * x[i] * x[i] + x[i] * x[i] * x[i] * x[i] / 4
      }
      return sum
    }
    // Nothing but the gradient's own error tells of the direction in which f falls.
    #expect(!solution.isSuccess || abs(solution.value + 1) < 1e-9, "\(solution)")
  }

  @Test("a step that leaves f as it was ends: where rounding hides the decrease, all methods do")
  func flat() throws {
    let instance = try #require(Instance.all.first { $0.name == "LinearRank1Zero" })
    for (name, method) in secondOrder {
      let objective = WithHessian(base: try #require(instance.objective))
      let solution = minimize(
        objective, from: instance.x0, using: method, stopping: StoppingRules(evaluations: 2000))
      #expect(solution.isSuccess && solution.evaluations < 200, "\(name): \(solution)")
    }
  }

  @Test("a gradient that is not finite where f is lower is a wall, not a loop")
  func infiniteGradient() {
    for method: any MinimizationMethod in secondOrder.map(\.method) + [.scaledConjugateGradient] {
      let solution = minimize(
        from: [-1.2, 1], using: method, stopping: StoppingRules(evaluations: 20_000)
      ) { x, gradient in
        let value = rosenbrock(x, &gradient)
        if x[0] > 0.2 { gradient[1] = .infinity }
        return value
      }
      #expect(solution.reason != .evaluationLimit && !solution.isSuccess, "\(solution)")
      #expect(solution.x[0] <= 0.2 && solution.value < 5, "\(method): \(solution)")
    }
  }
}

/// The residuals of a chain of Rosenbrock's functions, the first of them not finite beyond walls.
private struct WalledResiduals: LeastSquaresObjective {
  private final class Store { var values: [Double] = [] }

  private var walled: Walled
  private var residuals: ChainedResiduals
  private let store = Store()

  init(_ walled: Walled) {
    self.walled = walled
    residuals = ChainedResiduals(dimension: walled.dimension)
  }

  var dimension: Int { walled.dimension }
  var residualCount: Int { residuals.residualCount }
  /// Σ r², wherever it was finite.
  var values: [Double] { store.values }

  mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
    var gradient = x.indices.map { x[$0] }
    var span = gradient.mutableSpan
    let value = walled.value(at: x, gradient: &span)
    residuals.residuals(at: x, into: &r)
    if value.isFinite { store.values.append(value) } else { r[0] = value }
  }

  mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
    residuals.jacobian(at: x, into: &jacobian)
  }
}
