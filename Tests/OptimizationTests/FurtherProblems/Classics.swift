import Foundation

// Functions that global searches are tried on, here as problems of finding the minimum near the start: M.
// Jamil, X.-S. Yang, "A literature survey of benchmark functions for global optimisation problems",
// International Journal of Mathematical Modelling and Numerical Optimisation 4(2), 2013.

extension FurtherProblem {
  static var classics: [Family] { ofAnyDimension + ofFewDimensions }

  private static var ofAnyDimension: [Family] {
    [
      Family("Ackley", 5, 50, from: each { 0.3 + $0 / 10 }) { x, f in
        // The minimum at 0 is a kink.
        let n = Double(x.count)
        f += -20 * exp(-0.2 * root(x.map(\.squared).sum / n))
        f += 20 + M_E - exp(x.map { cos(2 * .pi * $0) }.sum / n)
      },
      Family("Griewank", 10, 100, from: each { 3 + $0.truncatingRemainder(dividingBy: 3) }) {
        x, f in
        f += 1 + x.map(\.squared).sum / 4000
        f += -x.indices.map { cos(x[$0] / Double($0 + 1).squareRoot()) }.product
      },
      Family("Rastrigin", 10, 100, from: repeated(0.3, -1.2, 2.1)) { x, f in
        for x in x { f += 10 + x.squared - 10 * cos(2 * .pi * x) }
      },
      Family("Levy", 10, 100, from: repeated(-3, 2, 4)) { x, f in
        let w = x.map { 1 + ($0 - 1) / 4 }
        f += sin(.pi * w[0]).squared
        for w in w.dropLast() {
          f += (w - 1).squared * (1 + 10 * sin(.pi * w + 1).squared)
        }
        let last = w[w.count - 1]
        f += (last - 1).squared * (1 + sin(2 * .pi * last).squared)
      },
      Family("StyblinskiTang", 10, 100, from: repeated(-1, 1, 0.5)) { x, f in
        for x in x { f += 0.5 * (x.power(4) - 16 * x.squared + 5 * x) }
      },
      Family("Schwefel", 5, 50, from: repeated(300, 350, 200)) { x, f in
        for x in x { f += 418.9829 - x * sin(root(x)) }
      },
      Family("Michalewicz", 5, 10, from: repeated(2, 1.5, 1.3)) { x, f in
        for (i, x) in x.enumerated() {
          f += -sin(x) * sin(Double(i + 1) * x.squared / .pi).power(20)
        }
      },
      Family("Zakharov", 10, 50, from: all(1)) { x, f in
        let weighted = x.indices.map { Double($0 + 1) / 2 * x[$0] }.sum
        f += x.map(\.squared).sum + weighted.squared + weighted.power(4)
      },
    ]
  }

  private static var ofFewDimensions: [Family] {
    [
      Family("Booth", 2, from: point(-5, 7)) { x, f in
        f += (x[0] + 2 * x[1] - 7).squared + (2 * x[0] + x[1] - 5).squared
      },
      Family("Matyas", 2, from: point(8, -9)) { x, f in
        f += 0.26 * (x[0].squared + x[1].squared) - 0.48 * x[0] * x[1]
      },
      Family("ThreeHumpCamel", 2, from: point(-2, 2)) { x, f in
        f += 2 * x[0].squared - 1.05 * x[0].power(4) + x[0].power(6) / 6
        f += x[0] * x[1] + x[1].squared
      },
      Family("SixHumpCamel", 2, from: point(1.5, 1)) { x, f in
        let s = x[0].squared
        f += (4 - 2.1 * s + s.squared / 3) * s + x[0] * x[1]
        f += (4 * x[1].squared - 4) * x[1].squared
      },
      Family("Easom", 2, from: point(2, 4)) { x, f in
        let d = (x[0] - .pi).squared + (x[1] - .pi).squared
        f += -cos(x[0]) * cos(x[1]) * exp(-d)
      },
      Family("GoldsteinPrice", 2, from: point(-0.5, 0.25)) { x, f in
        let (s, t) = (x[0], x[1])
        let p = 19 - 14 * s + 3 * s.squared - 14 * t + 6 * s * t + 3 * t.squared
        let q = 18 - 32 * s + 12 * s.squared + 48 * t - 36 * s * t + 27 * t.squared
        f += (1 + (s + t + 1).squared * p) * (30 + (2 * s - 3 * t).squared * q)
      },
      Family("Branin", 2, from: point(2.5, 7.5)) { x, f in
        let b = 5.1 / (4 * Double.pi * Double.pi)
        let r = x[1] - b * x[0].squared + 5 / Double.pi * x[0] - 6
        f += r.squared + 10 * (1 - 1 / (8 * Double.pi)) * cos(x[0]) + 10
      },
      Family("McCormick", 2, from: point(0, 0)) { x, f in
        f += sin(x[0] + x[1]) + (x[0] - x[1]).squared - 1.5 * x[0] + 2.5 * x[1] + 1
      },
      Family("Hartmann", 3, from: all(0.5)) { x, f in
        let a: [[Double]] = [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
        let p: [[Double]] = [
          [0.3689, 0.1170, 0.2673], [0.4699, 0.4387, 0.7470], [0.1091, 0.8732, 0.5547],
          [0.0381, 0.5743, 0.8828],
        ]
        hartmann(x, a, p, &f)
      },
      Family("Hartmann", 6, from: all(0.5)) { x, f in
        let a: [[Double]] = [
          [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
          [17, 8, 0.05, 10, 0.1, 14],
        ]
        let p: [[Double]] = [
          [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
          [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
          [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
          [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ]
        hartmann(x, a, p, &f)
      },
      Family("Shekel", 4, from: all(4.5)) { x, f in
        let c: [[Double]] = [
          [4, 4, 4, 4], [1, 1, 1, 1], [8, 8, 8, 8], [6, 6, 6, 6], [3, 7, 3, 7],
          [2, 9, 2, 9], [5, 5, 3, 3], [8, 1, 8, 1], [6, 2, 6, 2], [7, 3.6, 7, 3.6],
        ]
        for (c, b) in zip(c, [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5]) {
          f += -1 / (zip(x, c).map { ($0 - $1).squared }.sum + b)
        }
      },
    ]
  }

  private static func hartmann(_ x: [Term], _ a: [[Double]], _ p: [[Double]], _ f: inout Sum) {
    for (i, weight) in [1, 1.2, 3, 3.2].enumerated() {
      f += -weight * exp(-x.indices.map { a[i][$0] * (x[$0] - p[i][$0]).squared }.sum)
    }
  }

  /// Of one variable to three: CUTEst and others.
  static var twoVariables: [Family] {
    [
      Family("DENSCHNA", 2, from: all(8)) { x, f in
        f += x[0].power(4) + (x[0] + x[1]).squared + (exp(x[1]) - 1).squared
      },
      Family("DENSCHNB", 2, from: point(-3, 5)) { x, f in
        f += (x[0] - 2).squared + ((x[0] - 2) * x[1]).squared + (x[1] + 1).squared
      },
      Family("DENSCHNC", 2, from: point(2, 3)) { x, f in
        f += (x[0].squared + x[1].squared - 2).squared
        f += (exp(x[0] - 1) + x[1].power(3) - 2).squared
      },
      Family("DENSCHND", 3, from: all(10)) { x, f in
        let (a, b, c) = (x[0], x[1], x[2])
        f += (a.squared + b.power(3) - c.power(4)).squared
        f += (2 * a * b * c).squared
        f += (2 * a * b - 3 * b * c + a * c).squared
      },
      Family("DENSCHNE", 3, from: point(2, 3, -8)) { x, f in
        f += x[0].squared + (x[1] + x[1].squared).squared + (exp(x[2]) - 1).squared
      },
      Family("DENSCHNF", 2, from: point(2, 0)) { x, f in
        f += (2 * (x[0] + x[1]).squared + (x[0] - x[1]).squared - 8).squared
        f += (5 * x[0].squared + (x[1] - 3).squared - 9).squared
      },
      Family("HIMMELBG", 2, from: all(0.5), depth: .infimum(0)) { x, f in
        f += exp(-x[0] - x[1]) * (2 * x[0].squared + 3 * x[1].squared)
      },
      Family("HIMMELBH", 2, from: point(0, 2), depth: .unbounded) { x, f in
        f += x[0].power(3) + x[1].squared + 2 - 3 * x[0] - 2 * x[1]
      },
      Family("HAIRY", 2, from: point(-5, -7)) { x, f in hairy(x, &f) },
      Family("LOGHAIRY", 2, from: point(-500, -700)) { x, f in
        var inner = Sum(x)
        hairy(x, &inner)
        f += log((100 + inner.total) / 100)
      },
      Family("MARATOSB", 2, from: point(1.1, 0.1)) { x, f in
        f += x[0] + 1e6 * (x[0].squared + x[1].squared - 1).squared
      },
      Family("MEXHAT", 2, from: point(0.86, 0.72)) { x, f in
        let d = (x[0] - 1).squared
        f += -2 * d + 10000 * ((x[1] - x[0].squared).squared / 10000 + d - 0.02).squared
      },
      Family("SISSER", 2, from: point(1, 0.1)) { x, f in
        f += 3 * x[0].power(4) - 2 * (x[0] * x[1]).squared + 3 * x[1].power(4)
      },
      Family("BRKMCC", 2, from: point(2, 2)) { x, f in
        f += (x[0] - 2).squared + (x[1] - 1).squared
        f += 0.04 / (1 - 0.25 * x[0].squared - x[1].squared)
        f += (x[0] - 2 * x[1] + 1).squared / 0.2
      },
      Family("ZANGWIL2", 2, from: point(3, 8)) { x, f in
        let (s, t) = (x[0], x[1])
        f += (16 * (s.squared + t.squared) - 8 * s * t) / 15
        f += (991 - 56 * s - 256 * t) / 15
      },
      Family("SNAIL", 2, from: point(10, 10)) { x, f in
        let r = root(x[0].squared + x[1].squared)
        let turn = angle(x[1], x[0])
        f += r * (1 - cos(r - turn)) + r.squared / 50 / (1 + r)
      },
      Family("Square", 1, from: point(10)) { x, f in f += (x[0] - 3).squared },
      Family("Fourth", 1, from: point(10)) { x, f in f += (x[0] - 3).power(4) },
      Family("FourthOnTop", 1, from: point(10)) { x, f in f += 1 + (x[0] - 3).power(4) },
      Family("Eighth", 1, from: point(2)) { x, f in f += x[0].power(8) },
      Family("ExpLinear", 1, from: point(5)) { x, f in f += exp(x[0]) - 2 * x[0] },
      Family("LogBarrier", 1, from: point(0.001)) { x, f in f += x[0] - log(x[0]) },
      Family("SineWell", 1, from: point(2)) { x, f in f += sin(x[0]) + x[0].squared / 50 },
      Family("Gaussian", 1, from: point(1.5)) { x, f in f += -exp(-x[0].squared) },
      Family("FarGaussian", 1, from: point(4)) { x, f in f += -exp(-x[0].squared) },
      Family("Cauchy", 1, from: point(1000)) { x, f in f += log(1 + x[0].squared) },
      Family("Pseudohuber", 2, from: point(1e4, -3e3)) { x, f in
        f += root(1 + x[0].squared) + root(1 + (x[1] - 7).squared)
      },
      Family("Saddle", 2, from: point(1e-3, 1)) { x, f in
        // From close to the ridge x₁ = 0.
        f += x[0].power(4) / 4 - x[0].squared / 2 + x[1].squared
      },
      Family("AtSaddle", 2, from: point(0, 1)) { x, f in
        // On the ridge: a method of first order cannot tell by its steps alone.
        f += x[0].power(4) / 4 - x[0].squared / 2 + x[1].squared
      },
      Family("MonkeySaddle", 2, from: point(0.1, 0.2)) { x, f in
        f += x[0].power(3) - 3 * x[0] * x[1].squared + x[0].power(4) + x[1].power(4)
      },
      Family("Tiny", 2, from: point(-1.2e-6, 1e-6)) { x, f in
        f += 100 * (1e6 * x[1] - 1e12 * x[0].squared).squared + (1 - 1e6 * x[0]).squared
      },
      Family("Huge", 2, from: point(-1.2e8, 1e8)) { x, f in
        f += 100 * (1e-8 * x[1] - 1e-16 * x[0].squared).squared + (1 - 1e-8 * x[0]).squared
      },
    ]
  }

  private static func hairy(_ x: [Term], _ f: inout Sum) {
    let waves = sin(7 * x[0]).squared * cos(7 * x[1]).squared
    f += 30 * waves + 100 * root(0.01 + (x[0] - x[1]).squared)
    f += 100 * root(0.01 + x[0].squared)
  }

  /// The angle of (x, y), from −π to π.
  private static func angle(_ y: Term, _ x: Term) -> Term {
    let square = x.value * x.value + y.value * y.value
    let turn = x.mapped(atan2(y.value, x.value), derivative: -y.value / square)
    return turn + y.mapped(0, derivative: x.value / square)
  }
}
