import Optimization
import Testing

struct BoundsTests {
  private let box = Bounds<Double>(lower: [0, -.infinity, 2], upper: [1, 5, 2])

  @Test("a point is projected coordinate by coordinate")
  func projection() {
    #expect(box.projection(of: [-3, 7, 0]) == [0, 5, 2])
    #expect(box.projection(of: [0.5, -1e300, 2]) == [0.5, -1e300, 2])
    #expect(box.contain([0, 5, 2]) && !box.contain([0, 5.1, 2]) && !box.contain([.nan, 0, 2]))
  }

  @Test("the projected gradient is zero where steps would leave the box, and only there")
  func projectedGradient() {
    #expect(box.projectedGradient(at: [0, 5, 2], [3, -2, 9]) == [0, 0, 0])
    #expect(box.projectedGradient(at: [0, 5, 2], [-3, 2, 9]) == [-1, 2, 0])
    #expect(box.projectedGradient(at: [0.5, 0, 2], [0.25, 1, 0]) == [0.25, 1, 0])
    #expect(box.projectedGradientNorm(at: [0.5, 0, 2], [9, 0, 0]) == 0.5)
    #expect(box.projectedGradientNorm(at: [0.5, 0, 2], [0, .nan, 0]).isNaN)
  }

  @Test("bounds that leave no value trap")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [1], upper: [0]) }
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [.nan], upper: [0]) }
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [1, 2], upper: [3]) }
  }
}

struct BoundedMinimizationTests {
  /// Σ cᵢ·(xᵢ − aᵢ)² with every aᵢ outside the box, inside, or at its side: the minimum is P(a).
  private static let methods: [any MinimizationMethod] =
    searching + [
      .gradientDescent(stepSize: 1e-2), .momentum(stepSize: 2e-3), .adam(stepSize: 0.02),
      .scaledConjugateGradient,
    ]

  @Test(
    "every method ends at the box's side where the minimum lies beyond it",
    arguments: methods.indices)
  func separable(index: Int) {
    let target = [3.0, -2, 0.5, 0.25, 1, -0.5]
    let box = Bounds<Double>(
      lower: [0, 0, 0, -.infinity, -1, -.infinity], upper: [1, 1, 1, .infinity, 1, 5])
    var left = 0
    let solution = minimize(
      from: [0.5, 0.5, 0.9, 4, 0, -3], bounds: box, using: Self.methods[index],
      observer: { if !box.contain($0.x) { left += 1 } }
    ) { x, gradient in
      var sum = 0.0
      for i in 0..<6 {
        let (c, d) = (Double(1 + 3 * i), x[i] - target[i])
        sum += c * d * d
        gradient[i] = 2 * c * d
      }
      return sum
    }
    let expected = box.projection(of: target)
    #expect(left == 0)
    #expect(zip(solution.x, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(solution)")
    #expect(solution.isSuccess, "\(solution.reason) \(solution.gradientNorm)")
  }

  /// The minimum of Rosenbrock's function in a box that cuts the valley, from SciPy's L-BFGS-B:
  /// x₁ ≤ 0.5 gives (0.5, 0.25), f = 0.25.
  @Test("Rosenbrock's function in a box", arguments: searching.indices)
  func rosenbrockBox(index: Int) {
    let box = Bounds<Double>(lower: [-2, -2], upper: [0.5, 2])
    let solution = minimize(from: [-1.2, 1], bounds: box, using: searching[index]) {
      rosenbrock($0, &$1)
    }
    #expect(abs(solution.value - 0.25) < 1e-6, "\(solution)")
    if solution.isSuccess { #expect(abs(solution.value - 0.25) < 1e-9) }
  }

  @Test("a start outside is moved to the side, and a start at the minimum stays")
  func starts() {
    let box = Bounds<Double>(1...2, dimension: 2)
    let solution = minimize(from: [5, -5], bounds: box) { x, gradient in
      #expect((1...2).contains(x[0]) && (1...2).contains(x[1]))
      gradient[0] = -1
      gradient[1] = 1
      return x[1] - x[0]
    }
    #expect(solution.x == [2, 1] && solution.isSuccess && solution.gradientNorm == 0)
    #expect(solution.evaluations == 1)
  }

  @Test("a method without bounds traps where it is given some, as do bounds of another dimension")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = minimize(from: [1, 2], bounds: Bounds(0...1, dimension: 3)) { rosenbrock($0, &$1) }
    }
  }
}
