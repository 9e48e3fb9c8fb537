/// A run whose gradient is as small as was asked for and that goes on all the same, because f still falls by more
/// than the billionth of it that is worth having: so it does where f falls to zero along a valley with next to no
/// slope, for ten thousands of evaluations.
extension Minimization {
  /// The iterations after which the gain is looked at.
  private static var watch: Int { 50 }

  /// Ends a run that has gained no more than `leastGain` in fifty iterations, the gradient being within its
  /// tolerance at each, where an examination calls the iterate stationary; `nil` where it goes on.
  mutating func endInValley() -> EndReason? {
    guard progress.gradientNorm <= gradientTolerance, !progress.movesToTrial else {
      progress.valleyIteration = nil
      return nil
    }
    let value = state.current.value
    let began = progress.valleyIteration
    if let began, iterations - began < Self.watch { return nil }
    let gained = progress.valueInValley - value
    progress.valleyIteration = iterations
    progress.valueInValley = value
    guard began != nil, gained <= leastGain else { return nil }
    switch examine() {
    case .stationary:
      settle()
      return state.interruption == nil ? .gradientConverged : endUnexamined()
    case .interrupted: return endUnexamined()
    case .lower: progress.movesToTrial = stepper.canRelocate
    case .notStationary, .failed: break
    }
    return nil
  }

  /// The gain that fifty iterations are worth: a tenth of what rounding leaves of f at the start, and no more than a
  /// millionth of what a gradient within its tolerance can mean over a distance of 1.
  private var leastGain: Scalar {
    let ofDescent = Scalar.ulpOfOne / 16 * (progress.initialValue - state.current.value)
    return min(ofDescent, gradientTolerance * (isDouble ? 1e-6 : 1e-3))
  }
}
