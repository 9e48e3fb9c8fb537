import LinearAlgebra

/// What is known of a step that minimises the model m(p) = g·p + ½·pᵀHp within a radius.
struct TrustStep<Scalar: LinearAlgebraScalar>: Codable {
  /// −m(p), how far the model falls; not negative but for rounding.
  var decrease: Scalar
  /// |p|.
  var length: Scalar
  /// Whether the radius holds p back.
  var isOnBoundary: Bool
  /// Whether a direction of negative curvature was met.
  var metNegativeCurvature: Bool
}

/// τ ≥ 0 with |p + τ·d| = Δ, from p·p, p·d and d·d; p lies within.
func stepToBoundary<Scalar: LinearAlgebraScalar>(
  _ pp: Scalar, _ pd: Scalar, _ dd: Scalar, _ radius: Scalar
) -> Scalar {
  guard radius <= 1 || (dd * radius * radius).isFinite else {
    // In units of the radius, where squares overflow, as they may where f falls without bound.
    let p = pp.squareRoot() / radius
    return radius * stepToBoundary(p * p, pd / radius, dd, 1)
  }
  let gap = max(0, (radius - pp.squareRoot()) * (radius + pp.squareRoot()))
  let root = (pd * pd + dd * gap).squareRoot()
  // The form without cancellation.
  return pd > 0 ? gap / (pd + root) : (root - pd) / dd
}
