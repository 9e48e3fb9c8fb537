// The trust-region subproblem in Krylov subspaces.
//
// N. I. M. Gould, S. Lucidi, M. Roma, P. L. Toint, "Solving the trust-region subproblem using the Lanczos
// method", SIAM Journal on Optimization 9(2), 1999, algorithm 5.1: with Q the Lanczos vectors of H from g and
// T = QᵀHQ tridiagonal, h minimises |g|·h₁ + ½·hᵀTh within the radius, and p = Q·h; the residual of the whole
// problem is β_{k+1}·|h_k|.
//
// Departures: the vectors are kept and made orthogonal to each other twice, instead of being computed
// again, and serve every radius that is tried at an iterate; T is solved as a dense matrix, at orders that grow by half as much again, so that the solutions
// take no longer than the last. The space ends at order 100.
import LinearAlgebra

/// Minimises a model in the space of the gradient and its products with the Hessian.
struct KrylovSubproblem<Scalar: LinearAlgebraScalar>: Codable {
  private let n: Int
  private let largestOrder: Int
  /// The Lanczos vectors, n numbers each.
  private var q: [Scalar]
  private var diagonal: [Scalar]
  private var beside: [Scalar]
  private var vector: [Scalar]
  private var product: [Scalar]
  private var largestGradient: Scalar = 0
  /// The number of Lanczos vectors at the iterate, and β after the last.
  private var order = 0
  private var beta: Scalar = 0

  init(dimension: Int) {
    n = dimension
    largestOrder = min(n, 100)
    q = [Scalar](repeating: 0, count: n * largestOrder)
    diagonal = [Scalar](repeating: 0, count: largestOrder)
    beside = diagonal
    vector = [Scalar](repeating: 0, count: n)
    product = vector
  }

  /// Writes p into `state.direction`; `nil` where a limit forbids a product or one is not finite.
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    let norm = BLAS.nrm2(n, state.current.gradient)
    guard norm > 0 else {
      for i in 0..<n { state.direction[i] = 0 }
      return TrustStep(decrease: 0, length: 0, isOnBoundary: false, metNegativeCurvature: false)
    }
    largestGradient = max(largestGradient, norm)
    let target = norm * min(0.1, (norm / largestGradient).squareRoot())
    var next = max(1, order)
    while true {
      let isLast = order > 0 && (order == largestOrder || beta == 0)
      if order >= next || isLast {
        next = order + max(1, order / 2)
        let (h, inSpace) = solveTridiagonal(order, norm, radius)
        if isLast || beta * h[order - 1].magnitude <= target {
          combine(order, h, into: &state.direction)
          var step = inSpace
          step.length = BLAS.nrm2(n, state.direction)
          return step
        }
      }
      if order == 0 { for i in 0..<n { vector[i] = state.current.gradient[i] / norm } }
      guard extend(&state) else { return nil }
    }
  }

  /// Forgets the vectors of the iterate before.
  mutating func begin() { order = 0 }

  /// Adds a Lanczos vector and its row of T.
  private mutating func extend(_ state: inout MinimizationState<Scalar>) -> Bool {
    let k = order
    for i in 0..<n { q[i + n * k] = vector[i] }
    guard state.hessianProduct(vector, into: &product) else { return false }
    diagonal[k] = BLAS.dot(n, vector, product)
    let scale = BLAS.nrm2(n, product)
    q.withUnsafeBufferPointer { q in
      guard let q = q.baseAddress else { return }
      for _ in 0..<2 {
        for j in 0...k { BLAS.axpy(n, -BLAS.dot(n, q + n * j, product), q + n * j, &product) }
      }
    }
    beta = BLAS.nrm2(n, product)
    // What is left after cancellation to rounding is no direction.
    if beta <= 10 * Scalar(n).squareRoot() * Scalar.ulpOfOne * scale { beta = 0 }
    beside[k] = beta
    if beta > 0 {
      for i in 0..<n { vector[i] = product[i] / beta }
    }
    order += 1
    return true
  }

  private func solveTridiagonal(
    _ order: Int, _ norm: Scalar, _ radius: Scalar
  ) -> ([Scalar], TrustStep<Scalar>) {
    var t = [Scalar](repeating: 0, count: order * order)
    for k in 0..<order {
      t[k + order * k] = diagonal[k]
      if k + 1 < order {
        t[k + 1 + order * k] = beside[k]
        t[k + order * (k + 1)] = beside[k]
      }
    }
    var g = [Scalar](repeating: 0, count: order)
    var h = g
    g[0] = norm
    var subproblem = ExactSubproblem<Scalar>(dimension: order)
    let step = subproblem.solve(t, g, radius: radius, into: &h)
    return (h, step)
  }

  private func combine(_ order: Int, _ h: [Scalar], into p: inout [Scalar]) {
    for i in 0..<n { p[i] = 0 }
    q.withUnsafeBufferPointer { q in
      guard let q = q.baseAddress else { return }
      for k in 0..<order { BLAS.axpy(n, h[k], q + n * k, &p) }
    }
  }
}
