import Foundation

extension FurtherProblem {
  /// Functions in which every variable meets every other: Andrei's collection again, and N. I. M. Gould,
  /// D. Orban, P. L. Toint, "CUTEst", Computational Optimization and Applications 60, 2015.
  static var dense: [Family] {
    [
      Family("ExtTrigonometric", 10, 50, from: all(0.2)) { x, f in
        let n = Double(x.count)
        let rest = n - x.map { cos($0) }.sum
        for (i, x) in x.enumerated() {
          f += (rest + Double(i + 1) * (1 - cos(x)) - sin(x)).squared
        }
      },
      Family("ExtPenalty", 10, 100, from: each { $0 }) { x, f in
        for x in x.dropLast() { f += (x - 1).squared }
        f += (x.map(\.squared).sum - 0.25).squared
      },
      Family("PerturbedQuadratic", 10, 100, from: all(0.5)) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) * x.squared }
        f += 0.01 * x.sum.squared
      },
      Family("FullHessian1", 10, 50, from: all(0.01)) { x, f in
        f += (x[0] - 3).squared
        var partial = x[0]
        for y in x.dropFirst() {
          partial = partial + y
          f += (x[0] - 3 - 2 * partial.squared).squared
        }
      },
      Family("FullHessian2", 10, 50, from: all(0.01)) { x, f in
        f += (x[0] - 5).squared
        var partial = x[0]
        for y in x.dropFirst() {
          partial = partial + y
          f += (partial - 1).squared
        }
      },
      Family("QuadraticDiagonalPerturbed", 10, 100, from: all(0.5)) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) / 100 * x.squared }
        f += x.sum.squared
      },
      Family("PartialPerturbedQuadratic", 10, 100, from: all(0.5)) { x, f in
        f += x[0].squared
        var partial = Sum(x)
        for (i, x) in x.enumerated() {
          partial += x
          f += Double(i + 1) * x.squared + 0.01 * partial.total.squared
        }
      },
      Family("AlmostPerturbedQuadratic", 10, 100, from: all(0.5)) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) * x.squared }
        f += 0.01 * (x[0] + x[x.count - 1]).squared
      },
      Family("Staircase1", 8, 100, from: all(1)) { x, f in
        var partial = Sum(x)
        for x in x {
          partial += x
          f += partial.total.squared
        }
      },
      Family("Staircase2", 8, 100, from: all(0)) { x, f in
        var partial = Sum(x)
        for (i, x) in x.enumerated() {
          partial += x
          f += (partial.total - Double(i + 1)).squared
        }
      },
      Family(
        "HARKERP2", 10, 50, from: each { $0 }, within: { .init(0...(.infinity), dimension: $0) }
      ) {
        x, f in
        f += x.sum.squared
        for x in x { f += -(x + 0.5 * x.squared) }
        var tail = Sum(x)
        for x in x.dropFirst().reversed() {
          tail += x
          f += 2 * tail.total.squared
        }
      },
      Family("VARDIM", 20, 100, from: { n in each { 1 - $0 / Double(n) }(n) }) { x, f in
        var weighted = Sum(x)
        for (i, x) in x.enumerated() {
          f += (x - 1).squared
          weighted += Double(i + 1) * (x - 1)
        }
        f += weighted.total.squared + weighted.total.power(4)
      },
      Family("PENALTY1", 50, 1000, from: each { $0 }) { x, f in
        for x in x { f += 1e-5 * (x - 1).squared }
        f += (x.map(\.squared).sum - 0.25).squared
      },
      Family("Hilbert", 5, 12, from: each { -4 / $0 }) { x, f in
        for i in x.indices {
          for j in x.indices { f += x[i] * x[j] / Double(i + j + 1) }
        }
      },
      Family("Chebyquad", 6, 20, from: { n in each { $0 / Double(n + 1) }(n) }) { x, f in
        let n = x.count
        var below = x.map { $0.mapped(1, derivative: 0) }
        var values = x.map { 2 * $0 - 1 }
        for k in 1...n {
          let integral = k.isMultiple(of: 2) ? -1 / Double(k * k - 1) : 0
          f += (values.sum / Double(n) - integral).squared
          let above = x.indices.map { 2 * (2 * x[$0] - 1) * values[$0] - below[$0] }
          (below, values) = (values, above)
        }
      },
      Family("Deconvolution", 20, 60, from: all(0)) { x, f in
        // A blur of width 2 undone from data that fit exactly.
        for i in x.indices {
          var r = Sum(x)
          for j in x.indices {
            let d = Double(i - j) / 2
            r += exp(-d * d) * (x[j] - (j % 7 == 3 ? 2 : Double(j % 3)))
          }
          f += r.total.squared
        }
      },
      Family("VandermondeFit", 6, 10, from: all(0)) { x, f in
        // A polynomial through exp(t), its coefficients to the powers of t.
        for k in 0..<25 {
          let t = Double(k) / 24
          var r = x[x.count - 1]
          for j in (0..<x.count - 1).reversed() { r = r * t + x[j] }
          f += (r - exp(t)).squared
        }
      },
    ]
  }

  /// L. C. W. Dixon, Z. Maany, "A family of test problems with sparse Hessians for unconstrained optimization",
  /// Hatfield Polytechnic, 1988; A to L.
  static var dixonMaany: [Family] {
    let factors: [[Double]] = [
      [0, 0.125, 0.125], [0.0625, 0.0625, 0.0625], [0.125, 0.125, 0.125], [0.26, 0.26, 0.26],
    ]
    return (0..<12).map { index in
      let (c, k) = (factors[index % 4], index / 4)
      let letter = "ABCDEFGHIJKL".map(String.init)[index]
      return Family("DIXMAAN\(letter)", 15, 300, from: all(2)) { x, f in
        let (n, m) = (x.count, x.count / 3)
        f += 1
        for i in 0..<n {
          let weight = pow(Double(i + 1) / Double(n), Double(k))
          f += weight * x[i].squared
          if i < n - 1, c[0] > 0 {
            f += c[0] * x[i].squared * (x[i + 1] + x[i + 1].squared).squared
          }
          if i < 2 * m { f += c[1] * x[i].squared * x[i + m].power(4) }
          if i < m { f += c[2] * weight * x[i] * x[i + 2 * m] }
        }
      }
    }
  }
}
