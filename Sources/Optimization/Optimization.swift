/// Minimisation of functions of many variables: methods, line searches, honest endings, gradient checks.
///
///     let solution = minimize(from: [-1.2, 1]) { x, gradient in
///       gradient[0] = -400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0])
///       gradient[1] = 200 * (x[1] - x[0] * x[0])
///       return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0])
///     }
///     print(solution.x, solution.reason, solution.gradientNorm)

public import LinearAlgebra

/// Minimises f from `start` and tells what it reached, and why it ended there.
///
/// Not converging is an answer with a reason, never an error. The answer is the best finite point that was
/// evaluated. The same objective, start and options give the same bits.
///
///     let solution = minimize(loss, from: weights, using: .bfgs)
///     let short = minimize(loss, from: weights, using: .lbfgs(memory: 20), stopping: .init(iterations: 50))
///
/// The loop is open: this function is `Minimization` driven to its end, and anyone can drive one.
///
/// Traps where there are bounds and the method cannot keep them.
///
/// - Parameters:
///   - objective: f and its gradient.
///   - start: n numbers, n being the objective's dimension. Traps where the counts differ.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - scale: The size that each variable is expected to change by; `nil` to have the start tell it.
///   - method: How the next iterate is found; `.lbfgs` suits most.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some DifferentiableObjective<Scalar>, from start: [Scalar],
  bounds: Bounds<Scalar>? = nil, scale: [Scalar]? = nil,
  using method: some MinimizationMethod = .lbfgs, stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Scalar>) -> Void = { _ in }
) -> Solution<Scalar> {
  var run = Minimization(
    objective, from: start, bounds: bounds, scale: scale, using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}

// Apart from `minimize`, because generic code over a scalar alone can be compiled for both.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func drive<Scalar: LinearAlgebraScalar>(
  _ run: inout Minimization<Scalar>, _ observer: (inout Iteration<Scalar>) -> Void
) {
  while var iteration = run.next() {
    observer(&iteration)
    if iteration.wantsStop { run.stop() }
  }
  run.judgeIterationLimit()
}

/// Minimises a function given as a closure; see the other `minimize`.
///
/// - Parameters:
///   - start: n numbers.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - scale: The size that each variable is expected to change by; `nil` to have the start tell it.
///   - method: How the next iterate is found.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
///   - function: Returns f(x) and writes ∇f(x) into its second argument; both have n elements.
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  from start: [Scalar], bounds: Bounds<Scalar>? = nil, scale: [Scalar]? = nil,
  using method: some MinimizationMethod = .lbfgs,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Scalar>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>) -> Scalar
) -> Solution<Scalar> {
  minimize(
    ClosureObjective(dimension: start.count, function), from: start, bounds: bounds, scale: scale,
    using: method, stopping: rules, observer: observer)
}

/// Minimises a function that gives its value alone, with gradients of differences where the method wants
/// them; see the other `minimize` and ``DifferenceObjective``.
///
/// - Parameters:
///   - objective: f.
///   - start: n numbers, n being the objective's dimension. Traps where the counts differ.
///   - bounds: The box to stay in.
///   - scale: The size that each variable is expected to change by; `nil` to have the start tell it.
///   - method: How the next iterate is found.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar>, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
  scale: [Scalar]? = nil, using method: some MinimizationMethod = .lbfgs,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Scalar>) -> Void = { _ in }
) -> Solution<Scalar> {
  var run = Minimization(
    objective, from: start, bounds: bounds, scale: scale, using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}

/// Minimises a function given as a closure that returns its value alone, with gradients of differences.
///
///     let solution = minimize(from: [-1.2, 1.0]) { x in
///       let slope = x[1] - x[0] * x[0]
///       return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
///     }
///
/// - Parameters:
///   - start: n numbers.
///   - bounds: The box to stay in.
///   - scale: The size that each variable is expected to change by; `nil` to have the start tell it.
///   - method: How the next iterate is found.
///   - formula: How a derivative is made of values.
///   - rules: When to stop.
///   - observer: Called with every iterate, the start among them; it may stop the run.
///   - function: Returns f(x).
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  from start: [Scalar], bounds: Bounds<Scalar>? = nil, scale: [Scalar]? = nil,
  using method: some MinimizationMethod = .lbfgs,
  differences formula: DifferenceFormula = .automatic,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Scalar>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Scalar>) -> Scalar
) -> Solution<Scalar> {
  let objective = ValueClosureObjective(of: start.count, function)
  var run = Minimization(
    DifferenceObjective(objective, formula: formula), from: start, bounds: bounds, scale: scale,
    using: method, stopping: rules)
  drive(&run, observer)
  return run.solution
}
