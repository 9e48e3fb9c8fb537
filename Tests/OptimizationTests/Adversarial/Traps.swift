import Foundation

/// Uniform between −½ and ½, by every bit of x.
private func noise(_ x: [Double]) -> Double {
  var bits = UInt64(1)
  for number in x {
    bits = (bits ^ number.bitPattern) &* 0x9E37_79B9_7F4A_7C15
    bits ^= bits >> 31
  }
  return Double(bits >> 11) * 0x1p-53 - 0.5
}

private func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }

private func rosenbrockOf(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  let s = x[1] - x[0] * x[0]
  return (
    100 * s * s + (1 - x[0]) * (1 - x[0]), [-400 * x[0] * s - 2 * (1 - x[0]), 200 * s]
  )
}

private func bowl(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  (1 + x[0] * x[0] + 3 * x[1] * x[1] + x[0] * x[1], [2 * x[0] + x[1], 6 * x[1] + x[0]])
}

extension Trap {
  /// Gradient and Hessian vanish, which tells nothing.
  static let degenerate: [Trap] = [
    Trap("x³ at 0", from: [0], .bottomless) { ($0[0] * $0[0] * $0[0], [3 * $0[0] * $0[0]]) },
    Trap("x³ from 1", from: [1], .bottomless) { ($0[0] * $0[0] * $0[0], [3 * $0[0] * $0[0]]) },
    Trap("x⁵ at 0", from: [0], .bottomless) { (pow($0[0], 5), [5 * pow($0[0], 4)]) },
    Trap("−x⁴ at 0", from: [0], .bottomless) { (-pow($0[0], 4), [-4 * pow($0[0], 3)]) },
    Trap("x³ + y² at 0", from: [0, 0], .bottomless) { x in
      (x[0] * x[0] * x[0] + x[1] * x[1], [3 * x[0] * x[0], 2 * x[1]])
    },
    Trap("x³ + y² from (0, 1)", from: [0, 1], .bottomless) { x in
      (x[0] * x[0] * x[0] + x[1] * x[1], [3 * x[0] * x[0], 2 * x[1]])
    },
    Trap("x³ + y² from (1, 1)", from: [1, 1], .bottomless) { x in
      (x[0] * x[0] * x[0] + x[1] * x[1], [3 * x[0] * x[0], 2 * x[1]])
    },
    Trap("monkey saddle at 0", from: [0, 0], .bottomless) { x in
      (
        x[0] * x[0] * x[0] - 3 * x[0] * x[1] * x[1],
        [3 * x[0] * x[0] - 3 * x[1] * x[1], -6 * x[0] * x[1]]
      )
    },
    Trap("monkey saddle from (1, 0)", from: [1, 0], .bottomless) { x in
      (
        x[0] * x[0] * x[0] - 3 * x[0] * x[1] * x[1],
        [3 * x[0] * x[0] - 3 * x[1] * x[1], -6 * x[0] * x[1]]
      )
    },
    Trap("xyz at 0", from: [0, 0, 0], .bottomless) { x in
      (x[0] * x[1] * x[2], [x[1] * x[2], x[0] * x[2], x[0] * x[1]])
    },
    Trap("y² − x⁴ at 0", from: [0, 0], .bottomless) { x in
      (x[1] * x[1] - pow(x[0], 4), [-4 * pow(x[0], 3), 2 * x[1]])
    },
    // Lower along parabolas alone: a look along straight lines sees a minimum.
    Trap("Peano's (y − x²)(y − 3x²) at 0", from: [0, 0], .bottomless, isOpen: true) { x in
      let (a, b) = (x[1] - x[0] * x[0], x[1] - 3 * x[0] * x[0])
      return (a * b, [-2 * x[0] * b - 6 * x[0] * a, a + b])
    },
    Trap("x³ + x⁴ at 0", from: [0], minima: [-27.0 / 256], scale: 0.1) { x in
      (pow(x[0], 3) + pow(x[0], 4), [3 * x[0] * x[0] + 4 * pow(x[0], 3)])
    },
    Trap("x³ + 100x⁴ at 0", from: [0], minima: [-27e-6 / 256], scale: 1e-7, isOpen: true) { x in
      (pow(x[0], 3) + 100 * pow(x[0], 4), [3 * x[0] * x[0] + 400 * pow(x[0], 3)])
    },
    Trap("7 + x³ + x⁴ at 0", from: [0], minima: [7 - 27.0 / 256], scale: 0.1) { x in
      (7 + pow(x[0], 3) + pow(x[0], 4), [3 * x[0] * x[0] + 4 * pow(x[0], 3)])
    },
    Trap("x² − y² at 0", from: [0, 0], .bottomless) {
      ($0[0] * $0[0] - $0[1] * $0[1], [2 * $0[0], -2 * $0[1]])
    },
    Trap("x² − y² from (1, 0)", from: [1, 0], .bottomless) {
      ($0[0] * $0[0] - $0[1] * $0[1], [2 * $0[0], -2 * $0[1]])
    },
    Trap("(x² − 1)² at its maximum", from: [0]) { x in
      (pow(x[0] * x[0] - 1, 2), [4 * x[0] * (x[0] * x[0] - 1)])
    },
    Trap("x² + (y² − 1)² from (1, 0)", from: [1, 0]) { x in
      (x[0] * x[0] + pow(x[1] * x[1] - 1, 2), [2 * x[0], 4 * x[1] * (x[1] * x[1] - 1)])
    },
    Trap("cos x at its maximum", from: [0], minima: [-1]) { (cos($0[0]), [-sin($0[0])]) },
    Trap("x⁴ at 0", from: [0]) { (pow($0[0], 4), [4 * pow($0[0], 3)]) },
    Trap("x⁴ from 1", from: [1]) { (pow($0[0], 4), [4 * pow($0[0], 3)]) },
    Trap("x⁶ from 1", from: [1]) { (pow($0[0], 6), [6 * pow($0[0], 5)]) },
    Trap("x⁴ + y⁴ at 0", from: [0, 0]) {
      (pow($0[0], 4) + pow($0[1], 4), [4 * pow($0[0], 3), 4 * pow($0[1], 3)])
    },
    Trap("x⁴ + y² at 0", from: [0, 0]) {
      (pow($0[0], 4) + $0[1] * $0[1], [4 * pow($0[0], 3), 2 * $0[1]])
    },
    Trap("5 + x⁴ + y² from (1, 1)", from: [1, 1], minima: [5]) {
      (5 + pow($0[0], 4) + $0[1] * $0[1], [4 * pow($0[0], 3), 2 * $0[1]])
    },
    Trap("a constant", from: [0.3, 2], minima: [4]) { _ in (4, [0, 0]) },
    Trap("(x + y)²", from: [0.3, 2]) {
      (pow($0[0] + $0[1], 2), [2 * ($0[0] + $0[1]), 2 * ($0[0] + $0[1])])
    },
    Trap("(x + y)² at a minimum", from: [1, -1]) {
      (pow($0[0] + $0[1], 2), [2 * ($0[0] + $0[1]), 2 * ($0[0] + $0[1])])
    },
    Trap("cosh(x) − 1 − x²/2 from 1", from: [1], isOpen: true) {
      (cosh($0[0]) - 1 - $0[0] * $0[0] / 2, [sinh($0[0]) - $0[0]])
    },
  ]

  /// Corners and steps.
  static let rough: [Trap] = [
    Trap("|x|", from: [1], .rough) { (abs($0[0]), [sign($0[0])]) },
    Trap("|x − 0.3|", from: [1], .rough) { (abs($0[0] - 0.3), [sign($0[0] - 0.3)]) },
    Trap("|x| + 2|y|", from: [1, 0.7], .rough) {
      (abs($0[0]) + 2 * abs($0[1]), [sign($0[0]), 2 * sign($0[1])])
    },
    Trap("max(x, −2x, …)", from: [1, 0.7], .rough) { x in
      let sides: [(Double, [Double])] = [
        (x[0] + x[1], [1, 1]), (-2 * x[0] + x[1], [-2, 1]), (x[0] - 3 * x[1], [1, -3]),
        (-x[0] - x[1], [-1, -1]),
      ]
      return sides.max { $0.0 < $1.0 } ?? sides[0]
    },
    Trap("a quadratic with |w|", from: [1, 1], .rough, minima: [0.01625]) { x in
      // The minimum is at (0.1, 0): 0.005 + 0.01 + 0.00125.
      (
        0.5 * pow(x[0] - 0.2, 2) + 0.1 * abs(x[0]) + 0.5 * pow(x[1] - 0.05, 2) + 0.1 * abs(x[1]),
        [x[0] - 0.2 + 0.1 * sign(x[0]), x[1] - 0.05 + 0.1 * sign(x[1])]
      )
    },
    Trap("x|x|", from: [1], .bottomless) { ($0[0] * abs($0[0]), [2 * abs($0[0])]) },
    Trap("x|x| + y²", from: [1, 1], .bottomless) {
      ($0[0] * abs($0[0]) + $0[1] * $0[1], [2 * abs($0[0]), 2 * $0[1]])
    },
    Trap("x²|x| at 0", from: [0.5]) {
      ($0[0] * $0[0] * abs($0[0]), [3 * $0[0] * abs($0[0])])
    },
    Trap("√|x|", from: [1], .rough) {
      (abs($0[0]).squareRoot(), [sign($0[0]) / (2 * abs($0[0]).squareRoot() + 1e-300)])
    },
    Trap("|y − x²| valley", from: [-1.2, 1], .rough, isOpen: true) { x in
      let r = x[1] - x[0] * x[0]
      return (
        10 * abs(r) + (1 - x[0]) * (1 - x[0]),
        [-20 * x[0] * sign(r) - 2 * (1 - x[0]), 10 * sign(r)]
      )
    },
    Trap("steps on a bowl", from: [1.3, -0.7], .rough, minima: [1], scale: 0.4) { x in
      let (value, gradient) = bowl(x)
      return (value + 0.1 * floor(4 * (abs(x[0]) + abs(x[1]))), gradient)
    },
    Trap("a cliff beside the minimum", from: [1.3], .rough, minima: [0, 1.04], scale: 0.1) { x in
      // Lower by 1 where x < 0.2: the edge has no minimum.
      ((x[0] < 0.2 ? 0 : 1) + x[0] * x[0], [2 * x[0]])
    },
    Trap(
      "a cliff up in front of the minimum", from: [1.3], .rough, minima: [0, 0.04, 1], scale: 1e-3
    ) { x in ((x[0] < 0.2 ? 1 : 0) + x[0] * x[0], [2 * x[0]]) },
    Trap("max(0, x)² + max(0, −x − 1)²", from: [3]) { x in
      let (a, b) = (max(0, x[0]), max(0, -x[0] - 1))
      return (a * a + b * b, [2 * a - 2 * b])
    },
    Trap("Huber's", from: [30, -20]) { x in
      let h = x.map { abs($0) < 1 ? $0 * $0 / 2 : abs($0) - 0.5 }
      return (h[0] + h[1], x.map { max(-1, min(1, $0)) })
    },
  ]

  /// Gradients that are not f's.
  static let wrong: [Trap] = {
    let changes: [(String, @Sendable ([Double]) -> [Double])] = [
      ("twice", { [2 * $0[0], 2 * $0[1]] }), ("half", { [0.5 * $0[0], 0.5 * $0[1]] }),
      ("1 % more", { [1.01 * $0[0], 1.01 * $0[1]] }),
      ("x flipped", { [-$0[0], $0[1]] }), ("y flipped", { [$0[0], -$0[1]] }),
      ("1e-6 more", { [$0[0] + 1e-6, $0[1] + 1e-6] }), ("0.1 more", { [$0[0] + 0.1, $0[1]] }),
      ("flipped", { [-$0[0], -$0[1]] }), ("exchanged", { [$0[1], $0[0]] }),
    ]
    return changes.flatMap { name, change in
      [
        Trap("a bowl's gradient, \(name)", from: [1.3, -0.7], .rough, minima: [1]) { x in
          let (value, gradient) = bowl(x)
          return (value, change(gradient))
        },
        Trap("Rosenbrock's gradient, \(name)", from: [-1.2, 1], .rough) { x in
          let (value, gradient) = rosenbrockOf(x)
          return (value, change(gradient))
        },
      ]
    } + [
      Trap("a gradient of zero", from: [1.3, -0.7], .rough, minima: [1]) { x in
        (bowl(x).value, [0, 0])
      },
      Trap("∂/∂y forgotten", from: [1.3, -0.7], .rough, minima: [1]) { x in
        (bowl(x).value, [bowl(x).gradient[0], 0])
      },
    ]
  }()

  /// Noise, with gradients that know nothing of it.
  static let noisy: [Trap] = [1e-12, 1e-9, 1e-6, 1e-3].flatMap { (size: Double) in
    [
      Trap(
        "a bowl with noise of \(size)", from: [1.3, -0.7], .rough, minima: [1],
        scale: 1 + 3e9 * size
      ) { x in
        let (value, gradient) = bowl(x)
        return (value * (1 + size * noise(x)), gradient)
      },
      Trap(
        "Rosenbrock's + 1 with noise of \(size)", from: [-1.2, 1], .rough, minima: [1],
        scale: 1 + 3e9 * size
      ) { x in
        let (value, gradient) = rosenbrockOf(x)
        return ((1 + value) * (1 + size * noise(x)), gradient)
      },
    ]
  }

  /// Places where nothing tells the way, and ways without an end.
  static let flat: [Trap] = [
    Trap("exp(−1/x²) from 1", from: [1]) { x in
      let e = x[0] == 0 ? 0 : exp(-1 / (x[0] * x[0]))
      return (e, [x[0] == 0 ? 0 : 2 * e / pow(x[0], 3)])
    },
    Trap("−exp(−1/x²) at 0", from: [0], .rough, minima: [-1]) { x in
      let e = x[0] == 0 ? 0 : exp(-1 / (x[0] * x[0]))
      return (-e, [x[0] == 0 ? 0 : -2 * e / pow(x[0], 3)])
    },
    Trap("y²/100 − exp(−1/x²) at 0", from: [0, 0], .rough, minima: [-1], isOpen: true) { x in
      let e = x[0] == 0 ? 0 : exp(-1 / (x[0] * x[0]))
      return (-e + 1e-2 * x[1] * x[1], [x[0] == 0 ? 0 : -2 * e / pow(x[0], 3), 2e-2 * x[1]])
    },
    Trap("tanh 1000x + 1 from 0.001", from: [0.001], .rough, minima: [0]) { x in
      let t = tanh(1000 * x[0])
      return (1 + t, [1000 * (1 - t * t)])
    },
    Trap("tanh 1000x + 1 from 1", from: [1], .rough, minima: [0]) { x in
      let t = tanh(1000 * x[0])
      return (1 + t, [1000 * (1 - t * t)])
    },
    Trap("tanh² 1000x + y² from (1, 1)", from: [1, 1], .rough) { x in
      let t = tanh(1000 * x[0])
      return (t * t + x[1] * x[1], [2000 * t * (1 - t * t), 2 * x[1]])
    },
    Trap("1 − exp(−x² − y²) from (2, 2)", from: [2, 2]) { x in
      let e = exp(-x[0] * x[0] - x[1] * x[1])
      return (1 - e, [2 * x[0] * e, 2 * x[1] * e])
    },
    Trap("1 − exp(−x² − y²) from (3.5, 3.5)", from: [3.5, 3.5], .rough) { x in
      let e = exp(-x[0] * x[0] - x[1] * x[1])
      return (1 - e, [2 * x[0] * e, 2 * x[1] * e])
    },
    Trap("−x²", from: [1], .bottomless) { (-$0[0] * $0[0], [-2 * $0[0]]) },
    Trap("−log x", from: [1], .bottomless, isOpen: true) { (-log($0[0]), [-1 / $0[0]]) },
    Trap("x", from: [1], .bottomless) { ($0[0], [1]) },
    Trap("exp(−x) + 1", from: [1], .rough, minima: [1]) { (1 + exp(-$0[0]), [-exp(-$0[0])]) },
    Trap("x − log x", from: [3], minima: [1]) { ($0[0] - log($0[0]), [1 - 1 / $0[0]]) },
  ]
}
