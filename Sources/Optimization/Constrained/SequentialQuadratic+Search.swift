import LinearAlgebra

extension SequentialQuadratic {
  /// How a search ended.
  enum Search { case accepted, failed, interrupted, unbounded }

  /// Looks for a point along p where φ falls as the quadratic program foretold, and goes there.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func search(_ evaluator: inout Evaluator, isElastic: Bool) -> Search {
    let foretold = foretell()
    let start = merit(current)
    let rounding = 10 * Scalar.ulpOfOne * (start.magnitude + current.value.magnitude)
    let reference = max(start, reference())
    var length: Scalar = 1
    var isWhole = true
    while length >= Numbers.shortestStep {
      for j in 0..<n { move[j] = length * step[j] }
      guard let isFinite = tryMove(&evaluator) else { return .interrupted }
      guard isFinite else {
        if trial.value == -.infinity { return .unbounded }
        isWhole = false
        length /= Numbers.wallShortening
        continue
      }
      let value = merit(trial)
      let limit = reference - Numbers.sufficientPart * length * foretold + rounding
      let isFar = totalViolation(trial.rows) > Numbers.violationGrowth * largestViolation
      if value <= limit && !isFar {
        guard let isFinite = complete(&evaluator) else { return .interrupted }
        if isFinite {
          stepLength = length
          accept()
          return .accepted
        }
        isWhole = false
        length /= Numbers.wallShortening
        continue
      }
      let isWorse = totalViolation(trial.rows) > totalViolation(current.rows)
      if isWhole && !isElastic && isWorse {
        isWhole = false
        switch correct(&evaluator, limit) {
        case .accepted?: return .accepted
        case .interrupted?: return .interrupted
        default: break
        }
      }
      let excess = value - start + length * foretold
      let quadratic = excess > 0 ? length * length * foretold / (2 * excess) : length / 2
      length = max(length * Numbers.shortening, min(length / 2, quadratic))
    }
    return .failed
  }

  /// The largest φ of the last points.
  private func reference() -> Scalar {
    var largest = -Scalar.infinity
    for k in pastValues.indices {
      var sum = pastValues[k]
      for i in 0..<m { sum += weights[i] * pastViolations[k * m + i] }
      largest = max(largest, sum)
    }
    return largest
  }

  /// Evaluates the point that `move` leads to; false where it is not finite, `nil` where a limit forbids it.
  mutating func tryMove(_ evaluator: inout Evaluator) -> Bool? {
    for j in 0..<n {
      trial.x[j] = min(max(current.x[j] + move[j], lower[m + j]), upper[m + j])
    }
    guard evaluator.evaluate(&trial) else { return nil }
    return trial.firstNotFinite == nil
  }

  /// Computes the derivatives of the trial; false where they are not finite.
  mutating func complete(_ evaluator: inout Evaluator) -> Bool? {
    guard evaluator.differentiate(&trial) else { return nil }
    return trial.hasFiniteDerivatives
  }

  /// Corrects a whole step by what the rows are at its end in place of their linearisation.
  private mutating func correct(_ evaluator: inout Evaluator, _ limit: Scalar) -> Search? {
    for i in 0..<m { linear[i] = trial.rows[i] }
    BLAS.gemv(m: m, n: n, alpha: -1, current.jacobian, lda: max(1, m), step, beta: 1, &linear)
    setStepBounds(linear)
    guard solveQuadratic(hasSameRows: true) == .solved else { return nil }
    for j in 0..<n { move[j] = quadratic.x[j] }
    guard let isFinite = tryMove(&evaluator) else { return .interrupted }
    guard isFinite, merit(trial) <= limit,
      totalViolation(trial.rows) <= Numbers.violationGrowth * largestViolation
    else { return nil }
    guard let hasDerivatives = complete(&evaluator) else { return .interrupted }
    guard hasDerivatives else { return nil }
    stepLength = 1
    accept()
    return .accepted
  }

  /// Makes the trial the current point, and B one that knows how ∇L changed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func accept() {
    for j in 0..<n { change[j] = trial.x[j] - current.x[j] }
    lookAtDerivatives()
    updateHessian()
    lastDecrease = current.value - trial.value
    lastStep = BLAS.maxAbs(n, change)
    swap(&current, &trial)
    noteBest(current)
    if pastValues.count == Numbers.memory {
      pastValues.removeFirst()
      pastViolations.removeFirst(m)
    }
    notePast()
  }

  /// Forgets the earlier points, as where the run begins anew.
  mutating func beginAnew() {
    resetHessian()
    pastValues.removeAll(keepingCapacity: true)
    pastViolations.removeAll(keepingCapacity: true)
    notePast()
  }

  private mutating func notePast() {
    pastValues.append(current.value)
    largestViolation = max(largestViolation, totalViolation(current.rows))
    for i in 0..<m { pastViolations.append(violation(i, current.rows[i])) }
  }

  /// Whether f and the rows changed as their derivatives at both ends say; a suspicion is looked into at the end.
  private mutating func lookAtDerivatives() {
    BLAS.gemv(m: m, n: n, current.jacobian, lda: max(1, m), change, &linear)
    BLAS.gemv(m: m, n: n, trial.jacobian, lda: max(1, m), change, &slopes)
    if disagrees(
      current.value, trial.value, BLAS.dot(n, current.gradient, change),
      BLAS.dot(n, trial.gradient, change))
    {
      suspect = -1
    }
    for i in 0..<m where disagrees(current.rows[i], trial.rows[i], linear[i], slopes[i]) {
      suspect = i
    }
  }

  private func disagrees(
    _ old: Scalar, _ new: Scalar, _ before: Scalar, _ after: Scalar
  ) -> Bool {
    let error = (new - old - (before + after) / 2).magnitude
    let rounding = 64 * Scalar.ulpOfOne * (old.magnitude + new.magnitude)
    return error > 0.3 * (before.magnitude + after.magnitude) + rounding
  }
}
