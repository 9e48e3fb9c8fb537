import Foundation
import Optimization
import Testing

/// Functions with a closed form on which an end was once called by a wrong name: what it is called, and at what cost.
struct UnseenTests {
  /// Σ (xᵢ − xᵢ₋₁)² with x₀ and xₙ₊₁ at 1: a convex quadratic. With 0 ≤ xᵢ ≤ 0.9 but for the last, its minimum is
  /// 0.01 + 0.1²/2.
  private struct Chain: DifferentiableObjective {
    let dimension: Int

    mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
      let n = dimension
      for i in 0..<n { g[i] = 0 }
      g[0] = 2 * (x[0] - 1)
      g[n - 1] += 2 * (x[n - 1] - 1)
      var f = (x[0] - 1) * (x[0] - 1) + (x[n - 1] - 1) * (x[n - 1] - 1)
      for i in 1..<n {
        let d = x[i] - x[i - 1]
        f += d * d
        g[i] += 2 * d
        g[i - 1] -= 2 * d
      }
      return f
    }
  }

  private static let byProducts: [any MinimizationMethod] = [
    .trustKrylov, .trustConjugateGradient, .newtonConjugateGradient,
  ]

  @Test(
    "a convex quadratic in a box ends at its minimum by products of differences",
    arguments: [20, 64, 65, 100], 0..<3)
  func chain(n: Int, method: Int) {
    var upper = [Double](repeating: 0.9, count: n)
    upper[n - 1] = .infinity
    let solution = minimize(
      Chain(dimension: n), from: [Double](repeating: 0, count: n),
      bounds: Bounds(lower: [Double](repeating: 0, count: n), upper: upper),
      using: Self.byProducts[method])
    #expect(solution.isSuccess && abs(solution.value - 0.015) < 1e-9, "\(solution)")
  }

  /// Σ ((xᵢ² + y²)² − 4xᵢ + 3): a quartic with a minimum of 0, of which every term is as large as 3.
  private struct Arrow: DifferentiableObjective {
    let dimension: Int

    mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
      let (n, y) = (dimension, x[dimension - 1])
      var f = 0.0
      g[n - 1] = 0
      for i in 0..<(n - 1) {
        let t = x[i] * x[i] + y * y
        f += t * t - 4 * x[i] + 3
        g[i] = 4 * x[i] * t - 4
        g[n - 1] += 4 * y * t
      }
      return f
    }
  }

  @Test(
    "a minimum that is reached to the last bit is a success beyond 64 variables too",
    arguments: [64, 66, 100], 0..<3)
  func arrow(n: Int, method: Int) {
    let solution = minimize(
      Arrow(dimension: n), from: [Double](repeating: 1, count: n), using: Self.byProducts[method])
    #expect(solution.isSuccess && abs(solution.value) < 1e-12, "\(solution)")
  }

  /// (x₁ − 1)² + Σ 4(xᵢ − xᵢ₋₁²)²: the last of n variables is 2ⁿ times as far from its place as the first.
  private struct Squares: DifferentiableObjective {
    let dimension = 25

    mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
      var f = (x[0] - 1) * (x[0] - 1)
      for i in 0..<dimension { g[i] = 0 }
      g[0] = 2 * (x[0] - 1)
      for i in 1..<dimension {
        let t = x[i] - x[i - 1] * x[i - 1]
        f += 4 * t * t
        g[i] += 8 * t
        g[i - 1] -= 16 * t * x[i - 1]
      }
      return f
    }
  }

  private static let gradients: [any MinimizationMethod] = [
    .lbfgs, .bfgs, .conjugateGradient, .newtonConjugateGradient, .trustExact,
  ]

  @Test(
    "a run that stands at the minimum of an endless valley ends there, and is a success",
    arguments: 0..<5, [-100.0, 1])
  func valley(method: Int, lower: Double) {
    let box = Bounds(
      lower: (0..<25).map { $0.isMultiple(of: 2) ? lower : -100 },
      upper: [Double](repeating: 100, count: 25))
    let solution = minimize(
      Squares(), from: [Double](repeating: 3, count: 25), bounds: box,
      using: Self.gradients[method], stopping: StoppingRules(evaluations: 10_000))
    // An examination still finds a decrease there, however small, and so the run goes on to its limit: to call that a
    // minimum would call x³ near 0 one.
    withKnownIssue(isIntermittent: true) {
      #expect(solution.isSuccess && solution.evaluations < 2000, "\(solution)")
    }
    #expect(solution.value < 1e-12, "\(solution)")
  }

  @Test("so does one in a valley of fourth order", arguments: 0..<5, [0.5, 1])
  func quarticValley(method: Int, factor: Double) {
    let solution = minimize(
      from: [3.0, 1], using: Self.gradients[method], stopping: StoppingRules(evaluations: 5000)
    ) { (x: Span<Double>, g: inout MutableSpan<Double>) in
      let (r, s) = (x[0], 10 * x[0] / (x[0] + 0.1) + 2 * x[1] * x[1])
      g[0] = 2 * factor * (r + s / (x[0] + 0.1) / (x[0] + 0.1))
      g[1] = 2 * factor * s * 4 * x[1]
      return factor * (r * r + s * s)
    }
    #expect(solution.isSuccess && solution.value < 1e-12, "\(solution)")
    #expect(solution.evaluations < 2500, "\(solution.evaluations)")
  }

  /// Rosenbrock's function in pairs.
  private static func pairs(_ x: Span<Double>) -> Double {
    var f = 0.0
    var i = 0
    while i + 1 < x.count {
      let t = x[i + 1] - x[i] * x[i]
      f += 100 * t * t + (1 - x[i]) * (1 - x[i])
      i += 2
    }
    return f
  }

  @Test(
    "where no gradient was given none is accused, and the minimum is a success",
    arguments: [66, 72])
  func values(n: Int) {
    let start = (0..<n).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
    let solution = minimize(from: start, using: .lbfgs) { (x: Span<Double>) in Self.pairs(x) }
    #expect(solution.isSuccess && solution.value < 1e-10, "\(solution)")
  }

  @Test("so it is by values alone with 65 variables, one of them idle")
  func powell() {
    let start = (0..<65).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
    let solution = minimize(from: start, using: .powell) { (x: Span<Double>) in
      var f = 0.0
      for i in 0..<64 { f += Double(1 + i % 7) * (x[i] - 1) * (x[i] - 1) }
      return f
    }
    #expect(solution.isSuccess && solution.value < 1e-10, "\(solution)")
  }

  @Test("the simplex method ends at the minimum of many variables", .timeLimit(.minutes(5)))
  func simplex() {
    let start = (0..<40).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
    let solution = minimize(from: start, using: .nelderMead) { (x: Span<Double>) in Self.pairs(x) }
    withKnownIssue("it stands there and is called a failure", isIntermittent: true) {
      #expect(solution.isSuccess && solution.value < 1e-12, "\(solution)")
    }
  }

  @Test("an overflow on the way is no kink", arguments: 0..<2)
  func overflow(method: Int) {
    // The first steps lead to where it overflows; beside its minimum of 2 the function is smooth.
    let methods: [any MinimizationMethod] = [.bfgs, .conjugateGradient]
    let solution = minimize(from: [5.0, -2], using: methods[method]) { x, g in
      let (a, b) = (exp(x[0] * x[0] - x[1]), exp(x[1]))
      g[0] = 2 * x[0] * a
      g[1] = b - a
      return a + b
    }
    #expect(solution.isSuccess && abs(solution.value - 2) < 1e-9, "\(solution)")
  }
}
