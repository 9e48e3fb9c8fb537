import Foundation

extension FurtherProblem {
  /// A number of [−1, 1) for each pair of indices, the same on every machine.
  private static func scatter(_ i: Int, _ j: Int) -> Double {
    let mixed = i * 7919 + j * 104_729 + i * j * 31
    return 2 * Double(mixed % 1009) / 1009 - 1
  }

  private static func linear(_ x: [Term], _ i: Int) -> Term {
    let terms: [Term] = x.indices.map { $0 == 0 ? x[0] : scatter(i, $0) * x[$0] }
    return terms.sum
  }

  /// Losses of models that are fitted to data.
  static var regressions: [Family] {
    [
      Family("Logistic", 6, 50, from: all(0)) { x, f in
        for i in 0..<6 * x.count {
          let sign: Double = scatter(i, 1) + 0.9 * scatter(i, 77) > 0 ? 1 : -1
          f += softplus(-sign * linear(x, i))
        }
      },
      // What separates the classes can be ever surer of itself.
      Family("LogisticSeparable", 6, 20, from: all(0), depth: .infimum(0)) { x, f in
        for i in 0..<6 * x.count {
          let sign: Double = scatter(i, 1) + 0.5 * scatter(i, 2) > 0 ? 1 : -1
          f += softplus(-sign * linear(x, i))
        }
      },
      Family("LogisticRidge", 6, 100, from: all(0)) { x, f in
        for i in 0..<3 * x.count {
          let sign: Double = scatter(i, 1) + 0.5 * scatter(i, 2) > 0 ? 1 : -1
          f += softplus(-sign * linear(x, i)) / Double(3 * x.count)
        }
        f += 1e-4 * x.dropFirst().map(\.squared).sum
      },
      Family("Poisson", 5, 30, from: all(0)) { x, f in
        for i in 0..<8 * x.count {
          let count = (3 + 2 * scatter(i, 1) + scatter(i, 55)).rounded()
          let rate = linear(x, i)
          f += exp(rate) - count * rate
        }
      },
      Family("HuberFit", 5, 30, from: all(10)) { x, f in
        for i in 0..<8 * x.count {
          let outlier: Double = i.isMultiple(of: 9) ? 50 : 0
          let r = linear(x, i) - (2 + scatter(i, 1) - 3 * scatter(i, 2) + outlier)
          f += root(1 + r.squared) - 1
        }
      },
      Family("CauchyFit", 5, from: all(1)) { x, f in
        for i in 0..<8 * x.count {
          let outlier: Double = i.isMultiple(of: 9) ? 50 : 0
          let r = linear(x, i) - (2 + scatter(i, 1) - 3 * scatter(i, 2) + outlier)
          f += log(1 + r.squared)
        }
      },
      Family("Softmax", 12, 60, from: all(0)) { x, f in
        // Three classes; one too many vectors of weights, held by a small ridge.
        let d = x.count / 3
        for i in 0..<8 * d {
          let scores = (0..<3).map { k in linear(Array(x[k * d..<(k + 1) * d]), i) }
          let top = scores.map(\.value).max() ?? 0
          let label = (i + (scatter(i, 3) > 0 ? 1 : 0)) % 3
          f += log(scores.map { exp($0 - top) }.sum) + top - scores[label]
        }
        f += 1e-3 * x.map(\.squared).sum
      },
      Family("ExponentialFit", 4, from: point(1, 0.1, 1, 3)) { x, f in
        for k in 0..<30 {
          let t = Double(k) / 5
          let y = 2 * exp(-0.5 * t) + 3 * exp(-2 * t) + 0.01 * scatter(k, 5)
          f += (x[0] * exp(-x[1] * t) + x[2] * exp(-x[3] * t) - y).squared
        }
      },
      Family("SineFit", 3, from: point(1, 1.9, 0.3)) { x, f in
        for k in 0..<40 {
          let t = Double(k) / 4
          f += (x[0] * sin(x[1] * t + x[2]) - 1.5 * sin(2 * t + 0.5)).squared
        }
      },
      Family("SmallNetwork", 13, 41, from: each { sin(7 * $0) / 2 }) { x, f in
        let hidden = (x.count - 1) / 4
        for i in 0..<40 {
          let (u, v) = (2 * scatter(i, 1), 2 * scatter(i, 2))
          let inside = u * u + v * v < 1.4
          var score = x[4 * hidden]
          for h in 0..<hidden {
            let a = x[4 * h] * u + x[4 * h + 1] * v + x[4 * h + 2]
            score = score + x[4 * h + 3] * (1 - 2 / (1 + exp(2 * a)))
          }
          f += softplus(inside ? -score : score) / 40
        }
        f += 1e-3 * x.map(\.squared).sum
      },
    ]
  }

  /// Functions with no lowest value, or none at a point.
  static var bottomless: [Family] {
    [
      Family("Line", 1, from: point(1), depth: .unbounded) { x, f in f += -x[0] },
      Family("Slope", 10, 100, from: all(1), depth: .unbounded) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) * x }
      },
      Family("Cubic", 1, from: point(-1), depth: .unbounded) { x, f in f += x[0].power(3) },
      Family("CubicInflection", 1, from: point(1), depth: .unbounded) { x, f in
        f += x[0].power(3)
      },
      Family("Parabola", 2, from: point(1, 1), depth: .unbounded) { x, f in
        f += x[0].squared - x[1].squared
      },
      Family("Exponential", 1, from: point(1), depth: .unbounded) { x, f in f += -exp(x[0]) },
      Family("Logarithm", 1, from: point(1), depth: .unbounded) { x, f in f += log(x[0]) },
      Family("LogSquare", 2, from: point(1, 1), depth: .unbounded) { x, f in
        f += x[0].squared - log(1 + x[1].squared)
      },
      Family("Root", 1, from: point(1), depth: .unbounded) { x, f in
        f += -root(1 + x[0].squared)
      },
      Family("INDEF", 10, 100, from: { n in each { $0 / Double(n + 1) }(n) }, depth: .unbounded) {
        x, f in
        f += x.sum
        for y in x.dropFirst().dropLast() {
          f += 0.5 * cos(2 * y - x[x.count - 1] - x[0])
        }
      },
      Family("Decay", 1, from: point(0), depth: .infimum(0)) { x, f in f += exp(-x[0]) },
      Family("DecayOnTop", 1, from: point(0), depth: .infimum(1)) { x, f in f += 1 + exp(-x[0]) },
      Family("Softplus", 1, from: point(0), depth: .infimum(0)) { x, f in f += softplus(-x[0]) },
      Family("Hyperbola", 1, from: point(1), depth: .infimum(0)) { x, f in f += 1 / x[0] },
      Family("Bell", 1, from: point(1), depth: .infimum(0)) { x, f in f += 1 / (1 + x[0].squared) },
      Family("Arctangent", 1, from: point(1), depth: .infimum(-Double.pi / 2)) { x, f in
        f += atan(x[0])
      },
      Family("DecayAndSquare", 2, from: point(0, 3), depth: .infimum(0)) { x, f in
        f += exp(-x[0]) + (x[1] - 1).squared
      },
      Family("SquaredProduct", 2, from: point(1, 0), depth: .infimum(0)) { x, f in
        // Goes to 0 as x₂ goes to 0 and x₁ to infinity.
        f += (x[0] * x[1] - 1).squared + x[1].squared
      },
    ]
  }
}
