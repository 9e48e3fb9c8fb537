// Second differences of values.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.8) on the diagonal and (8.21)
// beside it, over h = ⁴√η: the error is about √η on the diagonal and ⁴√η beside it. Where three points make a
// first derivative, M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 25.3.27, with √η beside it
// too.
//
// Departure: where bounds leave a coordinate no room on both sides, the columns are differences of gradients.
import LinearAlgebra

extension DifferenceObjective {
  /// The Hessian, by 2·n + n·(n − 1)/2 values, or n·(n + 1) where three points are in use. False where a limit
  /// forbids them, or one that is needed is not finite.
  mutating func secondDifferences(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let (n, x, value) = (dimension, point.x, point.value)
    let sides = isRefined ? 2 : 1
    guard meter.allows(2 * n + sides * n * (n - 1) / 2) else { return false }
    let width = noise.squareRoot().squareRoot()
    for worker in workers.indices { workers[worker].take(x) }
    workers.sweep(n, into: &ahead, meter: &meter) { worker, i in
      worker.value(i, at: x[i] + distance(width, x[i]))
    }
    workers.sweep(n, into: &behind, meter: &meter) { worker, i in
      worker.value(i, at: x[i] - distance(width, x[i]))
    }
    // Element i + n·j, i > j: both ahead; element j + n·i: both behind.
    if corners.isEmpty { corners = [Scalar](repeating: 0, count: n * n) }
    workers.sweep(n * n, into: &corners, meter: &meter) { worker, index in
      let (i, j) = (index % n, index / n)
      guard i > j || (i < j && sides == 2) else { return 0 }
      let sign: Scalar = i > j ? 1 : -1
      let middle = worker.x[i]
      defer { worker.x[i] = middle }
      worker.x[i] = middle + sign * distance(width, middle)
      return worker.value(j, at: x[j] + sign * distance(width, x[j]))
    }
    guard meter.interruption == nil else { return false }
    for j in 0..<n {
      let h = distance(width, x[j])
      hessian[j + n * j] = (ahead[j] - value + (behind[j] - value)) / (h * h)
      for i in (j + 1)..<max(n, j + 1) {
        let product = h * distance(width, x[i])
        var bend = corners[i + n * j] - ahead[i] - (ahead[j] - value)
        if sides == 2 {
          bend = (bend + (corners[j + n * i] - behind[i] - (behind[j] - value))) / 2
        }
        hessian[i + n * j] = bend / product
        hessian[j + n * i] = hessian[i + n * j]
      }
    }
    return BLAS.maxAbs(n * n, hessian).isFinite
  }

  /// Whether the points of second differences lie within the bounds.
  func hasRoom(around x: [Scalar]) -> Bool {
    guard let bounds else { return true }
    let width = noise.squareRoot().squareRoot()
    return x.indices.allSatisfy { i in
      let h = distance(width, x[i]).magnitude
      return x[i] - h >= bounds.lower[i] && x[i] + h <= bounds.upper[i]
    }
  }
}
