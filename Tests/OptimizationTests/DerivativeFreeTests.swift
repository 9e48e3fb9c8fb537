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
