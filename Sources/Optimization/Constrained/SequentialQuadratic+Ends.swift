import LinearAlgebra

extension SequentialQuadratic {
  /// Looks whether a claimed end is one; a step follows where it is a maximum or a saddle.
  mutating func confirm(
    _ claim: EndReason, _ evaluator: inout Evaluator, _ rules: Rules
  ) -> Step {
    if evaluator.hasDifferences && !evaluator.isRefined {
      evaluator.isRefined = true
      guard evaluator.differentiate(&current) else { return interrupted(evaluator) }
      return takeStep(&evaluator, rules)
    }
    best = current
    let before = evaluator.counts.calls
    defer { evaluator.counts.examination += evaluator.counts.calls - before }
    if rules.examination == .none { return .ended(.unverified) }
    if suspect != nil || pastValues.count <= 1 {
      if let mistake = derivativeMistake(&evaluator) { return .ended(.searchFailed(mistake)) }
      if evaluator.interruption != nil { return interrupted(evaluator) }
      suspect = nil
    }
    switch lookAtCurvature(&evaluator) {
    case .lower:
      updateTolerances(evaluator, rules)
      return .accepted
    case .interrupted: return interrupted(evaluator)
    case .minimum: break
    }
    if hasNoMultipliers {
      settleRows(&evaluator)
      return .ended(.noMultipliers)
    }
    return .ended(claim)
  }

  private func interrupted(_ evaluator: Evaluator) -> Step {
    .ended(evaluator.interruption ?? .stopped)
  }

  /// Whether the multipliers are so large that the gradients of the constraints alone fit together, without ∇f: F. John's
  /// conditions hold there with a weight of zero for f.
  var hasNoMultipliers: Bool {
    BLAS.maxAbs(m + n, multipliers)
      > Numbers.boundlessMultiplier * max(1, BLAS.maxAbs(n, current.gradient))
  }

  /// Takes some of the shortest steps that keep the rows: where multipliers have no bound, a violation within its tolerance
  /// makes f lower by more than that.
  mutating func settleRows(_ evaluator: inout Evaluator) {
    for _ in 0..<Numbers.settlingSteps where totalViolation(current.rows) > 0 {
      for j in 0..<n { trial.x[j] = current.x[j] }
      for i in 0..<m { trial.rows[i] = current.rows[i] }
      guard correctRows(), tryMove(&evaluator) == true,
        totalViolation(trial.rows) < totalViolation(current.rows), complete(&evaluator) == true
      else { return }
      swap(&current, &trial)
    }
  }

  /// Why no step was found.
  mutating func diagnosis(_ evaluator: inout Evaluator) -> EndReason {
    if let interruption = evaluator.interruption { return interruption }
    if isFeasible(current), hasNoMultipliers {
      settleRows(&evaluator)
      return .noMultipliers
    }
    if let mistake = derivativeMistake(&evaluator) { return .searchFailed(mistake) }
    if isStationaryKink(&evaluator) { return .valueExhausted }
    return evaluator.interruption ?? .searchFailed(.unexplained)
  }

  /// Leaves a point where no direction lowers the violation: for one beside it at first, and in the end as infeasible.
  mutating func leaveViolation(_ evaluator: inout Evaluator) -> Step {
    noteConflict()
    if displacements >= Numbers.displacements { return .ended(.infeasible) }
    noteBest(current)
    displacements += 1
    let factor = displacements == 1 ? -Numbers.displacement : Numbers.displacement
    for j in 0..<n {
      let size = max(1, current.x[j].magnitude)
      let shift = factor * size * irregularShare(j, 3)
      trial.x[j] = min(max(current.x[j] + shift, lower[m + j]), upper[m + j])
    }
    guard evaluator.evaluate(&trial), trial.firstNotFinite == nil,
      evaluator.differentiate(&trial), trial.hasFiniteDerivatives
    else {
      return .ended(evaluator.interruption ?? .infeasible)
    }
    swap(&current, &trial)
    price = 0
    fruitless = 0
    leastViolation = .infinity
    for i in 0..<m { weights[i] = 0 }
    beginAnew()
    return .accepted
  }

  /// The rows that contradict each other by the proof of the last program, or else by its multipliers with slacks.
  private mutating func noteConflict() {
    let weights = hasProof ? proof : multipliers
    let largest = BLAS.maxAbs(m + n, weights)
    conflict = (0..<m).filter { weights[$0].magnitude > 1e-9 * largest }
    conflictWeights = weights.map { $0.magnitude > 1e-9 * largest ? $0 / largest : 0 }
  }

  /// Whether the rows that contradict each other are linear, so that they do everywhere.
  mutating func isProvenInfeasible(_ evaluator: Evaluator) -> Bool {
    guard hasProof else { return false }
    noteConflict()
    return conflict.allSatisfy { evaluator.isLinear(row: $0) }
  }

  /// What differences of f and of the rows along a direction of irregular elements have against their derivatives, over
  /// two distances: where f bends sharply one alone may mislead.
  mutating func derivativeMistake(_ evaluator: inout Evaluator) -> SearchDiagnosis? {
    guard !evaluator.hasDifferences else { return nil }
    let width = Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent / 3, significand: 1)
    guard let first = mistakenRow(width, &evaluator),
      mistakenRow(width / 16, &evaluator) == first
    else { return nil }
    return first < 0 ? .gradientLooksWrong : .jacobianLooksWrong(row: first)
  }

  /// The first row, −1 for f, whose derivative disagrees with a difference over a part of each variable's size.
  private mutating func mistakenRow(_ width: Scalar, _ evaluator: inout Evaluator) -> Int? {
    for j in 0..<n {
      let h = width * max(Limit<Scalar>.leastSize, current.x[j].magnitude) * irregularShare(j, 1)
      let isInside =
        current.x[j] - h.magnitude >= lower[m + j] && current.x[j] + h.magnitude <= upper[m + j]
      move[j] = isInside ? h : 0
    }
    guard tryMove(&evaluator) == true else { return nil }
    let (above, rowsAbove) = (trial.value, trial.rows)
    for j in 0..<n { move[j] = -move[j] }
    guard tryMove(&evaluator) == true else { return nil }
    for i in -1..<m {
      var foretold: Scalar = 0
      var size: Scalar = 0
      for j in 0..<n {
        let part = move[j] * (i < 0 ? current.gradient[j] : current.jacobian[i + m * j])
        foretold -= part
        size += part.magnitude
      }
      let (up, middle, down) =
        i < 0
        ? (above, current.value, trial.value) : (rowsAbove[i], current.rows[i], trial.rows[i])
      let error = ((up - down) / 2 - foretold).magnitude
      let bend = (up + down - 2 * middle).magnitude
      let rounding = 64 * Scalar.ulpOfOne * (up.magnitude + middle.magnitude + down.magnitude)
      if error > size / 100 + bend / 4 + rounding { return i }
    }
    return nil
  }
}
