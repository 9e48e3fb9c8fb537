// Second differences of values.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.8) on the diagonal and (8.21)
// beside it, over h = ⁴√η: the error is about √η.
import LinearAlgebra

extension DifferenceObjective {
  /// The Hessian, by 2·n + n·(n − 1)/2 values. False where a limit forbids them, or one
  /// that is needed is not finite.
  mutating func secondDifferences(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter
  ) -> Bool {
    let (n, x, value) = (dimension, point.x, point.value)
    guard meter.allows(2 * n + n * (n - 1) / 2) else { return false }
    let width = noise.squareRoot().squareRoot()
    for worker in workers.indices { workers[worker].take(x) }
    workers.sweep(n, into: &ahead, meter: &meter) { worker, i in
      worker.value(i, at: x[i] + distance(width, x[i]))
    }
    workers.sweep(n, into: &behind, meter: &meter) { worker, i in
      worker.value(i, at: x[i] - distance(width, x[i]))
    }
    var corners = [Scalar](repeating: 0, count: n * n)
    workers.sweep(n * n, into: &corners, meter: &meter) { worker, index in
      let (i, j) = (index % n, index / n)
      guard i > j else { return 0 }
      let middle = worker.x[i]
      defer { worker.x[i] = middle }
      worker.x[i] = middle + distance(width, middle)
      return worker.value(j, at: x[j] + distance(width, x[j]))
    }
    guard meter.interruption == nil else { return false }
    for j in 0..<n {
      let h = distance(width, x[j])
      hessian[j + n * j] = (ahead[j] - value + (behind[j] - value)) / (h * h)
      for i in (j + 1)..<max(n, j + 1) {
        let product = h * distance(width, x[i])
        hessian[i + n * j] = (corners[i + n * j] - ahead[i] - (ahead[j] - value)) / product
        hessian[j + n * i] = hessian[i + n * j]
      }
    }
    return BLAS.maxAbs(n * n, hessian).isFinite
  }
}
