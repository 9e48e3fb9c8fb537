// Trust-region steps in a box.
//
// A. R. Conn, N. I. M. Gould, P. L. Toint, Trust-Region Methods, SIAM 2000, chapter 12: whatever the step, the
// model has to fall by a fraction of what it does along the projected gradient. C.-J. Lin, J. J. Moré, "Newton's
// method for large bound-constrained optimization problems", SIAM Journal on Optimization 9(4), 1999, for steps
// on the face of the variables that bounds do not hold, projected into the box.
//
// Departures: the step p of the face is projected; where that loses nine tenths of the model's decrease, the
// part of p up to the first bound and the best step along the projected gradient compete with it.
import LinearAlgebra

/// Bends a step so that it stays within bounds.
struct BoxedStep<Scalar: LinearAlgebraScalar> {
  private var candidate: [Scalar]
  private var best: [Scalar]
  private var bestDecrease: Scalar = 0
  /// The curvatures along the best candidate and the last; NaN where there is none.
  private var bestBend = Scalar.nan
  private var last: [Scalar]
  private var lastBend = Scalar.nan

  init(dimension: Int) {
    // Each its own, so that no later write has to copy it.
    candidate = [Scalar](repeating: 0, count: dimension)
    best = [Scalar](repeating: 0, count: dimension)
    last = [Scalar](repeating: 0, count: dimension)
  }

  /// Replaces `state.direction`, along which the model falls by `decrease`, by a step within the box, and
  /// returns by how much the model falls along that; `nil` where the model's curvature is not known.
  ///
  /// - Parameters:
  ///   - radius: The longest step along the gradient, in variables divided by `scale`.
  ///   - scale: D, one number a variable; empty for ones.
  mutating func bend(
    _ state: inout MinimizationState<Scalar>, _ bounds: Bounds<Scalar>, decrease: Scalar,
    radius: Scalar, scale: [Scalar], model: inout some ModelCurvature<Scalar>
  ) -> Scalar? {
    let reach = reach(state, bounds)
    guard reach < 1 else { return decrease }
    bestDecrease = -.infinity
    bestBend = .nan
    lastBend = .nan
    take(state, bounds, state.direction, 1)
    guard judge(&state, &model) != nil else { return nil }
    if bestDecrease < decrease / 10 {
      for i in candidate.indices { candidate[i] = reach * state.direction[i] }
      guard judge(&state, &model) != nil,
        followGradient(&state, bounds, radius, scale, &model)
      else { return nil }
    }
    for i in best.indices { state.direction[i] = best[i] }
    return bestDecrease
  }

  /// The multiple of the direction at which it first leaves the box.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func reach(_ state: MinimizationState<Scalar>, _ bounds: Bounds<Scalar>) -> Scalar {
    var reach = Scalar.infinity
    for i in candidate.indices {
      let (p, x) = (state.direction[i], state.current.x[i])
      guard p != 0 else { continue }
      reach = min(reach, ((p < 0 ? bounds.lower[i] : bounds.upper[i]) - x) / p)
    }
    return reach
  }

  /// Makes the candidate P(x + t·d) − x.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func take(
    _ state: MinimizationState<Scalar>, _ bounds: Bounds<Scalar>, _ d: [Scalar], _ t: Scalar
  ) {
    for i in candidate.indices {
      let x = state.current.x[i]
      candidate[i] = bounds.clamped(x + t * d[i], i) - x
    }
  }

  /// By how much the model falls along the candidate, which is kept where that is the most so far.
  private mutating func judge(
    _ state: inout MinimizationState<Scalar>,
    _ model: inout some ModelCurvature<Scalar>
  ) -> Scalar? {
    guard let bend = knownBend ?? model.curvature(along: candidate, &state) else { return nil }
    let decrease = -BLAS.dot(candidate.count, state.current.gradient, candidate) - bend / 2
    swap(&last, &candidate)
    lastBend = bend
    if decrease > bestDecrease {
      swap(&best, &last)
      swap(&bestBend, &lastBend)
      bestDecrease = decrease
    }
    return decrease
  }

  /// The curvature along the candidate where that is a multiple of the best or the last, and a product with
  /// the Hessian would be another difference over the same way.
  private var knownBend: Scalar? {
    if !bestBend.isNaN, let ratio = Self.ratio(candidate, best) { return ratio * ratio * bestBend }
    if !lastBend.isNaN, let ratio = Self.ratio(candidate, last) { return ratio * ratio * lastBend }
    return nil
  }

  /// a/b for vectors that are parallel to rounding; `nil` where they are not.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func ratio(_ a: [Scalar], _ b: [Scalar]) -> Scalar? {
    let n = a.count
    guard n > 0 else { return nil }
    let (square, size) = (BLAS.dot(n, b, b), BLAS.maxAbs(n, a))
    let ratio = BLAS.dot(n, a, b) / square
    guard square.isNormal, ratio.isFinite else { return nil }
    for i in 0..<n where (a[i] - ratio * b[i]).magnitude > 4 * Scalar.ulpOfOne * size { return nil }
    return ratio
  }

  /// Tries steps along the projected gradient, from the radius to shorter ones, until the model falls by a
  /// tenth of what the slope promises. False as `judge`'s `nil`.
  private mutating func followGradient(
    _ state: inout MinimizationState<Scalar>, _ bounds: Bounds<Scalar>, _ radius: Scalar,
    _ scale: [Scalar], _ model: inout some ModelCurvature<Scalar>
  ) -> Bool {
    // d = −D⁻²·g among the variables that are not held, in the direction's storage.
    state.pointDown()
    var square: Scalar = 0
    for i in candidate.indices {
      let d = scale.isEmpty ? 1 : scale[i]
      square += state.direction[i] * state.direction[i] / d / d
      state.direction[i] = state.direction[i] / d / d
    }
    guard square > 0, square.isFinite else { return true }
    var t = radius / square.squareRoot()
    for _ in 0..<12 {
      take(state, bounds, state.direction, t)
      let promise = -BLAS.dot(candidate.count, state.current.gradient, candidate)
      guard let decrease = judge(&state, &model) else { return false }
      if decrease >= promise / 10 { break }
      t /= 8
    }
    return true
  }
}
