// M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 25.3.23 and 25.3.27, for φ(y) = r(x)·r(y), over
// h = ⁴√η: an error of √η.
import LinearAlgebra

extension DifferencesOfResiduals {
  /// By n·(n + 1) values of the residuals.
  mutating func curvature(
    at x: [Scalar], _ residuals: [Scalar], into hessian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = dimension
    guard meter.allows(n * (n + 1)) else { return false }
    let width = noise.squareRoot().squareRoot()
    for worker in workers.indices { workers[worker].take(x) }
    let steps = x.map { distance(width, $0) }
    // Element i + n·j: both coordinates ahead for i > j, behind for i < j, and one of them for i = j; those
    // ahead and behind alone follow.
    if products.isEmpty { products = [Scalar](repeating: 0, count: n * n + 2 * n) }
    workers.sweep(n * n + 2 * n, into: &products, meter: &meter) { worker, index in
      let (i, j) = index < n * n ? (index % n, index / n) : ((index - n * n) % n, n)
      guard i != j else { return 0 }
      let isAhead = index < n * n ? i > j : index < n * n + n
      let sign: Scalar = isAhead ? 1 : -1
      let other = j < n ? (j, sign * steps[j]) : nil
      return worker.product(with: residuals, i, sign * steps[i], other)
    }
    guard meter.interruption == nil else { return false }
    for j in 0..<n {
      let (ahead, behind) = (products[n * n + j], products[n * n + n + j])
      hessian[j + n * j] = (ahead + behind) / (steps[j] * steps[j])
      for i in (j + 1)..<max(n, j + 1) {
        let alone = products[n * n + i] + products[n * n + n + i] + ahead + behind
        let both = products[i + n * j] + products[j + n * i]
        hessian[i + n * j] = (both - alone) / (2 * steps[i] * steps[j])
        hessian[j + n * i] = hessian[i + n * j]
      }
    }
    return true
  }
}
