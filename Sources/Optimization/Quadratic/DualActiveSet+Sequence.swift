// Programs that follow one another, as those of sequential quadratic programming do, mostly have the same active
// constraints, and where they change, few do. So the minimum with the last ones as equations is computed at once, by
// products of matrices: S·u = b + Yᵀd with d = Jᵀg, x = J·(Y·u − d). Constraints whose multipliers have the wrong sign
// leave, violated ones join, and where nothing leaves or joins any more, x is the minimum.
//
// M. Hintermüller, K. Ito, K. Kunisch, "The primal-dual active set strategy as a semismooth Newton method", SIAM Journal
// on Optimization 13, 2002. It need not end, and asks for active normals that are independent; where either fails, the
// dual method begins from nothing.
import LinearAlgebra

extension DualActiveSet {
  /// Solves a program like the last one; see `solve`. O(n²·q + m·n) for q active constraints that stay.
  ///
  /// - Parameters:
  ///   - J: The inverse of H's factor.
  ///   - hasSameRows: Whether H and A are those of the last program.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solveNext(
    gradient g: [Scalar], inverse J: [Scalar], rows a: [Scalar], lower: [Scalar], upper: [Scalar],
    hasSameRows: Bool
  ) -> Outcome {
    if solveFromLast(g, J, a, lower, upper, hasSameRows) { return .solved }
    return solveAnew(gradient: g, inverse: J, rows: a, lower: lower, upper: upper)
  }

  /// Solves a program by the dual method from its minimum without constraints.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solveAnew(
    gradient g: [Scalar], inverse J: [Scalar], rows a: [Scalar], lower: [Scalar], upper: [Scalar]
  ) -> Outcome {
    guess.known = 0
    for i in 0..<(n * n) { self.J[i] = J[i] }
    return solve(gradient: g, rows: a, lower: lower, upper: upper)
  }

  private mutating func solveFromLast(
    _ g: [Scalar], _ J: [Scalar], _ a: [Scalar], _ lower: [Scalar], _ upper: [Scalar],
    _ hasSameRows: Bool
  ) -> Bool {
    guard n > 0 else { return false }
    if !hasSameRows {
      guess.known = 0
      measureRows(a)
    }
    BLAS.gemv(transposeA: true, m: n, n: n, J, lda: n, g, &d)
    keepPossible(lower, upper)
    for k in 0..<(m + n) where lower[k] == upper[k] && side[k] == 0 {
      guard join(k, 1) else { return false }
    }
    for _ in 0..<ActiveGuess<Scalar>.trials {
      guard guess.extend(to: q, active, n, m, a, J), moveToActive(J, a, lower, upper) else {
        return false
      }
      guard let hasChanged = exchange(lower, upper) else { return false }
      if !hasChanged {
        for k in 0..<(m + n) { multipliers[k] = 0 }
        for c in 0..<q { multipliers[active[c]] = u[c] }
        return true
      }
    }
    return false
  }

  /// Lets go of active sides that have no bound now.
  private mutating func keepPossible(_ lower: [Scalar], _ upper: [Scalar]) {
    var isWhole = true
    for c in 0..<q {
      let k = active[c]
      if !(side[k] > 0 ? lower[k] : upper[k]).isFinite {
        side[k] = 0
        isWhole = false
      }
    }
    if !isWhole { leave() }
  }

  /// Takes those out of the active constraints that have no side any more.
  private mutating func leave() {
    guess.compact(active, side, n)
    var left = 0
    for c in 0..<q where side[active[c]].magnitude == 1 {
      active[left] = active[c]
      left += 1
    }
    q = left
  }

  /// False where there is no room for one more.
  private mutating func join(_ k: Int, _ towards: Int) -> Bool {
    guard q < n else { return false }
    active[q] = k
    side[k] = towards
    q += 1
    return true
  }

  /// The minimum with the active constraints as equations; false where it is not finite, or multipliers are so large that
  /// the constraints are all but dependent.
  private mutating func moveToActive(
    _ J: [Scalar], _ a: [Scalar], _ lower: [Scalar], _ upper: [Scalar]
  ) -> Bool {
    guess.project(q, n, d, into: &u)
    for c in 0..<q { u[c] += bound(c, lower, upper) }
    guess.solve(q, n, &u)
    guess.move(q, n, u, d, J, to: &x)
    refreshProducts(a)
    // What rounding leaves of the equations is made up for once.
    var isExact = true
    for c in 0..<q {
      let k = active[c]
      z[c] = bound(c, lower, upper) - value(k)
      isExact = isExact && z[c].magnitude <= Scalar.ulpOfOne * bound(c, lower, upper).magnitude
    }
    if !isExact {
      guess.solve(q, n, &z)
      for c in 0..<q { u[c] += z[c] }
      guess.move(q, n, u, d, J, to: &x)
      refreshProducts(a)
    }
    let most = ActiveGuess<Scalar>.largestMultiplier * max(1, BLAS.maxAbs(n, d))
    return BLAS.maxAbs(n, x).isFinite && BLAS.maxAbs(q, u) <= most
  }

  private func bound(_ c: Int, _ lower: [Scalar], _ upper: [Scalar]) -> Scalar {
    let k = active[c]
    return side[k] > 0 ? lower[k] : upper[k]
  }

  /// Lets constraints leave and join; whether any did, and `nil` where too many would.
  private mutating func exchange(_ lower: [Scalar], _ upper: [Scalar]) -> Bool? {
    var hasLeaving = false
    for c in 0..<q {
      let k = active[c]
      guard lower[k] < upper[k], u[c] * Scalar(side[k]) < 0 else { continue }
      side[k] = Self.leaving
      hasLeaving = true
    }
    if hasLeaving { leave() }
    let size = BLAS.maxAbs(n, x)
    let before = q
    for k in 0..<(m + n) where side[k] == 0 {
      let (violation, towards) = violation(k, lower, upper, size)
      if violation > 0 { guard join(k, towards) else { return nil } }
    }
    if hasLeaving { for k in 0..<(m + n) where side[k] == Self.leaving { side[k] = 0 } }
    return hasLeaving || q > before
  }

  /// The side of a constraint that leaves, so that it does not join again at once.
  private static var leaving: Int { 2 }
}
