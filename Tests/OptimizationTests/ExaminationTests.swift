import Foundation
import Testing

@testable import Optimization

/// What the examination of an end costs, and that it costs no honesty.
struct ExaminationTests {
  @Test("the curvatures without eigenvectors are those with them", arguments: [1, 2, 5, 41, 64])
  func spectrum(n: Int) {
    var hessian = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n { hessian[i * n + j] = cos(Double(i * j)) + cos(Double((i + 1) * (j + 1))) }
    }
    let gradient = (0..<n).map { sin(Double($0 + 1)) }
    let system = ScaledSystem(hessian: hessian, gradient: gradient)
    let (alone, model) = (CurvatureSpectrum(system), CurvatureModel(system).spectrum)
    // Both are off by some roundings of the largest curvature.
    let limit = 64 * Double(n) * Double.ulpOfOne * alone.largest
    for (a, b) in zip(alone.curvatures.sorted(), model.curvatures.sorted()) {
      #expect(abs(a - b) <= limit)
    }
    // Which of equal curvatures a component belongs to is open; with a floor of one they are alike.
    let (one, other) = (alone.expectedDecrease(floor: 1), model.expectedDecrease(floor: 1))
    #expect(abs(one - other) <= 1e-12 * one)
  }

  @Test(
    "Cholesky's bound is the model's decrease, grows with the error, and is none without a minimum")
  func bound() throws {
    let system = ScaledSystem<Double>(hessian: [2, 1, 1, 3], gradient: [1, -2])
    // gᵀ·H⁻¹·g/2 with H⁻¹ = [3 −1; −1 2]/5.
    let exact = (3.0 + 4 + 8) / 5 / 2
    let bound = try #require(system.greatestDecrease(within: 0))
    #expect(bound >= exact && bound < exact * (1 + 1e-12))
    #expect(try #require(system.greatestDecrease(within: 0.1)) > exact)
    #expect(system.greatestDecrease(within: 1) == nil)
    let saddle = ScaledSystem<Double>(hessian: [1, 2, 2, 1], gradient: [1, 1])
    #expect(saddle.greatestDecrease(within: 0) == nil)
  }

  /// Σ (xᵢ − 1)² + Σ sin(xᵢ·xᵢ₊₁)/10 and the like: third derivatives, and a minimum without flat directions.
  private func wavy(_ x: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double {
    var value = 0.0
    for i in 0..<x.count {
      value += (x[i] - 1) * (x[i] - 1)
      gradient[i] = 2 * (x[i] - 1)
    }
    for i in 1..<x.count {
      value += sin(x[i] * x[i - 1]) / 10
      gradient[i] += cos(x[i] * x[i - 1]) * x[i - 1] / 10
      gradient[i - 1] += cos(x[i] * x[i - 1]) * x[i] / 10
    }
    return value
  }

  @Test("a minimum beyond doubt is examined by differences of one side, one evaluation a variable")
  func oneSide() {
    let n = 30
    var last = 0
    var before = 0
    let solution = minimize(
      from: [Double](repeating: 0.5, count: n), using: .lbfgs,
      stopping: StoppingRules(examination: .thorough),
      observer: { (before, last) = (last, $0.evaluations) }
    ) { wavy($0, &$1) }
    #expect(solution.reason == .gradientConverged)
    let spent = solution.evaluations - before
    // The last step, the curvature along the gradient, and a column a variable.
    #expect(spent <= n + 4 && spent > n, "\(spent)")
  }

  @Test("a flat direction that differences of one side bend out of sight is still followed")
  func flatValley() {
    // A bent valley whose floor has 1e-12 of the curvature across it: the differences of one side bend it by more.
    let solution = minimize(from: [3.0, 0.5], using: .bfgs) { x, gradient in
      let across = x[0] * x[0] * x[0] + x[1] - 2
      let along = x[0] - 1
      gradient[0] = 2e6 * across * 3 * x[0] * x[0] + 2e-6 * along
      gradient[1] = 2e6 * across
      return 1e6 * across * across + 1e-6 * along * along
    }
    if solution.isSuccess { #expect(solution.value < 1e-12, "\(solution)") }
  }

  @Test("idle variables beside one on a plateau do not hide it")
  func plateau() {
    // The first variable is thrown over its minimum at 1 onto a plateau; the others hardly move.
    let start = [0.0, 1, 1, 1, 1]
    let solution = minimize(from: start, using: .lbfgs) { x, gradient in
      let e = exp(-x[0])
      // 1 − x·e^(1 − x) on top of the squares: a minimum of 0 at x = 1, and 1 far away.
      gradient[0] = (x[0] - 1) * exp(1) * e * 20
      var value = 20 * (1 - x[0] * exp(1) * e)
      for i in 1..<5 {
        let d = x[i] - 1 - 1e-7
        value += d * d
        gradient[i] = 2 * d
      }
      return value
    }
    #expect(solution.isSuccess && solution.value < 1e-8, "\(solution)")
  }
}
