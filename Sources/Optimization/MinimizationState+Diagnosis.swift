import LinearAlgebra

/// What to call the end of a run whose line search failed.
///
/// The noise of f is measured as J. J. Moré and S. M. Wild do in "Estimating computational noise", SIAM
/// Journal on Scientific Computing 33(3), 2011, from a table of differences of f at equally spaced points
/// that are close enough for f itself to be smooth: the k-th differences divided by √((2k)!/(k!)²) are as
/// large as the noise once k is large enough to remove f. Departure: the points lie along the direction of
/// the search, and the smallest of the levels 3 to 6 is taken, without their search for a good spacing.
extension MinimizationState {
  /// The number of points of the difference table.
  private static var tableSize: Int { 7 }

  /// Measures f around the iterate and tells a stationary point from a failure. Up to 25 evaluations, within
  /// the limit.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func diagnose() -> EndReason {
    if sawMinusInfinity { return .unbounded }
    let f = current.value
    let scale = BLAS.maxAbs(dimension, direction)
    let size = max(BLAS.maxAbs(dimension, current.x), 1)
    guard scale > 0, scale.isFinite, size.isFinite else { return .searchFailed(.unexplained) }
    // As where the square of the gradient overflows.
    guard slope.isFinite else { return .searchFailed(.unexplained) }
    let unit = size / scale
    guard var noise = measureNoise(spacing: 32 * Scalar.ulpOfOne * unit) else {
      return interruption ?? .searchFailed(.notSmooth)
    }
    if noise < 4 * f.ulp {
      // Where f is what is left of larger numbers, it does not change at all over distances as short.
      let square = cubeRootOfUlp * cubeRootOfUlp
      guard let other = measureNoise(spacing: square * unit) else {
        return interruption ?? .searchFailed(.notSmooth)
      }
      noise = max(noise, other)
    }
    self.noise = noise
    let floor = max(noise, f.ulp)
    let far = cubeRootOfUlp * unit
    guard let (ahead, behind) = tryBothSides(far), let (near, back) = tryBothSides(far / 16) else {
      return interruption ?? .searchFailed(.notSmooth)
    }
    return judge(f, floor, far, ahead, behind, near, back)
  }

  /// Decides from f at −h, −h/16, h/16, h along the direction.
  private mutating func judge(
    _ f: Scalar, _ floor: Scalar, _ h: Scalar, _ ahead: Scalar, _ behind: Scalar,
    _ near: Scalar, _ back: Scalar
  ) -> EndReason {
    let curvature = (ahead - f + (behind - f)) / (h * h)
    let expected = slope * slope / (2 * max(curvature, Scalar.leastNormalMagnitude))
    if curvature > 0 && expected <= 100 * floor {
      noteMeasured(expected)
      return .valueExhausted
    }
    let fine = h / 16
    let measured = (near - back) / (2 * fine)
    let uncertainty = 4 * floor / fine + slope.magnitude / 20
    // From h to h/16, the second difference falls to a 256th where f is smooth, to a 16th at a kink.
    let kink = near - f + (back - f)
    let isKinked = kink.magnitude > 8 * floor && kink * 64 > ahead - f + (behind - f)
    if isKinked, let stays = bendStays(kink, fine, floor) {
      if stays { return .searchFailed(.notSmooth) }
    }
    guard (measured - slope).magnitude > uncertainty else {
      return .searchFailed(floor > 1000 * f.ulp ? .noisy : .unexplained)
    }
    // Past a kink a difference says nothing of the gradient on this side of it.
    guard let isNear = slopeAgreesNearby(f, floor, spacing: fine) else {
      return .searchFailed(.unexplained)
    }
    if isNear {
      return .searchFailed(hasOwnGradient && hasKinkDownhill() ? .notSmooth : .unexplained)
    }
    // A gradient that was made of differences is wrong by nobody's mistake.
    guard hasOwnGradient else { return .searchFailed(.unexplained) }
    // Differences that disagree with each other as much accuse nobody: f bends too sharply for them.
    let coarse = (ahead - behind) / (2 * h)
    let isConsistent = (coarse - measured).magnitude <= (measured - slope).magnitude / 2
    return .searchFailed(isConsistent ? .gradientLooksWrong : .unexplained)
  }

  /// Whether the bend of f over a distance is in proportion to it down to a 256th of `h`, where it was `bend`: that
  /// of a smooth function is in proportion to its square as soon as the distance is shorter than its own scale.
  /// Where rounding hides the shorter distance, slopes close by tell, if the function gives them; `nil` where a
  /// limit is met or f is not finite.
  private mutating func bendStays(_ bend: Scalar, _ h: Scalar, _ floor: Scalar) -> Bool? {
    if bend > 16 * 256 * floor {
      guard let (ahead, behind) = tryBothSides(h / 256) else { return nil }
      let f = current.value
      return ahead - f + (behind - f) > bend / 2048
    }
    return hasOwnGradient && hasKinkDownhill()
  }

  /// Whether derivatives are made of values alone.
  var hasValuesAlone: Bool { evaluator.gives.isEmpty }

  /// Whether the function gives its gradient, which then can be wrong.
  var hasOwnGradient: Bool { !(evaluator.gradientError > Scalar.ulpOfOne) }

  /// Whether a one-sided difference of f agrees with the slope at a distance of `spacing`, or at shorter
  /// ones as far as f resolves them: so it does where a kink lies close by, as f is smooth up to it. Up to
  /// 8 evaluations. `nil` where f resolves none of these distances.
  private mutating func slopeAgreesNearby(
    _ f: Scalar, _ floor: Scalar, spacing: Scalar
  ) -> Bool? {
    var h = spacing
    var isResolved: Bool?
    for _ in 0..<4 {
      let rounding = 4 * floor / h
      guard rounding < slope.magnitude / 8, let (ahead, behind) = tryBothSides(h) else { break }
      let uncertainty = rounding + slope.magnitude / 20
      let sides = [(ahead - f) / h, (f - behind) / h]
      if sides.contains(where: { ($0 - slope).magnitude <= uncertainty }) { return true }
      isResolved = false
      h /= 32
    }
    return isResolved
  }

  /// How far f falls along the gradient as far as the curvature measured there tells, |g|²/2κ for
  /// κ = (g(x + d) − g)·d/|d|² and d = −h·ĝ: infinite where the curvature is not positive, `nil` where a
  /// limit is met. With bounds, g is the projected gradient.
  ///
  /// One evaluation, and one on the other side where f is not finite there; the point stays on trial.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func decreaseAlongGradient() -> Scalar? {
    let gradient = freeGradient
    let norm = BLAS.nrm2(dimension, gradient)
    let size = max(BLAS.maxAbs(dimension, current.x), 1)
    let h = cubeRootOfUlp * size
    guard var curvature = curvature(towards: gradient, -h / norm) else { return nil }
    if !curvature.isFinite {
      guard let other = self.curvature(towards: gradient, h / norm) else { return nil }
      curvature = other
    }
    return curvature > 0 ? norm * norm / (2 * curvature) : .infinity
  }

  /// The curvature of f between x and x + t·p; NaN where f or its gradient is not finite there.
  private mutating func curvature(towards p: [Scalar], _ t: Scalar) -> Scalar? {
    guard tryPoint(p, t) else { return nil }
    var (change, square): (Scalar, Scalar) = (0, 0)
    for i in p.indices {
      let step = trial.x[i] - current.x[i]
      change += (trial.gradient[i] - current.gradient[i]) * step
      square += step * step
    }
    if !change.isFinite { rejectTrial() }
    return trial.value.isNaN ? .nan : change / square
  }

  private var cubeRootOfUlp: Scalar {
    Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 3, significand: 1)
  }

  private mutating func tryBothSides(_ h: Scalar) -> (Scalar, Scalar)? {
    guard let ahead = tryStep(h), ahead.isFinite, let behind = tryStep(-h), behind.isFinite else {
      return nil
    }
    return (ahead.value, behind.value)
  }

  /// The noise of f along a direction of irregular elements, over some roundings of x and over longer distances
  /// where f does not change over these; `nil` where f is not finite at one of the points, or a limit is met.
  mutating func noiseAround() -> Scalar? {
    guard dimension > 0 else { return 0 }
    for i in direction.indices {
      direction[i] = irregularShare(i, 2) * max(1, current.x[i].magnitude)
    }
    slope = BLAS.dot(dimension, current.gradient, direction)
    beginSearch()
    guard let noise = measureNoise(spacing: 32 * Scalar.ulpOfOne) else { return nil }
    guard noise < 4 * current.value.ulp else { return noise }
    return measureNoise(spacing: cubeRootOfUlp * cubeRootOfUlp).map { max(noise, $0) }
  }

  /// The noise of f at points `spacing` apart; `nil` where f is not finite at one, or a limit is met.
  private mutating func measureNoise(spacing: Scalar) -> Scalar? {
    var table: [Scalar] = []
    for index in 0..<Self.tableSize {
      let offset = index - Self.tableSize / 2
      if offset == 0 {
        table.append(current.value)
      } else {
        guard let point = tryStep(Scalar(offset) * spacing), point.isFinite else { return nil }
        table.append(point.value)
      }
    }
    var noise = Scalar.infinity
    var factor: Scalar = 1
    for level in 1..<Self.tableSize {
      // (k!)²/(2k)! from that of k − 1.
      factor *= Scalar(level) / (2 * Scalar(2 * level - 1))
      for index in 0..<(table.count - 1) { table[index] = table[index + 1] - table[index] }
      table.removeLast()
      // The root of the mean square, which does not overflow where squares do.
      let size = BLAS.nrm2(table.count, table) / Scalar(table.count).squareRoot()
      if level >= 3 { noise = min(noise, factor.squareRoot() * size) }
    }
    return noise
  }
}
