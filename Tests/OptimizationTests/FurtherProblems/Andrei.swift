import Foundation

// N. Andrei, "An unconstrained optimization test functions collection", Advanced Modeling and Optimization
// 10(1), 2008, 147–161; i counts from 1 as it does there.

extension FurtherProblem {
  /// Sums of functions of one variable each.
  static var separable: [Family] {
    [
      Family("Raydan1", 10, 100, from: all(1)) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) / 10 * (exp(x) - x) }
      },
      Family("Raydan2", 10, 1000, from: all(1)) { x, f in for x in x { f += exp(x) - x } },
      Family("Diagonal1", 10, 50, from: { n in all(1 / Double(n))(n) }) { x, f in
        for (i, x) in x.enumerated() { f += exp(x) - Double(i + 1) * x }
      },
      Family("Diagonal2", 10, 1000, from: each { 1 / $0 }) { x, f in
        for (i, x) in x.enumerated() { f += exp(x) - x / Double(i + 1) }
      },
      Family("Diagonal3", 10, 100, from: all(1)) { x, f in
        for (i, x) in x.enumerated() { f += exp(x) - Double(i + 1) * sin(x) }
      },
      Family("Diagonal5", 10, 1000, from: all(1.1)) { x, f in
        for x in x { f += log(exp(x) + exp(-x)) }
      },
      Family("Diagonal7", 10, 1000, from: all(1), depth: .unbounded) { x, f in
        for x in x { f += exp(x) - 2 * x - x.squared }
      },
      Family("Diagonal8", 10, 1000, from: all(1), depth: .unbounded) { x, f in
        for x in x { f += x * exp(x) - 2 * x - x.squared }
      },
      Family("Diagonal9", 10, 50, from: all(1)) { x, f in
        for (i, x) in x.dropLast().enumerated() { f += exp(x) - Double(i + 1) * x }
        f += 10000 * x[x.count - 1].squared
      },
      Family("Hager", 10, 100, from: all(1)) { x, f in
        for (i, x) in x.enumerated() { f += exp(x) - Double(i + 1).squareRoot() * x }
      },
      Family("QF2", 10, 100, from: all(0.5)) { x, f in
        for (i, x) in x.enumerated() { f += Double(i + 1) / 2 * (x.squared - 1).squared }
        f += -x[x.count - 1]
      },
      Family("POWER", 10, 100, from: all(1)) { x, f in
        for (i, x) in x.enumerated() { f += (Double(i + 1) * x).squared }
      },
      Family("QUARTC", 10, 100, from: all(2)) { x, f in
        for (i, x) in x.enumerated() { f += (x - Double(i + 1)).power(4) }
      },
    ]
  }

  /// Functions of pairs of variables, over and over.
  static var pairs: [Family] {
    [
      pairwise("ExtFreudensteinRoth", 10, 100, from: repeated(0.5, -2)) { x, y in
        let (a, b) = (((5 - y) * y - 2) * y, ((y + 1) * y - 14) * y)
        return (x - 13 + a).squared + (x - 29 + b).squared
      },
      pairwise("ExtWhiteHolst", 10, 100, from: repeated(-1.2, 1)) { x, y in
        100 * (y - x.power(3)).squared + (1 - x).squared
      },
      pairwise("ExtBeale", 10, 100, from: repeated(1, 0.8)) { x, y in
        let a = (1.5 - x * (1 - y)).squared
        let b = (2.25 - x * (1 - y.squared)).squared
        return a + b + (2.625 - x * (1 - y.power(3))).squared
      },
      pairwise("ExtTridiagonal1", 10, 100, from: all(2)) { x, y in
        (x + y - 3).squared + (x - y + 1).power(4)
      },
      pairwise("ExtThreeExponentials", 10, 100, from: all(0.1)) { x, y in
        exp(x + 3 * y - 0.1) + exp(x - 3 * y - 0.1) + exp(-x - 0.1)
      },
      pairwise("Diagonal4", 10, 1000, from: all(1)) { x, y in
        0.5 * (x.squared + 100 * y.squared)
      },
      pairwise("ExtHimmelblau", 10, 100, from: all(1)) { x, y in
        (x.squared + y - 11).squared + (x + y.squared - 7).squared
      },
      pairwise("ExtPSC1", 10, 100, from: repeated(3, 0.1)) { x, y in
        (x.squared + y.squared + x * y).squared + sin(x).squared + cos(y).squared
      },
      pairwise("ExtBD1", 10, 100, from: all(0.1)) { x, y in
        (x.squared + y - 2).squared + (exp(x - 1) - y).squared
      },
      pairwise("ExtMaratos", 10, 100, from: repeated(1.1, 0.1)) { x, y in
        x + 100 * (x.squared + y.squared - 1).squared
      },
      pairwise("ExtCliff", 10, 100, from: repeated(0, -1)) { x, y in
        ((x - 3) / 100).squared - (x - y) + exp(20 * (x - y))
      },
      pairwise("ExtHiebert", 10, 100, from: all(0)) { x, y in
        (x - 10).squared + (x * y - 50000).squared
      },
      pairwise("ExtEP1", 10, 100, from: all(1.5)) { x, y in
        let d = x - y
        return (exp(d) - 5).squared + d.squared * (d - 11).squared
      },
    ]
  }

  private static func pairwise(
    _ name: String, _ few: Int, _ many: Int, from start: @escaping (_ n: Int) -> [Double],
    _ element: @escaping @Sendable (_ x: Term, _ y: Term) -> Term
  ) -> Family {
    Family(name, few, many, from: start) { x, f in
      for i in stride(from: 0, to: x.count, by: 2) { f += element(x[i], x[i + 1]) }
    }
  }

  /// Functions in which every variable meets its neighbours.
  static var chains: [Family] {
    [
      Family("GenTridiagonal1", 10, 100, from: all(2)) { x, f in
        for i in 1..<x.count {
          f += (x[i - 1] + x[i] - 3).squared + (x[i - 1] - x[i] + 1).power(4)
        }
      },
      Family("GenTridiagonal2", 10, 100, from: all(-1)) { x, f in
        for i in x.indices {
          var r = (5 - 3 * x[i] - x[i].squared) * x[i] + 1
          if i > 0 { r = r - x[i - 1] }
          if i < x.count - 1 { r = r - 3 * x[i + 1] }
          f += r.squared
        }
      },
      Family("GenPSC1", 10, 100, from: repeated(3, 0.1)) { x, f in
        for i in 1..<x.count {
          let (x, y) = (x[i - 1], x[i])
          f += (x.squared + y.squared + x * y).squared + sin(x).squared + cos(x).squared
        }
      },
      Family("ExtTridiagonal2", 10, 100, from: all(1)) { x, f in
        for i in 1..<x.count {
          f += (x[i - 1] * x[i] - 1).squared + 0.1 * (x[i - 1] + 1) * (x[i] + 1)
        }
      },
      Family("ARWHEAD", 10, 1000, from: all(1)) { x, f in
        let last = x[x.count - 1].squared
        for x in x.dropLast() { f += 3 - 4 * x + (x.squared + last).squared }
      },
      Family("NONDIA", 10, 1000, from: all(-1)) { x, f in
        f += (x[0] - 1).squared
        for i in 1..<x.count { f += 100 * (x[0] - x[i - 1].squared).squared }
      },
      Family("NONDQUAR", 10, 100, from: repeated(1, -1)) { x, f in
        let n = x.count
        f += (x[0] - x[1]).squared + (x[n - 2] + x[n - 1]).squared
        for i in 0..<n - 2 { f += (x[i] + x[i + 1] + x[n - 1]).power(4) }
      },
      Family("DQDRTIC", 10, 1000, from: all(3)) { x, f in
        for i in 2..<x.count {
          f += x[i - 2].squared + 100 * (x[i - 1].squared + x[i].squared)
        }
      },
      Family("EG2", 10, 100, from: all(1)) { x, f in
        for y in x.dropLast() { f += sin(x[0] + y.squared - 1) }
        f += 0.5 * sin(x[x.count - 1].squared)
      },
      Family("LIARWHD", 10, 1000, from: all(4)) { x, f in
        for y in x { f += 4 * (y.squared - x[0]).squared + (y - 1).squared }
      },
      Family("ENGVAL1", 10, 1000, from: all(2)) { x, f in
        for i in 1..<x.count {
          f += (x[i - 1].squared + x[i].squared).squared + (3 - 4 * x[i - 1])
        }
      },
      Family("CRAGGLVY", 10, 100, from: { n in [1] + all(2)(n - 1) }) { x, f in
        for i in stride(from: 0, to: x.count - 2, by: 2) {
          let d = x[i + 2] - x[i + 3]
          f += (exp(x[i]) - x[i + 1]).power(4) + 100 * (x[i + 1] - x[i + 2]).power(6)
          f += (tan(d) + d).power(4) + x[i].power(8) + (x[i + 3] - 1).squared
        }
      },
      Family("EDENSCH", 10, 100, from: all(0)) { x, f in
        f += 16
        for i in 1..<x.count {
          let (x, y) = (x[i - 1], x[i])
          f += (x - 2).power(4) + (x * y - 2 * y).squared + (y + 1).squared
        }
      },
      Family("CUBE", 5, 10, from: repeated(-1.2, 1)) { x, f in
        f += (x[0] - 1).squared
        for i in 1..<x.count { f += 100 * (x[i] - x[i - 1].power(3)).squared }
      },
      Family("NONSCOMP", 10, 100, from: all(3)) { x, f in
        f += (x[0] - 1).squared
        for i in 1..<x.count { f += 4 * (x[i] - x[i - 1].squared).squared }
      },
      Family("SINQUAD", 10, 100, from: all(0.1)) { x, f in
        let (a, z) = (x[0], x[x.count - 1])
        f += (a - 1).power(4) + (z.squared - a.squared).squared
        for y in x.dropFirst().dropLast() { f += (sin(y - z) - a.squared + y.squared).squared }
      },
      Family("FLETCHCR", 10, 100, from: all(0)) { x, f in
        for i in 1..<x.count { f += 100 * (x[i] - x[i - 1] + 1 - x[i - 1].squared).squared }
      },
      Family("BDQRTIC", 10, 100, from: all(1)) { x, f in
        let last = 5 * x[x.count - 1].squared
        for i in 0..<x.count - 4 {
          let a = x[i].squared + 2 * x[i + 1].squared + 3 * x[i + 2].squared
          f += (3 - 4 * x[i]).squared + (a + 4 * x[i + 3].squared + last).squared
        }
      },
      Family("TRIDIA", 10, 100, from: all(1)) { x, f in
        f += (x[0] - 1).squared
        for i in 1..<x.count { f += Double(i + 1) * (2 * x[i] - x[i - 1]).squared }
      },
      Family("BIGGSB1", 10, 100, from: all(0)) { x, f in
        f += (x[0] - 1).squared + (1 - x[x.count - 1]).squared
        for i in 1..<x.count { f += (x[i] - x[i - 1]).squared }
      },
      Family("COSINE", 10, 100, from: all(1)) { x, f in
        for i in 1..<x.count { f += cos(x[i - 1].squared - 0.5 * x[i]) }
      },
      Family("SINE", 10, 100, from: all(1)) { x, f in
        for i in 1..<x.count { f += sin(x[i - 1].squared - 0.5 * x[i]) }
      },
      Family("EXTROSNB", 5, 10, from: all(-1)) { x, f in
        f += (x[0] - 1).squared
        for i in 1..<x.count { f += 100 * (x[i] - x[i - 1].squared).squared }
      },
      Family("GENROSE", 10, 100, from: { n in each { $0 / Double(n + 1) }(n) }) { x, f in
        f += 1
        for i in 1..<x.count {
          f += 100 * (x[i] - x[i - 1].squared).squared + (x[i] - 1).squared
        }
      },
      Family("FREUROTH", 10, 100, from: { n in [0.5, -2] + all(0)(n - 2) }) { x, f in
        for i in 1..<x.count {
          let (x, y) = (x[i - 1], x[i])
          f += (x - 13 + ((5 - y) * y - 2) * y).squared
          f += (x - 29 + ((y + 1) * y - 14) * y).squared
        }
      },
      Family("TOINTGSS", 10, 100, from: all(3)) { x, f in
        let c = 10 / Double(x.count + 2)
        for i in 2..<x.count {
          let (a, d) = (x[i].squared, (x[i - 2] - x[i - 1]).squared)
          f += (c + a) * (2 - exp(-d / (0.1 + a)))
        }
      },
      Family("TQUARTIC", 10, 1000, from: all(0.1)) { x, f in
        f += (x[0] - 1).squared
        for y in x.dropFirst() { f += (x[0].squared - y.squared).squared }
      },
      Family("SCHMVETT", 10, 100, from: all(0.5)) { x, f in
        for i in 2..<x.count {
          let (x, y, z) = (x[i - 2], x[i - 1], x[i])
          f += -1 / (1 + (x - y).squared) - sin((Double.pi * y + z) / 2)
          f += -exp(-((x + z) / y - 2).squared)
        }
      },
    ]
  }
}
