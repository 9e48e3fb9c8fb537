import LinearAlgebra

extension MinimizationState {
  /// Evaluates the objective at x + t·p, p being `direction`, and keeps the point on trial.
  ///
  /// With bounds, the point is the one of the box closest to that, and the slope is that along the way which
  /// the box bends.
  /// Returns `nil` where a limit forbids the evaluation. A value that is not finite comes back as NaN, and
  /// a point where value or slope is not finite is never accepted: the step was too long.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryStep(_ step: Scalar) -> LinePoint<Scalar>? {
    guard tryPoint(direction, step) else { return nil }
    trialStep = step
    var point = LinePoint(step: step, value: trial.value, slope: 0)
    point.slope = slopeAtTrial
    if !point.isFinite {
      metWall = true
      trial.value = .nan
    }
    return point
  }

  /// Evaluates the objective at x + t·d, which becomes the point on trial; its value is NaN where it is not
  /// finite. False where a limit forbids the evaluation.
  @inline(__always)
  mutating func tryPoint(_ d: [Scalar], _ t: Scalar) -> Bool {
    guard evaluator.allowsCall() else { return false }
    prepareTrial(d, t)
    evaluator.evaluate(&trial)
    noteTrialValue()
    return interruption == nil
  }

  /// Puts the point on trial at x + t·d, or as close as the bounds allow.
  @inline(__always)
  mutating func prepareTrial(_ d: [Scalar], _ t: Scalar) {
    keepTrial()
    BLAS.addScaled(dimension, current.x, t, d, &trial.x)
    if let bounds { bounds.project(&trial.x) }
  }

  /// Takes note of a value that is not finite.
  @inline(__always)
  mutating func noteTrialValue() {
    if trial.value.isFinite && interruption == nil { return }
    evaluator.noteSignal()
    if interruption == nil {
      metWall = true
      if trial.value == -.infinity { sawMinusInfinity = true }
    }
    trial.value = .nan
  }

  private var slopeAtTrial: Scalar {
    guard let bounds else { return BLAS.dot(dimension, trial.gradient, direction) }
    var slope: Scalar = 0
    for i in direction.indices where !bounds.blocks(i, at: trial.x[i], towards: direction[i]) {
      slope += trial.gradient[i] * direction[i]
    }
    return slope
  }

  /// Makes the point on trial the accepted one; `trial` becomes the iterate before.
  public mutating func accept() {
    swap(&current, &trial)
    evaluator.keepIterate(at: current.x)
    stepLength = trialStep
    stepReason = .found
  }

  /// Makes the lowest point of this search the accepted one, where it is lower than the iterate.
  mutating func acceptLowest() -> Bool {
    if !spareStep.isNaN && (spare.value < trial.value || trial.value.isNaN) {
      swap(&trial, &spare)
      trialStep = spareStep
    }
    guard !trialStep.isNaN, trial.value < current.value else { return false }
    accept()
    stepReason = .lowest
    return true
  }

  /// Puts the lowest point that was evaluated on trial, as the end of the direction, where it is lower than
  /// the iterate; returns whether it is.
  @discardableResult
  mutating func tryLowest() -> Bool {
    if spare.value < trial.value || trial.value.isNaN { swap(&trial, &spare) }
    guard trial.value < current.value else { return false }
    for i in direction.indices { direction[i] = trial.x[i] - current.x[i] }
    trialStep = 1
    spareStep = .nan
    return true
  }

  /// Tells that trials from here on belong to a new search.
  mutating func beginSearch() {
    keepTrial()
    trial.value = .nan
    trialStep = .nan
    spareStep = .nan
    metWall = false
    sawMinusInfinity = false
  }

  /// Evaluates the objective at the start, with the gradient where the method uses it, and chooses the units. Returns whether what
  /// was computed is finite there.
  mutating func evaluateStart(usesGradient: Bool) -> Bool {
    guard evaluator.allowsCall() else { return false }
    // Differences need the units that the start tells, which an exact gradient helps to find.
    let isLater = !usesGradient || (startsSmall && evaluator.gradientError > Scalar.ulpOfOne)
    if isLater { evaluator.evaluateValue(&trial) } else { evaluator.evaluate(&trial) }
    if !trial.value.isFinite {
      evaluator.noteSignal()
      if interruption != nil { for i in trial.gradient.indices { trial.gradient[i] = .nan } }
    }
    swap(&current, &trial)
    if startsSmall, current.value.isFinite, let units = unitsOfStart() { measure(in: units) }
    if usesGradient && isLater && !completeCurrent() { return false }
    evaluator.keepIterate(at: current.x)
    let norm = usesGradient ? BLAS.maxAbs(dimension, current.gradient) : 0
    return current.value.isFinite && norm.isFinite
  }

  /// Puts the point on trial aside, before it is overwritten, where it is the lowest so far.
  mutating func keepTrial() {
    guard trial.value < current.value, !(spare.value <= trial.value) else { return }
    swap(&trial, &spare)
    spareStep = trialStep
  }
}
