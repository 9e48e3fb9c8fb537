import Foundation
import Optimization
import Testing

/// What SciPy's L-BFGS-B makes of test problems within bounds: `Reference/bounded.py` writes it.
private struct BoundedReference: Decodable {
  struct End: Decodable {
    let f: Double
    let calls: Int
    let success: Bool
  }

  struct Problem: Decodable {
    let number: Int
    let name: String
    let n: Int
    let m: Int
    /// `null` for no bound.
    let lower: [Double?]
    let upper: [Double?]
    /// f at the start, moved into the box.
    let f0: Double
    let minimum: Double
    let `default`: End
    let tight: End

    var box: Bounds<Double> {
      Bounds(lower: lower.map { $0 ?? -.infinity }, upper: upper.map { $0 ?? .infinity })
    }

    var instance: Instance? { Instance.all.first { $0.number == number && $0.n == n } }
  }

  let problems: [Problem]

  static func load() throws -> [Problem] {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/bounded.json")
    return try JSONDecoder().decode(BoundedReference.self, from: Data(contentsOf: url)).problems
  }
}

/// SciPy 1.17.1 with its defaults ends 14 of the 16 at the minimum to 1e-8, in 373 calls; with a gradient of 1e-10
/// and no tolerance on f all of them, in 641 calls, three of them called failures. Ours takes 553.
struct BoundedProblemsTests {
  private static let methods: [(method: any MinimizationMethod, mostCalls: Int)] = [
    (.lbfgs, 600), (.bfgs, 1250), (.scaledConjugateGradient, 2000),
  ]

  @Test("starts are those of the reference")
  func starts() throws {
    for problem in try BoundedReference.load() {
      let instance = try #require(problem.instance)
      let solution = minimize(
        try #require(instance.objective), from: instance.x0, bounds: problem.box,
        stopping: StoppingRules(iterations: 0))
      // Both sum some ten to a hundred rounded terms, in different orders.
      #expect(abs(solution.value - problem.f0) <= 1e-12 * problem.f0, "\(problem.name)")
    }
  }

  @Test(
    "every problem in a box ends at SciPy's minimum, and is called a success",
    arguments: methods.indices)
  func minima(index: Int) throws {
    let (method, mostCalls) = Self.methods[index]
    var calls = 0
    for problem in try BoundedReference.load() {
      let instance = try #require(problem.instance)
      let solution = minimize(
        try #require(instance.objective), from: instance.x0, bounds: problem.box, using: method)
      #expect(problem.box.contain(solution.x))
      #expect(
        solution.value - problem.minimum <= 1e-8 * problem.minimum,
        "\(problem.name): \(solution.value), not \(problem.minimum)")
      #expect(solution.isSuccess, "\(problem.name): \(solution.reason)")
      calls += solution.evaluations
    }
    #expect(calls <= mostCalls)
  }

  @Test("least squares in a box end at SciPy's minimum, and are called a success")
  func leastSquares() throws {
    var calls = 0
    for problem in try BoundedReference.load() {
      let instance = try #require(problem.instance)
      let residuals = ProblemResiduals(try #require(instance.objective), at: instance.x0)
      let solution = minimize(
        SumOfSquares(residuals), from: instance.x0, bounds: problem.box,
        using: .levenbergMarquardt)
      // The reference has F = Σ r², twice ours.
      #expect(problem.box.contain(solution.x))
      #expect(
        2 * solution.value - problem.minimum <= 1e-8 * problem.minimum && solution.isSuccess,
        "\(problem.name): \(2 * solution.value), \(solution.reason)")
      calls += solution.functionEvaluations
    }
    // Some of them examine the ends of the two problems of 100 variables.
    #expect(calls <= 380)
  }

  /// Minima within the box that are not the lowest; SciPy's L-BFGS-B stays at them too.
  private static let otherMinima: [String: Double] = [
    "Box3D": 0.004344614815772, "Wood": 7.093836425129,
  ]

  @Test("values alone lead to a minimum of the box", arguments: 0..<4)
  func valuesAlone(index: Int) throws {
    let methods: [(any MinimizationMethod, mostCalls: Int)] = [
      (.nelderMead, 100_000), (.powell, 30_000), (.bfgs, 9000), (.lbfgs, 7000),
    ]
    let (method, mostCalls) = methods[index]
    var calls = 0
    for problem in try BoundedReference.load() where problem.n <= 12 {
      let instance = try #require(problem.instance)
      let solution = minimize(
        ValueAlone(base: try #require(instance.objective)), from: instance.x0, bounds: problem.box,
        using: method)
      let other = Self.otherMinima[problem.name] ?? problem.minimum
      #expect(problem.box.contain(solution.x))
      #expect(
        [problem.minimum, other].contains { abs(solution.value - $0) <= 1e-8 * $0 },
        "\(problem.name): \(solution.value), not \(problem.minimum)")
      #expect(solution.isSuccess, "\(problem.name): \(solution.reason)")
      calls += solution.evaluations
    }
    #expect(calls <= mostCalls)
  }
}
