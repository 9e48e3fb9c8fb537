import Foundation

/// Problems whose number of variables can be chosen.
extension MoreGarbowHillstrom {
  static let variable: [Int: Residuals] = [
    20: watson,
    21: { x, _, f in for i in stride(from: 0, to: x.count, by: 2) { rosenbrockPair(x, i, &f) } },
    22: { x, _, f in for i in stride(from: 0, to: x.count, by: 4) { powellQuadruple(x, i, &f) } },
    23: { x, _, f in
      let a = 1e-5.squareRoot()
      for i in x.indices { f.add(a * (x[i] - 1), (i, a)) }
      f.add(x.reduce(-0.25) { $0 + $1 * $1 }, dense: x.map { 2 * $0 })
    },
    24: penalty2,
    25: { x, _, f in
      for i in x.indices { f.add(x[i] - 1, (i, 1)) }
      let sum = x.indices.reduce(0) { $0 + Double($1 + 1) * (x[$1] - 1) }
      f.add(sum, dense: x.indices.map { Double($0 + 1) })
      f.add(sum * sum, dense: x.indices.map { 2 * sum * Double($0 + 1) })
    },
    26: { x, _, f in
      let rest = Double(x.count) - x.reduce(0) { $0 + cos($1) }
      for i in x.indices {
        var derivatives = x.map { sin($0) }
        derivatives[i] += Double(i + 1) * sin(x[i]) - cos(x[i])
        f.add(rest + Double(i + 1) * (1 - cos(x[i])) - sin(x[i]), dense: derivatives)
      }
    },
    27: { x, _, f in
      let rest = x.reduce(-Double(x.count + 1), +)
      for i in x.indices.dropLast() {
        var derivatives = x.map { _ in 1.0 }
        derivatives[i] = 2
        f.add(x[i] + rest, dense: derivatives)
      }
      let others = x.indices.map { i in x.indices.reduce(1) { $1 == i ? $0 : $0 * x[$1] } }
      f.add(x.reduce(1, *) - 1, dense: others)
    },
    28: { x, _, f in
      let h = 1 / Double(x.count + 1)
      for i in x.indices {
        let c = x[i] + Double(i + 1) * h + 1
        let (left, right) = (i > 0 ? x[i - 1] : 0, i + 1 < x.count ? x[i + 1] : 0)
        let residual = 2 * x[i] - left - right + h * h * c * c * c / 2
        f.add(
          residual, (i, 2 + 1.5 * h * h * c * c), (max(i - 1, 0), i > 0 ? -1 : 0),
          (min(i + 1, x.count - 1), i + 1 < x.count ? -1 : 0))
      }
    },
    29: discreteIntegral,
    30: { x, _, f in
      for i in x.indices {
        let (left, right) = (i > 0 ? x[i - 1] : 0, i + 1 < x.count ? x[i + 1] : 0)
        f.add(
          (3 - 2 * x[i]) * x[i] - left - 2 * right + 1, (i, 3 - 4 * x[i]),
          (max(i - 1, 0), i > 0 ? -1 : 0), (min(i + 1, x.count - 1), i + 1 < x.count ? -2 : 0))
      }
    },
    31: { x, _, f in
      for i in x.indices {
        var residual = x[i] * (2 + 5 * x[i] * x[i]) + 1
        var derivatives = x.map { _ in 0.0 }
        derivatives[i] = 2 + 15 * x[i] * x[i]
        for j in max(0, i - 5)...min(x.count - 1, i + 1) where j != i {
          residual -= x[j] * (1 + x[j])
          derivatives[j] = -1 - 2 * x[j]
        }
        f.add(residual, dense: derivatives)
      }
    },
    32: { x, m, f in
      let part = 2 / Double(m)
      let sum = part * x.reduce(0, +)
      for i in 0..<m {
        var derivatives = x.map { _ in -part }
        if i < x.count { derivatives[i] += 1 }
        f.add((i < x.count ? x[i] : 0) - sum - 1, dense: derivatives)
      }
    },
    33: { x, m, f in
      let weights = x.indices.map { Double($0 + 1) }
      rankOne(x, weights, (1...m).map(Double.init), &f)
    },
    34: { x, m, f in
      var weights = x.indices.map { Double($0 + 1) }
      weights[0] = 0
      weights[x.count - 1] = 0
      rankOne(x, weights, (0..<m).map { $0 == m - 1 ? 0 : Double($0) }, &f)
    },
    35: chebyquad,
  ]

  private static let watson: Residuals = { x, _, f in
    for i in 1...29 {
      let t = Double(i) / 29
      var (slope, value, power) = (0.0, 0.0, 1.0)
      var powers: [Double] = []
      for j in x.indices {
        if j > 0 { slope += Double(j) * x[j] * powers[j - 1] }
        value += x[j] * power
        powers.append(power)
        power *= t
      }
      let derivatives = x.indices.map { j in
        (j > 0 ? Double(j) * powers[j - 1] : 0) - 2 * value * powers[j]
      }
      f.add(slope - value * value - 1, dense: derivatives)
    }
    f.add(x[0], (0, 1))
    f.add(x[1] - x[0] * x[0] - 1, (0, -2 * x[0]), (1, 1))
  }

  private static let penalty2: Residuals = { x, _, f in
    let (n, a) = (x.count, 1e-5.squareRoot())
    f.add(x[0] - 0.2, (0, 1))
    for i in 1..<n {
      let y = exp(Double(i + 1) / 10) + exp(Double(i) / 10)
      let (p, q) = (exp(x[i] / 10), exp(x[i - 1] / 10))
      f.add(a * (p + q - y), (i, a * p / 10), (i - 1, a * q / 10))
    }
    for i in 1..<n {
      f.add(a * (exp(x[i] / 10) - exp(-0.1)), (i, a * exp(x[i] / 10) / 10))
    }
    let sum = x.indices.reduce(-1) { $0 + Double(n - $1) * x[$1] * x[$1] }
    f.add(sum, dense: x.indices.map { 2 * Double(n - $0) * x[$0] })
  }

  private static let discreteIntegral: Residuals = { x, _, f in
    let h = 1 / Double(x.count + 1)
    let t = x.indices.map { Double($0 + 1) * h }
    for i in x.indices {
      var sum = 0.0
      var derivatives = x.map { _ in 0.0 }
      for j in x.indices {
        let c = x[j] + t[j] + 1
        let weight = j <= i ? (1 - t[i]) * t[j] : t[i] * (1 - t[j])
        sum += weight * c * c * c
        derivatives[j] = 1.5 * h * weight * c * c
      }
      derivatives[i] += 1
      f.add(x[i] + h * sum / 2, dense: derivatives)
    }
  }

  private static func rankOne(
    _ x: [Double], _ weights: [Double], _ factors: [Double], _ f: inout ResidualSum
  ) {
    let sum = zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 }
    for factor in factors { f.add(factor * sum - 1, dense: weights.map { factor * $0 }) }
  }

  private static let chebyquad: Residuals = { x, m, f in
    let n = Double(x.count)
    // Shifted Chebyshev polynomials and their derivatives by the three-term recurrence.
    var (last, lastSlope) = (x.map { _ in 1.0 }, x.map { _ in 0.0 })
    var (this, slope) = (x.map { 2 * $0 - 1 }, x.map { _ in 2.0 })
    for i in 1...m {
      let integral = i % 2 == 0 ? -1 / (Double(i * i) - 1) : 0
      f.add(this.reduce(0, +) / n - integral, dense: slope.map { $0 / n })
      for j in x.indices {
        let u = 2 * x[j] - 1
        let next = 2 * u * this[j] - last[j]
        let nextSlope = 4 * this[j] + 2 * u * slope[j] - lastSlope[j]
        (last[j], this[j]) = (this[j], next)
        (lastSlope[j], slope[j]) = (slope[j], nextSlope)
      }
    }
  }
}
