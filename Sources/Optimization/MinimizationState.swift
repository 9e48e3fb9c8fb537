public import LinearAlgebra

/// What every method works on, in units in which no variable is far smaller than 1 at the start: the
/// accepted point, the point on trial, a direction, and the objective with the count and the limits of its
/// evaluations.
///
/// Trial and accepted point are apart, so that nothing that goes wrong on trial can spoil what was reached.
/// The lowest finite point that was ever evaluated is kept, in buffers that change places rather than in
/// copies: `current`, `trial` and a third take turns.
public struct MinimizationState<Scalar: LinearAlgebraScalar> {
  /// The accepted point, the iterate.
  public private(set) var current: Point<Scalar>
  /// The point last tried; right after a step is accepted, the iterate before.
  public private(set) var trial: Point<Scalar>
  /// The lowest point that is neither of the two, where its value is a number.
  private(set) var spare: Point<Scalar>
  /// The lowest point of those that differences were made of, where one was lower than its iterate. A run
  /// never goes there, but where it fails, that is the answer if nothing is lower.
  private(set) var beside: Point<Scalar>?
  /// The direction p of the search.
  public var direction: [Scalar]
  /// ∇f(x)·p at the accepted point; the method sets it with the direction.
  public var slope: Scalar = 0
  /// How much lower the method expects the minimum; `nil` where it estimates no curvature.
  public var expectedDecrease: Scalar?
  /// The multiple of the direction that the last step was; 0 before.
  public private(set) var stepLength: Scalar = 0
  /// What the last step was taken for.
  private(set) var stepReason = StepReason.start
  /// The largest |Δxᵢ| of the last step that was accepted; `nil` before.
  public var lastStep: Scalar?
  /// The same as far as values measured along the last direction tell, where a failed search led to it.
  private(set) var measuredDecrease: Scalar?
  /// The noise of f, where a failed search led to its measurement.
  public var noise: Scalar?
  /// The calls of the objective so far.
  public var evaluations: Int { counts.calls }
  /// What the objective was asked for so far.
  public var counts: EvaluationCounts { evaluator.counts }
  /// The limit that forbids further evaluations, once one does.
  public var interruption: EndReason? { evaluator.interruption }
  /// Why a computation that takes long should end, where it should; no more evaluations are allowed then.
  var stopReason: EndReason? {
    mutating get {
      evaluator.noteSignal()
      return interruption
    }
  }

  /// Whether a trial since the last search began was not finite, and whether one was −∞.
  private(set) var metWall = false
  private(set) var sawMinusInfinity = false
  /// The box that every point lies in; `nil` for none.
  public private(set) var bounds: Bounds<Scalar>?
  /// What the variables are measured in.
  private(set) var units = Units<Scalar>()
  /// Whether the gradient's size is judged in the objective's variables, as where a tolerance was given for it.
  let judgesOriginal: Bool
  /// Whether bounds hold each variable, as of the last `hold()`; empty without bounds.
  private(set) var isHeld: [Bool] = []
  /// The objective, with the count and the limits of its calls.
  var evaluator: Evaluator<Scalar>
  /// The multiples of the direction that the point on trial and the spare one are; NaN where they are none.
  private var trialStep = Scalar.nan
  private var spareStep = Scalar.nan
  /// The axes of f as they were last measured from values, n numbers each; empty before.
  private(set) var axes: [Scalar] = []

  init(
    _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
    bounds: Bounds<Scalar>?, evaluationLimit: Int?, signal: StopSignal?, judgesOriginal: Bool
  ) {
    self.judgesOriginal = judgesOriginal
    let start = bounds?.projection(of: start) ?? start
    self.bounds = bounds
    current = Point(copying: start)
    trial = Point(copying: start)
    spare = Point(copying: start)
    direction = [Scalar](repeating: 0, count: start.count)
    if bounds != nil { isHeld = [Bool](repeating: false, count: start.count) }
    evaluator = Evaluator(
      objective, dimension: start.count, bounds: bounds, limit: evaluationLimit, signal: signal)
  }

  /// The number of variables, n.
  public var dimension: Int { direction.count }

  /// Takes over what another run that began at the same iterate counted, and its lowest point.
  mutating func takeOver(_ other: MinimizationState) {
    evaluator.takeOver(other.evaluator)
    let lowest = other.best
    if !(spare.value <= lowest.value) { spare = lowest }
  }
}

extension MinimizationState {
  /// Evaluates the objective at x + t·p, p being `direction`, and keeps the point on trial.
  ///
  /// With bounds, the point is the one of the box closest to that, and the slope is that along the way which
  /// the box bends.
  /// Returns `nil` where a limit forbids the evaluation. A value that is not finite comes back as NaN, and
  /// a point where value or slope is not finite is never accepted: the step was too long.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryStep(_ step: Scalar) -> LinePoint<Scalar>? {
    guard tryPoint(direction, step) else { return nil }
    trialStep = step
    var point = LinePoint(step: step, value: trial.value, slope: 0)
    point.slope = slopeAtTrial
    if !point.isFinite {
      metWall = true
      trial.value = .nan
    }
    return point
  }

  /// Evaluates the objective at x + t·d, which becomes the point on trial; its value is NaN where it is not
  /// finite. False where a limit forbids the evaluation.
  @inline(__always)
  mutating func tryPoint(_ d: [Scalar], _ t: Scalar) -> Bool {
    guard evaluator.allowsCall() else { return false }
    prepareTrial(d, t)
    evaluator.evaluate(&trial)
    noteTrialValue()
    return interruption == nil
  }

  /// Puts the point on trial at x + t·d, or as close as the bounds allow.
  @inline(__always)
  mutating func prepareTrial(_ d: [Scalar], _ t: Scalar) {
    keepTrial()
    BLAS.addScaled(dimension, current.x, t, d, &trial.x)
    if let bounds { bounds.project(&trial.x) }
  }

  /// Takes note of a value that is not finite.
  @inline(__always)
  mutating func noteTrialValue() {
    if trial.value.isFinite && interruption == nil { return }
    evaluator.noteSignal()
    if interruption == nil {
      metWall = true
      if trial.value == -.infinity { sawMinusInfinity = true }
    }
    trial.value = .nan
  }

  private var slopeAtTrial: Scalar {
    guard let bounds else { return BLAS.dot(dimension, trial.gradient, direction) }
    var slope: Scalar = 0
    for i in direction.indices where !bounds.blocks(i, at: trial.x[i], towards: direction[i]) {
      slope += trial.gradient[i] * direction[i]
    }
    return slope
  }

  /// Makes the point on trial the accepted one; `trial` becomes the iterate before.
  public mutating func accept() {
    swap(&current, &trial)
    evaluator.keepIterate(at: current.x)
    stepLength = trialStep
    stepReason = .found
  }

  /// Makes the lowest point of this search the accepted one, where it is lower than the iterate.
  mutating func acceptLowest() -> Bool {
    if !spareStep.isNaN && (spare.value < trial.value || trial.value.isNaN) {
      swap(&trial, &spare)
      trialStep = spareStep
    }
    guard !trialStep.isNaN, trial.value < current.value else { return false }
    accept()
    stepReason = .lowest
    return true
  }

  /// Puts the lowest point that was evaluated on trial, as the end of the direction, where it is lower than
  /// the iterate; returns whether it is.
  @discardableResult
  mutating func tryLowest() -> Bool {
    if spare.value < trial.value || trial.value.isNaN { swap(&trial, &spare) }
    guard trial.value < current.value else { return false }
    for i in direction.indices { direction[i] = trial.x[i] - current.x[i] }
    trialStep = 1
    spareStep = .nan
    return true
  }

  /// Tells that trials from here on belong to a new search.
  mutating func beginSearch() {
    keepTrial()
    trial.value = .nan
    trialStep = .nan
    spareStep = .nan
    metWall = false
    sawMinusInfinity = false
  }

  /// Evaluates the objective at the start, with the gradient where the method uses it, and chooses the units. Returns whether what
  /// was computed is finite there.
  mutating func evaluateStart(usesGradient: Bool) -> Bool {
    guard evaluator.allowsCall() else { return false }
    // Differences need the units that the start tells, which an exact gradient helps to find.
    let isLater = !usesGradient || (startsSmall && evaluator.gradientError > Scalar.ulpOfOne)
    if isLater { evaluator.evaluateValue(&trial) } else { evaluator.evaluate(&trial) }
    if !trial.value.isFinite {
      evaluator.noteSignal()
      if interruption != nil { for i in trial.gradient.indices { trial.gradient[i] = .nan } }
    }
    swap(&current, &trial)
    if startsSmall, current.value.isFinite, let units = unitsOfStart() { measure(in: units) }
    if usesGradient && isLater && !completeCurrent() { return false }
    evaluator.keepIterate(at: current.x)
    let norm = usesGradient ? BLAS.maxAbs(dimension, current.gradient) : 0
    return current.value.isFinite && norm.isFinite
  }

  /// Puts the point on trial aside, before it is overwritten, where it is the lowest so far.
  mutating func keepTrial() {
    guard trial.value < current.value, !(spare.value <= trial.value) else { return }
    swap(&trial, &spare)
    spareStep = trialStep
  }

  /// Evaluates f at x + t·p, p being `direction`, with the gradient only where that takes no further
  /// evaluations; `completeTrial` does the rest.
  ///
  /// Returns NaN where f is not finite, `nil` where a limit forbids the evaluation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryValue(_ step: Scalar) -> Scalar? {
    guard !evaluator.gives.contains(.gradient) else {
      guard let point = tryStep(step) else { return nil }
      return point.isFinite ? point.value : .nan
    }
    guard evaluator.allowsCall() else { return nil }
    prepareTrial(direction, step)
    trialStep = step
    evaluator.evaluateValue(&trial)
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Evaluates f at `x`, kept within the bounds, with no gradient; as `tryValue` otherwise.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryValue(at x: [Scalar]) -> Scalar? {
    guard evaluator.allowsCall() else { return nil }
    keepTrial()
    for i in x.indices { trial.x[i] = bounds?.clamped(x[i], i) ?? x[i] }
    trialStep = 1
    evaluator.evaluateValue(&trial)
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Computes the gradient at the point on trial where it is not known yet. False where a limit forbids it,
  /// or it is not finite; the point then counts as one where f is not.
  public mutating func completeTrial() -> Bool {
    evaluator.complete(&trial)
    if !trial.value.isFinite { metWall = true }
    return trial.value.isFinite
  }

  /// Computes the gradient at the iterate where it is not known yet. False where a limit forbids it, or it
  /// is not finite.
  mutating func completeCurrent() -> Bool {
    let value = current.value
    evaluator.complete(&current)
    let isFinite = current.value.isFinite
    current.value = value
    return isFinite
  }

  /// Computes the gradient at the iterate anew. False where a limit forbids it, or it is not finite; the
  /// gradient is then the one before.
  mutating func refineCurrent() -> Bool {
    var refined = current
    for i in refined.gradient.indices { refined.gradient[i] = .nan }
    evaluator.complete(&refined)
    guard refined.value.isFinite, interruption == nil else { return false }
    current = refined
    return true
  }
}

extension MinimizationState {
  /// Writes the Hessian at the iterate, n×n with both triangles: the objective's own, or one of
  /// differences. False where a limit forbids it, or an element is not finite.
  public mutating func hessian(into hessian: inout [Scalar]) -> Bool {
    evaluator.hessian(at: current, into: &hessian, lowest: &beside)
  }

  /// Writes the product of the Hessian at the iterate with `v`: the objective's own, or a difference of
  /// gradients. False where a limit forbids it, or an element is not finite.
  ///
  /// After `hold()`, the elements of variables that bounds hold are zero, as they should be in `v`.
  public mutating func hessianProduct(_ v: [Scalar], into product: inout [Scalar]) -> Bool {
    guard evaluator.hessianProduct(at: current, v, into: &product, lowest: &beside) else {
      return false
    }
    for i in isHeld.indices where isHeld[i] { product[i] = 0 }
    return true
  }

  /// Finds the variables that bounds hold at the iterate, as the gradient pushes them against their bound.
  mutating func hold() {
    guard let bounds else { return }
    for i in isHeld.indices {
      isHeld[i] = bounds.blocks(i, at: current.x[i], towards: -current.gradient[i])
    }
  }

  /// Makes the direction that of steepest descent among the variables that are not held.
  mutating func pointDown() {
    for i in direction.indices { direction[i] = -current.gradient[i] }
    for i in isHeld.indices where isHeld[i] { direction[i] = 0 }
  }

  /// Measures the variables in these units from here on.
  mutating func measure(in sizes: [Scalar]) {
    units = Units(sizes)
    evaluator.measure(in: sizes)
    if let old = bounds {
      let bounds = units.converted(old)
      self.bounds = bounds
      evaluator.keep(within: bounds)
    }
    current = inRun(current)
    trial = inRun(trial)
    spare = inRun(spare)
  }

  private func inRun(_ point: Point<Scalar>) -> Point<Scalar> {
    var point = point
    for i in units.sizes.indices {
      point.x[i] /= units.sizes[i]
      point.gradient[i] *= units.sizes[i]
    }
    return point
  }
}

/// What others may tell it.
extension MinimizationState {
  /// Makes the point on trial, which an examination found, the accepted one.
  mutating func acceptExamined() {
    accept()
    stepReason = .examination
    lastStep = stepLength * BLAS.maxAbs(dimension, direction)
  }

  /// Has the point on trial count as one where f is not finite.
  mutating func rejectTrial() { trial.value = .nan }

  /// Keeps the axes of f that were measured.
  mutating func keepAxes(_ axes: [Scalar]) { self.axes = axes }

  /// Takes note of what values measured along the last direction expect.
  mutating func noteMeasured(_ decrease: Scalar) { measuredDecrease = decrease }

  /// Exchanges the gradient at the iterate for another, as a direction among some of the variables wants it.
  @inline(__always)
  mutating func exchangeGradient(_ g: inout [Scalar]) { swap(&g, &current.gradient) }

  /// The same at the iterate before.
  @inline(__always)
  mutating func exchangeTrialGradient(_ g: inout [Scalar]) { swap(&g, &trial.gradient) }
}

/// All of the state but the objective, which whoever resumes gives, and the limits of evaluations, which may
/// be others.
extension MinimizationState: Resumable {
  private enum CodingKeys: String, CodingKey {
    case units, current, trial, spare, beside, direction, slope, expectedDecrease, stepLength,
      lastStep
    case measuredDecrease, noise, metWall, sawMinusInfinity, trialStep, spareStep, axes
  }

  public func encode(to encoder: any Encoder) throws {
    try evaluator.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(units.sizes, forKey: .units)
    try container.encode(current, forKey: .current)
    try container.encode(trial, forKey: .trial)
    try container.encode(spare, forKey: .spare)
    try container.encode(beside, forKey: .beside)
    try container.encode(direction, forKey: .direction)
    try container.encode(slope, forKey: .slope)
    try container.encode(expectedDecrease, forKey: .expectedDecrease)
    try container.encode(stepLength, forKey: .stepLength)
    try container.encode(lastStep, forKey: .lastStep)
    try container.encode(measuredDecrease, forKey: .measuredDecrease)
    try container.encode(noise, forKey: .noise)
    try container.encode(metWall, forKey: .metWall)
    try container.encode(sawMinusInfinity, forKey: .sawMinusInfinity)
    try container.encode(trialStep, forKey: .trialStep)
    try container.encode(spareStep, forKey: .spareStep)
    try container.encode(axes, forKey: .axes)
  }

  public mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let sizes = try container.decode([Scalar].self, forKey: .units)
    guard sizes.isEmpty || sizes.count == dimension, sizes.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .units, in: container, debugDescription: "\(sizes.count) units")
    }
    if !sizes.isEmpty { measure(in: sizes) }
    current = try container.decode(Point.self, forKey: .current)
    trial = try container.decode(Point.self, forKey: .trial)
    spare = try container.decode(Point.self, forKey: .spare)
    beside = try container.decode(Point?.self, forKey: .beside)
    // Nothing has told the layout's length of a point that may be absent.
    if let beside, beside.x.count != current.x.count || beside.gradient.count != current.x.count {
      throw DecodingError.dataCorruptedError(
        forKey: .beside, in: container, debugDescription: "\(beside.x.count) variables")
    }
    direction = try container.decode([Scalar].self, forKey: .direction)
    slope = try container.decode(Scalar.self, forKey: .slope)
    expectedDecrease = try container.decode(Scalar?.self, forKey: .expectedDecrease)
    stepLength = try container.decode(Scalar.self, forKey: .stepLength)
    lastStep = try container.decode(Scalar?.self, forKey: .lastStep)
    measuredDecrease = try container.decode(Scalar?.self, forKey: .measuredDecrease)
    noise = try container.decode(Scalar?.self, forKey: .noise)
    try evaluator.restore(from: decoder)
    metWall = try container.decode(Bool.self, forKey: .metWall)
    sawMinusInfinity = try container.decode(Bool.self, forKey: .sawMinusInfinity)
    trialStep = try container.decode(Scalar.self, forKey: .trialStep)
    spareStep = try container.decode(Scalar.self, forKey: .spareStep)
    axes = try container.decode([Scalar].self, forKey: .axes)
    guard axes.isEmpty || axes.count == dimension * dimension else {
      throw DecodingError.dataCorruptedError(
        forKey: .axes, in: container, debugDescription: "\(axes.count) numbers")
    }
    hold()
  }
}
