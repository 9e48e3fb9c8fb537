public import LinearAlgebra
import Matrices

/// How a minimum within constraints is found.
public enum ConstrainedMethod: String, Sendable, Hashable, Codable {
  /// Sequential quadratic programming with a dense approximation of the Lagrangian's second derivatives: for smooth
  /// functions of up to some hundred variables. O(n²·q + m·n) an iteration whose q active constraints are nearly those of
  /// the last, else O(n³ + m·n²); some 12·n² + 3·m·n numbers of memory.
  case sqp
}

/// A minimisation with constraints that is driven one iteration at a time.
///
///     var run = ConstrainedMinimization(loss, from: start, subjectTo: constraints)
///     while let iterate = run.next() {
///       print(iterate.number, iterate.value, iterate.violation)
///     }
///     print(run.solution)
///
/// A run is a value: a copy goes on from the same iterate on its own, where the functions are values too.
public struct ConstrainedMinimization<Scalar: LinearAlgebraScalar> {
  /// Why the run ended; `nil` while it goes on.
  public internal(set) var reason: EndReason?
  /// The steps taken so far.
  public internal(set) var iterations = 0

  var state: SequentialQuadratic<Scalar>
  var evaluator: ConstrainedEvaluator<Scalar>
  let method: ConstrainedMethod
  let rules: StoppingRules
  let rowNames: [String]
  var start: [Scalar]
  var startWasMoved = false
  var hasStarted = false
  var notFinite: String?
  private let stopwatch = Stopwatch()
  var elapsedBefore = Duration.zero
  var elapsed = Duration.zero

  /// A run that has evaluated nothing yet; the first `next` evaluates the start.
  ///
  /// A start outside the box is moved to its side. Traps where counts do not fit.
  public init(
    _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
    bounds: Bounds<Scalar>? = nil, subjectTo constraints: [Constraint<Scalar>],
    using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
    stoppedBy signal: StopSignal? = nil
  ) {
    self.init(
      .gradient(objective), objective.dimension, 0, start, bounds, constraints,
      method, rules, signal)
  }

  /// A run of an objective that gives values alone, with derivatives of differences that stay in the box.
  public init(
    _ objective: some Objective<Scalar>, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
    subjectTo constraints: [Constraint<Scalar>], using method: ConstrainedMethod = .sqp,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) {
    self.init(
      .value(objective), objective.dimension, 0, start, bounds, constraints, method, rules, signal)
  }

  /// A run of an objective that computes f, ∇f, c and J in one call; its rows come first.
  public init(
    _ objective: some ConstrainedObjective<Scalar>, from start: [Scalar],
    bounds: Bounds<Scalar>? = nil, rowsFrom lower: [Scalar], to upper: [Scalar],
    subjectTo constraints: [Constraint<Scalar>] = [], using method: ConstrainedMethod = .sqp,
    stopping rules: StoppingRules = StoppingRules(), stoppedBy signal: StopSignal? = nil
  ) {
    require(
      lower.count == objective.rowCount && upper.count == objective.rowCount,
      "\(lower.count) lower and \(upper.count) upper bounds do not fit \(objective.rowCount) rows")
    self.init(
      .together(objective), objective.dimension, objective.rowCount, start,
      bounds, constraints, method, rules, signal)
    for i in lower.indices {
      state.lower[i] = lower[i]
      state.upper[i] = upper[i]
    }
  }

  private init(
    _ function: ConstrainedEvaluator<Scalar>.Function, _ n: Int, _ ownRows: Int, _ start: [Scalar],
    _ bounds: Bounds<Scalar>?, _ constraints: [Constraint<Scalar>], _ method: ConstrainedMethod,
    _ rules: StoppingRules, _ signal: StopSignal?
  ) {
    require(
      start.count == n,
      "a start of \(start.count) numbers does not fit a function of \(n) variables")
    let box = bounds ?? Bounds(none: n)
    require(
      box.dimension == n, "bounds of \(box.dimension) variables do not fit a function of \(n)")
    for constraint in constraints {
      if let matrix = constraint.matrix {
        require(
          matrix.columnCount == n,
          "a \(matrix.rowCount)×\(matrix.columnCount) matrix does not fit \(n) variables")
      }
    }
    let m = ownRows + constraints.reduce(0) { $0 + $1.rowCount }
    state = SequentialQuadratic(variables: n, rows: m)
    evaluator = ConstrainedEvaluator(
      function, dimension: n, rows: m, constraints: constraints, bounds: box,
      limit: rules.evaluations, signal: signal)
    state.hasDifferences = evaluator.hasDifferences
    self.method = method
    self.rules = rules
    self.start = start
    var row = ownRows
    var names = (0..<ownRows).map { "row \($0)" }
    for constraint in constraints {
      for i in 0..<constraint.rowCount {
        state.lower[row] = constraint.lower[i]
        state.upper[row] = constraint.upper[i]
        let suffix = constraint.rowCount == 1 ? "" : "[\(i)]"
        names.append(constraint.name.isEmpty ? "row \(row)" : constraint.name + suffix)
        row += 1
      }
    }
    rowNames = names
  }

  /// Goes on to the next iterate and returns it, the start first; `nil` once the run has ended.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func next() -> ConstrainedIteration<Scalar>? {
    guard reason == nil else { return nil }
    if !hasStarted {
      guard evaluateStart() else { return nil }
    } else {
      switch state.takeStep(&evaluator, tolerances) {
      case .accepted: iterations += 1
      case .ended(let ending):
        elapsed = elapsedBefore + stopwatch.elapsed
        reason = ending
        return nil
      }
    }
    elapsed = elapsedBefore + stopwatch.elapsed
    reason = limitMet()
    return ConstrainedIteration(
      number: iterations, value: state.current.value / evaluator.valueFactor,
      violation: violation(of: state.current).largest, stepLength: state.stepLength,
      evaluations: evaluator.counts.calls, elapsed: elapsed, point: state.current,
      units: evaluator.units, scaledMultipliers: state.multipliers,
      factors: evaluator.rowFactors, valueFactor: evaluator.valueFactor)
  }

  /// Ends the run where it is, unless it has ended already.
  public mutating func stop() { reason = reason ?? .stopped }

  /// The iterate.
  public var x: [Scalar] { original(state.current.x) }

  var tolerances: SequentialQuadratic<Scalar>.Rules {
    SequentialQuadratic.Rules(
      residual: rules.gradientNorm.map { Scalar($0) } ?? ConstrainedLimit.residual,
      violation: rules.violation.map { Scalar($0) } ?? ConstrainedLimit.violation,
      examination: rules.examination)
  }

  private func limitMet() -> EndReason? {
    if iterations >= rules.iterations { return .iterationLimit }
    if let time = rules.time, elapsed >= time { return .timeLimit }
    return Task.isCancelled ? .cancelled : nil
  }

  func original(_ z: [Scalar]) -> [Scalar] {
    z.indices.map { evaluator.bounds.clamped(evaluator.units[$0] * z[$0], $0) }
  }

  /// The largest violation in the functions' units, the same over max(1, |bound|), and whose.
  func violation(
    of point: ConstrainedPoint<Scalar>
  ) -> (largest: Scalar, relative: Scalar, row: Int?) {
    var (largest, relative, row): (Scalar, Scalar, Int?) = (0, 0, nil)
    for i in 0..<state.m {
      let factor = evaluator.rowFactors[i]
      let amount = state.violation(i, point.rows[i]) / factor
      let bound = point.rows[i] < state.lower[i] ? state.lower[i] : state.upper[i]
      let share = amount / max(1, (bound / factor).magnitude)
      largest = max(largest, amount)
      if share > relative { (relative, row) = (share, i) }
    }
    return (largest, relative, row)
  }
}

/// One iterate of a minimisation with constraints, as an observer sees it.
public struct ConstrainedIteration<Scalar: LinearAlgebraScalar> {
  /// Steps taken so far; 0 is the start.
  public let number: Int
  /// f at this iterate.
  public let value: Scalar
  /// By how much the row is broken that is broken most.
  public let violation: Scalar
  /// The multiple of the quadratic program's step that was taken; 0 at the start.
  public let stepLength: Scalar
  /// Calls of f so far.
  public let evaluations: Int
  /// Time since the run was made.
  public let elapsed: Duration
  let point: ConstrainedPoint<Scalar>
  let units: [Scalar]
  let scaledMultipliers: [Scalar]
  let factors: [Scalar]
  let valueFactor: Scalar
  /// Whether `stop()` was called.
  public private(set) var wantsStop = false

  /// The iterate.
  public var x: [Scalar] { point.x.indices.map { units[$0] * point.x[$0] } }
  /// ∇f there.
  public var gradient: [Scalar] {
    point.gradient.indices.map { point.gradient[$0] / (units[$0] * valueFactor) }
  }
  /// c there.
  public var rows: [Scalar] { point.rows.indices.map { point.rows[$0] / factors[$0] } }
  /// The multipliers of the rows that the step to this iterate had.
  public var multipliers: [Scalar] {
    factors.indices.map { scaledMultipliers[$0] * factors[$0] / valueFactor }
  }

  /// Ends the run after this iterate.
  public mutating func stop() { wantsStop = true }
}

extension ConstrainedIteration: CustomStringConvertible {
  public var description: String {
    "\(number): f = \(value), violation \(violation), step \(stepLength), \(evaluations) evaluations"
  }
}
