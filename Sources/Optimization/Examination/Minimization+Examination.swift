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
///   negative curvature. Curvatures of 1e-15 of the largest are told from zero this way: no method of first order
///   sees along such valleys.
/// - The values that came with the differences must agree with the gradient; see `checkSlopes`.
/// - Variables that the Hessian calls idle are moved back towards the start; see `leavePlateau`.
/// - Along directions in which the Hessian tells nothing f is evaluated to both sides; see `leaveFlat`.
/// - Beyond 64, the lowest curvature is found by some products of the Hessian with vectors, and where f bends down
///   along its direction, a step there is tried.
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

  /// Looks for a decrease worth having from the iterate. After a search that failed, or a second claim at one
  /// iterate, one that the rounding of f at the start could make is none.
  mutating func examine(afterFailure: Bool = false) -> Finding {
    let before = state.counts
    defer { state.evaluator.noteExamination(since: before) }
    if isAsLowAsCanBe { return .stationary }
    return rules.examination == .cheap ? examineCheaply() : examineThoroughly(afterFailure)
  }

  private mutating func examineThoroughly(_ afterFailure: Bool) -> Finding {
    guard measureGradient() else { return .interrupted }
    guard progress.gradientNorm.isFinite else { return .failed(.notSmooth) }
    // Nothing below can be computed where the gradient's square overflows, and no silence is evidence. What
    // pushes against a bound may be infinite, as the slope of √x at 0.
    let gradient = state.freeGradient
    guard BLAS.dot(state.dimension, gradient, gradient).isFinite else {
      return .failed(.unexplained)
    }
    if knowsValuesAlone, let finding = examineValues() { return finding }
    let knowsCurvature = state.expectedDecrease != nil
    // An objective's own Hessian has been computed here already, and tells more.
    if state.evaluator.gives.contains(.hessian), state.dimension <= Limit<Scalar>.variables,
      let finding = examineCurvature()
    {
      return finding
    }
    if knowsCurvature && progress.gradientNorm > 0 {
      guard let decrease = state.decreaseAlongGradient() else { return .interrupted }
      if isWorthHaving(decrease) && !(afterFailure && isRounding(decrease)) {
        return .notStationary
      }
    }
    if mayMeasureHessian {
      if let finding = examineCurvature() { return finding }
    } else if let finding = leaveSaddle(products: allowance) {
      return finding
    }
    if progress.gradientNorm == 0 { return leaveBlindly() ?? .stationary }
    return knowsCurvature ? .stationary : secondOpinion()
  }

  /// Whether the whole Hessian is measured: of no more than 64 variables, for as many evaluations as are allowed.
  private var mayMeasureHessian: Bool {
    let n = state.dimension
    return n <= Limit<Scalar>.variables
      && (n <= allowance || state.evaluator.gives.contains(.hessian) || knowsValuesAlone)
  }

  /// The evaluations that an examination may take.
  private var allowance: Int {
    // A method that estimates no curvature needs the whole Hessian for more than its end: with less, two of the
    // conjugate gradients call a point of the 45 problems a success that is none.
    guard rules.examination == .proportionate, state.expectedDecrease != nil else { return .max }
    let (all, examination) = (state.evaluations, state.counts.examination)
    return max(8, (all - examination) / 2 - examination)
  }

  /// Whether a decrease is within the rounding of f at the start: where f falls to zero, what it is made of may still
  /// have that.
  func isRounding(_ decrease: Scalar) -> Bool {
    decrease <= Scalar.ulpOfOne * (progress.initialValue - state.current.value)
  }

  /// Computes the gradient at the iterate where the method uses none. False where a limit forbids it.
  private mutating func measureGradient() -> Bool {
    guard !stepper.traits.usesGradient else { return true }
    _ = state.evaluator.refine()
    let isFinite = state.completeCurrent()
    if state.interruption != nil { return false }
    guard isFinite else { return true }
    progress.noteGradient(state.stationarity(of: state.current))
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
    guard stepper.traits.usesGradient, !isAsLowAsCanBe, state.evaluator.refine(),
      state.refineCurrent()
    else {
      return false
    }
    progress.noteGradient(state.stationarity(of: state.current))
    progress.endDoubt()
    stepper.restart(&state, after: .refinement)
    return true
  }

  /// What the Hessian says; `nil` where it says nothing, or promises a method of values alone a decrease that
  /// is not where it should be.
  private mutating func examineCurvature() -> Finding? {
    let negligible = negligibleDecrease
    var isCertain = false
    let measured = state.scaledSystem(from: progress.start) { system in
      isCertain = system.expectsNothing(beyond: negligible)
      return isCertain
    }
    guard let system = measured else {
      return state.interruption == nil ? nil : .interrupted
    }
    switch isCertain ? .stationary : tryNewtonSteps(system) {
    case .some(.stationary): return lookFurther(system) ?? .stationary
    case .some(.notStationary):
      if let finding = checkSlopes(system) { return finding }
      if promisesErrorAlone(system) { return .stationary }
      return stepper.traits.usesGradient ? .failed(.unexplained) : nil
    case let finding: return finding
    }
  }

  /// What speaks against a stationary point though gradient and Hessian say that it is one.
  private mutating func lookFurther(_ system: ScaledSystem<Scalar>) -> Finding? {
    checkSlopes(system) ?? leavePlateau(system) ?? leaveFlat(system)
  }

  /// Whether the decrease that a Hessian promises is no more than the error of the gradient makes of it.
  private func promisesErrorAlone(_ system: ScaledSystem<Scalar>) -> Bool {
    let error = state.evaluator.gradientError
    let certain = system.forgettingErrors(of: error, at: state.current)
    // The error of a Hessian of values is that of a gradient, or more.
    let floor = max(Limit.lowestFloor, min(Limit.highestFloor, Limit.hessianError * error))
    let promise = CurvatureSpectrum(certain).expectedDecrease(floor: floor)
    return !isWorthHaving(promise) || isRounding(promise)
  }

  /// Measures the Hessian where a method without an estimate of the curvature has not ended after as many
  /// iterations as its patience, and has the next step go where its Newton step leads if that lowers f by
  /// more than all those iterations did. Returns the limit that was met, where one was.
  mutating func lookAroundWhereLong() -> EndReason? {
    // Where Newton's step has just done better, it is likely to do so again.
    guard iterations - progress.lastLook >= (progress.lookHelped ? 2 : patience),
      state.dimension <= Limit<Scalar>.variables, !progress.movesToTrial,
      rules.examination.isThorough
    else { return nil }
    let before = state.counts
    defer { state.evaluator.noteExamination(since: before) }
    let gained = progress.valueAtLastLook - state.current.value
    let (direction, slope) = (state.direction, state.slope)
    let finding = tryNewtonSteps()
    // By values alone a look goes far down and may still end without a verdict.
    let isLower =
      finding == .lower || (finding != .interrupted && knowsValuesAlone && tryLowest())
    let helped = isLower && state.current.value - state.trial.value > gained
    if !helped { (state.direction, state.slope) = (direction, slope) }
    progress.noteLook(
      iterations, helped: helped, value: helped ? state.trial.value : state.current.value)
    if finding == .stationary, knowsValuesAlone, !isWorthHaving(gained) {
      progress.goToTrial(false)
      settle()
      return state.interruption ?? .valueExhausted
    }
    return finding == .interrupted ? state.interruption : nil
  }

  /// A method that differences lead is watched more closely: their errors may keep it where it is for ever.
  private var patience: Int {
    guard stepper.traits.usesGradient && knowsValuesAlone else { return stepper.traits.patience }
    return min(stepper.traits.patience, 20 + 10 * state.dimension)
  }

  /// Goes to the point on trial that an examination found.
  mutating func moveToTrial() {
    let value = state.current.value
    state.acceptExamined()
    progress.goToTrial(false)
    progress.endDoubt()
    stepper.restart(&state, after: .relocation)
    noteStep(from: value)
  }

  /// Whether limited-memory BFGS finds no decrease worth having in twenty steps. What it finds is kept for
  /// the answer, while the run itself stays where it is; a method of values alone may go on from there.
  private mutating func secondOpinion() -> Finding {
    var other = state
    other.expectedDecrease = nil
    let method = LBFGS(memory: Limit<Scalar>.opinionPairs)
    let direction =
      state.bounds.map { method.makeDirection(within: $0) }
      ?? method.makeDirection(dimension: state.dimension, as: Scalar.self)
    var second = LineSearchStepper(direction: direction, search: MoreThuente())
    var isLower = false
    var diagnosis: SearchDiagnosis?
    steps: for _ in 0..<Limit<Scalar>.opinionSteps where !isLower {
      switch second.step(&other) {
      case .accepted:
        isLower = isWorthHaving(state.current.value - other.current.value)
      case .ended(let ending):
        if case .searchFailed(let failure) = ending { diagnosis = failure }
        break steps
      }
    }
    state.takeOver(other)
    if isLower && !stepper.traits.usesGradient {
      state.tryLowest()
      return .lower
    }
    if isLower { return .notStationary }
    if let diagnosis, !stepper.traits.usesGradient {
      // A search that found nothing where nothing but rounding was to be had has failed at nothing.
      guard diagnosis == .unexplained else { return .failed(diagnosis) }
      guard let decrease = state.decreaseAlongGradient() else { return .interrupted }
      if isWorthHaving(decrease) && !isRounding(decrease) { return .failed(diagnosis) }
    }
    return other.interruption == nil ? .stationary : .interrupted
  }
}
