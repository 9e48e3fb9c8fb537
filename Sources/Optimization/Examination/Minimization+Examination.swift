import LinearAlgebra

/// The evidence for a stationary point, gathered where a method claims to have reached one.
///
/// - A sum of squares that is all but zero needs no more.
/// - An objective's own Hessian, up to 64 variables, is looked at first, as below.
/// - Where values are all there is, up to 64 variables, the principal axes of f tell: see `examineValues`.
/// - A method that estimates curvature is asked how much lower the minimum lies, and the curvature along
///   the gradient is measured, of which it may know nothing: one evaluation.
/// - Up to 64 variables, the Hessian is measured by differences of the gradient, one evaluation a variable, or
///   two where that leaves a doubt, and where it expects a decrease worth having, a Newton step is tried, or one along
///   negative curvature for a method that works with second derivatives. Curvatures of 1e-15 of the
///   largest are told from zero this way: no method of first order sees along such valleys.
/// - Variables that the Hessian calls idle are moved back towards the start; see `leavePlateau`.
/// - Beyond 64, a method that estimates no curvature gets a second opinion: limited-memory BFGS goes on from
///   there for a few steps, and must not find a decrease worth having. A method of values alone gets it
///   whenever the Hessian promises a decrease that no Newton step finds.
extension Minimization {
  /// What an examination found.
  enum Finding: Equatable {
    case stationary
    /// There is a lower point, on trial, by a decrease worth having.
    case lower
    /// The curvature says that there must be lower points.
    case notStationary
    /// Neither a lower point nor evidence of a stationary one.
    case failed(SearchDiagnosis)
    /// A limit was met.
    case interrupted
  }

  /// The most variables for which the whole Hessian is measured.
  static var largestHessian: Int { 64 }

  /// Looks for a decrease worth having from the iterate.
  mutating func examine() -> Finding {
    if isAsLowAsCanBe { return .stationary }
    guard measureGradient() else { return .interrupted }
    guard progress.gradientNorm.isFinite else { return .failed(.notSmooth) }
    // Nothing below can be computed where the gradient's square overflows, and no silence is evidence.
    let gradient = state.current.gradient
    guard BLAS.dot(state.dimension, gradient, gradient).isFinite else {
      return .failed(.badlyScaled)
    }
    if knowsValuesAlone, let finding = examineValues() { return finding }
    let knowsCurvature = state.expectedDecrease != nil
    // An objective's own Hessian has been computed here already, and tells more.
    if state.objective.keepsHessian, state.dimension <= Self.largestHessian,
      let finding = tryNewtonSteps()
    {
      return finding
    }
    if knowsCurvature && progress.gradientNorm > 0 {
      guard let decrease = state.decreaseAlongGradient() else { return .interrupted }
      if isWorthHaving(decrease) { return .notStationary }
    }
    if state.dimension <= Self.largestHessian, let finding = examineCurvature() { return finding }
    return knowsCurvature ? .stationary : secondOpinion()
  }

  /// Computes the gradient at the iterate where the method uses none. False where a limit forbids it.
  private mutating func measureGradient() -> Bool {
    guard !stepper.usesGradient else { return true }
    _ = state.refineGradient()
    guard state.completeCurrent() else { return state.interruption == nil }
    progress.gradientNorm = state.stationarity(of: state.current)
    return true
  }

  /// Whether no point can be lower by a decrease worth having, as a sum of squares is not negative.
  private var isAsLowAsCanBe: Bool {
    state.residualCount != nil && !isWorthHaving(state.current.value)
  }

  /// Has derivatives that are made of differences be more exact from here on, once in a run, as the less
  /// exact ones have led as far as they do. False where they are as exact as they can be already, or a
  /// limit is met.
  mutating func refine() -> Bool {
    guard stepper.usesGradient, !isAsLowAsCanBe, state.refineGradient(),
      state.refineCurrent()
    else {
      return false
    }
    progress.gradientNorm = state.stationarity(of: state.current)
    progress.doubtedNorm = .infinity
    stepper.refine(&state)
    return true
  }

  /// What the Hessian says; `nil` where it says nothing, or promises a method of values alone a decrease that
  /// is not where it should be.
  private mutating func examineCurvature() -> Finding? {
    let negligible = negligibleDecrease
    let definite = stepper.usesSecondDerivatives
    var isCertain = false
    let measured = state.scaledSystem { system in
      isCertain = system.expectsNothing(beyond: negligible, definite: definite)
      return isCertain
    }
    guard let system = measured else {
      return state.interruption == nil ? nil : .interrupted
    }
    switch isCertain ? .stationary : tryNewtonSteps(system) {
    case .some(.stationary): return leavePlateau(system) ?? .stationary
    case .some(.notStationary):
      if promisesErrorAlone(system) { return .stationary }
      return stepper.usesGradient ? .failed(.unexplained) : nil
    case let finding: return finding
    }
  }

  /// Whether the decrease that a Hessian promises is no more than the error of the gradient makes of it.
  private func promisesErrorAlone(_ system: ScaledSystem<Scalar>) -> Bool {
    let error = state.objective.gradientError
    let certain = system.forgettingErrors(of: error, at: state.current)
    // The error of a Hessian of values is that of a gradient, or more.
    let floor = max(lowestFloor, min(highestFloor, 1000 * error))
    let promise = CurvatureSpectrum(certain).expectedDecrease(floor: floor)
    // Less than the rounding of f at the start is promised where f falls to zero.
    let rounding = Scalar.ulpOfOne * (progress.initialValue - state.current.value)
    return !isWorthHaving(promise) || promise <= rounding
  }

  /// Measures the Hessian and tries its Newton steps; `stationary` where none leads lower, whatever the Hessian
  /// promises, and `nil` where it is useless.
  mutating func tryNewtonSteps() -> Finding? {
    if knowsValuesAlone { return examineValues() }
    guard let system = state.scaledSystem() else {
      return state.interruption == nil ? nil : .interrupted
    }
    let finding = tryNewtonSteps(system)
    return finding == .notStationary ? .stationary : finding
  }

  // Fractions of the largest curvature. The higher ones are about ε^¾ and √ε: with multiples of ε as in double
  // precision, the highest would be beyond 1 in single precision, and no decrease would be promised at all.
  private var lowestFloor: Scalar { 4 * Scalar.ulpOfOne }
  private var middleFloor: Scalar { (isDouble ? 1e4 : 50) * Scalar.ulpOfOne }
  private var highestFloor: Scalar { (isDouble ? 1e8 : 3000) * Scalar.ulpOfOne }

  /// Tries the Newton steps of a Hessian: `stationary` where it expects no decrease worth having,
  /// `notStationary` where it does and none is found, `nil` where it is useless.
  ///
  /// With the lowest floor a step goes far along directions whose curvature is mere rounding, which may
  /// lead astray; higher floors follow. A step that leads up, as in a bent valley, is shortened.
  private mutating func tryNewtonSteps(_ system: ScaledSystem<Scalar>) -> Finding? {
    if let most = system.greatestDecrease(within: 0), !isWorthHaving(most) {
      return .stationary
    }
    if !stepper.usesSecondDerivatives {
      let expected = CurvatureSpectrum(system).expectedDecrease(floor: lowestFloor)
      if !isWorthHaving(expected) { return expected.isNaN ? nil : .stationary }
    }
    let model = CurvatureModel(system)
    var finding = Finding.notStationary
    var lastExpected = Scalar.infinity
    for floor in [lowestFloor, middleFloor, highestFloor] {
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
    return (stepper.usesSecondDerivatives ? leaveSaddle(model) : nil) ?? finding
  }

  /// Tries a step along the direction of the most negative curvature, where there is any: the gradient need
  /// not show it. Its length is that of x.
  private mutating func leaveSaddle(_ model: CurvatureModel<Scalar>) -> Finding? {
    guard let (direction, curvature) = model.mostNegative else { return nil }
    let n = state.dimension
    let slope = BLAS.dot(n, state.current.gradient, direction)
    let size = max(1, BLAS.maxAbs(n, state.current.x)) / BLAS.maxAbs(n, direction)
    let length = slope > 0 ? -size : size
    state.direction = direction.map { $0 * length }
    state.slope = slope * length
    return tryShortening(-curvature * size * size / 2)
  }

  /// Tries the direction's whole step, an eighth of it, and so on as long as the decrease expected is worth
  /// having.
  private mutating func tryShortening(_ expected: Scalar) -> Finding? {
    state.beginSearch()
    var step: Scalar = 1
    while isWorthHaving(step * expected) && step > Scalar.ulpOfOne {
      if let finding = tryLower(step) { return finding }
      step /= 8
    }
    return nil
  }

  /// Whether f is lower by a decrease worth having at so much of the direction; `nil` where not.
  mutating func tryLower(_ step: Scalar) -> Finding? {
    guard let value = state.tryValue(step) else { return .interrupted }
    guard isWorthHaving(state.current.value - value) else { return nil }
    if !stepper.usesGradient || state.completeTrial() { return .lower }
    return state.interruption == nil ? nil : .interrupted
  }

  /// Measures the Hessian where a method without an estimate of the curvature has not ended after as many
  /// iterations as its patience, and has the next step go where its Newton step leads if that lowers f by
  /// more than all those iterations did. Returns the limit that was met, where one was.
  mutating func lookAroundWhereLong() -> EndReason? {
    // Where Newton's step has just done better, it is likely to do so again.
    guard iterations - progress.lastLook >= (progress.lookHelped ? 2 : patience),
      state.dimension <= Self.largestHessian, !progress.movesToTrial
    else { return nil }
    let gained = progress.valueAtLastLook - state.current.value
    let (direction, slope) = (state.direction, state.slope)
    let finding = tryNewtonSteps()
    let isLower = finding == .lower || (finding == .stationary && knowsValuesAlone && tryLowest())
    if isLower, state.current.value - state.trial.value > gained {
      progress.movesToTrial = true
      progress.lookHelped = true
    } else {
      progress.lookHelped = false
      (state.direction, state.slope) = (direction, slope)
    }
    progress.lastLook = iterations
    progress.valueAtLastLook =
      progress.movesToTrial ? state.trial.value : state.current.value
    if finding == .stationary, knowsValuesAlone, !isWorthHaving(gained) {
      progress.movesToTrial = false
      settle()
      return state.interruption ?? .valueExhausted
    }
    return finding == .interrupted ? state.interruption : nil
  }

  /// A method that differences lead is watched more closely: their errors may keep it where it is for ever.
  private var patience: Int {
    guard stepper.usesGradient && knowsValuesAlone else { return stepper.patience }
    return min(stepper.patience, 20 + 10 * state.dimension)
  }

  /// Goes to the point on trial that an examination found.
  mutating func moveToTrial() {
    let value = state.current.value
    state.accept()
    state.stepReason = .examination
    state.lastStep = state.stepLength * BLAS.maxAbs(state.dimension, state.direction)
    progress.movesToTrial = false
    progress.doubtedNorm = .infinity
    stepper.relocate(&state)
    noteStep(from: value)
  }

  /// Whether limited-memory BFGS finds no decrease worth having in twenty steps. What it finds is kept for
  /// the answer, while the run itself stays where it is; a method of values alone may go on from there.
  private mutating func secondOpinion() -> Finding {
    var other = state
    other.expectedDecrease = nil
    let method = LBFGS(memory: 10)
    let direction =
      state.bounds.map { method.makeDirection(within: $0) }
      ?? method.makeDirection(dimension: state.dimension, as: Scalar.self)
    var second = LineSearchStepper(direction: direction, search: MoreThuente())
    var isLower = false
    var diagnosis: SearchDiagnosis?
    steps: for _ in 0..<20 where !isLower {
      switch second.step(&other) {
      case .accepted:
        isLower = isWorthHaving(state.current.value - other.current.value)
      case .ended(let ending):
        if case .searchFailed(let failure) = ending { diagnosis = failure }
        break steps
      }
    }
    state.takeOver(other)
    if isLower && !stepper.usesGradient {
      state.tryLowest()
      return .lower
    }
    if isLower { return .notStationary }
    if let diagnosis, !stepper.usesGradient { return .failed(diagnosis) }
    return other.interruption == nil ? .stationary : .interrupted
  }
}
