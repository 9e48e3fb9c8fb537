import ComplexModule
import Foundation
import LinearAlgebra
import Optimization
import Testing

/// a·exp(−b·t)·cos(c·t) at twenty times, minus its values for a = 3, b = 0.5, c = 2.
private struct Damped: ComplexResidualObjective, Sendable {
  var dimension: Int { 3 }
  var residualCount: Int { 20 }

  func residuals(
    at x: Span<Complex<Double>>, into r: inout MutableSpan<Complex<Double>>
  ) {
    for i in 0..<20 {
      let t = Double(i) / 5
      let known = 3 * exp(-t / 2) * cos(2 * t)
      r[i] = x[0] * .exp(-x[1] * Complex(t, 0)) * .cos(x[2] * Complex(t, 0)) - Complex(known, 0)
    }
  }

  func slopes(_ x: [Double], _ i: Int) -> [Double] {
    let t = Double(i) / 5
    let (e, c) = (exp(-x[1] * t), cos(x[2] * t))
    return [e * c, -t * x[0] * e * c, -t * x[0] * e * sin(x[2] * t)]
  }
}

struct ComplexResidualTests {
  private let start = [2, 0.2, 1.8]

  private func gradient(_ objective: SumOfSquares<Damped>) -> [Double] {
    var (copy, gradient) = (objective, start)
    var span = gradient.mutableSpan
    _ = copy.value(at: start.span, gradient: &span)
    return gradient
  }

  @Test("a gradient of complex steps has all the digits, on any number of threads")
  func accuracy() {
    let damped = Damped()
    var r = [Double](repeating: 0, count: 20)
    var span = r.mutableSpan
    var copy = damped
    copy.residuals(at: start.span, into: &span)
    let ours = gradient(SumOfSquares(complexStepsOf: damped))
    for j in 0..<3 {
      let terms = (0..<20).map { r[$0] * damped.slopes(start, $0)[j] }
      let size = terms.reduce(0) { $0 + abs($1) }
      // Twenty terms, each to a few roundings.
      #expect(abs(ours[j] - terms.reduce(0, +)) <= 8 * size.ulp)
    }
    #expect(ours == gradient(SumOfSquares(complexStepsOf: damped, threads: 3)))
  }

  @Test("a fit by complex steps ends at the minimum, with every call counted")
  func fit() {
    var calls = 0
    let base = Damped()
    let counted = ComplexResidualClosure(dimension: 3, residualCount: 20) {
      (x: Span<Complex<Double>>, r) in
      calls += 1
      base.residuals(at: x, into: &r)
    }
    let solution = minimize(
      SumOfSquares(complexStepsOf: counted), from: start, using: .levenbergMarquardt)
    #expect(solution.isSuccess && solution.value < 1e-24, "\(solution)")
    for (ours, known) in zip(solution.x, [3, 0.5, 2]) { #expect(abs(ours - known) < 1e-12) }
    #expect(solution.evaluations == calls && solution.functionEvaluations == calls)
  }

  @Test("in single precision too, and within bounds")
  func singleWithinBounds() {
    let line = ComplexResidualClosure(dimension: 2, residualCount: 3) {
      (x: Span<Complex<Float>>, r) in
      for i in 0..<3 {
        r[i] = .exp(x[0]) + x[1] * Complex(Float(i), 0) - Complex(Float(2 + 3 * i), 0)
      }
    }
    let single = minimize(
      SumOfSquares(complexStepsOf: line), from: [0, 0] as [Float], using: .levenbergMarquardt)
    #expect(single.isSuccess && single.value < 1e-10, "\(single)")
    #expect(abs(single.x[0] - Float(log(2.0))) < 1e-5 && abs(single.x[1] - 3) < 1e-5)
    let box = Bounds<Double>(lower: [0, 0, 0], upper: [2.5, 1, 3])
    let bounded = minimize(
      SumOfSquares(complexStepsOf: Damped()), from: start, bounds: box,
      using: .levenbergMarquardt)
    #expect(bounded.isSuccess && bounded.x[0] == 2.5, "\(bounded)")
  }

  @Test("limits hold", arguments: [1, 3, 4, 10])
  func limits(limit: Int) {
    let solution = minimize(
      SumOfSquares(complexStepsOf: Damped()), from: start, using: .levenbergMarquardt,
      stopping: StoppingRules(evaluations: limit))
    #expect(solution.evaluations <= limit && solution.reason == .evaluationLimit)
  }
}
