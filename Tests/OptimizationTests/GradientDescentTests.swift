import Foundation
import Optimization
import Testing

struct GradientDescentTests {
  @Test("a step is x − η·∇f, to the bit, and every loss is that before the step")
  func arithmetic() {
    let step = 0.01
    var x = [-1.2, 1.0]
    var expected: [[Double]] = []
    var gradient = [0.0, 0.0]
    for _ in 0...50 {
      expected.append(x)
      var span = gradient.mutableSpan
      _ = gentle(x.span, &span)
      for i in 0..<2 { x[i] -= step * gradient[i] }
    }
    var seen: [[Double]] = []
    let solution = minimize(
      from: [-1.2, 1.0], using: .gradientDescent(stepSize: step),
      stopping: StoppingRules(gradientNorm: 0, iterations: 50), observer: { seen.append($0.x) }
    ) { gentle($0, &$1) }
    #expect(seen == expected)
    #expect(solution.reason == .iterationLimit && solution.evaluations == 51)
  }

  @Test("momentum, Nesterov's and Adam take the steps of their papers")
  func updateRules() {
    let iterates = { (method: any MinimizationMethod) in
      var seen: [[Double]] = []
      _ = Self.run(method, 30) { seen.append($0) }
      return seen
    }
    let momentum = Self.follow { g, v, _, _ in
      v = 0.8 * v - 0.01 * g
      return v
    }
    #expect(iterates(.momentum(stepSize: 0.01, momentum: 0.8)) == momentum)
    let nesterov = Self.follow { g, v, _, _ in
      v = 0.8 * v - 0.01 * g
      return 0.8 * v - 0.01 * g
    }
    #expect(iterates(.nesterov(stepSize: 0.01, momentum: 0.8)) == nesterov)
    let adam = Self.follow { g, m, v, t in
      m = 0.9 * m + (1 - 0.9) * g
      v = 0.999 * v + (1 - 0.999) * g * g
      let (a, b) = (1 - pow(0.9, Double(t)), 1 - pow(0.999, Double(t)))
      return -0.01 * (m / a) / ((v / b).squareRoot() + 1e-8)
    }
    // pow differs from repeated products in the last bits.
    for (ours, known) in zip(iterates(.adam(stepSize: 0.01)), adam) {
      #expect(abs(ours[0] - known[0]) < 1e-13 && abs(ours[1] - known[1]) < 1e-13)
    }
  }

  /// The iterates of an update rule of one coordinate, with two numbers of memory, from (−1.2, 1).
  private static func follow(
    _ rule: (_ g: Double, _ a: inout Double, _ b: inout Double, _ t: Int) -> Double
  ) -> [[Double]] {
    var (x, gradient, a, b) = ([-1.2, 1.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0])
    return (1...31).map { t in
      let now = x
      var span = gradient.mutableSpan
      _ = gentle(x.span, &span)
      for i in 0..<2 { x[i] += rule(gradient[i], &a[i], &b[i], t) }
      return now
    }
  }

  private static func run(
    _ method: some MinimizationMethod, _ iterations: Int, observer: ([Double]) -> Void = { _ in }
  ) -> Solution<Double> {
    minimize(
      from: [-1.2, 1.0], using: method, stopping: StoppingRules(iterations: iterations),
      observer: { observer($0.x) }
    ) { gentle($0, &$1) }
  }

  @Test("methods with momentum reach the minimum of a gentle valley")
  func momentumConverges() {
    let methods: [any MinimizationMethod] = [
      .momentum(stepSize: 0.05), .nesterov(stepSize: 0.05), .adam(stepSize: 0.05),
    ]
    for method in methods {
      let solution = Self.run(method, 10_000)
      #expect(solution.isSuccess, "\(solution)")
      #expect(solution.value < 1e-15)
    }
  }

  @Test("options of update rules out of range trap")
  func options() async {
    await #expect(processExitsWith: .failure) { _ = MomentumDescent(stepSize: 0) }
    await #expect(processExitsWith: .failure) { _ = MomentumDescent(stepSize: 1, momentum: 1) }
    await #expect(processExitsWith: .failure) { _ = Adam(stepSize: .infinity) }
    await #expect(processExitsWith: .failure) { _ = Adam(squareDecay: 1) }
    await #expect(processExitsWith: .failure) { _ = Adam(epsilon: 0) }
  }

  @Test("the best iterate comes back though later ones are higher")
  func best() {
    // |x| by steps of 0.4: 1, 0.6, 0.2, −0.2, 0.2, …; the first of the two lowest is returned.
    var values: [Double] = []
    let solution = minimize(
      from: [1.0], using: .gradientDescent(stepSize: 0.4),
      stopping: StoppingRules(iterations: 9), observer: { values.append($0.value) }
    ) { x, gradient in
      gradient[0] = x[0] < 0 ? -1 : 1
      return x[0] < 0 ? -2 * x[0] : x[0]
    }
    #expect(values.last != values.min())
    #expect(solution.value == values.min() && solution.iterations == 9)
    #expect(solution.x[0] > 0 && abs(solution.x[0] - 0.2) < 1e-12)
  }

  @Test("steps that lead to infinity end the run with the best finite iterate")
  func divergence() {
    let solution = minimize(from: [1.0], using: .gradientDescent(stepSize: 10)) { x, gradient in
      gradient[0] = 4 * x[0] * x[0] * x[0]
      return x[0] * x[0] * x[0] * x[0]
    }
    #expect(solution.reason == .diverged && solution.value == 1 && solution.x == [1])
  }

  @Test("a gradient within the tolerance is doubted where the function still falls along it")
  func flat() {
    // A slope of 1e-9 over a curvature of 1e-12: the minimum lies 1000 away and 5e-7 lower.
    let solution = minimize(
      from: [1000.0], using: .bfgs, stopping: StoppingRules(gradientNorm: 1e-8)
    ) { x, gradient in
      gradient[0] = 1e-12 * x[0]
      return 1e-12 * x[0] * x[0] / 2
    }
    #expect(solution.value < 1e-14)
    let descent = minimize(
      from: [1000.0], using: .gradientDescent(stepSize: 1),
      stopping: StoppingRules(gradientNorm: 1e-8, iterations: 5)
    ) { x, gradient in
      gradient[0] = 1e-12 * x[0]
      return 1e-12 * x[0] * x[0] / 2
    }
    #expect(descent.reason == .iterationLimit)
  }
}

/// A function like Rosenbrock's with a gentle valley.
private func gentle(_ x: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double {
  let a = x[1] - x[0] * x[0]
  let b = 1 - x[0]
  gradient[0] = -4 * x[0] * a - 2 * b
  gradient[1] = 2 * a
  return a * a + b * b
}
