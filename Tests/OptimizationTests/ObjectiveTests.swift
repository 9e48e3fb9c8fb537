import ComplexModule
import Foundation
import LinearAlgebra
import Optimization
import Testing

/// Rosenbrock's function with everything that an objective can give.
private struct FullRosenbrock: TwiceDifferentiableObjective, HessianProductObjective {
  let dimension = 2

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    rosenbrock(x, &gradient)
  }

  mutating func hessian(at x: Span<Double>, into hessian: inout MutableSpan<Double>) {
    hessian[0] = 1200 * x[0] * x[0] - 400 * x[1] + 2
    hessian[1] = -400 * x[0]
    hessian[3] = 200
  }

  mutating func hessianProduct(
    at x: Span<Double>, _ v: Span<Double>, into product: inout MutableSpan<Double>
  ) {
    product[0] = (1200 * x[0] * x[0] - 400 * x[1] + 2) * v[0] - 400 * x[0] * v[1]
    product[1] = -400 * x[0] * v[0] + 200 * v[1]
  }
}

/// exp(Σ xᵢ/i) + Σ xᵢ⁴ without a gradient, finite only below a wall at x₁ = `wall`.
private struct Smooth<Scalar: LinearAlgebraScalar>: Objective, Sendable {
  let dimension: Int
  var wall = Scalar.infinity

  mutating func value(at x: Span<Scalar>) -> Scalar {
    if x[0] > wall { return .nan }
    var (sum, fourth): (Scalar, Scalar) = (0, 0)
    for i in 0..<dimension {
      sum += x[i] / Scalar(i + 1)
      fourth += x[i] * x[i] * x[i] * x[i]
    }
    return Scalar(exp(Double(sum))) + fourth
  }

  func gradient(at x: [Scalar]) -> [Scalar] {
    let sum = x.indices.reduce(0) { $0 + x[$1] / Scalar($1 + 1) }
    return x.indices.map { Scalar(exp(Double(sum))) / Scalar($0 + 1) + 4 * x[$0] * x[$0] * x[$0] }
  }
}

/// Σ exp(xᵢ/8)·(i + 1), at complex points.
private struct ComplexSmooth: ComplexObjective, Sendable {
  let dimension = 5

  mutating func value(at x: Span<Complex<Double>>) -> Complex<Double> {
    var sum = Complex<Double>.zero
    for i in 0..<5 { sum += Complex.exp(x[i] / 8) * Complex(Double(i + 1), 0) }
    return sum
  }
}

private func gradient<Scalar: LinearAlgebraScalar>(
  of objective: some DifferentiableObjective<Scalar>, at x: [Scalar]
) -> [Scalar] {
  var copy = objective
  var gradient = x
  var span = gradient.mutableSpan
  _ = copy.value(at: x.span, gradient: &span)
  return gradient
}

struct ObjectiveTests {
  private let point = [0.3, -1.2, 2.0, 0.01, -40]

  @Test(
    "differences have the digits that their formula promises",
    arguments: [(DifferenceFormula.twoPoint, 1e-6), (.automatic, 1e-6), (.threePoint, 1e-8)])
  func accuracy(formula: DifferenceFormula, tolerance: Double) {
    let smooth = Smooth<Double>(dimension: 4)
    let x = Array(point.prefix(4))
    let ours = gradient(of: DifferenceObjective(smooth, formula: formula), at: x)
    for (ours, known) in zip(ours, smooth.gradient(at: x)) {
      #expect(abs(ours - known) <= tolerance * abs(known))
    }
  }

  @Test("differences in single precision have two or three digits")
  func single() {
    let smooth = Smooth<Float>(dimension: 3)
    let x: [Float] = [0.3, -1.2, 2]
    let ours = gradient(of: DifferenceObjective(smooth, formula: .threePoint), at: x)
    for (ours, known) in zip(ours, smooth.gradient(at: x)) {
      #expect(abs(ours - known) <= 1e-3 * abs(known))
    }
  }

  @Test("a known noise lengthens the distances, so that it does less harm")
  func noise() {
    // Noise of 1e-6 of f, as a function of every bit of x.
    let rough = ValueClosureObjective(dimension: 1) { (x: Span<Double>) in
      let bits = (x[0].bitPattern &* 0x9E37_79B9_7F4A_7C15) >> 11
      return (1 + x[0] * x[0]) * (1 + 1e-6 * (Double(bits) * 0x1p-53 - 0.5))
    }
    let told = gradient(
      of: DifferenceObjective(rough, formula: .threePoint, noise: 1e-6), at: [1.5])
    #expect(abs(told[0] - 3) < 1e-3)
  }

  @Test("the same bits on any number of threads", arguments: [2, 3, 8])
  func threads(count: Int) {
    let smooth = Smooth<Double>(dimension: 5)
    for formula in [DifferenceFormula.twoPoint, .threePoint] {
      let one = gradient(of: DifferenceObjective(smooth, formula: formula), at: point)
      let many = gradient(
        of: DifferenceObjective(smooth, formula: formula, threads: count), at: point)
      #expect(one == many)
    }
  }

  @Test("beside a wall the differences of one side take over")
  func wall() {
    let smooth = Smooth<Double>(dimension: 3, wall: 0.3)
    let x = [0.3, -1.2, 2]
    for (formula, tolerance) in [(DifferenceFormula.twoPoint, 1e-6), (.threePoint, 1e-7)] {
      let ours = gradient(of: DifferenceObjective(smooth, formula: formula), at: x)
      for (ours, known) in zip(ours, smooth.gradient(at: x)) {
        #expect(abs(ours - known) <= tolerance * abs(known))
      }
    }
  }

  @Test(
    "no difference reaches out of the bounds", arguments: [DifferenceFormula.twoPoint, .threePoint])
  func bounds(formula: DifferenceFormula) {
    let box = Bounds(lower: [0, -1, 2, -1e-9], upper: [1, -1, 2.5, 1e-9])
    var isOutside = false
    let solution = minimize(
      from: [0, -1, 2.5, 0], bounds: box, using: .lbfgs, differences: formula
    ) { x in
      if !box.contain((0..<4).map { x[$0] }) { isOutside = true }
      var sum = 0.0
      for i in 0..<4 { sum += pow(x[i] - 0.25, 2) * Double(i + 1) }
      return sum
    }
    #expect(!isOutside)
    for (ours, known) in zip(solution.x, [0.25, -1, 2, 1e-9]) { #expect(abs(ours - known) < 1e-6) }
  }

  @Test("every value counts, and limits hold with differences too", arguments: [1, 5, 6, 40])
  func counts(limit: Int) {
    var calls = 0
    let solution = minimize(
      from: [0.3, -1.2, 2, 1, 1], using: .bfgs, differences: .twoPoint,
      stopping: StoppingRules(evaluations: limit)
    ) { x in
      calls += 1
      var sum = 0.0
      for i in 0..<5 { sum += pow(x[i], 4) + x[i] }
      return sum
    }
    #expect(solution.evaluations == calls && calls <= limit)
    #expect(solution.functionEvaluations == calls && solution.gradientEvaluations == 0)
    #expect(solution.reason == .evaluationLimit)
  }

  @Test("complex steps have all the digits, in both precisions, on any number of threads")
  func complexSteps() {
    let wave = ComplexClosureObjective(dimension: 3) { (x: Span<Complex<Double>>) in
      .exp(x[0]) * .sin(x[1]) / (x[2] * x[2] + 1)
    }
    let x = [0.3, -1.2, 2]
    let known = [
      exp(0.3) * sin(-1.2) / 5, exp(0.3) * cos(-1.2) / 5, -exp(0.3) * sin(-1.2) * 4 / 25,
    ]
    for (ours, known) in zip(gradient(of: ComplexStepObjective(wave), at: x), known) {
      #expect(abs(ours - known) <= 4 * known.magnitude.ulp)
    }
    let single = ComplexClosureObjective(dimension: 1) { (x: Span<Complex<Float>>) in
      .exp(x[0]) * .sin(x[0])
    }
    let slope = gradient(of: ComplexStepObjective(single), at: [0.5])[0]
    let expected = Float(exp(0.5) * (sin(0.5) + cos(0.5)))
    #expect(abs(slope - expected) <= 4 * expected.ulp)
    let one = gradient(of: ComplexStepObjective(ComplexSmooth()), at: point)
    let many = gradient(of: ComplexStepObjective(ComplexSmooth(), threads: 3), at: point)
    #expect(one == many)
  }

  @Test("a run with complex steps ends at the minimum, with every call counted")
  func complexRun() {
    var calls = 0
    let rosenbrock = ComplexClosureObjective(dimension: 2) { (x: Span<Complex<Double>>) in
      calls += 1
      let (a, b) = (x[1] - x[0] * x[0], 1 - x[0])
      return 100 * a * a + b * b
    }
    let solution = minimize(ComplexStepObjective(rosenbrock), from: [-1.2, 1], using: .bfgs)
    #expect(solution.reason == .gradientConverged && solution.value < 1e-16)
    #expect(solution.evaluations == calls && solution.functionEvaluations == calls)
  }

  @Test("functions without a gradient are minimised by every method that wants one")
  func valuesAlone() {
    for method in searching[0..<4] {
      let solution = minimize(from: [-1.2, 1.0], using: method) { x in
        let slope = x[1] - x[0] * x[0]
        return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
      }
      #expect(solution.value < 1e-9, "\(solution)")
      #expect(solution.evaluations == solution.functionEvaluations)
    }
  }

  @Test("a value alone comes from value and gradient where there is no other")
  func valueOfDifferentiable() {
    var objective = FullRosenbrock()
    #expect(objective.value(at: [-1.2, 1.0].span) == 24.199999999999996)
  }

  @Test("sums of squares are half the sum, with gradients from a Jacobian or from differences")
  func squares() {
    let residuals = { (x: Span<Double>, r: inout MutableSpan<Double>) in
      r[0] = 10 * (x[1] - x[0] * x[0])
      r[1] = 1 - x[0]
      r[2] = 3
    }
    let closure = ResidualClosure(dimension: 2, residualCount: 3, residuals)
    let sum = SumOfSquares(closure, formula: .threePoint)
    var copy = sum
    #expect(abs(copy.value(at: [-1.2, 1.0].span) - (24.2 + 9) / 2) < 1e-12)
    let ours = gradient(of: sum, at: [-1.2, 1.0])
    #expect(abs(ours[0] + 107.8) < 1e-6 && abs(ours[1] + 44) < 1e-6)
    let solution = minimize(SumOfSquares(closure), from: [-1.2, 1.0], using: .bfgs)
    #expect(abs(solution.value - 4.5) < 1e-12, "\(solution)")
  }
}
