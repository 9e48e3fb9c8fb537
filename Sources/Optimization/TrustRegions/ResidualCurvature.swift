// The second term of the Hessian of half a sum of squares, S ≈ Σ rᵢ·∇²rᵢ, from the steps taken.
//
// J. E. Dennis, D. M. Gay, R. E. Welsch, "An adaptive nonlinear least-squares algorithm", ACM Transactions on
// Mathematical Software 7(3), 1981 (NL2SOL): after a step s, S is updated to have S·s = y# = (J₊ − J)ᵀ·r₊, what
// that term did to the gradient:
//
//     S₊ = τS + (w·yᵀ + y·wᵀ)/(yᵀs) − (wᵀs)/(yᵀs)²·y·yᵀ,   w = y# − τS·s,
//
// y being the change of the gradient. The size τ = min(1, |sᵀy#|/|sᵀSs|) takes from S what it no longer has where
// residuals vanish.
//
// Departures: an update is left out where yᵀs is not clearly positive. The model is minimised by
// `ExactSubproblem` in the scaled variables.
import LinearAlgebra

/// An estimate of Σ rᵢ·∇²rᵢ, and the steps of the model of f that has it.
struct ResidualCurvature<Scalar: LinearAlgebraScalar> {
  private let n: Int
  /// S, n×n with both triangles; zero until the first update.
  private var term: [Scalar]
  private var isKnown = false
  /// Whether the model is that of the iterate.
  var isPrepared = false
  /// s, w, y and S·s.
  private var s: [Scalar]
  private var w: [Scalar]
  private var y: [Scalar]
  private var product: [Scalar]
  /// The model in the scaled variables that no bound holds, and its step.
  private var hessian: [Scalar]
  private var gradient: [Scalar]
  private var q: [Scalar]
  private var exact: ExactSubproblem<Scalar>

  init(dimension: Int) {
    n = dimension
    // Each its own, so that no later write has to copy it.
    term = [Scalar](repeating: 0, count: n * n)
    hessian = [Scalar](repeating: 0, count: n * n)
    s = [Scalar](repeating: 0, count: n)
    w = [Scalar](repeating: 0, count: n)
    y = [Scalar](repeating: 0, count: n)
    product = [Scalar](repeating: 0, count: n)
    gradient = [Scalar](repeating: 0, count: n)
    q = [Scalar](repeating: 0, count: n)
    exact = ExactSubproblem(dimension: n)
  }

  /// ½·pᵀSp, by which the model lies higher at p than without S; `nil` where nothing is known.
  mutating func bend(along p: [Scalar]) -> Scalar? {
    guard isKnown else { return nil }
    BLAS.gemv(m: n, n: n, term, lda: n, p, &product)
    return BLAS.dot(n, p, product) / 2
  }

  /// Learns from the step from `state.trial` to `state.current`; `projected` is Jᵀ·r₊.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: MinimizationState<Scalar>, _ projected: [Scalar]) {
    for i in 0..<n {
      s[i] = state.current.x[i] - state.trial.x[i]
      w[i] = state.current.gradient[i] - projected[i]
      y[i] = state.current.gradient[i] - state.trial.gradient[i]
    }
    let ys = BLAS.dot(n, y, s)
    guard isClearlyPositive(ys, BLAS.dot(n, s, s), BLAS.dot(n, y, y)) else { return }
    BLAS.gemv(m: n, n: n, term, lda: n, s, &product)
    let (curvature, known) = (BLAS.dot(n, w, s), BLAS.dot(n, product, s))
    let size = known == 0 ? 1 : min(1, (curvature / known).magnitude)
    BLAS.axpy(n, -size, product, &w)
    let ratio = BLAS.dot(n, w, s) / ys
    guard size.isFinite, ratio.isFinite else { return }
    for j in 0..<n {
      for i in 0..<n {
        let both = w[i] * y[j] + y[i] * w[j] - ratio * y[i] * y[j]
        term[i + n * j] = size * term[i + n * j] + both / ys
      }
    }
    isKnown = true
    isPrepared = false
  }

  /// Writes the step p within the radius; `system` is that of the model without S, and `scale` its D.
  mutating func solve(
    _ system: DampedLeastSquares<Scalar>, radius: Scalar, _ scale: [Scalar],
    into p: inout [Scalar]
  ) -> TrustStep<Scalar> {
    if !isPrepared { prepare(system, scale) }
    exact.resize(system.freeCount)
    let step = exact.solve(hessian, gradient, radius: radius, into: &q)
    for j in 0..<n { p[j] = 0 }
    for k in 0..<system.freeCount { p[system.variable(k)] = q[k] / scale[system.variable(k)] }
    return step
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func prepare(_ system: DampedLeastSquares<Scalar>, _ scale: [Scalar]) {
    system.writeSquare(into: &hessian, gradient: &gradient)
    let count = system.freeCount
    for l in 0..<count {
      for k in 0..<count {
        let (i, j) = (system.variable(k), system.variable(l))
        hessian[k + count * l] += term[i + n * j] / (scale[i] * scale[j])
      }
    }
    isPrepared = true
  }
}

extension ResidualCurvature: Resumable {
  private enum CodingKeys: String, CodingKey { case term, isKnown }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(term, forKey: .term)
    try container.encode(isKnown, forKey: .isKnown)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    term = try container.decode([Scalar].self, forKey: .term)
    isKnown = try container.decode(Bool.self, forKey: .isKnown)
    isPrepared = false
  }
}
