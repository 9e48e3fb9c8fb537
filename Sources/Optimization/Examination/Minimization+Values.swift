import LinearAlgebra

/// The evidence for a stationary point from values alone, where the method uses no gradient or differences
/// make it: `PrincipalAxes` is measured, its Newton steps are taken as long as they lower f by a decrease worth
/// having, and the end is stationary where the axes are those of f and no such decrease is expected.
extension Minimization {
  /// Whether values are all that is known of f, few enough variables to measure its axes.
  var knowsValuesAlone: Bool {
    (!stepper.traits.usesGradient || state.hasValuesAlone)
      && state.dimension <= Limit<Scalar>.variables && state.dimension > 0
  }

  /// Looks for a lower point with the axes of f, and keeps the lowest that it meets; the iterate stays where
  /// it is. `nil` where the axes tell nothing.
  mutating func examineValues() -> Finding? {
    // A run of its own goes there, with the same limits.
    var other = self
    let finding = other.descendAlongAxes()
    state.takeOver(other.state)
    state.keepAxes(other.state.axes)
    guard finding == .lower else { return finding }
    return tryLowest() ? .lower : state.interruption == nil ? nil : .interrupted
  }

  /// Puts the lowest point that was evaluated on trial, with its gradient where the method uses one. False
  /// where the iterate is as low.
  mutating func tryLowest() -> Bool {
    state.tryLowest() && (!stepper.traits.usesGradient || state.completeTrial())
  }

  /// A descent along axes that are measured again and again.
  private struct AxisDescent {
    var model: PrincipalAxes<Scalar>
    /// How much of the usual bend the axes are fitted to.
    var share: Scalar = 1
    var hasMoved = false
    /// Whether f had a kink at a longer distance.
    var sawKink = false
    /// What it is called where the axes tell nothing more.
    var outcome: Finding? { hasMoved ? .lower : nil }
  }

  /// How one measurement of the axes ended.
  private enum Round {
    case goesOn
    case ended(Finding?)
  }

  /// Measures the axes and takes their steps until there is nothing left to gain.
  private mutating func descendAlongAxes() -> Finding? {
    var descent = AxisDescent(model: startingAxes())
    let noise = state.noise ?? 0
    for _ in 0..<Limit<Scalar>.measurements {
      if case .ended(let finding) = measureAndStep(&descent, noise) { return finding }
    }
    return descent.outcome
  }

  private mutating func measureAndStep(_ descent: inout AxisDescent, _ noise: Scalar) -> Round {
    let value = state.current.value
    guard releaseBounds(), state.measureRounding(above: noise) else { return .ended(.interrupted) }
    let count = descent.model.count
    if state.current.value < value || count == 0 || count != freeVariables.count {
      descent.model = startingAxes()
    }
    if descent.model.count == 0 { return .ended(.stationary) }
    guard let look = measure(&descent.model, descent.share) else {
      return .ended(state.interruption == nil ? descent.outcome : .interrupted)
    }
    state.keepAxes(look.axes.count == state.dimension * state.dimension ? look.axes : [])
    descent.model.axes = look.axes
    return step(look, &descent)
  }

  /// Takes the step that the axes suggest, or tells from them that there is none.
  private mutating func step(_ look: Look, _ descent: inout AxisDescent) -> Round {
    switch takeStep(look) {
    case .lower:
      descent.hasMoved = true
      descent.share = 1
    case .interrupted: return .ended(.interrupted)
    case .stationary where look.isOfAxes:
      if leavePlateau() || leaveFlat(look) {
        descent.hasMoved = true
        break
      }
      guard state.interruption == nil, let sight = lookForKink(look) else {
        return .ended(.interrupted)
      }
      if sight == .smooth || sight == .unresolved && !descent.sawKink {
        return .ended(resolved(look))
      }
      descent.sawKink = true
      return shorten(look, &descent, else: .failed(.notSmooth))
    case _ where look.isOfAxes: return shorten(look, &descent, else: descent.outcome)
    default: break
    }
    return .goesOn
  }

  /// Has axes be measured over a shorter distance, as what bends otherwise than a quadratic does so less there, if
  /// there is any.
  private func shorten(
    _ look: Look, _ descent: inout AxisDescent, else finding: Finding?
  ) -> Round {
    let isShort = look.unit <= Limit.bend * max(state.valueRounding, state.noise ?? 0)
    if isShort || descent.share < Limit.leastBend { return .ended(finding) }
    descent.share /= Limit.axisShortening
    return .goesOn
  }

  /// Looks for a lower point along the axes that nothing bends, as `leaveFlat` does, and goes there. False where
  /// there is none.
  private mutating func leaveFlat(_ look: Look) -> Bool {
    let n = state.dimension
    let flat = look.principal.curvatures.indices.filter {
      look.principal.curvatures[$0].magnitude < look.unit / 8 || look.unit == 0
    }
    let directions = flat.map { Array(look.principal.axes[n * $0..<n * ($0 + 1)]) }
    guard self.look(along: directions.map(atFullSize)) == .lower else { return false }
    state.accept()
    return true
  }

  /// What the measured axes say.
  private struct Look {
    let principal: PrincipalAxes<Scalar>.Principal
    /// The bend of f that the axes are fitted to.
    let unit: Scalar
    /// How much lower the minimum is expected.
    var expected: Scalar { principal.expectedDecrease(floor: unit / Limit.bendFloor) }
    /// Whether the axes that were measured are those of f already, as far as they can be.
    let isOfAxes: Bool
    /// The next axes.
    let axes: [Scalar]
  }

  /// Measures f along the axes; `nil` where it is not finite close by or a limit is met.
  private mutating func measure(_ model: inout PrincipalAxes<Scalar>, _ share: Scalar) -> Look? {
    let error = state.evaluator.valueError
    let descent = progress.initialValue - state.current.value
    let resolvable = error.squareRoot() * state.current.value.magnitude + error * max(descent, 0)
    let unit = Limit.bend * max(share * resolvable, max(state.valueRounding, state.noise ?? 0))
    let reach = Limit.reach * max(1, BLAS.maxAbs(state.dimension, state.current.x))
    for k in 0..<model.count {
      guard state.fit(k, of: &model, unit: unit, reach: reach) else { return nil }
    }
    guard state.measureCorners(of: &model), model.hessian.allSatisfy(\.isFinite) else { return nil }
    let principal = model.principal()
    guard principal.curvatures.allSatisfy(\.isFinite) else { return nil }
    var isOfAxes = true
    var axes = principal.axes
    let n = state.dimension
    for k in principal.curvatures.indices {
      let curvature = principal.curvatures[k].magnitude
      let length = (0..<n).reduce(Scalar(0)) { max($0, axes[n * k + $1].magnitude) }
      let isFlatter = curvature < principal.unrelated[k].magnitude / 16
      if isFlatter && length < reach / 2 { isOfAxes = false }
      let factor = min(max((2 * unit / max(curvature, unit / 4096)).squareRoot(), 1 / 64), 64)
      for i in 0..<n { axes[n * k + i] *= min(factor, max(1, reach / length)) }
    }
    return Look(principal: principal, unit: unit, isOfAxes: isOfAxes, axes: axes)
  }

  /// Tries the Newton step: `lower` where it led to a point that is lower by a decrease worth having, which is
  /// the iterate then, `stationary` where none is expected, and `notStationary` where it is not found.
  private mutating func takeStep(_ look: Look) -> Finding {
    let expected = look.expected
    // Without a change of f at all, there is no model.
    guard look.unit > 0, isWorthTrying(expected) else { return .stationary }
    state.direction = look.principal.step(floor: look.unit / Limit.bendFloor)
    state.beginSearch()
    var step: Scalar = 1
    while isWorthTrying(step * expected) && step > Scalar.ulpOfOne {
      guard let value = state.tryValue(step) else { return .interrupted }
      if isLower(value) {
        state.accept()
        return .lower
      }
      step = step == 1 ? min(wayToBounds, 0.125) : step / 8
    }
    return .notStationary
  }

  /// Whether values tell a decrease from rounding and noise, and it is worth having but for the noise.
  private func isWorthTrying(_ decrease: Scalar) -> Bool {
    decrease
      > max(
        negligibleDecrease(noise: 0), Limit.resolution * max(state.valueRounding, state.noise ?? 0))
  }

  /// Whether a step goes down for sure. Less than what is worth trying for, so that one in which half of what
  /// was expected is found is no failure.
  private func isLower(_ value: Scalar) -> Bool {
    state.current.value - value
      > max(
        negligibleDecrease(noise: 0), Limit.resolution * max(state.valueRounding, state.noise ?? 0))
      / 4
  }

  /// What to call an end where no decrease is expected that values can tell: stationary, unless noise far above the
  /// rounding of f could hide one.
  private mutating func resolved(_ look: Look) -> Finding {
    // A search may have passed a lower point than the one that it ended at.
    if isWorthHaving(state.current.value - state.best.value) && tryLowest() { return .lower }
    let (size, noise) = (state.current.value.magnitude, state.noise ?? 0)
    let rounding = max(Scalar.ulpOfOne.squareRoot() * size, negligibleDecrease(noise: 0))
    // Where f is no larger than what rounding x makes of it, or a rounding of f at the start, it is as low as can
    // be told.
    let least = max(
      Limit.resolution * noise, Scalar.ulpOfOne * (progress.initialValue - state.current.value))
    return look.expected > rounding && size > least ? .failed(.noisy) : .stationary
  }

  /// What f looks like close by.
  private enum Sight {
    case smooth
    case kinked
    /// As far as rounding lets it be seen.
    case unresolved
  }

  /// Whether f bends along an axis by a 64th over a 64th of it, as at a kink, where that of a smooth function is a
  /// 4096th, or slopes otherwise there, as beside one. Four evaluations an axis; `nil` where a limit forbids one.
  private mutating func lookForKink(_ look: Look) -> Sight? {
    let n = state.dimension
    let least = max(
      negligibleDecrease(noise: 0), 64 * max(state.valueRounding, state.noise ?? 0))
    var sight = Sight.smooth
    for k in look.principal.curvatures.indices {
      guard look.principal.curvatures[k].magnitude / 64 > least else {
        sight = .unresolved
        continue
      }
      state.direction = Array(look.principal.axes[n * k..<n * (k + 1)])
      guard isWithinBounds(state.direction) else { continue }
      state.beginSearch()
      guard let far = shape(1) else { return state.interruption == nil ? .unresolved : nil }
      guard far.bend / 64 > least else { continue }
      guard let near = shape(1 / 64) else { return state.interruption == nil ? .unresolved : nil }
      if near.bend > far.bend / 256 || (64 * near.slope - far.slope).magnitude > far.bend / 3 {
        return .kinked
      }
    }
    return sight
  }

  /// Whether both x + p and x − p lie within the bounds.
  private func isWithinBounds(_ p: [Scalar]) -> Bool {
    guard let bounds = state.bounds else { return true }
    return p.indices.allSatisfy { i in
      let x = state.current.x[i]
      return bounds.clamped(x + p[i], i) == x + p[i] && bounds.clamped(x - p[i], i) == x - p[i]
    }
  }

  /// How f bends, and what it rises by on average, over so much of the direction to both sides.
  private mutating func shape(_ step: Scalar) -> (bend: Scalar, slope: Scalar)? {
    guard let ahead = state.tryValue(step), let behind = state.tryValue(-step) else { return nil }
    let f = state.current.value
    let bend = (ahead - f + (behind - f)).magnitude
    return bend.isFinite ? (bend, (ahead - behind) / 2) : nil
  }

  /// How much of the direction stays within the bounds.
  private var wayToBounds: Scalar {
    guard let bounds = state.bounds else { return 1 }
    var way: Scalar = 1
    for i in state.direction.indices {
      let (d, x) = (state.direction[i], state.current.x[i])
      let room = d > 0 ? bounds.upper[i] - x : x - bounds.lower[i]
      if d.magnitude > room { way = min(way, room / d.magnitude) }
    }
    return way
  }

  /// The variables that are not at a bound.
  private var freeVariables: [Int] {
    guard let bounds = state.bounds else { return Array(0..<state.dimension) }
    return (0..<state.dimension).filter { i in
      let x = state.current.x[i]
      return x > bounds.lower[i] && x < bounds.upper[i]
    }
  }

  private func startingAxes() -> PrincipalAxes<Scalar> {
    let error = state.evaluator.valueError
    let width = error.squareRoot().squareRoot()
    let size = max(BLAS.maxAbs(state.dimension, state.current.x), Scalar.ulpOfOne)
    return PrincipalAxes(
      lengths: state.current.x.map { width * max($0.magnitude, size / 1024) }, free: freeVariables)
  }

  /// Moves variables off their bounds where that lowers f by a decrease worth having, and to them where they are
  /// so close that no axis fits between, if that does not raise f. False where a limit forbids an evaluation.
  private mutating func releaseBounds() -> Bool {
    guard let bounds = state.bounds else { return true }
    var point = state.current.x
    for i in point.indices where bounds.lower[i] < bounds.upper[i] {
      let x = state.current.x[i]
      let size = max(1, x.magnitude)
      let isLow = x - bounds.lower[i] <= bounds.upper[i] - x
      let bound = isLow ? bounds.lower[i] : bounds.upper[i]
      if x == bound {
        for share in [1e-2, 1e-4, 1e-6, 1e-8] as [Scalar] {
          point[i] = bounds.clamped(isLow ? x + share * size : x - share * size, i)
          guard let value = state.tryValue(at: point) else { return false }
          if isLower(value) {
            state.accept()
            break
          }
        }
      } else if (x - bound).magnitude <= 1e-6 * size {
        point[i] = bound
        guard let value = state.tryValue(at: point) else { return false }
        if value <= state.current.value { state.accept() }
      }
      point[i] = state.current.x[i]
    }
    return true
  }

  /// Looks for a lower point where a variable seems idle, as the other `leavePlateau` does, and goes there.
  /// False where there is none.
  private mutating func leavePlateau() -> Bool {
    var point = state.current.x
    for i in point.indices {
      let x = state.current.x[i]
      let way = progress.start[i] - x
      guard way != 0 else { continue }
      // A change that is quadratic in the way grows to a millionth of |f| in the half of it.
      point[i] = x + way / Limit.idleProbe
      guard let near = state.tryValue(at: point) else { return false }
      if (near - state.current.value).magnitude <= Limit.idleProbeChange
        * state.current.value.magnitude
      {
        var rest: Scalar = 0.5
        for _ in 0..<Limit<Scalar>.halvings {
          point[i] = x + way * (1 - rest)
          guard let value = state.tryValue(at: point) else { return false }
          if isLower(value) {
            state.accept()
            return true
          }
          if isWorthTrying(value - state.current.value) { break }
          rest /= 2
        }
      }
      point[i] = x
    }
    return false
  }
}

extension MinimizationState {
  /// The rounding of f at the iterate, or the error that its differences allow it.
  var valueRounding: Scalar {
    evaluator.valueError * current.value.magnitude
  }
}
