import Foundation
import Optimization

extension FurtherProblem {
  private static func box(_ lower: Double..., upper: [Double]) -> (Int) -> Bounds<Double> {
    { _ in Bounds(lower: lower, upper: upper) }
  }

  private static func within(_ range: ClosedRange<Double>) -> (Int) -> Bounds<Double> {
    { Bounds(range, dimension: $0) }
  }

  /// Problems within a box: W. Hock, K. Schittkowski, Test Examples for Nonlinear Programming Codes, Springer
  /// 1981 (HS), and CUTEst.
  static var bounded: [Family] {
    let none = Double.infinity
    let banana: FurtherProblem.Formula = { x, f in
      f += 100 * (x[1] - x[0].squared).squared + (1 - x[0]).squared
    }
    return [
      Family("HS1", 2, from: point(-2, 1), within: box(-none, -1.5, upper: [none, none]), banana),
      Family("HS2", 2, from: point(-2, 1), within: box(-none, 1.5, upper: [none, none]), banana),
      Family("HS3", 2, from: point(10, 1), within: box(-none, 0, upper: [none, none])) { x, f in
        f += x[1] + 1e-5 * (x[1] - x[0]).squared
      },
      Family("HS4", 2, from: point(1.125, 0.125), within: box(1, 0, upper: [none, none])) { x, f in
        f += (x[0] + 1).power(3) / 3 + x[1]
      },
      Family("HS5", 2, from: point(0, 0), within: box(-1.5, -3, upper: [4, 3])) { x, f in
        f += sin(x[0] + x[1]) + (x[0] - x[1]).squared - 1.5 * x[0] + 2.5 * x[1] + 1
      },
      Family("HS38", 4, from: point(-3, -1, -3, -1), within: within(-10...10)) { x, f in
        f += 100 * (x[1] - x[0].squared).squared + (1 - x[0]).squared
        f += 90 * (x[3] - x[2].squared).squared + (1 - x[2]).squared
        f += 10.1 * ((x[1] - 1).squared + (x[3] - 1).squared)
        f += 19.8 * (x[1] - 1) * (x[3] - 1)
      },
      Family(
        "HS45", 5, from: all(2), within: box(0, 0, 0, 0, 0, upper: [1, 2, 3, 4, 5])
      ) { x, f in f += 2 - x.product / 120 },
      Family("HS110", 10, from: all(9), within: within(2.001...9.999)) { x, f in
        for x in x { f += log(x - 2).squared + log(10 - x).squared }
        f += -exp(0.2 * log(x.product))
      },
      Family("Corner", 3, from: point(0.5, 0.5, 0.5), within: within(0...1)) { x, f in
        f += x[0] - 2 * x[1] + 3 * x[2] + x[0] * x[1] * x[2]
      },
      Family("CornerOfSphere", 10, 100, from: all(5), within: within(1...9)) { x, f in
        for x in x { f += x.squared }
      },
      Family("Fixed", 3, from: point(3, 2, 5), within: box(3, -1, -none, upper: [3, 4, none])) {
        x, f in
        f += (x[0] - 1).squared + (x[1] - x[0]).squared + (x[2] - x[0] * x[1]).squared
      },
      Family("AllFixed", 2, from: point(3, 2), within: box(3, 2, upper: [3, 2]), banana),
      Family(
        "DegenerateBound", 2, from: point(3, 3), within: box(0, 0, upper: [none, none])
      ) { x, f in f += x[0].squared + (x[1] - 1).squared },
      Family(
        "FourthAtBound", 2, from: point(3, 3), within: box(0, 0, upper: [none, none])
      ) { x, f in f += x[0].power(4) + (x[1] - 1).squared },
      Family("ConcaveInBox", 4, from: each { 0.1 * $0 }, within: within(-1...1)) { x, f in
        for (i, x) in x.enumerated() { f += -Double(i + 1) * x.squared }
      },
      Family("BoundedRosenbrock", 10, 100, from: repeated(-1.2, 1), within: within(-2...0.5)) {
        x, f in
        for i in 1..<x.count {
          f += 100 * (x[i] - x[i - 1].squared).squared + (1 - x[i - 1]).squared
        }
      },
      Family("NonnegativeLeastSquares", 10, 50, from: all(1), within: within(0...none)) { x, f in
        for i in 0..<2 * x.count {
          var r = Sum(x)
          for j in x.indices { r += sin(Double(i * j + i + 1)) * x[j] }
          f += (r.total - cos(Double(i))).squared
        }
      },
      Family("Torsion", 25, 100, from: all(0), within: within(-0.3...0.3)) { x, f in
        // A square membrane under load between two plates.
        let m = Int(Double(x.count).squareRoot())
        func at(_ i: Int, _ j: Int) -> Term? {
          (0..<m).contains(i) && (0..<m).contains(j) ? x[i * m + j] : nil
        }
        for i in 0...m {
          for j in 0...m {
            let zero = x[0].mapped(0, derivative: 0)
            let here = at(i, j) ?? zero
            f += 0.5 * (here - (at(i - 1, j) ?? zero)).squared
            f += 0.5 * (here - (at(i, j - 1) ?? zero)).squared
          }
        }
        f += -5 / Double(x.count) * x.sum * 4
      },
      Family("BDEXP", 10, 100, from: all(1), within: within(0...none), depth: .infimum(0)) { x, f in
        for i in 2..<x.count {
          let u = x[i - 2] + x[i - 1]
          f += u * exp(-x[i] * u)
        }
      },
      Family("EXPLIN", 12, 120, from: all(0), within: within(0...10)) { x, f in
        for i in 0..<x.count / 12 * 2 { f += exp(0.1 * x[i] * x[i + 1]) }
        for (i, x) in x.enumerated() { f += -10 * Double(i + 1) * x }
      },
      Family(
        "UnboundedInHalf", 2, from: point(1, 1), within: box(0, -none, upper: [none, none]),
        depth: .unbounded
      ) {
        x, f in f += x[0].squared - x[1]
      },
    ]
  }
}
