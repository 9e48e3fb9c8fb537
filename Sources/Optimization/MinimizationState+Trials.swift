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
    guard meter.allows(1) else { return false }
    keepTrial()
    BLAS.addScaled(dimension, current.x, t, d, &trial.x)
    if let bounds { bounds.project(&trial.x) }
    evaluateTrial()
    guard interruption == nil else {
      trial.value = .nan
      return false
    }
    if !trial.value.isFinite {
      metWall = true
      if trial.value == -.infinity { sawMinusInfinity = true }
      trial.value = .nan
    }
    return true
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
    stepLength = trialStep
  }

  /// Makes the lowest point of this search the accepted one, where it is lower than the iterate.
  mutating func acceptLowest() -> Bool {
    if !spareStep.isNaN && (spare.value < trial.value || trial.value.isNaN) {
      swap(&trial, &spare)
      trialStep = spareStep
    }
    guard !trialStep.isNaN, trial.value < current.value else { return false }
    accept()
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

  /// Evaluates the objective at the start. Returns whether value and gradient are finite there.
  mutating func evaluateStart() -> Bool {
    guard meter.allows(1) else { return false }
    evaluateTrial()
    let norm = BLAS.maxAbs(dimension, trial.gradient)
    swap(&current, &trial)
    return current.value.isFinite && norm.isFinite
  }

  private mutating func evaluateTrial() {
    trial.value = objective.value(
      at: trial.x, known: nil, gradient: &trial.gradient, meter: &meter)
  }

  /// Puts the point on trial aside, before it is overwritten, where it is the lowest so far.
  private mutating func keepTrial() {
    guard trial.value < current.value, !(spare.value <= trial.value) else { return }
    swap(&trial, &spare)
    spareStep = trialStep
  }
}
