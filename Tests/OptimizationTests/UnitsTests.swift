import Foundation
import Optimization
import Testing

/// Verdicts do not depend on the units of the variables.
struct UnitsTests {
  /// y = a·exp(−b·t) fitted to five points, t in steps of `step`, b ≈ 0.512/step. It is one problem in every unit of
  /// time, with a minimum of 0.009847617142.
  private struct Decay: LeastSquaresObjective {
    let step: Double
    let y = [3.0, 1.9, 1.0, 0.7, 0.35]
    let dimension = 2
    let residualCount = 5

    mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
      for i in 0..<5 { r[i] = x[0] * exp(-x[1] * Double(i) * step) - y[i] }
    }

    mutating func jacobian(at x: Span<Double>, into j: inout MutableSpan<Double>) {
      for i in 0..<5 {
        let (t, e) = (Double(i) * step, exp(-x[1] * Double(i) * step))
        j[i] = e
        j[i + 5] = -x[0] * t * e
      }
    }
  }

  private struct Residuals: ResidualObjective {
    var decay: Decay
    let dimension = 2
    let residualCount = 5

    mutating func residuals(at x: Span<Double>, into r: inout MutableSpan<Double>) {
      decay.residuals(at: x, into: &r)
    }
  }

  private struct Values: Objective {
    var decay: Decay
    let dimension = 2

    mutating func value(at x: Span<Double>) -> Double {
      var r = [Double](repeating: 0, count: 5)
      var span = r.mutableSpan
      decay.residuals(at: x, into: &span)
      return r.reduce(0) { $0 + $1 * $1 / 2 }
    }
  }

  private static let steps = [
    1e-9, 1e-6, 1e-3, 1, 10, 100, 300, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e12,
  ]

  private func check(_ solution: Solution<Double>, _ step: Double, _ method: String) {
    let told: Comment = "\(method), \(step): \(solution)"
    #expect(solution.isSuccess, told)
    #expect(abs(solution.value - 0.009_847_617_141_925) < 1e-11, told)
    #expect(abs(solution.x[1] * step - 0.512) < 1e-2, told)
    // What is told is in the unit of the data.
    let slope = solution.gradientNorm
    let largest = solution.gradient.map(\.magnitude).max() ?? -1
    // In a box it is the projected gradient, which is no larger.
    #expect(slope <= largest && (method == "in a box" || slope == largest), told)
  }

  @Test("a decay is fitted in every unit of time, with a Jacobian or without", arguments: steps)
  func leastSquares(step: Double) {
    let (decay, start) = (Decay(step: step), [2.5, 0.3 / step])
    check(minimize(SumOfSquares(decay), from: start, using: .levenbergMarquardt), step, "Jacobian")
    check(
      minimize(SumOfSquares(Residuals(decay: decay)), from: start, using: .levenbergMarquardt),
      step, "differences")
    let box = Bounds(lower: [0, 0], upper: [10, 3 / step])
    check(
      minimize(SumOfSquares(decay), from: start, bounds: box, using: .levenbergMarquardt), step,
      "in a box")
  }

  @Test("so it is by the methods for any function", arguments: steps)
  func anyFunction(step: Double) {
    let (decay, start) = (Decay(step: step), [2.5, 0.3 / step])
    let methods: [any MinimizationMethod] = [
      .bfgs, .lbfgs, .conjugateGradient, .newtonConjugateGradient, .trustExact,
    ]
    for method in methods {
      check(minimize(SumOfSquares(decay), from: start, using: method), step, "\(method)")
    }
    for method: any MinimizationMethod in [.bfgs, .lbfgs, .nelderMead, .powell] {
      check(minimize(Values(decay: decay), from: start, using: method), step, "\(method), values")
    }
  }

  /// Another function of x·unit.
  private struct Rescaled<Base: DifferentiableObjective>: DifferentiableObjective
  where Base.Scalar == Double {
    var base: Base
    let unit: Double

    var dimension: Int { base.dimension }

    mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
      let y = x.indices.map { x[$0] / unit }
      let value = base.value(at: y.span, gradient: &gradient)
      for i in x.indices { gradient[i] /= unit }
      return value
    }
  }

  private struct RescaledValues<Base: DifferentiableObjective>: Objective
  where Base.Scalar == Double {
    var base: Rescaled<Base>

    var dimension: Int { base.dimension }

    mutating func value(at x: Span<Double>) -> Double { base.value(at: x) }
  }

  private func expectSameVerdict(
    _ key: String, _ problem: some DifferentiableObjective<Double>, _ start: [Double],
    _ method: some MinimizationMethod, values: Bool = false
  ) {
    func solve(_ unit: Double) -> Solution<Double> {
      let (scaled, start) = (Rescaled(base: problem, unit: unit), start.map { $0 * unit })
      let rules = StoppingRules(iterations: 3000)
      return values
        ? minimize(RescaledValues(base: scaled), from: start, using: method, stopping: rules)
        : minimize(scaled, from: start, using: method, stopping: rules)
    }
    let one = solve(1)
    // Of functions with several minima another unit may lead to another one: the verdict counts.
    for unit in [1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9] {
      let solution = solve(unit)
      let told: Comment = "\(key) in \(unit): \(solution), not \(one)"
      // Its solution is 1e-5 in one variable and 9 in the other, whatever the unit: in one of them the run ends short
      // of it, and says so.
      // And conjugate gradients crawl along the flat valley of DENSCHND.
      let isOpen =
        !solution.isSuccess && ["PowellBadlyScaled", "DENSCHND"].contains { key.contains($0) }
      if isOpen {
        withKnownIssue(isIntermittent: true) {
          #expect(solution.isSuccess == one.isSuccess, told)
        }
      } else {
        #expect(solution.isSuccess == one.isSuccess, told)
      }
    }
  }

  @Test(
    "verdicts are the same for x times 1e-9 to 1e9 on all problems of up to four variables",
    arguments: 0..<3)
  func verdicts(index: Int) throws {
    let methods: [any MinimizationMethod] = [.lbfgs, .bfgs, .conjugateGradient]
    for instance in Instance.all where instance.n <= 4 {
      expectSameVerdict(
        instance.key, try #require(instance.objective), instance.x0, methods[index])
    }
    for problem in FurtherProblem.small where problem.dimension <= 4 && problem.bounds == nil {
      guard case .minimum = problem.depth else { continue }
      expectSameVerdict(problem.key, problem, problem.start, methods[index])
    }
  }

  @Test("a run in other units is saved and resumed to the bit", arguments: [1.0, 1e8])
  func resume(step: Double) throws {
    let (decay, start) = (SumOfSquares(Decay(step: step)), [2.5, 0.3 / step])
    let box = Bounds(lower: [0, 0], upper: [10, 3 / step])
    let whole = minimize(decay, from: start, bounds: box, using: .lbfgs)
    var first = Minimization(decay, from: start, bounds: box, using: .lbfgs)
    for _ in 0..<4 { _ = first.next() }
    var second = try Minimization(
      decay, resuming: first.checkpoint(), bounds: box, using: .lbfgs)
    while second.next() != nil {}
    #expect(second.solution.x == whole.x && second.solution.value == whole.value)
    #expect(second.solution.evaluations == whole.evaluations)
  }

  @Test("a tolerance that is given counts in the unit of the variables")
  func tolerance() {
    let (decay, start) = (SumOfSquares(Decay(step: 1e6)), [2.5, 0.3e-6])
    let solution = minimize(
      decay, from: start, using: .bfgs, stopping: StoppingRules(gradientNorm: 1e-3))
    #expect(solution.reason != .gradientConverged || solution.gradientNorm <= 1e-3, "\(solution)")
    #expect(solution.isSuccess)
  }

  private static let scaled: [(any MinimizationMethod, values: Bool)] = [
    (.lbfgs, false), (.bfgs, false), (.conjugateGradient, false), (.trustExact, false),
    (.newtonConjugateGradient, false), (.bfgs, true), (.nelderMead, true), (.powell, true),
  ]

  @Test(
    "a scale that the caller gives makes any unit the same run, bit for bit",
    arguments: [0x1p-60, 0x1p20], scaled.indices)
  func givenScale(unit: Double, index: Int) throws {
    let (method, values) = Self.scaled[index]
    for instance in Instance.all where instance.n <= 4 {
      let problem = try #require(instance.objective)
      func solve(_ unit: Double) -> Solution<Double> {
        solve(unit, of: problem)
      }
      func solve(_ unit: Double, of problem: some DifferentiableObjective<Double>)
        -> Solution<Double>
      {
        let (objective, start) = (
          Rescaled(base: problem, unit: unit), instance.x0.map { $0 * unit }
        )
        let (rules, scale) = (StoppingRules(iterations: 300), start.map { _ in unit })
        return values
          ? minimize(
            RescaledValues(base: objective), from: start, scale: scale, using: method,
            stopping: rules)
          : minimize(objective, from: start, scale: scale, using: method, stopping: rules)
      }
      let (one, other) = (solve(1), solve(unit))
      let told: Comment = "\(instance.key): \(other), not \(one)"
      #expect(other.x == one.x.map { $0 * unit }, told)
      #expect(other.value == one.value && other.evaluations == one.evaluations, told)
      #expect(other.reason == one.reason, told)
    }
  }

  @Test("a scale is kept within bounds and by a checkpoint")
  func scaleOfCheckpoint() throws {
    let (decay, start) = (SumOfSquares(Decay(step: 1e6)), [2.5, 0.3e-6])
    let box = Bounds(lower: [0, 0], upper: [10, 3e-6])
    let scale = [1, 1e-6]
    let whole = minimize(decay, from: start, bounds: box, scale: scale, using: .lbfgs)
    check(whole, 1e6, "in a box")
    var first = Minimization(decay, from: start, bounds: box, scale: scale, using: .lbfgs)
    for _ in 0..<3 { _ = first.next() }
    var second = try Minimization(decay, resuming: first.checkpoint(), bounds: box, using: .lbfgs)
    while second.next() != nil {}
    #expect(second.solution.x == whole.x && second.solution.evaluations == whole.evaluations)
  }

  @Test(
    "a scale that does not fit is the caller's mistake",
    arguments: [[1.0], [1, 0], [1, -1]])
  func misfit(scale: [Double]) async {
    await #expect(processExitsWith: .failure) { [scale] in
      _ = minimize(from: [1.0, 2.0], scale: scale) { x in x[0] * x[0] + x[1] * x[1] }
    }
  }
}
