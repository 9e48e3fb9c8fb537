import LinearAlgebra

/// A run that gets nowhere because f has a kink, as where units of ReLU switch or |w| has its corner.
///
/// Quasi-Newton steps follow the bottom of such a valley by hair's breadths, a line search of many trials
/// each: for ten thousands of evaluations f falls by less than it matters. The run ends once both are seen: no
/// gain over many iterations, and the kink itself, which no smooth function shows however it bends.
extension Minimization {
  /// Ends a run that has gained no more than a hundred-thousandth of |f| in a hundred iterations of ten
  /// evaluations or more, where f has a kink down the gradient; `nil` where it goes on.
  mutating func giveUpAtKink() -> EndReason? {
    guard iterations - progress.watchedIteration >= Limit<Scalar>.kinkIterations,
      stepper.traits.usesGradient
    else {
      return nil
    }
    let evaluations = state.evaluations - progress.watchedEvaluations
    let gained = progress.watchedValue - state.current.value
    progress.watch(iterations, evaluations: state.evaluations, value: state.current.value)
    guard evaluations >= Limit<Scalar>.kinkIterations * Limit<Scalar>.struggle,
      gained <= Limit.kinkGain * state.current.value.magnitude
    else { return nil }
    guard rules.examination.isThorough else { return nil }
    let before = state.counts
    defer { state.evaluator.noteExamination(since: before) }
    guard state.hasKinkDownhill() else { return state.interruption }
    return knowsValuesAlone ? reasonByValues() : state.interruption ?? .searchFailed(.notSmooth)
  }

  /// Differences see kinks in their own errors where f is all but zero, so its axes have to confirm one.
  private mutating func reasonByValues() -> EndReason? {
    switch examineValues() {
    case .lower where stepper.traits.canRelocate:
      progress.goToTrial()
      return nil
    case .stationary:
      settle()
      return state.interruption ?? .valueExhausted
    case .interrupted: return state.interruption
    case .failed(let diagnosis): return .searchFailed(diagnosis)
    case .some, nil: return .searchFailed(.notSmooth)
    }
  }
}

extension MinimizationState {
  /// Whether the slope of f down the gradient jumps, close by.
  ///
  /// A distance within which the slope changes by half is halved again and again, towards the larger
  /// change: at a kink it stays, and of a smooth function's change a 2⁻¹²th is left after twelve halvings. Up to
  /// 36 evaluations. False where a limit forbids one, or f is not finite there, or rounding hides
  /// distances so short.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func hasKinkDownhill() -> Bool {
    let g = freeGradient
    let size = max(BLAS.maxAbs(dimension, current.x), 1)
    let unit = size / BLAS.maxAbs(dimension, g)
    let start = -BLAS.dot(dimension, g, g)
    var far = Scalar(sign: .plus, exponent: Scalar.ulpOfOne.exponent * 4 / 9, significand: unit)
    guard start < 0, far.isFinite, var end = slope(down: g, far) else { return false }
    while end < start / 2 {
      far *= 16
      guard far < unit / 64, let next = slope(down: g, far) else { return false }
      end = next
    }
    var (near, slopeNear, slopeFar) = (Scalar(0), start, end)
    for _ in 0..<Limit<Scalar>.bisections {
      let middle = (near + far) / 2
      guard far - near > 16 * Scalar.ulpOfOne * unit, let slope = slope(down: g, middle) else {
        return false
      }
      if slope - slopeNear > slopeFar - slope {
        (far, slopeFar) = (middle, slope)
      } else {
        (near, slopeNear) = (middle, slope)
      }
    }
    guard slopeFar - slopeNear > -start / 16 else { return false }
    return isSlopeSteady(g, near: near, slopeNear, far: far, slopeFar)
  }

  /// Whether the slopes a little further to both sides are what they are at the jump between these two, as far as a
  /// fourth of it: where rounding or noise makes the jump, they are not.
  private mutating func isSlopeSteady(
    _ g: [Scalar], near: Scalar, _ slopeNear: Scalar, far: Scalar, _ slopeFar: Scalar
  ) -> Bool {
    let (width, allowed) = (far - near, (slopeFar - slopeNear) / 4)
    for k in 1...3 {
      let distance = Scalar(k) * width
      guard let before = slope(down: g, near - distance), let after = slope(down: g, far + distance)
      else { return false }
      if (before - slopeNear).magnitude > allowed || (after - slopeFar).magnitude > allowed {
        return false
      }
    }
    return true
  }

  /// The slope at x − t·g along −g; `nil` where f is not finite there or a limit forbids the evaluation.
  private mutating func slope(down g: [Scalar], _ t: Scalar) -> Scalar? {
    guard tryPoint(g, -t), trial.value.isFinite else { return nil }
    let slope = -BLAS.dot(dimension, g, trial.gradient)
    return slope.isFinite ? slope : nil
  }
}
