public import LinearAlgebra
import Matrices

/// Solves F(x) = 0 from `start`, and tells whether what it reached is a root.
///
///     let circle = ResidualClosure(dimension: 2, residualCount: 2) { (x: Span<Double>, F) in
///       F[0] = x[0] * x[0] + x[1] * x[1] - 4
///       F[1] = x[0] - x[1]
///     }
///     let root = solve(equations: circle, from: [1, 0.5])
///     print(root.x, root.isRoot)                     // [1.414…, 1.414…] true
///
/// Minimises ½·Σ Fᵢ² by `.levenbergMarquardt`, and where that ends at no root, by `.dogleg`, each until it can fall no
/// further within its rounding. A minimum of |F| may well be no root, and is not called one: see
/// ``EquationSolution/isRoot``. There may be fewer or more equations than variables. The same equations, start and
/// options give the same bits. O(m·n²) an iteration. SciPy's `root`, MATLAB's `fsolve`.
///
/// Traps where the start has not as many numbers as there are variables, or a tolerance is negative.
///
/// - Parameters:
///   - equations: F, with its Jacobian; see the other `solve` where it has none.
///   - start: n numbers; moved into the bounds.
///   - bounds: A box that is never left; `nil` for none.
///   - tolerance: The largest |Fᵢ| of a root, in the unit of F; `nil` to have rounding and the Jacobian tell.
///   - rules: When to stop.
public func solve<Scalar: LinearAlgebraScalar, Equations: LeastSquaresObjective<Scalar>>(
  equations: Equations, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
  tolerance: Scalar? = nil, stopping rules: StoppingRules = StoppingRules(gradientNorm: 0)
) -> EquationSolution<Scalar> {
  solve(SumOfSquares(equations), start, bounds, tolerance, rules)
}

/// Solves F(x) = 0 with a Jacobian of differences that stay in the box; see the other `solve`.
///
/// - Parameters:
///   - equations: F.
///   - start: n numbers; moved into the bounds.
///   - bounds: A box that is never left; `nil` for none.
///   - tolerance: The largest |Fᵢ| of a root, in the unit of F; `nil` to have rounding and the Jacobian tell.
///   - rules: When to stop.
public func solve<Scalar: LinearAlgebraScalar, Equations: ResidualObjective<Scalar>>(
  equations: Equations, from start: [Scalar], bounds: Bounds<Scalar>? = nil,
  tolerance: Scalar? = nil, stopping rules: StoppingRules = StoppingRules(gradientNorm: 0)
) -> EquationSolution<Scalar> {
  solve(SumOfSquares(equations, formula: .automatic), start, bounds, tolerance, rules)
}

private func solve<Equations: ResidualObjective>(
  _ squares: SumOfSquares<Equations>, _ start: [Equations.Scalar],
  _ bounds: Bounds<Equations.Scalar>?, _ tolerance: Equations.Scalar?, _ rules: StoppingRules
) -> EquationSolution<Equations.Scalar> {
  let n = squares.dimension
  require(
    start.count == n, "a start of \(start.count) numbers does not fit equations of \(n) variables")
  require(tolerance ?? 0 >= 0, "the tolerance \(tolerance ?? 0) is negative")
  let first = bounds?.projection(of: start) ?? start
  var test = RootTest(squares, tolerance, from: first, within: bounds)
  let direct = minimize(
    squares, from: first, bounds: bounds, using: .levenbergMarquardt, stopping: rules)
  let answer = test.answer(direct)
  guard !answer.isRoot, direct.reason.mayBeBettered else { return answer }
  let other = test.answer(
    minimize(squares, from: first, bounds: bounds, using: .dogleg, stopping: rules))
  let better = other.isRoot || other.norm < answer.norm ? other : answer
  return better.counting(answer.counts, and: other.counts)
}

extension EndReason {
  /// Whether another method may get farther: not where the caller, a limit or the start ended the run.
  fileprivate var mayBeBettered: Bool {
    switch self {
    case .gradientConverged, .valueExhausted, .smallDecrease, .smallStep, .searchFailed, .diverged,
      .iterationLimit:
      true
    default: false
    }
  }
}
