public import LinearAlgebra

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
  public private(set) var reason: EndReason?
  /// The steps taken so far.
  public private(set) var iterations = 0
  /// What the method works on.
  public private(set) var state: MinimizationState<Scalar>

  private var stepper: any Stepper<Scalar>
  private let rules: StoppingRules
  private let began: ContinuousClock.Instant
  private var elapsed = Duration.zero
  private var hasStarted = false
  private var gradientNorm = Scalar.nan
  private var initialGradientNorm = Scalar.nan
  private var initialValue = Scalar.nan
  private var lowest = Scalar.infinity
  private var lastDecrease: Scalar?
  /// The gradient norm at which the iterate turned out not to be stationary.
  private var doubtedNorm = Scalar.infinity
  private var doubtedIteration = -1

  /// A run that has evaluated nothing yet; the first `next` evaluates the start.
  ///
  /// Traps where `start` has not as many elements as the objective has variables.
  public init(
    _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
    using method: some MinimizationMethod, stopping rules: StoppingRules = StoppingRules()
  ) {
    precondition(
      start.count == objective.dimension,
      "a start of \(start.count) numbers does not fit a function of \(objective.dimension) variables"
    )
    began = .now
    self.rules = rules
    stepper = method.makeStepper(dimension: start.count, as: Scalar.self)
    state = MinimizationState(
      objective, from: start, evaluationLimit: rules.evaluations,
      deadline: rules.time.map { [began] in began + $0 })
  }

  /// Goes on to the next iterate and returns it, the start first; `nil` once the run has ended.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func next() -> Iteration<Scalar>? {
    guard reason == nil else { return nil }
    guard hasStarted ? takeStep() : evaluateStart() else { return nil }
    elapsed = .now - began
    let isBest = state.current.value < lowest
    if isBest { lowest = state.current.value }
    reason = reasonToStop()
    return Iteration(
      number: iterations, value: state.current.value, gradientNorm: gradientNorm,
      stepLength: state.stepLength, evaluations: state.evaluations, elapsed: elapsed,
      isBest: isBest,
      x: state.current.x, gradient: state.current.gradient)
  }

  /// Ends the run where it is, unless it has ended already.
  public mutating func stop() { reason = reason ?? .stopped }

  private mutating func evaluateStart() -> Bool {
    hasStarted = true
    let isFinite = state.evaluateStart()
    gradientNorm = BLAS.maxAbs(state.dimension, state.current.gradient)
    initialGradientNorm = gradientNorm
    initialValue = state.current.value
    if !isFinite { reason = state.interruption ?? .nonFiniteStart }
    return isFinite
  }

  private mutating func takeStep() -> Bool {
    let value = state.current.value
    switch stepper.step(&state) {
    case .ended(.valueExhausted):
      return confirmExhausted()
    case .ended(let ending):
      reason = ending
      return false
    case .accepted:
      iterations += 1
      lastDecrease = value - state.current.value
      gradientNorm = BLAS.maxAbs(state.dimension, state.current.gradient)
      return true
    }
  }
}

extension Minimization {
  /// What the run has reached so far; `reason` is `stopped` where it has not ended.
  public var solution: Solution<Scalar> {
    let best = state.best
    let norm = BLAS.maxAbs(state.dimension, best.gradient)
    return Solution(
      x: best.x, value: best.value, gradient: best.gradient, gradientNorm: norm,
      reason: reason ?? .stopped, iterations: iterations, evaluations: state.evaluations,
      elapsed: elapsed, evidence: evidence(norm))
  }

  private func evidence(_ norm: Scalar) -> Evidence<Scalar> {
    Evidence(
      initialGradientNorm: initialGradientNorm,
      relativeGradientNorm: initialGradientNorm == 0 ? 0 : norm / initialGradientNorm,
      lastDecrease: lastDecrease,
      lastStep: state.lastStep, expectedDecrease: state.expectedDecrease, noise: state.noise)
  }

  /// Whether the iterate that was just reached is the last, and why.
  private mutating func reasonToStop() -> EndReason? {
    let value = state.current.value
    if seemsStationary, let reason = confirmStationary() { return reason }
    if value < -Scalar.greatestFiniteMagnitude.squareRoot() * max(1, initialValue.magnitude) {
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
    guard gradientNorm <= min(gradientTolerance, doubtedNorm / 4) || gradientNorm == 0 else {
      return false
    }
    return state.expectedDecrease.map { !isWorthHaving($0) } ?? true
  }

  private var isDouble: Bool { Scalar.ulpOfOne < 1e-10 }

  private var gradientTolerance: Scalar {
    let tolerance = rules.gradientNorm.map { Scalar($0) } ?? (isDouble ? 1.5e-8 : 1e-6)
    return max(tolerance, Scalar(rules.relativeGradientNorm) * initialGradientNorm)
  }

  /// More than what rounding or, where a search failed, the noise measured there could hide.
  private func isWorthHaving(_ decrease: Scalar) -> Bool {
    let value = state.current.value
    let relative: Scalar = isDouble ? 1e-9 : 1e-6
    let ofDescent: Scalar = isDouble ? 1e-20 : 1e-10
    let noise = 100 * (state.noise ?? 0)
    return decrease
      > max(relative * value.magnitude, max(ofDescent * (initialValue - value), noise))
  }

  /// The same where the method found that values tell it nothing more. A second doubt at one iterate is a
  /// failure: there is a decrease to be had, and the method cannot find it.
  private mutating func confirmExhausted() -> Bool {
    guard let decrease = state.decreaseAlongGradient() else {
      reason = state.interruption
      return false
    }
    if !isWorthHaving(decrease) {
      reason = .valueExhausted
    } else if doubtedIteration == iterations {
      reason = .searchFailed(.unexplained)
    } else {
      doubtedIteration = iterations
      stepper.reconsider(&state)
      return takeStep()
    }
    return false
  }

  /// Measures the curvature along the gradient, which the method may know nothing of. Where it promises a
  /// decrease worth having, the method learns of it and the run goes on, with the next doubt only once the
  /// gradient is four times smaller.
  private mutating func confirmStationary() -> EndReason? {
    guard gradientNorm > 0 else { return .gradientConverged }
    guard let decrease = state.decreaseAlongGradient() else { return state.interruption }
    if !isWorthHaving(decrease) { return .gradientConverged }
    doubtedNorm = gradientNorm
    stepper.reconsider(&state)
    return nil
  }
}
