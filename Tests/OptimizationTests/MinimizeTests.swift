import LinearAlgebra
import Optimization
import Testing

/// Rosenbrock's function of two variables, the minimum 0 at (1, 1).
func rosenbrock<Scalar: LinearAlgebraScalar>(
  _ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>
) -> Scalar {
  let a = x[1] - x[0] * x[0]
  let b = 1 - x[0]
  gradient[0] = -400 * x[0] * a - 2 * b
  gradient[1] = 200 * a
  return 100 * a * a + b * b
}

/// The methods that choose their own step lengths.
let searching: [LineSearchMethod] = [
  .bfgs, .lbfgs, .lbfgs(memory: 1), .lbfgs(memory: 3), LineSearchMethod(SteepestDescent()),
  .gradientDescent, .conjugateGradient, .conjugateGradient(.polakRibiere),
  LineSearchMethod(BFGS(), search: StrongWolfe()), LineSearchMethod(LBFGS(), search: HagerZhang()),
  LineSearchMethod(ConjugateGradient(), search: HagerZhang()),
  LineSearchMethod(BFGS(), search: Backtracking()),
]

struct MinimizeTests {
  @Test("quasi-Newton methods reach the minimum of Rosenbrock's function", arguments: 0..<2)
  func rosenbrockMinimum(index: Int) {
    let solution = minimize(from: [-1.2, 1], using: searching[index]) { rosenbrock($0, &$1) }
    #expect(solution.reason == .gradientConverged && solution.isSuccess)
    #expect(solution.value < 1e-16 && solution.gradientNorm < 1.5e-8)
    #expect(solution.evaluations < 80)
    let x: [Float] = [-1.2, 1]
    let single = minimize(from: x, using: searching[index]) { rosenbrock($0, &$1) }
    #expect(single.isSuccess && single.value < 1e-6)
  }

  @Test("every method reaches the minimum of a convex function", arguments: searching.indices)
  func convex(index: Int) {
    let solution = minimize(
      Stretched<Double>(dimension: 10, condition: 20), from: [Double](repeating: 3, count: 10),
      using: searching[index])
    #expect(solution.isSuccess, "\(solution.reason)")
    #expect(solution.value < 1e-14)
    #expect(solution.x.allSatisfy { abs($0 - 1) < 1e-7 })
  }

  @Test("the answer holds what was measured")
  func evidence() throws {
    let solution = minimize(from: [-1.2, 1], using: .bfgs) { rosenbrock($0, &$1) }
    let evidence = solution.evidence
    // ∂f/∂x₁ = −215.6 at the start.
    #expect(abs(evidence.initialGradientNorm - 215.6) < 1e-10)
    #expect(evidence.relativeGradientNorm == solution.gradientNorm / evidence.initialGradientNorm)
    #expect(try #require(evidence.lastDecrease) >= 0)
    #expect(try #require(evidence.lastStep) < 1e-3)
    #expect(try #require(evidence.expectedDecrease) < 1e-16)
    #expect(solution.gradientNorm == solution.gradient.map(\.magnitude).max())
    #expect(solution.elapsed > .zero)
  }

  @Test("no variable, one variable and a constant are functions too")
  func degenerate() {
    let nothing = minimize(from: [Double]()) { _, _ in 7 }
    #expect(nothing.value == 7 && nothing.x.isEmpty && nothing.reason == .gradientConverged)
    #expect(nothing.evaluations == 1 && nothing.iterations == 0)
    let one = minimize(from: [10.0]) { x, gradient in
      gradient[0] = 2 * (x[0] - 3)
      return (x[0] - 3) * (x[0] - 3)
    }
    #expect(one.isSuccess && abs(one.x[0] - 3) < 1e-8)
    let constant = minimize(from: [1.0, 2]) { _, gradient in
      gradient[0] = 0
      gradient[1] = 0
      return -5
    }
    #expect(constant.reason == .gradientConverged && constant.x == [1, 2])
    // A look along both axes and one between, which finds nothing.
    #expect(constant.evaluations <= 17)
  }

  @Test(
    "a start that is not finite is named as such", arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteStart(bad: Double) {
    for method in searching {
      let value = minimize(from: [1.0], using: method) { _, gradient in
        gradient[0] = 1
        return bad
      }
      #expect(value.reason == .nonFiniteStart && value.x == [1] && value.evaluations == 1)
      let gradient = minimize(from: [1.0], using: method) { _, gradient in
        gradient[0] = bad
        return 1
      }
      #expect(gradient.reason == .nonFiniteStart && gradient.x == [1] && gradient.value == 1)
    }
  }

  // The last method's steps don't grow, so it goes down a straight line at its first pace.
  @Test("a function without bound ends with that reason", arguments: searching.indices.dropLast())
  func unbounded(index: Int) {
    let linear = minimize(from: [1.0, 1], using: searching[index]) { x, gradient in
      gradient[0] = -1
      gradient[1] = 2
      return 2 * x[1] - x[0]
    }
    #expect(linear.reason == .unbounded && linear.value < -1e154)
    let cubic = minimize(from: [-1.0], using: searching[index]) { x, gradient in
      gradient[0] = 3 * x[0] * x[0]
      return x[0] * x[0] * x[0]
    }
    #expect(cubic.reason == .unbounded && cubic.value < -1e154)
  }

  @Test("the same start and options give the same bits", arguments: searching.indices)
  func sameBits(index: Int) {
    let start = (0..<50).map { $0.isMultiple(of: 3) ? -1.2 : 0.7 }
    let runs = (0..<2).map { _ in
      minimize(Chained(dimension: 50), from: start, using: searching[index])
    }
    #expect(runs[0].x == runs[1].x && runs[0].gradient == runs[1].gradient)
    #expect(runs[0].evaluations == runs[1].evaluations)
  }

  @Test("a start of another dimension traps with both counts")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = minimize(Chained(dimension: 3), from: [1, 2])
    }
  }

  @Test("options out of range trap")
  func options() async {
    await #expect(processExitsWith: .failure) { _ = StoppingRules(gradientNorm: -1) }
    await #expect(processExitsWith: .failure) { _ = StoppingRules(gradientNorm: .nan) }
    await #expect(processExitsWith: .failure) { _ = StoppingRules(iterations: -1) }
    await #expect(processExitsWith: .failure) { _ = FixedStep(0) }
    await #expect(processExitsWith: .failure) { _ = LBFGS(memory: 0) }
    await #expect(processExitsWith: .failure) { _ = Backtracking(decrease: 1) }
    await #expect(processExitsWith: .failure) { _ = Backtracking(growth: 0) }
    await #expect(processExitsWith: .failure) { _ = MoreThuente(decrease: 0.5, curvature: 0.1) }
  }
}

/// Rosenbrock's function chained over n variables, Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
struct Chained: DifferentiableObjective {
  let dimension: Int

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var sum = 0.0
    for i in 0..<dimension { gradient[i] = 0 }
    for i in 0..<max(dimension - 1, 0) {
      let a = x[i + 1] - x[i] * x[i]
      let b = 1 - x[i]
      sum += 100 * a * a + b * b
      gradient[i] += -400 * x[i] * a - 2 * b
      gradient[i + 1] += 200 * a
    }
    return sum
  }
}
