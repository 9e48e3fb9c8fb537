// The trust-region subproblem by factorisations.
//
// J. J. Moré, D. C. Sorensen, "Computing a trust region step", SIAM Journal on Scientific and Statistical
// Computing 4(3), 1983, algorithm 3.14; A. R. Conn, N. I. M. Gould, P. L. Toint, Trust-Region Methods, SIAM
// 2000, section 7.3 and algorithm 7.3.4. p solves (H + λI)·p = −g with H + λI positive definite and |p| = Δ, or
// |p| < Δ and λ = 0; λ is found by Newton's iteration on 1/Δ − 1/|p(λ)|, safeguarded between λ_L and λ_U. In
// the hard case p lies within and a multiple of an eigenvector of the smallest eigenvalue takes it to the
// boundary.
//
// Departures: that eigenvector comes from two inverse iterations from a vector grown as in LINPACK's condition
// estimator. A factorisation that fails gives its direction of negative curvature through a second one, of the
// leading block that succeeded.
import LinearAlgebra
import Matrices

/// Minimises a model within a radius, to a tenth of the radius and a fifth of the decrease.
struct ExactSubproblem<Scalar: LinearAlgebraScalar> {
  /// The order of the problem at hand, and the largest.
  private var n: Int
  private let largest: Int
  /// The factor of H + λI.
  private var factor: [Scalar]
  private var w: [Scalar]
  private var z: [Scalar]
  private var lower: Scalar = 0
  private var upper: Scalar = 0

  init(dimension: Int) {
    n = dimension
    largest = n
    factor = [Scalar](repeating: 0, count: n * n)
    // Each its own, so that no later write has to copy it.
    w = [Scalar](repeating: 0, count: n)
    z = [Scalar](repeating: 0, count: n)
  }

  /// Takes problems of another order from here on, no larger than the first.
  mutating func resize(_ order: Int) {
    require(order <= largest, "a problem of order \(order) does not fit in one of \(largest)")
    n = order
  }

  /// Writes p for the Hessian `h`, n×n with both triangles.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    _ h: [Scalar], _ g: [Scalar], radius: Scalar, into p: inout [Scalar]
  ) -> TrustStep<Scalar> {
    bracket(h, g, radius)
    var lambda = lower == 0 ? 0 : split
    var hasNegativeCurvature = false
    for _ in 0..<60 {
      let minor = factorize(h, lambda, n)
      if minor > 0 {
        hasNegativeCurvature = true
        raiseLower(h, lambda, minor)
        lambda = split
        continue
      }
      let length = solveShifted(g, into: &p)
      if lambda == 0 && length <= radius { return step(h, g, p, false, false) }
      guard let next = nextShift(h, lambda, length, radius, &p) else {
        return step(h, g, p, true, hasNegativeCurvature)
      }
      guard next != lambda else { break }
      lambda = next
    }
    scaleToRadius(radius, &p)
    return step(h, g, p, true, hasNegativeCurvature)
  }

  /// ½·gᵀH⁻¹g, how far the model falls without a radius; ∞ where H is not positive definite even with
  /// `slack` times its largest diagonal element added to its diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func newtonDecrease(_ h: [Scalar], _ g: [Scalar], slack: Scalar) -> Scalar {
    var shift: Scalar = 0
    for i in 0..<n { shift = max(shift, h[i + n * i].magnitude) }
    guard factorize(h, 0, n) == 0 || factorize(h, shift * slack, n) == 0 else { return .infinity }
    for i in 0..<n { w[i] = g[i] }
    BLAS.solveLower(n, factor, lda: n, &w)
    return BLAS.dot(n, w, w) / 2
  }

  /// Sets the bounds of λ from Gershgorin's discs and the norms of H.
  private mutating func bracket(_ h: [Scalar], _ g: [Scalar], _ radius: Scalar) {
    var (least, most) = (Scalar.infinity, -Scalar.infinity)
    var (leastDiagonal, largestSum) = (Scalar.infinity, Scalar(0))
    for j in 0..<n {
      var others: Scalar = 0
      for i in 0..<n where i != j { others += h[i + n * j].magnitude }
      let diagonal = h[j + n * j]
      least = min(least, diagonal - others)
      most = max(most, diagonal + others)
      leastDiagonal = min(leastDiagonal, diagonal)
      largestSum = max(largestSum, others + diagonal.magnitude)
    }
    let norm = min(BLAS.nrm2(n * n, h), largestSum)
    let ratio = BLAS.nrm2(n, g) / radius
    lower = max(0, max(-leastDiagonal, ratio - min(most, norm)))
    upper = max(0, ratio + min(-least, norm))
  }

  private var split: Scalar {
    max((lower * upper).squareRoot(), lower + (upper - lower) / 100)
  }

  /// Factors the leading block of H + λI of the given order.
  private mutating func factorize(_ h: [Scalar], _ lambda: Scalar, _ order: Int) -> Int {
    for j in 0..<order {
      for i in j..<order { factor[i + n * j] = h[i + n * j] }
      factor[j + n * j] += lambda
    }
    return BLAS.cholesky(order, &factor, lda: max(1, n))
  }

  private mutating func solveShifted(_ g: [Scalar], into p: inout [Scalar]) -> Scalar {
    for i in 0..<n { p[i] = -g[i] }
    BLAS.solveLower(n, factor, lda: n, &p)
    BLAS.solveLower(n, factor, lda: n, transposed: true, &p)
    return BLAS.nrm2(n, p)
  }

  /// The next λ; `nil` where p will do, in the hard case with its part along the eigenvector added.
  private mutating func nextShift(
    _ h: [Scalar], _ lambda: Scalar, _ length: Scalar, _ radius: Scalar, _ p: inout [Scalar]
  ) -> Scalar? {
    for i in 0..<n { w[i] = p[i] }
    BLAS.solveLower(n, factor, lda: n, &w)
    let ratio = length / BLAS.nrm2(n, w)
    let newton = lambda + ratio * ratio * (length - radius) / radius
    if length >= radius {
      lower = max(lower, lambda)
      return (length - radius).magnitude <= radius / 10 ? nil : newton
    }
    upper = min(upper, lambda)
    if (length - radius).magnitude <= radius / 10 { return nil }
    let smallest = findNullVector()
    let pz = BLAS.dot(n, p, z)
    let sign: Scalar = pz < 0 ? -1 : 1
    let alpha = sign * stepToBoundary(length * length, pz.magnitude, 1, radius)
    let ww = squareOfProduct(p)
    if alpha * alpha * smallest <= (ww + lambda * radius * radius) / 5 {
      BLAS.axpy(n, alpha, z, &p)
      return nil
    }
    lower = max(lower, lambda - smallest)
    if length > 0 && newton > lower && factorize(h, newton, n) == 0 { return newton }
    if newton > lower { lower = newton }
    return split
  }

  /// |Lᵀp|², that is pᵀ(H + λI)p.
  private mutating func squareOfProduct(_ p: [Scalar]) -> Scalar {
    var sum: Scalar = 0
    for j in 0..<n {
      var element: Scalar = 0
      for i in j..<n { element += factor[i + n * j] * p[i] }
      sum += element * element
    }
    return sum
  }

  /// Makes z a unit vector for which zᵀ(H + λI)z, which is returned, is about the smallest eigenvalue.
  private mutating func findNullVector() -> Scalar {
    for k in 0..<n {
      var sum: Scalar = 0
      for j in 0..<k { sum += factor[k + n * j] * z[j] }
      z[k] = ((sum > 0 ? -1 : 1) - sum) / factor[k + n * k]
    }
    BLAS.solveLower(n, factor, lda: n, transposed: true, &z)
    for _ in 0..<2 {
      BLAS.scale(n, 1 / BLAS.nrm2(n, z), &z)
      BLAS.solveLower(n, factor, lda: n, &z)
      BLAS.solveLower(n, factor, lda: n, transposed: true, &z)
    }
    BLAS.scale(n, 1 / BLAS.nrm2(n, z), &z)
    return squareOfProduct(z)
  }

  /// Raises the lower bound of λ by the negative curvature that a failed factorisation shows.
  private mutating func raiseLower(_ h: [Scalar], _ lambda: Scalar, _ minor: Int) {
    lower = max(lower, lambda)
    // Where Gershgorin's discs are exact, the bounds meet at a singular matrix.
    defer { if lower >= upper { upper = 1.1 * lower } }
    let k = minor - 1
    guard k < n, factorize(h, lambda, k) == 0 else { return }
    // v = (−L⁻ᵀ·l, 1) with l = L⁻¹·(H + λI)ₖ has vᵀ(H + λI)v = (H + λI)ₖₖ − |l|² = −δ.
    for i in 0..<k { w[i] = h[i + n * k] }
    BLAS.solveLower(k, factor, lda: n, &w)
    let delta = BLAS.dot(k, w, w) - (h[k + n * k] + lambda)
    BLAS.solveLower(k, factor, lda: n, transposed: true, &w)
    let square = 1 + BLAS.dot(k, w, w)
    if delta > 0 && square.isFinite { lower = max(lower, lambda + delta / square) }
  }

  private func scaleToRadius(_ radius: Scalar, _ p: inout [Scalar]) {
    let length = BLAS.nrm2(n, p)
    if length > radius { BLAS.scale(n, radius / length, &p) }
  }

  private mutating func step(
    _ h: [Scalar], _ g: [Scalar], _ p: [Scalar], _ isOnBoundary: Bool, _ isNegative: Bool
  ) -> TrustStep<Scalar> {
    if n > 0 { BLAS.gemv(m: n, n: n, h, lda: n, p, &w) }
    return TrustStep(
      decrease: -(BLAS.dot(n, g, p) + BLAS.dot(n, p, w) / 2), length: BLAS.nrm2(n, p),
      isOnBoundary: isOnBoundary, metNegativeCurvature: isNegative)
  }
}
