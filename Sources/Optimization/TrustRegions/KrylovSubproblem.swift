// The trust-region subproblem in Krylov subspaces.
//
// N. I. M. Gould, S. Lucidi, M. Roma, P. L. Toint, "Solving the trust-region subproblem using the Lanczos
// method", SIAM Journal on Optimization 9(2), 1999, algorithm 5.1: with Q the Lanczos vectors of H from g and
// T = QᵀHQ tridiagonal, h minimises |g|·h₁ + ½·hᵀTh within the radius, and p = Q·h; the residual of the whole
// problem is β_{k+1}·|h_k|.
//
// Departures: the vectors are kept and made orthogonal to each other twice, instead of being computed
// again, and serve every radius that is tried at an iterate. T is solved as a dense matrix, at orders that grow
// by half as much again. The space ends at order 60. Where products
// cost no evaluation, the residual is a tenth of what it may be otherwise.
import LinearAlgebra

/// Minimises a model in the space of the gradient and its products with the Hessian.
struct KrylovSubproblem<Scalar: LinearAlgebraScalar> {
  private let n: Int
  private let largestOrder: Int
  /// The Lanczos vectors, n numbers each.
  private var q: [Scalar]
  private var diagonal: [Scalar]
  private var beside: [Scalar]
  private var vector: [Scalar]
  private var product: [Scalar]
  /// T, |g|·e₁ and h, and what solves for h.
  private var tridiagonal: [Scalar]
  private var first: [Scalar]
  private var h: [Scalar]
  private var exact: ExactSubproblem<Scalar>
  private var largestGradient: Scalar = 0
  /// The number of Lanczos vectors at the iterate, and β after the last.
  private var order = 0
  private var beta: Scalar = 0

  init(dimension: Int) {
    n = dimension
    largestOrder = min(n, 60)
    q = [Scalar](repeating: 0, count: n * largestOrder)
    diagonal = [Scalar](repeating: 0, count: largestOrder)
    beside = diagonal
    vector = [Scalar](repeating: 0, count: n)
    product = vector
    tridiagonal = [Scalar](repeating: 0, count: largestOrder * largestOrder)
    (first, h) = (diagonal, diagonal)
    exact = ExactSubproblem(dimension: largestOrder)
  }

  /// Writes p into `state.direction`; `nil` where a limit forbids a product or one is not finite.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    _ state: inout MinimizationState<Scalar>, radius: Scalar
  ) -> TrustStep<Scalar>? {
    state.pointDown()
    let norm = BLAS.nrm2(n, state.direction)
    guard norm > 0 else {
      return TrustStep(decrease: 0, length: 0, isOnBoundary: false, metNegativeCurvature: false)
    }
    largestGradient = max(largestGradient, norm)
    let root = (norm / largestGradient).squareRoot()
    let target = norm * min(0.1, state.evaluator.hasFreeProducts ? root / 10 : root)
    var next = max(1, order)
    while true {
      let isLast = order > 0 && (order == largestOrder || beta == 0)
      if order >= next || isLast {
        next = order + max(1, order / 2)
        var step = solveTridiagonal(norm, radius)
        if isLast || beta * h[order - 1].magnitude <= target {
          combine(into: &state.direction)
          step.length = BLAS.nrm2(n, state.direction)
          return step
        }
      }
      if order == 0 { for i in 0..<n { vector[i] = -state.direction[i] / norm } }
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

  /// Makes h the solution within the space.
  private mutating func solveTridiagonal(_ norm: Scalar, _ radius: Scalar) -> TrustStep<Scalar> {
    for index in 0..<(order * order) { tridiagonal[index] = 0 }
    for k in 0..<order {
      tridiagonal[k + order * k] = diagonal[k]
      first[k] = 0
      if k + 1 < order {
        tridiagonal[k + 1 + order * k] = beside[k]
        tridiagonal[k + order * (k + 1)] = beside[k]
      }
    }
    first[0] = norm
    exact.resize(order)
    return exact.solve(tridiagonal, first, radius: radius, into: &h)
  }

  private func combine(into p: inout [Scalar]) {
    for i in 0..<n { p[i] = 0 }
    q.withUnsafeBufferPointer { q in
      guard let q = q.baseAddress else { return }
      for k in 0..<order { BLAS.axpy(n, h[k], q + n * k, &p) }
    }
  }
}

extension KrylovSubproblem: Resumable {
  private enum CodingKeys: String, CodingKey {
    case q, diagonal, beside, vector, largestGradient, order, beta
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(q, forKey: .q)
    try container.encode(diagonal, forKey: .diagonal)
    try container.encode(beside, forKey: .beside)
    try container.encode(vector, forKey: .vector)
    try container.encode(largestGradient, forKey: .largestGradient)
    try container.encode(order, forKey: .order)
    try container.encode(beta, forKey: .beta)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    q = try container.decode([Scalar].self, forKey: .q)
    diagonal = try container.decode([Scalar].self, forKey: .diagonal)
    beside = try container.decode([Scalar].self, forKey: .beside)
    vector = try container.decode([Scalar].self, forKey: .vector)
    largestGradient = try container.decode(Scalar.self, forKey: .largestGradient)
    order = try container.decode(Int.self, forKey: .order)
    beta = try container.decode(Scalar.self, forKey: .beta)
    guard (0...largestOrder).contains(order) else {
      throw DecodingError.dataCorruptedError(
        forKey: .order, in: container, debugDescription: "a space of order \(order)")
    }
  }
}
