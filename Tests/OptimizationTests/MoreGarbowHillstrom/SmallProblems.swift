import Foundation

/// Problems of a fixed, small number of variables.
extension MoreGarbowHillstrom {
  static let small: [Int: Residuals] = [
    1: { x, _, f in rosenbrockPair(x, 0, &f) },
    2: { x, _, f in
      f.add(-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], (0, 1), (1, (10 - 3 * x[1]) * x[1] - 2))
      f.add(-29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1], (0, 1), (1, (3 * x[1] + 2) * x[1] - 14))
    },
    3: { x, _, f in
      f.add(1e4 * x[0] * x[1] - 1, (0, 1e4 * x[1]), (1, 1e4 * x[0]))
      f.add(exp(-x[0]) + exp(-x[1]) - 1.0001, (0, -exp(-x[0])), (1, -exp(-x[1])))
    },
    4: { x, _, f in
      f.add(x[0] - 1e6, (0, 1))
      f.add(x[1] - 2e-6, (1, 1))
      f.add(x[0] * x[1] - 2, (0, x[1]), (1, x[0]))
    },
    5: { x, _, f in
      for (i, y) in [1.5, 2.25, 2.625].enumerated() {
        let power = pow(x[1], Double(i))
        f.add(
          y - x[0] * (1 - power * x[1]), (0, power * x[1] - 1), (1, x[0] * Double(i + 1) * power))
      }
    },
    6: { x, m, f in
      for i in 1...m {
        let (i, a, b) = (Double(i), exp(Double(i) * x[0]), exp(Double(i) * x[1]))
        f.add(2 + 2 * i - (a + b), (0, -i * a), (1, -i * b))
      }
    },
    7: { x, _, f in
      let square = x[0] * x[0] + x[1] * x[1]
      let angle = atan(x[1] / x[0]) / (2 * Double.pi) + (x[0] < 0 ? 0.5 : 0)
      let turn = 100 / (2 * Double.pi * square)
      f.add(10 * (x[2] - 10 * angle), (0, turn * x[1]), (1, -turn * x[0]), (2, 10))
      let radius = square.squareRoot()
      f.add(10 * (radius - 1), (0, 10 * x[0] / radius), (1, 10 * x[1] / radius))
      f.add(x[2], (2, 1))
    },
    13: { x, _, f in powellQuadruple(x, 0, &f) },
    14: { x, _, f in
      let (a, b, c) = (90.0.squareRoot(), 10.0.squareRoot(), 0.1.squareRoot())
      f.add(10 * (x[1] - x[0] * x[0]), (0, -20 * x[0]), (1, 10))
      f.add(1 - x[0], (0, -1))
      f.add(a * (x[3] - x[2] * x[2]), (2, -2 * a * x[2]), (3, a))
      f.add(1 - x[2], (2, -1))
      f.add(b * (x[1] + x[3] - 2), (1, b), (3, b))
      f.add(c * (x[1] - x[3]), (1, c), (3, -c))
    },
  ]

  /// Rosenbrock's function of x[i] and x[i + 1].
  static func rosenbrockPair(_ x: [Double], _ i: Int, _ f: inout ResidualSum) {
    f.add(10 * (x[i + 1] - x[i] * x[i]), (i, -20 * x[i]), (i + 1, 10))
    f.add(1 - x[i], (i, -1))
  }

  /// Powell's singular function of x[i] to x[i + 3].
  static func powellQuadruple(_ x: [Double], _ i: Int, _ f: inout ResidualSum) {
    let (a, b) = (5.0.squareRoot(), 10.0.squareRoot())
    let (c, d) = (x[i + 1] - 2 * x[i + 2], x[i] - x[i + 3])
    f.add(x[i] + 10 * x[i + 1], (i, 1), (i + 1, 10))
    f.add(a * (x[i + 2] - x[i + 3]), (i + 2, a), (i + 3, -a))
    f.add(c * c, (i + 1, 2 * c), (i + 2, -4 * c))
    f.add(b * d * d, (i, 2 * b * d), (i + 3, -2 * b * d))
  }
}
