public import LinearAlgebra

/// Minimises f from `start` within constraints, and tells what it reached, why it ended there, and what proves it.
///
///     let solution = minimize(
///       from: [1, 5, 5, 1], bounds: Bounds(1...5, dimension: 4),
///       subjectTo: [
///         .atLeast(25) { x in x[0] * x[1] * x[2] * x[3] },
///         .equal(to: 40) { x in x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3] },
///       ]
///     ) { x in x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2] }
///
/// Not converging is an answer with a reason, never an error; a success needs the constraints to hold and the
/// Karush–Kuhn–Tucker conditions too. No function is ever evaluated outside the box. The same functions, start and options
/// give the same bits.
///
/// - Parameters:
///   - objective: f and its gradient.
///   - start: n numbers, n being the objective's dimension. Traps where the counts differ.
///   - bounds: A box that is never left; `nil` for none.
///   - constraints: The rows; none is allowed too.
///   - method: How the next iterate is found.
///   - rules: When to stop; `gradientNorm` is the tolerance of the KKT residual over max(1, |∇f|), 1e-8 unless said.
///   - observer: Called with every iterate, the start among them; it may stop the run.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
  bounds: Bounds<Scalar>? = nil, subjectTo constraints: [Constraint<Scalar>],
  using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Scalar>) -> Void = { _ in }
) -> ConstrainedSolution<Scalar> {
  var run = ConstrainedMinimization(
    objective, from: start, bounds: bounds, subjectTo: constraints, using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}

/// Minimises a function that gives its value alone within constraints; see the other `minimize`.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar>, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
  subjectTo constraints: [Constraint<Scalar>], using method: ConstrainedMethod = .sqp,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Scalar>) -> Void = { _ in }
) -> ConstrainedSolution<Scalar> {
  var run = ConstrainedMinimization(
    objective, from: start, bounds: bounds, subjectTo: constraints, using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}

/// Minimises a function that computes f, ∇f, c and J in one call; see the other `minimize`.
///
/// - Parameters:
///   - objective: f and its own rows, with their derivatives, in one call.
///   - start: n numbers.
///   - lower: The lower bounds of the objective's own rows.
///   - upper: Their upper bounds.
///   - constraints: Further rows, which come after those.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - method: How the next iterate is found.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some ConstrainedObjective<Scalar>, from start: [Scalar],
  bounds: Bounds<Scalar>? = nil, rowsFrom lower: [Scalar], to upper: [Scalar],
  subjectTo constraints: [Constraint<Scalar>] = [], using method: ConstrainedMethod = .sqp,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Scalar>) -> Void = { _ in }
) -> ConstrainedSolution<Scalar> {
  var run = ConstrainedMinimization(
    objective, from: start, bounds: bounds, rowsFrom: lower, to: upper, subjectTo: constraints,
    using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}

@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func drive<Scalar: LinearAlgebraScalar>(
  _ run: inout ConstrainedMinimization<Scalar>,
  _ observer: (inout ConstrainedIteration<Scalar>) -> Void
) {
  while var iteration = run.next() {
    observer(&iteration)
    if iteration.wantsStop { run.stop() }
  }
}

/// Minimises a function given as a closure within constraints; see the other `minimize`.
///
/// - Parameters:
///   - start: n numbers.
///   - constraints: The rows that are kept.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - method: How the next iterate is found.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
///   - function: Returns f(x) and writes ∇f(x) into its second argument.
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  from start: [Scalar], bounds: Bounds<Scalar>? = nil, subjectTo constraints: [Constraint<Scalar>],
  using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Scalar>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
) -> ConstrainedSolution<Scalar> {
  minimize(
    ClosureObjective(dimension: start.count, function), from: start, bounds: bounds,
    subjectTo: constraints, using: method, stopping: rules, observer: observer)
}

/// Minimises a function given as a closure that returns its value alone within constraints; see the other `minimize`.
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  from start: [Scalar], bounds: Bounds<Scalar>? = nil, subjectTo constraints: [Constraint<Scalar>],
  using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Scalar>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Scalar>) -> Scalar
) -> ConstrainedSolution<Scalar> {
  minimize(
    ValueClosureObjective(of: start.count, function), from: start, bounds: bounds,
    subjectTo: constraints, using: method, stopping: rules, observer: observer)
}

/// Minimises a function of `Double` given as a closure within constraints; see the one for either precision.
public func minimize(
  from start: [Double], bounds: Bounds<Double>? = nil, subjectTo constraints: [Constraint<Double>],
  using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Double>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double
) -> ConstrainedSolution<Double> {
  minimize(
    ClosureObjective(dimension: start.count, function), from: start, bounds: bounds,
    subjectTo: constraints, using: method, stopping: rules, observer: observer)
}

/// Minimises a function of `Double` given as a closure that returns its value alone within constraints; see the one for
/// either precision.
public func minimize(
  from start: [Double], bounds: Bounds<Double>? = nil, subjectTo constraints: [Constraint<Double>],
  using method: ConstrainedMethod = .sqp, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout ConstrainedIteration<Double>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Double>) -> Double
) -> ConstrainedSolution<Double> {
  minimize(
    ValueClosureObjective<Double>(dimension: start.count, function), from: start, bounds: bounds,
    subjectTo: constraints, using: method, stopping: rules, observer: observer)
}
