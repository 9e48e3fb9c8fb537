import LinearAlgebra

/// When a run ends, and whether it may be called a success.
///
/// A claim to stand at a stationary point is not believed on the method's own word: see `examine`.
extension Minimization {
  /// Whether the iterate that was just reached is the last, and why.
  mutating func reasonToStop() -> EndReason? {
    let value = state.current.value
    if seemsStationary, let reason = confirmStationary() { return reason }
    if value < -Scalar.greatestFiniteMagnitude.squareRoot()
      * max(1, progress.initialValue.magnitude)
    {
      return .unbounded
    }
    if let interruption = lookAroundWhereLong() { return interruption }
    if let reason = endByTolerance() ?? giveUpAtKink() ?? endInValley() { return reason }
    if iterations >= rules.iterations { return .iterationLimit }
    if let time = rules.time, elapsed >= time { return .timeLimit }
    if Task.isCancelled { return .cancelled }
    return nil
  }

  /// Looks whether a run that met its limit of iterations had met a minimum: a long run of a method of values alone
  /// that passed a point lower by what counts, in a look around, and did not go there. Only where the run is not to be
  /// resumed, since this ends it.
  mutating func judgeIterationLimit() {
    guard reason == .iterationLimit, !stepper.traits.usesGradient, knowsValuesAlone,
      rules.examination.isThorough, progress.lastLook > 0,
      isWorthHaving(state.current.value - state.best.value), tryLowest()
    else { return }
    state.accept()
    let before = state.counts
    let finding = examineValues()
    state.evaluator.noteExamination(since: before)
    guard finding == .stationary, state.interruption == nil else { return }
    settle()
    if state.interruption == nil { reason = .valueExhausted }
  }

  /// Whether the gradient is within its tolerance and the method's own curvature, where it has one,
  /// expects no decrease worth having.
  private var seemsStationary: Bool {
    guard
      progress.gradientNorm <= min(gradientTolerance, progress.doubtedNorm / Limit.doubt)
        || progress.gradientNorm == 0
    else {
      return false
    }
    return state.expectedDecrease.map { !isWorthHaving($0) } ?? true
  }

  var isDouble: Bool { Scalar.ulpOfOne < 1e-10 }

  /// Whether the step that was just taken ends the run because f fell, or x changed, by no more than was asked
  /// for.
  private func endByTolerance() -> EndReason? {
    guard iterations > 0, let decrease = progress.lastDecrease, !progress.movesToTrial else {
      return nil
    }
    if let tolerance = rules.relativeDecrease, decrease >= 0 {
      let value = state.current.value
      let size = max(value.magnitude, (value + decrease).magnitude)
      if decrease <= Scalar(tolerance) * size { return .smallDecrease }
    }
    if let tolerance = rules.relativeStep, let move = progress.lastMove ?? state.lastStep {
      let size = BLAS.maxAbs(state.dimension, x)
      if move <= Scalar(tolerance) * size { return .smallStep }
    }
    return nil
  }

  var gradientTolerance: Scalar {
    let tolerance = rules.gradientNorm.map { Scalar($0) } ?? Limit.gradientTolerance
    return max(tolerance, Scalar(rules.relativeGradientNorm) * progress.initialGradientNorm)
  }

  func isWorthHaving(_ decrease: Scalar) -> Bool { decrease > negligibleDecrease }

  /// What rounding or, where a search failed, the noise measured there could hide. What a gradient
  /// promises grows with its square, so a looser tolerance than the default gives up that much more.
  var negligibleDecrease: Scalar {
    // Noise that drowned f itself and the whole descent was measured over too long a distance.
    let value = state.current.value
    let size = max(value.magnitude, progress.initialValue - value)
    return negligibleDecrease(noise: min(100 * (state.noise ?? 0), size / 100))
  }

  /// The same for a noise.
  func negligibleDecrease(noise: Scalar) -> Scalar {
    let value = state.current.value
    let looseness = max(1, gradientTolerance / Limit.gradientTolerance)
    let negligible = max(
      Limit.negligiblePart * value.magnitude,
      Limit.negligibleDescent * (progress.initialValue - value))
    let gain = progress.isInValley ? leastGain : 0
    return max(negligible * looseness * looseness, max(noise, gain))
  }

  /// Whether a point that is not stationary is lower by more than a billionth of |f| and of the whole descent
  /// (`Float`: a millionth).
  private var endsHigherThanItPassed: Bool {
    // Where values are all there is, the examination goes to the lower point.
    if knowsValuesAlone { return false }
    let (value, best) = (state.current.value, state.best)
    let size = max(value.magnitude, progress.initialValue - best.value)
    return value - best.value > Limit.negligiblePart * size
      && state.stationarity(of: best) > gradientTolerance
  }

  /// Examines the claim that the iterate is stationary because its gradient is small. Where it is not, the
  /// run goes on, from a lower point where the examination found one; else the next claim counts only once
  /// the gradient is four times smaller.
  private mutating func confirmStationary() -> EndReason? {
    // Steps that do not ask whether f falls can end higher than a point that they passed, and that point is
    // the answer: it is not stationary. A search that passed a lower one in another valley goes there.
    if endsHigherThanItPassed {
      guard stepper.traits.canRelocate && tryLowest() else { return .diverged }
      progress.goToTrial()
      return nil
    }
    if refine() && !seemsStationary { return nil }
    if rules.examination == .none { return .unverified }
    switch examine() {
    case .stationary:
      settle()
      if state.interruption != nil { return endUnexamined() }
      return knowsValuesAlone && !seemsStationary ? .valueExhausted : .gradientConverged
    case .interrupted: return endUnexamined()
    case .lower where stepper.traits.canRelocate:
      progress.goToTrial()
    case .failed(.gradientLooksWrong): return .searchFailed(.gradientLooksWrong)
    case .failed(let diagnosis) where progress.gradientNorm == 0: return .searchFailed(diagnosis)
    case .lower, .notStationary, .failed:
      // Nowhere to go from there.
      if progress.gradientNorm == 0 { return .searchFailed(.saddlePoint) }
      progress.doubtGradient()
      stepper.restart(&state, after: .doubt)
    }
    return nil
  }

  /// What to call an iterate with a small gradient where a limit cut its examination short: what the gradient
  /// says, and that nothing more was looked at. A task that was cancelled, and an iterate at which an earlier
  /// examination knew better, are told as they are.
  mutating func endUnexamined() -> EndReason? {
    guard let limit = state.interruption, limit != .cancelled, progress.doubtedNorm == .infinity
    else { return state.interruption }
    progress.noteUnexamined(limit)
    return .gradientConverged
  }

  /// Examines a method's own claim that there is nothing more to gain, and takes a step where it is wrong. A
  /// second wrong claim at one iterate is a failure: there is a decrease, and the method cannot find it.
  mutating func confirmExhausted(_ claim: EndReason) -> Bool {
    if refine() { return takeStep() }
    if rules.examination == .none {
      reason = .unverified
      return false
    }
    let knowsCurvature = state.expectedDecrease != nil
    switch examine(afterFailure: progress.doubtedIteration == iterations) {
    case .stationary where endsHigherThanItPassed && stepper.traits.canRelocate && tryLowest():
      moveToTrial()
      return true
    case .stationary:
      settle()
      reason = state.interruption ?? claim
    case .interrupted:
      reason = state.interruption
    case .lower where stepper.traits.canRelocate:
      moveToTrial()
      return true
    case .lower where progress.gradientNorm == 0: reason = .searchFailed(.saddlePoint)
    case .notStationary where knowsCurvature && progress.doubtedIteration != iterations:
      progress.doubtClaim(at: iterations)
      stepper.restart(&state, after: .doubt)
      return takeStep()
    case .failed(let diagnosis):
      reason = .searchFailed(diagnosis)
    case .lower, .notStationary:
      reason = .searchFailed(knowsCurvature ? .unexplained : .badlyScaled)
    }
    return false
  }

  /// Examines the failure of a search that differences led, whose diagnosis tells of them rather than of f.
  private mutating func confirmFailedByValues(_ diagnosis: SearchDiagnosis) -> Bool {
    if diagnosis == .gradientLooksWrong { reason = .searchFailed(.unexplained) }
    switch examineValues() {
    case .lower where stepper.traits.canRelocate:
      reason = nil
      moveToTrial()
      return true
    case .stationary:
      settle()
      reason = state.interruption ?? .valueExhausted
    case .interrupted: reason = state.interruption
    case .failed(let diagnosis): reason = .searchFailed(diagnosis)
    case .some, nil: break
    }
    return false
  }

  /// Examines a search's failure: whether there is a lower point, to go on from, or whether an unexplained
  /// failure is a stationary point after all.
  mutating func confirmFailed(_ diagnosis: SearchDiagnosis) -> Bool {
    if refine() { return takeStep() }
    reason = .searchFailed(diagnosis)
    if !rules.examination.isThorough { return false }
    let before = state.counts
    defer { state.evaluator.noteExamination(since: before) }
    if knowsValuesAlone { return confirmFailedByValues(diagnosis) }
    // Where the gradient's square overflows no model of f is one.
    let gradient = state.freeGradient
    guard diagnosis != .gradientLooksWrong,
      BLAS.dot(state.dimension, gradient, gradient).isFinite
    else { return false }
    let finding = state.dimension <= Limit<Scalar>.variables ? tryNewtonSteps() : nil
    switch finding ?? (diagnosis == .unexplained ? examine(afterFailure: true) : .notStationary) {
    case .lower where stepper.traits.canRelocate:
      reason = nil
      moveToTrial()
      return true
    case .stationary where diagnosis == .unexplained: reason = .valueExhausted
    case .interrupted: reason = state.interruption
    case .lower, .stationary, .notStationary, .failed: break
    }
    return false
  }
}

/// A run whose gradient is as small as was asked for and that goes on all the same, because f still falls by more
/// than the billionth of it that is worth having: so it does where f falls to zero along a valley with next to no
/// slope, for ten thousands of evaluations.
extension Minimization {
  /// Ends a run that has gained no more than `leastGain` in fifty iterations, the gradient being within its
  /// tolerance at each, where an examination calls the iterate stationary to such gains; `nil` where it goes on.
  ///
  /// A method of values alone has as many iterations as its simplex, or its set of directions, needs to turn over
  /// some times.
  mutating func endInValley() -> EndReason? {
    let isSmall =
      stepper.traits.usesGradient ? progress.gradientNorm <= gradientTolerance : knowsValuesAlone
    guard isSmall, !progress.movesToTrial else {
      progress.leaveValley()
      return nil
    }
    let value = state.current.value
    let began = progress.valleyIteration
    let watch =
      Limit<Scalar>.valleyIterations + (stepper.traits.usesGradient ? 0 : 10 * state.dimension)
    if let began, iterations - began < watch { return nil }
    let gained = progress.valueInValley - value
    progress.enterValley(iterations, value: value)
    guard began != nil, gained <= leastGain else { return nil }
    if rules.examination == .none { return .unverified }
    progress.examineValley(true)
    defer { progress.examineValley(false) }
    switch examine() {
    case .stationary:
      settle()
      if state.interruption != nil { return endUnexamined() }
      return stepper.traits.usesGradient ? .gradientConverged : .valueExhausted
    case .interrupted: return endUnexamined()
    case .lower: progress.goToTrial(stepper.traits.canRelocate)
    case .notStationary, .failed: break
    }
    return nil
  }

  /// The gain that fifty iterations are worth: a tenth of what rounding leaves of f at the start, and no more than a
  /// millionth of what a gradient within its tolerance can mean over a distance of 1.
  var leastGain: Scalar {
    let ofDescent = Limit.valleyGain * (progress.initialValue - state.current.value)
    return min(ofDescent, gradientTolerance * Limit.valleyTolerance)
  }
}
