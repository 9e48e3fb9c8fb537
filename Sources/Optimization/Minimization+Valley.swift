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
      progress.valleyIteration = nil
      return nil
    }
    let value = state.current.value
    let began = progress.valleyIteration
    let watch =
      Limit<Scalar>.valleyIterations + (stepper.traits.usesGradient ? 0 : 10 * state.dimension)
    if let began, iterations - began < watch { return nil }
    let gained = progress.valueInValley - value
    progress.valleyIteration = iterations
    progress.valueInValley = value
    guard began != nil, gained <= leastGain else { return nil }
    if rules.examination == .none { return .unverified }
    progress.isInValley = true
    defer { progress.isInValley = false }
    switch examine() {
    case .stationary:
      settle()
      if state.interruption != nil { return endUnexamined() }
      return stepper.traits.usesGradient ? .gradientConverged : .valueExhausted
    case .interrupted: return endUnexamined()
    case .lower: progress.movesToTrial = stepper.traits.canRelocate
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
