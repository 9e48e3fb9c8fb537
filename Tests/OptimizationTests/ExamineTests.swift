import Foundation
import Optimization
import SeededRandomness
import Testing

/// Σ (1 + i mod 7)·xᵢ²/2 + y⁴/4 − y²/2 + 1: a saddle point at 0, and minima of 0.75 at y = ±1. From a start with y = 0
/// the gradient never shows the way down.
struct Pass: DifferentiableObjective {
  let dimension: Int

  mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
    let (n, y) = (dimension, x[dimension - 1])
    var f = y * y * y * y / 4 - y * y / 2 + 1
    g[n - 1] = y * y * y - y
    for i in 0..<(n - 1) {
      let w = Double(1 + i % 7)
      g[i] = w * x[i]
      f += w * x[i] * x[i] / 2
    }
    return f
  }
}

@Suite("Examining a point")
struct ExamineTests {
  private typealias Function = ClosureObjective<Double>.Function
  private typealias Verdict = ExaminationReport<Double>.Verdict

  private static let sphere: @Sendable (Span<Double>, inout MutableSpan<Double>) -> Double = {
    x, g in
    var f = 1.0
    for i in 0..<x.count {
      g[i] = 2 * (x[i] - 1)
      f += (x[i] - 1) * (x[i] - 1)
    }
    return f
  }

  /// Functions at points whose kind is known in closed form.
  private static var cases: [(name: String, f: Function, x: [Double], verdicts: [Verdict])] {
    [
      ("minimum", sphere, [1, 1, 1], [.minimum]),
      ("far from it", sphere, [1, 1.1, 1], [.notStationary]),
      (
        "saddle point",
        { x, g in
          (g[0], g[1]) = (2 * x[0], -2 * x[1])
          return x[0] * x[0] - x[1] * x[1] + 3
        }, [0, 0], [.saddlePoint]
      ),
      (
        "maximum",
        { x, g in
          g[0] = -sin(x[0])
          return cos(x[0])
        }, [0], [.saddlePoint]
      ),
      (
        "point of inflexion",
        { x, g in
          g[0] = 3 * x[0] * x[0]
          return x[0] * x[0] * x[0] + 1
        }, [0], [.lowerNearby]
      ),
      (
        "minimum of fourth order",
        { x, g in
          g[0] = 4 * x[0] * x[0] * x[0]
          return x[0] * x[0] * x[0] * x[0] + 1
        }, [0], [.minimum]
      ),
      (
        "plateau",
        { x, g in
          g[0] = 0
          return 7
        }, [2], [.plateau]
      ),
      (
        "kink",
        { x, g in
          g[0] = x[0] >= 0 ? 1 : -1
          return x[0].magnitude + 1
        }, [0], [.kink]
      ),
      (
        "wrong gradient",
        { x, g in
          (g[0], g[1]) = (0, 2 * x[1])
          return x[0] * x[0] + x[0] + x[1] * x[1]
        }, [0.5, 0], [.gradientWrong]
      ),
      (
        "not a number",
        { x, g in
          g[0] = .nan
          return .nan
        }, [1], [.notFinite]
      ),
    ]
  }

  @Test("a point's kind is told", arguments: 0..<10)
  func kinds(index: Int) {
    let (name, f, x, verdicts) = Self.cases[index]
    let report = examine(ClosureObjective(dimension: x.count, f), at: x)
    #expect(verdicts.contains(report.verdict), "\(name): \(report)")
    #expect(report.isMinimum == (report.verdict == .minimum) && report.x == x)
    if report.verdict == .saddlePoint || report.verdict == .lowerNearby {
      #expect((report.lower?.value ?? .infinity) < report.value, "\(name): \(report)")
      #expect(report.direction?.contains { $0 != 0 } ?? false)
    }
  }

  @Test("a minimum on the side of a box is one, and the same point without the box is none")
  func bounds() {
    let f = ClosureObjective(dimension: 2, Self.sphere)
    let box = Bounds(lower: [2, -3], upper: [5, 3])
    #expect(examine(f, at: [2, 1], bounds: box).isMinimum)
    #expect(examine(f, at: [2, 1]).verdict == .notStationary)
  }

  @Test("values alone tell a minimum from a point that is none")
  func values() {
    let f = ValueClosureObjective<Double>(dimension: 2) { x in
      (x[0] - 1) * (x[0] - 1) + 10 * (x[1] + 2) * (x[1] + 2) + 1
    }
    #expect(examine(f, at: [1, -2]).isMinimum)
    #expect(!examine(f, at: [1, -1]).isMinimum)
    #expect(examine(f, at: [1, -2]).gradientCheck == nil)
  }

  @Test("the curvatures are those of the Hessian, and noise has its size")
  func numbers() throws {
    let f = ClosureObjective<Double>(dimension: 3) { x, g in
      var sum = 5.0
      for i in 0..<3 {
        let w = Double(i + 1)
        g[i] = w * x[i]
        sum += w * x[i] * x[i] / 2
      }
      return sum
    }
    let report = examine(f, at: [0, 0, 0])
    #expect(abs(try #require(report.lowestCurvature) - 1) < 1e-6)
    #expect(abs(try #require(report.largestCurvature) - 3) < 1e-6)
    #expect(report.noise < 1e-14 && report.evaluations > 0)
    var random = SplitMix(state: 3)
    let noisy = ClosureObjective<Double>(dimension: 2) { x, g in
      (g[0], g[1]) = (2 * x[0], 2 * x[1])
      let noise = 1e-8 * Double.random(in: -1...1, using: &random)
      return x[0] * x[0] + x[1] * x[1] + (1 + noise)
    }
    let noise = examine(noisy, at: [0, 0]).noise
    #expect(noise > 1e-10 && noise < 1e-6)
  }

  @Test("limits of evaluations are kept, and said")
  func limits() {
    let report = examine(
      Pass(dimension: 30), at: [Double](repeating: 0, count: 30),
      stopping: StoppingRules(evaluations: 12))
    #expect(report.evaluations <= 12 && report.verdict == .unfinished(.evaluationLimit))
  }

  @Test("a saddle point is told at any number of variables", arguments: [2, 64, 65, 100, 1000])
  func saddle(n: Int) {
    let report = examine(Pass(dimension: n), at: [Double](repeating: 0, count: n))
    #expect(report.verdict == .saddlePoint, "\(report)")
    // As exact as the verdict needs it.
    #expect(abs((report.lowestCurvature ?? 0) + 1) < 0.3, "\(report)")
  }

  /// The methods that called a saddle point of 65 variables a success.
  private static let methods: [any MinimizationMethod] = [
    .bfgs, .lbfgs, .conjugateGradient, .conjugateGradient(.polakRibiere), .scaledConjugateGradient,
    .newtonConjugateGradient, .trustConjugateGradient, .trustKrylov,
  ]

  @Test("every method leaves a saddle point that its path leads to", arguments: methods.indices)
  func leavesSaddle(index: Int) {
    for n in [64, 65, 100, 1000] where n < 1000 || index > 0 {
      let start = (0..<n).map { $0 == n - 1 ? 0.0 : 1 }
      let solution = minimize(Pass(dimension: n), from: start, using: Self.methods[index])
      #expect(solution.isSuccess && abs(solution.value - 0.75) < 1e-9, "\(n): \(solution.reason)")
    }
  }

  @Test(
    "convex functions keep their verdict beyond 64 variables, for few evaluations",
    arguments: methods.indices)
  func convex(index: Int) {
    for n in [65, 200] {
      let f = ClosureObjective<Double>(dimension: n) { x, g in
        var sum = 1.0
        for i in 0..<n {
          let w = 1 + Double(i % 11)
          g[i] = w * sinh(x[i] - 1)
          sum += w * (cosh(x[i] - 1) - 1)
        }
        return sum
      }
      let solution = minimize(
        f, from: [Double](repeating: 0.3, count: n), using: Self.methods[index])
      #expect(solution.isSuccess && solution.value - 1 < 1e-12, "\(n): \(solution.reason)")
      #expect(solution.examinationEvaluations <= 45, "\(n): \(solution.examinationEvaluations)")
    }
  }

  @Test("what an end costs is told apart, and the caller chooses it", arguments: methods.indices)
  func price(index: Int) {
    for n in [10, 30, 80] {
      func run(_ examination: Examination) -> Solution<Double> {
        minimize(
          Chained(dimension: n), from: (0..<n).map { $0.isMultiple(of: 2) ? -1.2 : 1 },
          using: Self.methods[index], stopping: StoppingRules(examination: examination))
      }
      let (thorough, cheap, none) = (run(.thorough), run(.cheap), run(.none))
      #expect(thorough.isSuccess && thorough.examinationEvaluations > 0, "\(thorough.reason)")
      #expect(none.reason == .unverified && !none.isSuccess, "\(none.reason)")
      #expect(none.examinationEvaluations == 0)
      let own = cheap.evaluations - cheap.examinationEvaluations
      #expect(cheap.isSuccess, "\(n): \(cheap.reason)")
      #expect(
        cheap.examinationEvaluations <= max(8, own / 10),
        "\(n): \(cheap.examinationEvaluations) of \(cheap.evaluations)")
    }
  }
}

/// Rosenbrock's chained function with a minimum of 1.
private struct Raised: DifferentiableObjective {
  var base = Chained(dimension: 5)
  var dimension: Int { 5 }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    base.value(at: x, gradient: &gradient) + 1
  }
}

@Suite("Ends that are asked for")
struct ToleranceTests {
  private let start = [-1.2, 1.0, -1.2, 1.0, 0.5]

  @Test("a tolerance for f ends at the first step that lowers f by no more, and says so")
  func decrease() {
    for method in searching {
      var values: [Double] = []
      let solution = minimize(
        Raised(), from: start, using: method,
        stopping: StoppingRules(gradientNorm: 0, relativeDecrease: 1e-3)
      ) { values.append($0.value) }
      #expect(solution.reason == .smallDecrease && !solution.isSuccess, "\(method)")
      let falls = zip(values, values.dropFirst()).map { ($0 - $1) / $0 }
      #expect(falls.last ?? 1 <= 1e-3 && falls.dropLast().allSatisfy { $0 > 1e-3 }, "\(method)")
    }
  }

  @Test(
    "a tolerance for x ends at a step that is no longer, whatever the unit of x",
    arguments: [1, 1e-9, 1e9])
  func step(unit: Double) {
    let f = ClosureObjective<Double>(dimension: 2) { x, g in
      let (a, b) = (x[0] / unit, x[1] / unit)
      g[0] = (-400 * a * (b - a * a) - 2 * (1 - a)) / unit
      g[1] = 200 * (b - a * a) / unit
      return 100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a)
    }
    let solution = minimize(
      f, from: [-1.2 * unit, unit], using: .bfgs,
      stopping: StoppingRules(gradientNorm: 0, relativeStep: 1e-4))
    #expect(solution.reason == .smallStep, "\(solution.reason)")
    #expect(abs(solution.x[0] / unit - 1) < 1e-2)
  }

  @Test(
    "without a tolerance the ends are what they were, and one of zero asks for none but a step that leads nowhere"
  )
  func none() {
    for method in searching {
      let plain = minimize(Chained(dimension: 5), from: start, using: method)
      let zero = minimize(
        Chained(dimension: 5), from: start, using: method,
        stopping: StoppingRules(relativeDecrease: 0))
      #expect(zero.x == plain.x || zero.reason == .smallDecrease, "\(method)")
    }
  }

  @Test("rules with their tolerances survive coding")
  func coding() throws {
    let rules = StoppingRules(
      iterations: 7, relativeDecrease: 1e-6, relativeStep: 1e-5, examination: .cheap)
    #expect(
      try JSONDecoder().decode(StoppingRules.self, from: JSONEncoder().encode(rules)) == rules)
  }
}

/// NONSCOMP of CUTEst, 25 variables: f falls from 3460 to 5e-15 within some sixty calls, and by a thousandth of that in
/// each fifty iterations from there on.
private struct Nonscomp: DifferentiableObjective {
  let dimension = 25

  mutating func value(at x: Span<Double>, gradient g: inout MutableSpan<Double>) -> Double {
    var f = (x[0] - 1) * (x[0] - 1)
    for i in 0..<25 { g[i] = 0 }
    g[0] = 2 * (x[0] - 1)
    for i in 1..<25 {
      let t = x[i] - x[i - 1] * x[i - 1]
      f += 4 * t * t
      g[i] += 8 * t
      g[i - 1] -= 16 * t * x[i - 1]
    }
    return f
  }
}

@Suite("Ends in a valley")
struct ValleyTests {
  private static let methods: [any MinimizationMethod] = [
    .lbfgs, .bfgs, .trustConjugateGradient,
  ]

  @Test(
    "a run whose f has fallen to next to nothing ends, and is a success", arguments: methods.indices
  )
  func nonscomp(index: Int) {
    let lower = (0..<25).map { $0.isMultiple(of: 2) ? 1.0 : -100 }
    let solution = minimize(
      Nonscomp(), from: [Double](repeating: 3, count: 25),
      bounds: Bounds(lower: lower, upper: [Double](repeating: 100, count: 25)),
      using: Self.methods[index], stopping: StoppingRules(evaluations: 20_000))
    #expect(solution.isSuccess && solution.value < 1e-14, "\(solution.reason)")
    #expect(solution.evaluations < 6000, "\(solution.evaluations)")
  }
}
