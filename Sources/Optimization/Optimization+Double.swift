// Closures of `Double` without a word about it.
//
// The type checker gives up on an expression of some length in a closure whose numbers could be of either
// precision. It tries these first, as the functions for both are marked as the second choice, and knows then what
// every literal is.

public import LinearAlgebra

/// Minimises a function of `Double` given as a closure that returns its value alone; see the one for either
/// precision.
///
///     let solution = minimize(from: [0.5, 0.5]) { x in
///       (x[0] - 2) * (x[0] - 2) + (x[1] - 3) * (x[1] - 3)
///     }
public func minimize(
  from start: [Double], bounds: Bounds<Double>? = nil, scale: [Double]? = nil,
  using method: some MinimizationMethod = .lbfgs,
  differences formula: DifferenceFormula = .automatic,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Double>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Double>) -> Double
) -> Solution<Double> {
  let objective = ValueClosureObjective<Double>(dimension: start.count, function)
  return minimize(
    DifferenceObjective(objective, formula: formula), from: start, bounds: bounds, scale: scale,
    using: method, stopping: rules, observer: observer)
}

/// Minimises a function of `Double` given as a closure; see the one for either precision.
public func minimize(
  from start: [Double], bounds: Bounds<Double>? = nil, scale: [Double]? = nil,
  using method: some MinimizationMethod = .lbfgs,
  stopping rules: StoppingRules = StoppingRules(),
  observer: (inout Iteration<Double>) -> Void = { _ in },
  _ function: @escaping (_ x: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double
) -> Solution<Double> {
  minimize(
    ClosureObjective(dimension: start.count, function), from: start, bounds: bounds, scale: scale,
    using: method, stopping: rules, observer: observer)
}

extension ValueClosureObjective where Scalar == Double {
  /// A function of `dimension` variables that returns f(x).
  public init(dimension: Int, _ function: @escaping (_ x: Span<Double>) -> Double) {
    self.init(of: dimension, function)
  }
}

/// Finds a local minimum of a function of `Double` between two bounds; see the one for either precision.
public func minimize(
  in range: ClosedRange<Double>, tolerance: Double? = nil, evaluations: Int = 500,
  _ f: (Double) -> Double
) -> ScalarSolution<Double> {
  minimizeBetween(range, tolerance, evaluations, f)
}

/// Finds a local minimum of a function of `Double` downhill from a start; see the one for either precision.
public func minimize(
  from start: Double, tolerance: Double? = nil, evaluations: Int = 500, _ f: (Double) -> Double
) -> ScalarSolution<Double> {
  minimizeDownhill(start, tolerance, evaluations, f)
}
