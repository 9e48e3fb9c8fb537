import Foundation
import Optimization
import SeededRandomness
import Testing

/// A function that is not finite beyond walls: half-spaces and balls at random places.
struct Walled: DifferentiableObjective {
  let dimension: Int
  var values: [Double] = []
  private let walls: [(normal: [Double], distance: Double)]
  private let balls: [(centre: [Double], radius: Double)]
  private let beyond: Double
  private let gradientBeyond: Double

  init(dimension: Int, beyond: Double, random: inout SplitMix) {
    self.dimension = dimension
    self.beyond = beyond
    gradientBeyond = [0, .nan, .infinity][Int(random.next() % 3)]
    // Walls keep a distance of 0.05 from the start, which is the origin.
    walls = (0..<3).map { _ in
      ((0..<dimension).map { _ in random.uniform(-1, 1) }, random.uniform(0.05, 1))
    }
    balls = (0..<3).map { _ in
      let centre = (0..<dimension).map { _ in random.uniform(-1, 1) }
      let distance = centre.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return (centre, max(0, min(random.uniform(0, 0.5), distance - 0.05)))
    }
  }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let isBeyond =
      walls.contains { wall in
        (0..<dimension).reduce(0) { $0 + wall.normal[$1] * x[$1] } > wall.distance
      }
      || balls.contains { ball in
        (0..<dimension).reduce(0) { $0 + pow(x[$1] - ball.centre[$1], 2) } < pow(ball.radius, 2)
      }
    if isBeyond {
      for i in 0..<dimension { gradient[i] = gradientBeyond }
      return beyond
    }
    var chained = Chained(dimension: dimension)
    return chained.value(at: x, gradient: &gradient)
  }
}

struct WallTests {
  @Test("walls of NaN and of either infinity never lose the best point", arguments: 0..<60)
  func randomWalls(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let beyond = [Double.nan, .infinity, -.infinity][seed % 3]
    let objective = Recorded(Walled(dimension: 2 + seed % 5, beyond: beyond, random: &random))
    let start = [Double](repeating: 0, count: objective.dimension)
    for (index, method) in everyMethod.enumerated() {
      objective.values = []
      let solution = minimize(
        objective, from: start, using: method, stopping: StoppingRules(iterations: 300))
      let lowest = try #require(objective.values.min())
      // Of points that differ by rounding alone, a success is the one with the smallest gradient.
      #expect(solution.value <= lowest + (solution.isSuccess ? 10 * lowest.ulp : 0))
      #expect(solution.value.isFinite && solution.x.allSatisfy { $0.isFinite })
      var again = Chained(dimension: objective.dimension)
      var gradient = start
      var span = gradient.mutableSpan
      #expect(again.value(at: solution.x.span, gradient: &span) == solution.value)
      // Methods of values alone know the gradient only where they examined it, as for a success.
      let isUnknown = index >= firstOrder.count && solution.gradient.contains { $0.isNaN }
      #expect(isUnknown ? !solution.isSuccess : gradient == solution.gradient)
    }
  }

  /// Rosenbrock's function with a wall at x₁ > 0.2; along the wall the minimum is 0.64, at (0.2, 0.04).
  @Test(
    "a wall before the minimum is not called a minimum",
    arguments: [Double.nan, .infinity, -.infinity])
  func rosenbrockWall(beyond: Double) {
    for method in searching {
      let solution = minimize(from: [-1.2, 1], using: method) { x, gradient in
        if x[0] > 0.2 {
          gradient[0] = 0
          gradient[1] = 0
          return beyond
        }
        return rosenbrock(x, &gradient)
      }
      let isNamed = [.searchFailed(.notSmooth), .unbounded].contains(solution.reason)
      #expect(
        isNamed && (beyond == -.infinity || solution.reason != .unbounded), "\(solution.reason)")
      #expect(solution.value < 0.71 && solution.x[0] <= 0.2)
      #expect(solution.evaluations < 2000)
    }
  }
}
