public import LinearAlgebra

/// A point where the objective was evaluated.
public struct Point<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// The n variables.
  public internal(set) var x: [Scalar]
  /// f(x); NaN where there is none, or none that is finite.
  public internal(set) var value: Scalar
  /// ∇f(x).
  public internal(set) var gradient: [Scalar]

  /// A point with storage of its own, so that no later write has to make some.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(copying x: [Scalar]) {
    self.x = [Scalar](unsafeUninitializedCapacity: x.count) { storage, count in
      count = x.withUnsafeBufferPointer { storage.initialize(fromContentsOf: $0) }
    }
    value = .nan
    gradient = [Scalar](repeating: 0, count: x.count)
  }
}

/// What a line search sees of the objective: φ(t) = f(x + t·p) and its slope φ′(t) = ∇f(x + t·p)·p.
public struct LinePoint<Scalar: LinearAlgebraScalar>: Sendable {
  /// The step length t.
  public var step: Scalar
  /// φ(t).
  public var value: Scalar
  /// φ′(t).
  public var slope: Scalar

  /// Whether both numbers are finite; a point where they are not lies too far.
  @inlinable public var isFinite: Bool { value.isFinite && slope.isFinite }
}

/// What every method works on, in units in which no variable is far smaller than 1 at the start: the accepted point, the point on trial, a direction, and the objective with
/// the count and the limits of its evaluations.
///
/// Trial and accepted point are apart, so that nothing that goes wrong on trial can spoil what was reached.
/// The lowest finite point that was ever evaluated is kept, in buffers that change places rather than in
/// copies: `current`, `trial` and a third take turns.
public struct MinimizationState<Scalar: LinearAlgebraScalar> {
  /// The accepted point, the iterate.
  public internal(set) var current: Point<Scalar>
  /// The point last tried; right after a step is accepted, the iterate before.
  public internal(set) var trial: Point<Scalar>
  /// The lowest point that is neither of the two, where its value is a number.
  var spare: Point<Scalar>
  /// The lowest point of those that differences were made of, where one was lower than its iterate. A run
  /// never goes there, but where it fails, that is the answer if nothing is lower.
  var beside: Point<Scalar>?
  /// The direction p of the search.
  public var direction: [Scalar]
  /// ∇f(x)·p at the accepted point; the method sets it with the direction.
  public var slope: Scalar = 0
  /// How much lower the method expects the minimum; `nil` where it estimates no curvature.
  public var expectedDecrease: Scalar?
  /// The multiple of the direction that the last step was; 0 before.
  public internal(set) var stepLength: Scalar = 0
  /// What the last step was taken for.
  var stepReason = StepReason.start
  /// The largest |Δxᵢ| of the last step that was accepted; `nil` before.
  public var lastStep: Scalar?
  /// The same as far as values measured along the last direction tell, where a failed search led to it.
  var measuredDecrease: Scalar?
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
  var metWall = false
  var sawMinusInfinity = false
  /// The box that every point lies in; `nil` for none.
  public internal(set) var bounds: Bounds<Scalar>?
  /// What the variables are measured in.
  var units = Units<Scalar>()
  /// Whether the gradient's size is judged in the objective's variables, as where a tolerance was given for it.
  let judgesOriginal: Bool
  /// Whether bounds hold each variable, as of the last `hold()`; empty without bounds.
  var isHeld: [Bool] = []
  /// The objective, with the count and the limits of its calls.
  var evaluator: Evaluator<Scalar>
  var trialStep = Scalar.nan
  var spareStep = Scalar.nan
  /// The axes of f as they were last measured from values, n numbers each; empty before.
  var axes: [Scalar] = []

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

  /// What is zero at a stationary point: the largest |∂f/∂xᵢ|, or with bounds the largest
  /// |xᵢ − P(xᵢ − ∂f/∂xᵢ)| for the projection P into the box.
  @inline(__always)
  func stationarity(of point: borrowing Point<Scalar>) -> Scalar {
    if judgesOriginal, !units.areOnes { return originalStationarity(of: copy point) }
    guard let bounds else { return BLAS.maxAbs(dimension, point.gradient) }
    return bounds.projectedGradientNorm(at: point.x, point.gradient)
  }

  /// The lowest finite point that was evaluated, those of differences included.
  var lowest: Point<Scalar> {
    let best = best
    guard let beside, beside.value < best.value else { return best }
    return beside
  }

  /// The lowest finite point that was tried.
  var best: Point<Scalar> {
    var best = current
    if trial.value < best.value || best.value.isNaN { best = trial }
    if spare.value < best.value || best.value.isNaN { best = spare }
    return best.value.isNaN ? current : best
  }

  /// Of the points whose values differ from the lowest by no more than rounding, that with the smallest
  /// gradient. One whose gradient is not known is the last choice.
  var stationary: Point<Scalar> {
    let limit = best.value + 10 * best.value.ulp
    var point = best
    for other in [current, trial, spare] where other.value <= limit {
      let norm = stationarity(of: point)
      if stationarity(of: other) < norm || norm.isNaN {
        point = other
      }
    }
    return point
  }

  /// Takes over what another run that began at the same iterate counted, and its lowest point.
  mutating func takeOver(_ other: MinimizationState) {
    evaluator.takeOver(other.evaluator)
    let lowest = other.best
    if !(spare.value <= lowest.value) { spare = lowest }
  }
}
