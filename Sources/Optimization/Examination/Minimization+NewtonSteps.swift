import LinearAlgebra

/// Steps that a Hessian measured at the end suggests: towards the minimum of its model, and away from a saddle
/// point.
extension Minimization {
  /// Measures the Hessian and tries its Newton steps; `stationary` where none leads lower, whatever the Hessian
  /// promises, and `nil` where it is useless.
  mutating func tryNewtonSteps() -> Finding? {
    if knowsValuesAlone { return examineValues() }
    guard let system = state.scaledSystem(from: progress.start) else {
      return state.interruption == nil ? nil : .interrupted
    }
    let finding = tryNewtonSteps(system)
    return finding == .notStationary ? .stationary : finding
  }

  /// Tries the Newton steps of a Hessian: `stationary` where it expects no decrease worth having,
  /// `notStationary` where it does and none is found, `nil` where it is useless.
  ///
  /// With the lowest floor a step goes far along directions whose curvature is mere rounding, which may
  /// lead astray; higher floors follow. A step that leads up, as in a bent valley, is shortened.
  mutating func tryNewtonSteps(_ system: ScaledSystem<Scalar>) -> Finding? {
    if let most = system.greatestDecrease(within: 0), !isWorthHaving(most) {
      return .stationary
    }
    let spectrum = CurvatureSpectrum(system)
    let expected = spectrum.expectedDecrease(floor: Limit.lowestFloor)
    if expected.isNaN { return nil }
    if !isWorthHaving(expected) && spectrum.mostNegative == nil { return .stationary }
    let model = CurvatureModel(system)
    var finding = Finding.notStationary
    var lastExpected = Scalar.infinity
    for floor in [Limit<Scalar>.lowestFloor, Limit.middleFloor, Limit.highestFloor] {
      let expected = model.spectrum.expectedDecrease(floor: floor)
      if expected.isNaN { return nil }
      if !isWorthHaving(expected) {
        finding = .stationary
        break
      }
      guard expected < lastExpected else { continue }
      lastExpected = expected
      state.direction = model.step(floor: floor)
      state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
      if let finding = tryShortening(expected) { return finding }
    }
    return leaveSaddle(model) ?? finding
  }

  /// Tries a step along the direction of the most negative curvature, where there is any.
  private mutating func leaveSaddle(_ model: CurvatureModel<Scalar>) -> Finding? {
    guard let k = model.spectrum.mostNegative else { return nil }
    return leaveSaddle(along: model.direction(k), curvature: model.spectrum.curvatures[k])
  }

  /// Tries the direction's whole step, an eighth of it, and so on as long as the decrease expected is worth
  /// having.
  mutating func tryShortening(_ expected: Scalar) -> Finding? {
    state.beginSearch()
    var step: Scalar = 1
    while isWorthHaving(step * expected) && step > Scalar.ulpOfOne {
      if let finding = tryLower(step) { return finding }
      step /= Limit.shortening
    }
    return nil
  }

  /// Whether f is lower by a decrease worth having at so much of the direction; `nil` where not.
  mutating func tryLower(_ step: Scalar) -> Finding? {
    guard let value = state.tryValue(step) else { return .interrupted }
    guard isWorthHaving(state.current.value - value) else { return nil }
    if !stepper.traits.usesGradient || state.completeTrial() { return .lower }
    return state.interruption == nil ? nil : .interrupted
  }
}
