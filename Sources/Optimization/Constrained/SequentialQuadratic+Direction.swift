import LinearAlgebra

extension SequentialQuadratic {
  /// How a direction was found.
  enum Direction { case regular, elastic, stationaryViolation, contradiction, none }

  /// Finds p and the multipliers by the quadratic program at the current point.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func findDirection() -> Direction {
    if !isFactored {
      isFactored = InverseFactor.make(n, of: B, into: &inverse, factor: &factor)
      if !isFactored { resetHessian() }
    }
    setStepBounds(current.rows)
    let isViolated = !isFeasible(current)
    var contradicts = false
    hasProof = false
    switch solveQuadratic(hasSameRows: false) {
    case .solved:
      for j in 0..<n { step[j] = quadratic.x[j] }
      for k in 0..<(m + n) { multipliers[k] = quadratic.multipliers[k] }
      if !isViolated || BLAS.maxAbs(m + n, multipliers) <= Numbers.hugeMultiplier {
        return .regular
      }
    case .infeasible:
      contradicts = true
      for k in 0..<(m + n) { proof[k] = quadratic.multipliers[k] }
    case .stalled: break
    }
    guard isViolated else { return contradicts ? .contradiction : .none }
    hasProof = contradicts
    return findElasticDirection()
  }

  /// The bounds of p where the rows have the given values at the point it starts from.
  mutating func setStepBounds(_ rows: [Scalar]) {
    for i in 0..<m {
      lowerStep[i] = lower[i] - rows[i]
      upperStep[i] = upper[i] - rows[i]
    }
    for j in 0..<n {
      lowerStep[m + j] = lower[m + j] - current.x[j]
      upperStep[m + j] = upper[m + j] - current.x[j]
    }
  }

  /// - Parameter hasSameRows: Whether only the bounds changed since the last program.
  mutating func solveQuadratic(hasSameRows: Bool) -> DualActiveSet<Scalar>.Outcome {
    guard !hasDifferences else {
      return quadratic.solveAnew(
        gradient: current.gradient, inverse: inverse, rows: current.jacobian, lower: lowerStep,
        upper: upperStep)
    }
    return quadratic.solveNext(
      gradient: current.gradient, inverse: inverse, rows: current.jacobian, lower: lowerStep,
      upper: upperStep, hasSameRows: hasSameRows)
  }

  /// Finds p with slacks, at a price that rises as long as that lowers the violation by a tenth.
  private mutating func findElasticDirection() -> Direction {
    let slack = (0..<m).map { i in
      current.rows[i] < lower[i] ? 1 : current.rows[i] > upper[i] ? -1 : 0
    }
    let violated = totalViolation(current.rows)
    if price == 0 { price = 10 * max(1, BLAS.maxAbs(n, current.gradient)) }
    price = max(price, 2 * (weights.max() ?? 0).nextDown / 4)
    func solve(_ price: Scalar, _ state: inout Self) -> Scalar? {
      guard
        state.elastic.solve(
          state.current, state.inverse, state.lowerStep, state.upperStep, slack: slack,
          price: price, size: violated, step: &state.step, multipliers: &state.multipliers)
      else { return nil }
      state.linearise()
      return state.totalViolation(state.linear)
    }
    guard var remaining = solve(price, &self) else { return .none }
    for _ in 0..<8 where remaining > 1e-3 * violated {
      guard let next = solve(10 * price, &self), next < 0.9 * remaining else {
        if remaining > (1 - Numbers.stationaryViolation) * violated { return .stationaryViolation }
        return solve(price, &self) == nil ? .none : .elastic
      }
      remaining = next
      price *= 10
    }
    return .elastic
  }

  /// The rows as their linearisation has them after the step.
  mutating func linearise() {
    for i in 0..<m { linear[i] = current.rows[i] }
    BLAS.gemv(m: m, n: n, current.jacobian, lda: max(1, m), step, beta: 1, &linear)
  }

  /// Follows the multipliers with the weights, and returns what the quadratic program foretells that φ falls by.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func foretell() -> Scalar {
    linearise()
    var decrease: Scalar = 0
    for j in 0..<n { decrease -= current.gradient[j] * step[j] }
    for i in 0..<m {
      let size = multipliers[i].magnitude
      weights[i] =
        isFresh && restarts == 0 && pastValues.count <= 1
        ? size : max(size, (weights[i] + size) / 2)
      if weights[i] > 0 {
        decrease += weights[i] * (violation(i, current.rows[i]) - violation(i, linear[i]))
      }
    }
    return decrease
  }
}
