import Foundation
import Optimization
import Synchronization
import Testing

/// Ends that a limit, a cancellation or a gap in the problem brings about, on functions with a closed form.
struct EndTests {
  /// Σ c·(e^(t/4) + e^(−t/4) − 2) + 1 with t = xᵢ − i mod 5: strongly convex, with a minimum of 1.
  private struct Smooth: DifferentiableObjective {
    let dimension: Int

    mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
      var f = 1.0
      for i in 0..<dimension {
        let (c, t) = (1 + Double(i % 7) / 4, x[i] - Double(i % 5))
        f += c * (exp(t / 4) + exp(-t / 4) - 2)
        g[i] = c * (exp(t / 4) - exp(-t / 4)) / 4
      }
      return f
    }
  }

  @Test(
    "a limit that the examination meets leaves the end to the gradient, and says so",
    arguments: [20, 40, 60, 80, 1000])
  func limit(evaluations: Int) {
    let solution = minimize(
      Smooth(dimension: 64), from: [Double](repeating: 1, count: 64), using: .lbfgs,
      stopping: StoppingRules(evaluations: evaluations, examination: .thorough))
    #expect(solution.reason == .gradientConverged && solution.gradientNorm < 1.5e-8)
    #expect(solution.evaluations <= evaluations)
    #expect(solution.evidence.unexamined == (evaluations <= 80 ? .evaluationLimit : nil))
  }

  @Test("a limit before the gradient is small is the end", arguments: [5, 10])
  func early(evaluations: Int) {
    let solution = minimize(
      Smooth(dimension: 64), from: [Double](repeating: 1, count: 64), using: .lbfgs,
      stopping: StoppingRules(evaluations: evaluations, examination: .thorough))
    #expect(solution.reason == .evaluationLimit && solution.evidence.unexamined == nil)
  }

  /// A function of 30 variables that cancels its own task at one of its calls.
  private final class Calls: Sendable {
    let count = Mutex(0)

    func note(cancelAt limit: Int) {
      let calls = count.withLock { count in
        count += 1
        return count
      }
      if calls == limit { withUnsafeCurrentTask { $0?.cancel() } }
    }
  }

  private struct Counted: Objective {
    let dimension = 30
    let calls: Calls
    let limit: Int

    mutating func value(at x: Span<Double>) -> Double {
      calls.note(cancelAt: limit)
      var f = 1.0
      for i in 0..<dimension {
        let t = x[i] - Double(i % 5)
        f += exp(t / 4) + exp(-t / 4) - 2
      }
      return f
    }
  }

  @Test(
    "once the task is cancelled there is no call more, in a search, a difference or an examination",
    arguments: [1, 10, 200, 400, 800], [false, true])
  func cancellation(limit: Int, derivativeFree: Bool) async {
    let calls = Calls()
    let task = Task {
      let objective = Counted(calls: calls, limit: limit)
      let start = [Double](repeating: 1, count: 30)
      return derivativeFree
        ? minimize(objective, from: start, using: .powell)
        : minimize(objective, from: start, using: .lbfgs)
    }
    let solution = await task.value
    #expect(solution.reason == .cancelled && calls.count.withLock { $0 } == limit)
    #expect(solution.evaluations == limit)
  }

  @Test("the square root in a box ends at 0, where its slope is infinite and held by the bound")
  func squareRoot() {
    let solution = minimize(
      from: [1.0], bounds: Bounds(lower: [0], upper: [10]), using: .lbfgs
    ) { x, gradient in
      gradient[0] = 0.5 / x[0].squareRoot()
      return x[0].squareRoot()
    }
    #expect(solution.isSuccess && solution.x == [0], "\(solution)")
  }

  @Test("no residuals are a sum of zero, whichever method", arguments: 0..<4)
  func noResiduals(index: Int) {
    let methods: [any MinimizationMethod] = [
      .levenbergMarquardt, .bfgs, .trustExact, .nelderMead,
    ]
    let none = ResidualClosure<Double>(dimension: 2, residualCount: 0) { _, _ in }
    let solution = minimize(SumOfSquares(none), from: [1, 2], using: methods[index])
    #expect(solution.isSuccess && solution.value == 0 && solution.x == [1, 2], "\(solution)")
  }

  private struct Line: LeastSquaresObjective {
    let dimension = 1
    let residualCount = 1
    var size = 1.0

    mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
      r[0] = size * (x[0] - 3)
    }

    mutating func jacobian(at x: Span<Double>, into j: inout MutableSpan<Double>) { j[0] = size }
  }

  @Test(
    "a start next to zero is no nearer than its residuals say",
    arguments: [0, 1e-300, 1e-20, 1e-9], [1e-12, 1, 1e12, 1e20])
  func tinyStart(start: Double, size: Double) {
    let solution = minimize(
      SumOfSquares(Line(size: size)), from: [start], using: .levenbergMarquardt)
    #expect(solution.isSuccess && abs(solution.x[0] - 3) < 1e-6, "\(solution)")
    #expect(solution.evaluations < 100)
  }

  /// That these closures compile at all is the test: the type checker gives up on them where the precision is open.
  @Test("closures of Double need no types")
  func closures() {
    let bowl = minimize(from: [0.5, 0.5]) { x in
      (x[0] - 2) * (x[0] - 2) + (x[1] - 3) * (x[1] - 3)
    }
    #expect(bowl.isSuccess && bowl.value < 1e-12)
    let valley = minimize(from: [-1.2, 1], using: .bfgs) { x in
      100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0])
    }
    #expect(valley.isSuccess && valley.value < 1e-12)
    let objective = ValueClosureObjective(dimension: 2) { x in
      (x[0] - 2) * (x[0] - 2) + (x[1] - 3) * (x[1] - 3)
    }
    #expect(minimize(objective, from: [1.0, 1], using: .powell).value < 1e-12)
    let scalar = minimize(in: 0...1) { x in
      (x - 0.25) * (x - 0.25) + (x - 0.25) * (x - 0.25) * (x - 0.25) * (x - 0.25)
    }
    #expect(abs(scalar.x - 0.25) < 1e-6)
    let single = minimize(from: [0.5, 0.5]) { (x: Span<Float>) in
      (x[0] - 2) * (x[0] - 2) + (x[1] - 3) * (x[1] - 3)
    }
    #expect(single.value < 1e-6)
  }

  @Test("one variable is enclosed in its own unit", arguments: [1e-12, 1e-6, 1, 1e6])
  func scalarUnits(unit: Double) {
    let solution = minimize(in: 0...unit) { x in (x / unit - 0.25) * (x / unit - 0.25) }
    #expect(solution.isSuccess && abs(solution.x / unit - 0.25) < 1e-6, "\(solution)")
  }
}
