import LinearAlgebra

extension SequentialQuadratic {
  /// How a step went.
  enum Step { case accepted, ended(EndReason) }

  /// Goes to the next iterate, or tells why there is none.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func takeStep(_ evaluator: inout Evaluator, _ rules: Rules) -> Step {
    // Each turn of the loop ends with a step, an end, or a restart, of which there are few.
    while true {
      let direction = findDirection()
      if isProvenInfeasible(evaluator) { return .ended(.infeasible) }
      switch direction {
      case .regular:
        if let claim = claim(evaluator, rules) { return confirm(claim, &evaluator, rules) }
        if isFeasible(current), hasNoMultipliers {
          if isShort, isSlow(Numbers.degeneratePart) {
            settleRows(&evaluator)
            return .ended(.noMultipliers)
          }
          if recedes { return .ended(.infeasible) }
        }
      case .stationaryViolation:
        return leaveViolation(&evaluator)
      case .elastic: if isFruitless { return leaveViolation(&evaluator) }
      case .contradiction where !isFresh:
        // Curvature that grows with the multipliers hides how the rows differ.
        beginAnew()
        continue
      case .contradiction, .none:
        if restart(&evaluator) { continue }
        return .ended(diagnosis(&evaluator))
      }
      let before = current.value
      switch search(&evaluator, isElastic: direction == .elastic) {
      case .accepted:
        updateTolerances(evaluator, rules)
        noteIdleness(from: before)
        if idleSteps >= Numbers.idleSteps {
          idleSteps = 0
          if let claim = exhaustedClaim(evaluator, rules) {
            return confirm(claim, &evaluator, rules)
          }
          if !restart(&evaluator) { return .ended(diagnosis(&evaluator)) }
        }
        if isDeep && current.value < before { return .ended(.unbounded) }
        return .accepted
      case .interrupted: return .ended(evaluator.interruption ?? .stopped)
      case .unbounded: return .ended(.unbounded)
      case .failed:
        if restart(&evaluator) { continue }
        if let claim = exhaustedClaim(evaluator, rules) { return confirm(claim, &evaluator, rules) }
        return .ended(diagnosis(&evaluator))
      }
    }
  }

  /// Begins anew with the first B, where that is another and was not done too often; with better differences, where
  /// derivatives are made of them.
  private mutating func restart(_ evaluator: inout Evaluator) -> Bool {
    if evaluator.hasDifferences && !evaluator.isRefined {
      evaluator.isRefined = true
      guard evaluator.differentiate(&current) else { return false }
    } else {
      guard !isFresh, restarts < Numbers.restarts else { return false }
      restarts += 1
    }
    for i in 0..<m { weights[i] = 0 }
    beginAnew()
    return true
  }

  /// What is claimed where the KKT conditions hold to the tolerance.
  private mutating func claim(_ evaluator: Evaluator, _ rules: Rules) -> EndReason? {
    guard isFeasible(current) else { return nil }
    let own = residual(multipliers, evaluator)
    let wanted =
      !evaluator.hasDifferences
      ? rules.residual
      : max(
        rules.residual,
        evaluator.isRefined ? Numbers.differenceResidual : Numbers.roughResidual)
    if own <= wanted { return .kktConverged }
    guard own <= Numbers.nearResidual || isSlow(Numbers.slowPart),
      estimateMultipliers(evaluator) <= wanted
    else { return nil }
    for k in 0..<(m + n) { multipliers[k] = estimate.multipliers[k] }
    return .kktConverged
  }

  /// Whether f is so low that it falls without bound, the rows being kept as far as numbers of that size tell.
  private var isDeep: Bool {
    current.value < -Numbers.depth * max(1, firstValue.magnitude)
      && totalViolation(current.rows) <= Numbers.violation * BLAS.maxAbs(n, current.x)
  }

  /// Whether the last step was short beside x.
  private var isShort: Bool {
    (lastStep ?? 0) <= Numbers.shortMove * max(1, BLAS.maxAbs(n, current.x))
  }

  /// Whether the violation falls only on the way to ever farther points, as that of exp(x) ≤ 0 does.
  private var recedes: Bool {
    mutating get {
      fruitless = !isShort && totalViolation(current.rows) > 0 ? fruitless + 1 : 0
      guard fruitless >= Numbers.fruitlessSteps else { return false }
      conflict = (0..<m).filter { violation($0, current.rows[$0]) > 0 }
      return true
    }
  }

  /// Whether steps with slacks have brought no feasible point nearer for long.
  private var isFruitless: Bool {
    mutating get {
      let violated = totalViolation(current.rows)
      fruitless = violated < 0.99 * leastViolation ? 0 : fruitless + 1
      leastViolation = min(leastViolation, violated)
      return fruitless >= Numbers.fruitlessSteps
    }
  }

  /// Counts the steps in a row that change neither f nor the violation by more than rounding.
  private mutating func noteIdleness(from before: Scalar) {
    let change = (current.value - before).magnitude
    let rounding = max(
      Numbers.idleChange * max(current.value.magnitude, before.magnitude),
      Numbers.idleRest * firstValue.magnitude)
    idleSteps = change <= rounding && isFeasible(current) ? idleSteps + 1 : 0
  }

  /// Whether the last step changed f by no more than that part of what there is of it.
  private func isSlow(_ part: Scalar) -> Bool {
    guard let lastDecrease else { return false }
    return lastDecrease.magnitude <= part * max(current.value.magnitude, firstValue.magnitude)
  }

  /// What is claimed where no step lowers φ any more.
  private mutating func exhaustedClaim(_ evaluator: Evaluator, _ rules: Rules) -> EndReason? {
    guard isFeasible(current) else { return nil }
    let left = estimateMultipliers(evaluator)
    guard left <= max(rules.residual, Numbers.exhaustedResidual) else { return nil }
    for k in 0..<(m + n) { multipliers[k] = estimate.multipliers[k] }
    return .valueExhausted
  }

  /// The best of the estimates with constraints that are active within several distances; returns its residual.
  mutating func estimateMultipliers(_ evaluator: Evaluator) -> Scalar {
    var best = Scalar.infinity
    var bestReach: Scalar = 1
    for reach in [1, 100, 10_000] as [Scalar] {
      estimate.estimate(at: current, lower, upper, tolerances: tolerances, reach: reach)
      let left = residual(estimate.multipliers, evaluator)
      if left < best { (best, bestReach) = (left, reach) }
      if best <= Numbers.residual { return best }
    }
    estimate.estimate(at: current, lower, upper, tolerances: tolerances, reach: bestReach)
    return residual(estimate.multipliers, evaluator)
  }

  /// The KKT residual at the current point: the larger of |∇f − Jᵀλ − z| and |λ·distance|, over max(1, |∇f|); the
  /// larger of what it is in the run's units and, a tenth of it, in the functions' own.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func residual(_ multipliers: [Scalar], _ evaluator: Evaluator) -> Scalar {
    MultiplierEstimate.remainder(current, multipliers, n, m, into: &remainder)
    var slope: Scalar = 0
    var ownSlope: Scalar = 0
    var left: Scalar = 0
    var ownLeft: Scalar = 0
    for j in 0..<n {
      slope = max(slope, current.gradient[j].magnitude)
      ownSlope = max(ownSlope, current.gradient[j].magnitude / evaluator.units[j])
      left = max(left, remainder[j].magnitude)
      ownLeft = max(ownLeft, remainder[j].magnitude / evaluator.units[j])
    }
    for k in 0..<(m + n) where multipliers[k] != 0 {
      let value = k < m ? current.rows[k] : current.x[k - m]
      let bound = multipliers[k] > 0 ? lower[k] : upper[k]
      let distance = (value - bound).magnitude
      guard distance > 0 else { continue }
      left = max(left, multipliers[k].magnitude * distance)
      ownLeft = max(ownLeft, multipliers[k].magnitude * distance)
    }
    let factor = evaluator.valueFactor
    let own = (ownLeft / factor) / max(1, ownSlope / factor)
    let scaled = left / max(1, slope)
    return left.isFinite ? max(scaled, own / 10) : .infinity
  }

  /// By how much each constraint may be broken: what was asked for, relative to its bound both in the run's units and
  /// in the function's own, and what cannot be told from its bound.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func updateTolerances(_ evaluator: Evaluator, _ rules: Rules) {
    MultiplierEstimate.sizes(current, n, m, into: &slopes)
    for i in 0..<m {
      let bound = max(
        lower[i].isFinite ? lower[i].magnitude : 0, upper[i].isFinite ? upper[i].magnitude : 0)
      let factor = evaluator.rowFactors[i]
      tolerances[i] = max(
        rules.violation * min(max(1, bound), max(factor, bound)),
        Numbers.rowRounding * (slopes[i] + bound))
    }
    for j in 0..<n { tolerances[m + j] = rules.violation * max(1, current.x[j].magnitude) }
  }
}

extension SequentialQuadratic {
  /// What a run asks of its end.
  struct Rules: Sendable {
    /// The tolerance of the KKT residual, and that of a row over max(1, |its bound|).
    var residual: Scalar
    var violation: Scalar
    var examination: Examination
  }
}
