import Optimization
import Testing

/// The methods that use values alone.
let derivativeFree: [(name: String, method: any MinimizationMethod)] = [
  ("Nelder-Mead", .nelderMead), ("Powell", .powell),
]

struct DerivativeFreeTests {
  @Test("values alone lead to the minimum", arguments: derivativeFree.indices)
  func rosenbrockMinimum(index: Int) {
    let solution = minimize(from: [-1.2, 1], using: derivativeFree[index].method) { x in
      let slope = x[1] - x[0] * x[0]
      return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
    }
    #expect(solution.isSuccess && solution.value < 1e-12, "\(solution)")
    #expect(solution.functionEvaluations == solution.evaluations)
  }

  @Test("a limit that a simplex meets after it has passed the minimum makes no failure of it")
  func limitPastTheMinimum() {
    func solve(_ rules: StoppingRules) -> Solution<Double> {
      let start = (0..<40).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
      return minimize(from: start, using: .nelderMead, stopping: rules) { x in
        var sum = 0.0
        for i in stride(from: 0, to: 40, by: 2) {
          let slope = x[i + 1] - x[i] * x[i]
          sum += 100 * slope * slope + (1 - x[i]) * (1 - x[i])
        }
        return sum
      }
    }
    let solution = solve(StoppingRules())
    #expect(solution.isSuccess && solution.value < 1e-15, "\(solution)")
    #expect(solve(StoppingRules(iterations: 100)).reason == .iterationLimit)
  }

  /// Those that a debug build minimises in good time.
  private static let instances = Instance.all.filter { $0.n <= 4 || $0.key.contains("Watson-n6") }

  @Test(
    "no success is false and no failure is, with a gradient to be had and without",
    arguments: derivativeFree.indices, [true, false])
  func honesty(index: Int, hasGradient: Bool) throws {
    let (name, method) = derivativeFree[index]
    for instance in Self.instances {
      let objective = try #require(instance.objective)
      let solution =
        hasGradient
        ? minimize(objective, from: instance.x0, using: method)
        : minimize(ValueAlone(base: objective), from: instance.x0, using: method)
      #expect(
        instance.isMinimum(solution.value) && solution.isSuccess,
        "\(name), \(instance.key): \(solution.value), \(solution.reason)")
      // The evidence of a success is there for all to see.
      #expect(solution.gradientNorm.isFinite, "\(name), \(instance.key)")
    }
  }

  @Test("a plateau far from the start is left again", arguments: everyMethod.indices)
  func plateau(index: Int) throws {
    let instance = try #require(Instance.all.first { $0.key.contains("Box3D") })
    // Where overlong steps lead: e^(−x₂/10) is 1e-23, and f is that of no minimum.
    let solution = minimize(
      try #require(instance.objective), from: [0, 10, 20], using: everyMethod[index],
      stopping: StoppingRules(iterations: 3000))
    #expect(instance.isMinimum(solution.value) || !solution.isSuccess, "\(solution)")
  }

  @Test(
    "where f is finite at the start alone, the run ends there", arguments: derivativeFree.indices)
  func nothingButTheStart(index: Int) {
    let n = 40
    let solution = minimize(
      from: [Double](repeating: 0, count: n), using: derivativeFree[index].method
    ) { x in x.indices.allSatisfy { x[$0] == 0 } ? 1 : .nan }
    #expect(!solution.isSuccess && solution.value == 1 && solution.x.allSatisfy { $0 == 0 })
    // A simplex of 41 vertices shrinks by a fortieth at a time.
    #expect(solution.evaluations < 100_000)
  }

  @Test("single precision has the same ends", arguments: derivativeFree.indices)
  func single(index: Int) {
    let method = derivativeFree[index].method
    let free = minimize(from: [-1.2, 1] as [Float], using: method) { x -> Float in
      let slope = x[1] - x[0] * x[0]
      return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
    }
    #expect(free.isSuccess && free.value < 1e-6, "\(free)")
    let box = Bounds<Float>(lower: [-2, -2], upper: [0.5, 2])
    let bounded = minimize(from: [-1.2, 1], bounds: box, using: method) { x -> Float in
      let slope = x[1] - x[0] * x[0]
      return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
    }
    #expect(bounded.isSuccess && abs(bounded.value - 0.25) < 1e-5, "\(bounded)")
    #expect(box.contain(bounded.x))
  }

  @Test("nothing is evaluated twice at one point", arguments: [0])
  func nothingTwice(index: Int) {
    var points: Set<[Double]> = []
    var repetitions = 0
    let solution = minimize(from: [-1.2, 1, -1.2], using: derivativeFree[index].method) { x in
      if !points.insert(x.indices.map { x[$0] }).inserted { repetitions += 1 }
      var sum = 0.0
      for i in 0..<2 {
        let slope = x[i + 1] - x[i] * x[i]
        sum += 100 * slope * slope + (1 - x[i]) * (1 - x[i])
      }
      return sum
    }
    #expect(repetitions == 0, "\(repetitions) of \(points.count)")
    #expect(solution.evaluations == points.count + repetitions)
  }

  @Test("bounds are kept, and the minimum within them is found", arguments: derivativeFree.indices)
  func bounds(index: Int) {
    let box = Bounds(lower: [-2, -2], upper: [0.5, 2])
    var isOutside = false
    let solution = minimize(
      from: [-1.2, 1], bounds: box, using: derivativeFree[index].method
    ) { x in
      if !box.contain([x[0], x[1]]) { isOutside = true }
      let slope = x[1] - x[0] * x[0]
      return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
    }
    #expect(!isOutside)
    #expect(solution.isSuccess && abs(solution.value - 0.25) < 1e-9, "\(solution)")
  }
}

/// A test problem that keeps its gradient to itself.
struct ValueAlone: Objective {
  var base: MoreGarbowHillstrom

  var dimension: Int { base.dimension }

  mutating func value(at x: Span<Double>) -> Double { base.value(at: x) }
}
