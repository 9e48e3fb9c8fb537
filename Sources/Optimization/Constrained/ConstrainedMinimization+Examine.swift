public import LinearAlgebra

/// Tells what a point is with regard to a problem with constraints, whoever claims that it is a minimum: violation,
/// multipliers, stationarity, complementarity, rank and curvature.
///
///     let theirs = examine(
///       ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
///         gradient[0] = 1
///         gradient[1] = 1
///         return x[0] + x[1]
///       }, at: [-1, -1], subjectTo: [.equal(to: 2) { x in x[0] * x[0] + x[1] * x[1] }])
///     print(theirs.residual, theirs.multipliers, theirs.lowestCurvature ?? .nan)
///
/// Takes a call for values and derivatives and up to n for the curvature, 2·n times as many where derivatives are
/// differences. A point outside the box is examined at its side.
///
/// - Parameters:
///   - objective: f and its gradient.
///   - x: n numbers.
///   - bounds: The box; `nil` for none.
///   - constraints: The rows.
///   - rules: The tolerances; `violation` is that of the rows.
public func examine<Scalar: LinearAlgebraScalar>(
  _ objective: some DifferentiableObjective<Scalar>, at x: [Scalar], bounds: Bounds<Scalar>? = nil,
  subjectTo constraints: [Constraint<Scalar>], stopping rules: StoppingRules = StoppingRules()
) -> Certificate<Scalar> {
  var run = ConstrainedMinimization(
    objective, from: x, bounds: bounds, subjectTo: constraints, stopping: rules)
  return run.examination()
}

extension ConstrainedMinimization {
  /// The certificate of the start, its curvature measured in every direction that keeps the active constraints.
  mutating func examination() -> Certificate<Scalar> {
    evaluator.isRefined = true
    if evaluateStart() {
      _ = state.estimateMultipliers(evaluator)
      for k in 0..<(state.m + state.n) { state.multipliers[k] = state.estimate.multipliers[k] }
      _ = state.lookAtCurvature(&evaluator, measuresAll: true)
    }
    return certificate(&state)
  }
}

/// How a Jacobian compares with differences of its functions, row by row.
public struct JacobianCheck<Scalar: LinearAlgebraScalar>: Sendable {
  /// A check of each row, like that of a gradient.
  public let rows: [GradientCheck<Scalar>]

  /// The rows that disagree.
  public var mistakes: [Int] { rows.indices.filter { !rows[$0].passes() } }
  /// Whether every row agrees.
  public var passes: Bool { mistakes.isEmpty }
}

extension JacobianCheck: CustomStringConvertible {
  public var description: String {
    guard !passes else { return "the Jacobian agrees with differences in all \(rows.count) rows" }
    return mistakes.map { "row \($0): \(rows[$0])" }.joined(separator: "\n")
  }
}

/// Compares the Jacobian of `constraints` at `x` with differences of their values, row by row; see ``GradientCheck``.
///
/// The differences are taken around x, over a thousandth of each variable's size; there is no box.
/// Takes 4·n + 1 calls a row and more where a row disagrees.
///
/// - Parameters:
///   - constraints: The functions.
///   - x: n numbers.
public func checkJacobian<Scalar: LinearAlgebraScalar>(
  of constraints: some DifferentiableConstraints<Scalar>, at x: [Scalar]
) -> JacobianCheck<Scalar> {
  JacobianCheck(
    rows: (0..<constraints.rowCount).map { row in
      checkGradient(of: OneRow(constraints, row: row, dimension: x.count), at: x)
    })
}

/// One row as a function of its own.
private struct OneRow<Base: DifferentiableConstraints>: DifferentiableObjective {
  typealias Scalar = Base.Scalar
  private var base: Base
  private let row: Int
  let dimension: Int
  private var values: [Scalar]
  private var jacobian: [Scalar]

  init(_ base: Base, row: Int, dimension: Int) {
    self.base = base
    self.row = row
    self.dimension = dimension
    values = [Scalar](repeating: 0, count: base.rowCount)
    jacobian = [Scalar](repeating: 0, count: base.rowCount * dimension)
  }

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    let point = x.indices.map { x[$0] }
    base.values(at: point, into: &values, from: 0)
    base.jacobian(at: point, into: &jacobian)
    for j in 0..<dimension { gradient[j] = jacobian[row + values.count * j] }
    return values[row]
  }
}
