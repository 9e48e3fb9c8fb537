import Foundation
import Optimization
import Testing

struct GradientCheckTests {
  @Test("a right gradient agrees to many digits in both precisions")
  func right() {
    let point = [-1.2, 1.0, 0.3, 4.0]
    let double = checkGradient(of: Chained(dimension: 4), at: point)
    #expect(double.error < 1e-9 && double.passes())
    let single = checkGradient(of: Stretched<Float>(dimension: 3), at: [0.5, 2, -1])
    #expect(single.error < 1e-3 && single.passes())
  }

  @Test("the worst coordinate is named", arguments: 0..<4)
  func wrong(coordinate: Int) {
    let wrong = ClosureObjective(dimension: 4) { (x: Span<Double>, gradient) -> Double in
      var chained = Chained(dimension: 4)
      let value = chained.value(at: x, gradient: &gradient)
      gradient[coordinate] *= 1.001
      return value
    }
    let check = checkGradient(of: wrong, at: [-1.2, 1.0, 0.3, 4.0])
    #expect(check.worst == coordinate && !check.passes())
    // 0.1 % of each, seen relative to the coordinate or to the root mean square.
    #expect((1e-5...1e-3).contains(check.error))
  }

  @Test("a small mistake beside a large value is seen, however short the distances tried")
  func small() {
    let wrong = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
      gradient[0] = 0.011
      gradient[1] = 0.01
      return 1 + 0.01 * (x[0] + x[1])
    }
    let check = checkGradient(of: wrong, at: [0.3, 0.4])
    #expect(check.worst == 0 && check.error > 0.05)
  }

  @Test("at a minimum rounding is not taken for a mistake")
  func minimum() {
    #expect(checkGradient(of: Chained(dimension: 4), at: [1, 1, 1, 1]).passes())
    let high = ClosureObjective(dimension: 1) { (x: Span<Double>, gradient) in
      gradient[0] = 2 * (x[0] - 1)
      return 1e8 + (x[0] - 1) * (x[0] - 1)
    }
    #expect(checkGradient(of: high, at: [1.0001]).passes())
  }

  @Test("a function that is not finite nearby fails the check, with NaN")
  func notFinite() {
    let cut = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
      gradient[0] = 1
      gradient[1] = 1
      return x[1] > 2 ? .nan : x[0] + x[1]
    }
    let check = checkGradient(of: cut, at: [1, 2])
    #expect(check.error.isNaN && check.worst == 1 && !check.passes())
  }

  @Test("no variables need no check")
  func empty() {
    let check = checkGradient(of: Chained(dimension: 0), at: [])
    #expect(check.error == 0 && check.worst == nil && check.passes())
  }

  @Test("a closure can be checked, and the verdict names the worst variable")
  func closure() {
    let right = checkGradient(at: [-1.2, 1]) { rosenbrock($0, &$1) as Double }
    #expect(right.passes() && right.description.hasPrefix("the gradient agrees"))
    let wrong = checkGradient(at: [-1.2, 1]) { x, gradient in
      let value: Double = rosenbrock(x, &gradient)
      gradient[1] += 1
      return value
    }
    #expect(wrong.worst == 1 && wrong.description.contains("looks wrong"))
    #expect(
      wrong.description.contains("at variable 1, where the gradient has \(wrong.gradient[1])"))
  }

  /// max(0, x) + x² + y² with the slope that is given at the kink.
  private func ramp(slope: Double) -> ClosureObjective<Double> {
    ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
      gradient[0] = (x[0] > 0 ? 1 : x[0] < 0 ? 0 : slope) + 2 * x[0]
      gradient[1] = 2 * x[1]
      return max(0, x[0]) + x[0] * x[0] + x[1] * x[1]
    }
  }

  @Test(
    "on a kink the slope of one side is right, and so is what lies between",
    arguments: [(0, "its left side"), (1, "its right side"), (0.3, "between its sides")]
      as [(Double, String)])
  func kink(slope: Double, side: String) throws {
    let check = checkGradient(of: ramp(slope: slope), at: [0, 1])
    #expect(check.passes() && check.error < 1e-6, "\(check)")
    let kink = try #require(check.kinks.first)
    #expect(check.kinks.count == 1 && kink.variable == 0 && kink.side.rawValue == side)
    #expect(abs(kink.left) < 1e-6 && abs(kink.right - 1) < 1e-6)
    #expect(check.description.contains("a kink along variable 0: the gradient is \(side)"))
    #expect(kink.description(along: "W{1}(9,2)").hasPrefix("a kink along W{1}(9,2): "))
  }

  @Test(
    "beside a kink the slope of the nearer side is right, and the other is wrong",
    arguments: [1e-15, 1e-13, 1e-10, 1e-8, 1e-7, 1e-5, 1e-3, 0.1])
  func besideKink(distance: Double) {
    for x in [distance, -distance] {
      let check = checkGradient(of: ramp(slope: 0), at: [x, 1])
      #expect(check.passes() && check.error < 1e-6, "\(x): \(check)")
      #expect(check.kinks.count == (distance < 1e-9 ? 1 : 0) || distance == 1e-8, "\(x)")
    }
  }

  @Test(
    "on a kink a slope that is neither is wrong", arguments: [-1e-3, 1.001, -1, 2, 17])
  func wrongAtKink(slope: Double) {
    let check = checkGradient(of: ramp(slope: slope), at: [0, 1])
    #expect(!check.passes() && check.worst == 0, "\(check)")
  }

  @Test("a small mistake along a smooth variable is seen beside a kink")
  func smoothBesideKink() {
    let wrong = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
      gradient[0] = x[0] > 0 ? 1 : 0
      gradient[1] = exp(x[1]) * (1 + 1e-5)
      return max(0, x[0]) + exp(x[1])
    }
    let check = checkGradient(of: wrong, at: [0, 1])
    #expect(check.worst == 1 && !check.passes(), "\(check)")
  }

  @Test("between two kinks nearer than any distance the slope there is no mistake")
  func betweenKinks() {
    // Slopes 0, 5 and 1: that between lies outside the others.
    let narrow = ClosureObjective(dimension: 1) { (x: Span<Double>, gradient) in
      let gap = 1e-9
      gradient[0] = x[0] < -gap ? 0 : x[0] < gap ? 5 : 1
      return x[0] < -gap ? 0 : x[0] < gap ? 5 * (x[0] + gap) : 10 * gap + x[0] - gap
    }
    let check = checkGradient(of: narrow, at: [0])
    #expect(check.passes(), "\(check)")
  }
}
