public import LinearAlgebra
import Matrices

/// A minimisation that is driven one iteration at a time.
///
///     var run = Minimization(loss, from: start, using: .bfgs)
///     while let iterate = run.next() {
///       print(iterate.number, iterate.value, iterate.gradientNorm)
///     }
///     print(run.solution.reason)
///
/// `minimize` is this loop. A run is a value: a copy goes on from the same iterate on its own, where the
/// objective is a value too.
public struct Minimization<Scalar: LinearAlgebraScalar> {
  /// Why the run ended; `nil` while it goes on.
  public internal(set) var reason: EndReason?
  /// The steps taken so far.
  public internal(set) var iterations = 0
  /// What the method works on.
  public internal(set) var state: MinimizationState<Scalar>

  var stepper: any Stepper<Scalar>
  /// The method with its options, by which a checkpoint knows whose it is.
  let method: any MinimizationMethod
  let rules: StoppingRules
  /// The time since this sitting began, and that which earlier ones took.
  private let stopwatch = Stopwatch()
  private var elapsedBefore = Duration.zero
  var elapsed = Duration.zero
  var progress: Progress

  /// A run that has evaluated nothing yet; the first `next` evaluates the start.
  ///
  /// Traps where `start` has not as many elements as the objective has variables, or the bounds have not, or
  /// where there are bounds and the method cannot keep them. A start outside the box is moved to its side.
  /// A signal ends the run before the next evaluation, or within one where the objective heeds it.
  ///
  /// The scale has n positive finite numbers, the size that each variable is expected to change by, as SciPy's `x_scale`
  /// and MATLAB's `TypicalX`: distances of differences, radii, first steps and tests of the end are then those of
  /// variables of the size of 1. Each is rounded down to a power of two, so that nothing else is. Without one the start
  /// tells the scale of variables that are far smaller than 1 there. Traps where the scale does not fit.
  public init(
    _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
    bounds: Bounds<Scalar>? = nil, scale: [Scalar]? = nil, using method: some MinimizationMethod,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) numbers does not fit a function of \(objective.dimension) variables"
    )
    progress = Progress(start: start)
    self.rules = rules
    self.method = method
    stepper = Self.stepper(method, start.count, bounds)
    state = MinimizationState(
      objective, from: start, bounds: bounds, evaluationLimit: rules.evaluations,
      signal: Self.signal(rules, stopwatch, signal),
      judgesOriginal: rules.gradientNorm != nil)
    if let scale { state.measure(in: Units.powersOfTwo(scale, dimension: start.count)) }
  }

  /// A run of an objective that gives values alone, with gradients of differences where the method, or the
  /// evidence at the end, wants them; see the other initialiser and ``DifferenceObjective``.
  ///
  /// An objective that turns out to give its gradient, though whoever calls does not know, has it used.
  public init(
    _ objective: some Objective<Scalar>, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
    scale: [Scalar]? = nil, using method: some MinimizationMethod,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) {
    self.init(
      differentiable(objective), from: start, bounds: bounds, scale: scale, using: method,
      stopping: rules, stoppedBy: signal)
  }

  /// What ends the run besides its own rules: the signal that was given, and the limit of time.
  private static func signal(
    _ rules: StoppingRules, _ stopwatch: Stopwatch, _ given: StopSignal?
  ) -> StopSignal? {
    guard let time = rules.time else { return given }
    return StopSignal(at: Deadline(stopwatch: stopwatch, time: time), within: given)
  }

  private static func stepper(
    _ method: some MinimizationMethod, _ dimension: Int, _ bounds: Bounds<Scalar>?
  ) -> any Stepper<Scalar> {
    guard let bounds else { return method.makeStepper(dimension: dimension, as: Scalar.self) }
    require(
      bounds.dimension == dimension,
      "bounds of \(bounds.dimension) variables do not fit a start of \(dimension) numbers")
    guard let stepper = method.makeStepper(within: bounds) else {
      trap({ "\(method) cannot keep bounds; L-BFGS can" })
    }
    return stepper
  }

  /// Remembers the time that earlier sittings took.
  mutating func beganEarlier(by time: Duration) {
    elapsedBefore = time
    elapsed = time
  }

  /// Goes on to the next iterate and returns it, the start first; `nil` once the run has ended.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func next() -> Iteration<Scalar>? {
    guard reason == nil else { return nil }
    guard progress.hasStarted ? takeStep() : evaluateStart() else { return nil }
    elapsed = elapsedBefore + stopwatch.elapsed
    let isBest = progress.noteValue(state.current.value)
    reason = reasonToStop()
    let isOriginal = state.units.areOnes || state.judgesOriginal
    let point = state.units.areOnes ? state.current : state.original(state.current)
    return Iteration(
      number: iterations, value: state.current.value,
      gradientNorm: isOriginal
        ? progress.gradientNorm : state.originalStationarity(of: state.current),
      stepLength: state.stepLength, step: state.stepReason,
      evaluations: state.evaluations, elapsed: elapsed,
      isBest: isBest,
      x: point.x, gradient: point.gradient)
  }

  /// The iterate, in the variables of the objective.
  public var x: [Scalar] { state.original(state.current).x }

  /// Ends the run where it is, unless it has ended already, for a reason that whoever drives it knows.
  package mutating func stop(for reason: EndReason) { self.reason = self.reason ?? reason }

  /// Ends the run where it is, unless it has ended already.
  public mutating func stop() { reason = reason ?? .stopped }

  mutating func evaluateStart() -> Bool {
    let isFinite = state.evaluateStart(usesGradient: stepper.traits.usesGradient)
    if !state.units.areOnes { takeUnits() }
    if isFinite { stepper.begin(&state) }
    // A start that a limit cut short is evaluated anew where the run is resumed.
    progress.begin(
      at: state.current.value, gradientNorm: state.stationarity(of: state.current),
      original: originalNorm(of: state.current),
      hasStarted: isFinite || state.interruption == nil)
    if !isFinite { reason = state.interruption ?? .nonFiniteStart }
    return isFinite
  }

  /// Has the method work in the units that the start told.
  private mutating func takeUnits() {
    progress.measureStart(in: state.units.sizes)
    rebuildStepper()
  }

  /// Makes the method's workspace anew where its bounds are in other units.
  mutating func rebuildStepper() {
    if state.bounds != nil { stepper = Self.stepper(method, state.dimension, state.bounds) }
  }

  func originalNorm(of point: Point<Scalar>) -> Scalar {
    state.units.areOnes ? state.stationarity(of: point) : state.originalStationarity(of: point)
  }

  /// Goes to a lower point that the examination of a stationary one met by the way, unless its gradient is not
  /// to be had.
  mutating func settle() {
    guard knowsValuesAlone || !stepper.traits.usesGradient else { return }
    if state.tryLowest() && state.completeTrial() {
      state.accept()
    } else {
      _ = state.completeCurrent()
    }
    progress.noteGradient(state.stationarity(of: state.current))
  }

  mutating func takeStep() -> Bool {
    if progress.movesToTrial {
      moveToTrial()
      return true
    }
    let value = state.current.value
    switch stepper.step(&state) {
    case .ended(let claim) where claim.isSuccess:
      return confirmExhausted(claim)
    case .ended(.searchFailed(let diagnosis)):
      return confirmFailed(diagnosis)
    case .ended(let ending):
      reason = ending
      return false
    case .accepted:
      noteStep(from: value)
      return true
    }
  }

  /// Takes note of a step that was accepted, f having been `value` before.
  mutating func noteStep(from value: Scalar) {
    iterations += 1
    progress.noteStep(
      decrease: value - state.current.value, move: state.units.areOnes ? nil : originalMove,
      gradientNorm: state.stationarity(of: state.current))
  }
}

extension Minimization {
  /// The largest |Δxᵢ| of the step that was just taken, in the variables of the objective.
  private var originalMove: Scalar {
    state.units.sizes.indices.reduce(0) {
      max($0, state.units.sizes[$1] * (state.current.x[$1] - state.trial.x[$1]).magnitude)
    }
  }

  /// What the run has reached so far; `reason` is `stopped` where it has not ended.
  public var solution: Solution<Scalar> {
    let answer = answer
    let norm = originalNorm(of: answer)
    let best = state.original(answer)
    return Solution(
      x: best.x, value: best.value, gradient: best.gradient, gradientNorm: norm,
      reason: reason ?? .stopped, iterations: iterations, evaluations: state.evaluations,
      counts: state.counts, elapsed: elapsed, evidence: evidence(norm))
  }

  /// The lowest point; but where a run ended because the gradient is small, one where it is.
  ///
  /// A point lower by what does not count, and so hardly lower, may have a large gradient where variables
  /// have very different sizes.
  private var answer: Point<Scalar> {
    guard reason?.isSuccess == true else { return state.lowest }
    let best = state.stationary
    let isClaimed =
      reason == .gradientConverged
      ? state.stationarity(of: best) <= gradientTolerance
      : knowsValuesAlone || !isWorthHaving(state.current.value - best.value)
    return isClaimed ? best : state.current
  }

  private func evidence(_ norm: Scalar) -> Evidence<Scalar> {
    Evidence(
      initialGradientNorm: progress.originalInitialNorm,
      relativeGradientNorm: progress.originalInitialNorm == 0
        ? 0 : norm / progress.originalInitialNorm,
      lastDecrease: progress.lastDecrease, lastStep: progress.lastMove ?? state.lastStep,
      expectedDecrease: state.expectedDecrease ?? state.measuredDecrease, noise: state.noise,
      unexamined: progress.unexamined)
  }
}
