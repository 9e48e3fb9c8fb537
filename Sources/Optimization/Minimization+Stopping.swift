import LinearAlgebra

/// When a run ends, and whether it may be called a success.
///
/// A claim to stand at a stationary point is not believed on the method's own word. A method that
/// estimates curvature is asked how much lower the minimum lies, and the curvature along the gradient is
/// measured, of which it may know nothing. One that estimates none gets a second opinion: limited-memory
/// BFGS goes on from there for a few steps, and must not find a decrease worth having.
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
    if iterations >= rules.iterations { return .iterationLimit }
    if let time = rules.time, elapsed >= time { return .timeLimit }
    if Task.isCancelled { return .cancelled }
    return nil
  }

  /// Whether the gradient is within its tolerance and the method's own curvature, where it has one,
  /// expects no decrease worth having.
  private var seemsStationary: Bool {
    guard
      progress.gradientNorm <= min(gradientTolerance, progress.doubtedNorm / 4)
        || progress.gradientNorm == 0
    else {
      return false
    }
    return state.expectedDecrease.map { !isWorthHaving($0) } ?? true
  }

  private var isDouble: Bool { Scalar.ulpOfOne < 1e-10 }

  private var gradientTolerance: Scalar {
    let tolerance = rules.gradientNorm.map { Scalar($0) } ?? (isDouble ? 1.5e-8 : 1e-6)
    return max(tolerance, Scalar(rules.relativeGradientNorm) * progress.initialGradientNorm)
  }

  /// More than what rounding or, where a search failed, the noise measured there could hide.
  private func isWorthHaving(_ decrease: Scalar) -> Bool {
    let value = state.current.value
    let relative: Scalar = isDouble ? 1e-9 : 1e-6
    let ofDescent: Scalar = isDouble ? 1e-20 : 1e-10
    let noise = 100 * (state.noise ?? 0)
    return decrease
      > max(relative * value.magnitude, max(ofDescent * (progress.initialValue - value), noise))
  }

  /// Examines the claim that the iterate is stationary because its gradient is small. Where it is not, the
  /// run goes on, with the next claim only once the gradient is four times smaller.
  private mutating func confirmStationary() -> EndReason? {
    guard progress.gradientNorm > 0 else { return .gradientConverged }
    guard let isStationary = examine() else { return state.interruption }
    if isStationary { return .gradientConverged }
    progress.doubtedNorm = progress.gradientNorm
    stepper.reconsider(&state)
    return nil
  }

  /// Examines the claim that values tell the method nothing more, and takes a step where it is wrong. A
  /// second wrong claim at one iterate is a failure: there is a decrease, and the method cannot find it.
  mutating func confirmExhausted() -> Bool {
    let knowsCurvature = state.expectedDecrease != nil
    guard let isStationary = examine() else {
      reason = state.interruption
      return false
    }
    if isStationary {
      reason = .valueExhausted
    } else if !knowsCurvature || progress.doubtedIteration == iterations {
      reason = .searchFailed(knowsCurvature ? .unexplained : .badlyScaled)
    } else {
      progress.doubtedIteration = iterations
      stepper.reconsider(&state)
      return takeStep()
    }
    return false
  }

  /// Whether no decrease worth having can be found from the iterate; `nil` where a limit is met.
  private mutating func examine() -> Bool? {
    if state.expectedDecrease == nil { return secondOpinion() }
    return state.decreaseAlongGradient().map { !isWorthHaving($0) }
  }

  /// Whether limited-memory BFGS finds no decrease worth having in twenty steps. What it finds is kept for
  /// the answer, while the run itself stays where it is.
  private mutating func secondOpinion() -> Bool? {
    var other = state
    other.expectedDecrease = nil
    let method = LBFGS(memory: 10)
    let direction =
      state.bounds.map { method.makeDirection(within: $0) }
      ?? method.makeDirection(dimension: state.dimension, as: Scalar.self)
    var second = LineSearchStepper(direction: direction, search: MoreThuente())
    var isLower = false
    for _ in 0..<20 where !isLower {
      guard case .accepted = second.step(&other) else { break }
      isLower = isWorthHaving(state.current.value - other.current.value)
    }
    state.takeOver(other)
    if isLower { return false }
    return other.interruption == nil ? true : nil
  }
}
