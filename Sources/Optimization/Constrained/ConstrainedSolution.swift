public import LinearAlgebra

/// What a minimisation with constraints reached, why it ended there, and what proves it.
///
/// The sign of multipliers is that of f's change: λᵢ = ∂f*/∂(bound i), so that ∇f = Σ λᵢ·∇cᵢ + z, λᵢ ≥ 0 where the
/// lower bound is active, λᵢ ≤ 0 where the upper one is, and 0 where neither.
public struct ConstrainedSolution<Scalar: LinearAlgebraScalar>: Sendable {
  /// The point: the lowest of those that keep the constraints, or the least violated one where none does.
  public let x: [Scalar]
  /// f there.
  public let value: Scalar
  /// Why it ended.
  public let reason: EndReason
  /// Violation, multipliers and residuals there.
  public let certificate: Certificate<Scalar>
  /// The number of steps taken from the start.
  public let iterations: Int
  /// What f was asked for. Values for differences and for the examination of the end are among them.
  public let counts: EvaluationCounts
  /// The same of the constraints: `values` are calls for all rows, `gradients` for all Jacobians. Linear rows are never
  /// asked for.
  public let constraintCounts: EvaluationCounts
  /// The time from the making of the run to its last iteration.
  public let elapsed: Duration
  /// Whether the start lay outside the box and was moved to its side.
  public let startWasMoved: Bool
  /// What was not finite at the start: `f`, or a row by its name; `nil` where all was.
  public let notFinite: String?
  /// The rows that contradict each other, where the end is ``EndReason/infeasible``.
  public let conflict: [Int]
  /// The weights, of the rows and then of the bounds, of the combination that proves it: its gradient is zero, and no point
  /// lies on its right side. Of linear rows it holds everywhere (Farkas's lemma), of others around the point. Empty
  /// elsewhere.
  public let conflictWeights: [Scalar]
  /// What messages call the rows.
  public let rowNames: [String]

  /// Whether `x` keeps the constraints and is stationary, with evidence.
  public var isSuccess: Bool { reason.isSuccess && certificate.isFeasible }
  /// Calls of f for its value.
  public var functionEvaluations: Int { counts.values }
  /// Gradients that f computed itself.
  public var gradientEvaluations: Int { counts.gradients }
}

/// What is known of a point with regard to the Karush–Kuhn–Tucker conditions.
public struct Certificate<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// ∇f.
  public let gradient: [Scalar]
  /// c(x), a number a row in the order in which they were given.
  public let rows: [Scalar]
  /// By how much the row is broken that is broken most, and the same over max(1, |its bound|).
  public let violation: Scalar
  public let relativeViolation: Scalar
  /// The row that is broken most, relative to its bound; `nil` where none is.
  public let violatedRow: Int?
  /// Whether all rows are kept to their tolerance.
  public let isFeasible: Bool
  /// λ of the rows, in their order.
  public let multipliers: [Scalar]
  /// z of the variables' bounds, in their order.
  public let boundMultipliers: [Scalar]
  /// The rows, and the variables, whose bounds are active.
  public let activeRows: [Int]
  public let activeBounds: [Int]
  /// The largest element of |∇f − Jᵀλ − z|, and the same over max(1, |∇f|).
  public let stationarity: Scalar
  public let relativeStationarity: Scalar
  /// The largest |λᵢ · (cᵢ − its active bound)|, bounds included, and the same over max(1, |∇f|).
  public let complementarity: Scalar
  public let relativeComplementarity: Scalar
  /// The rank of the active gradients: less than as many as are active where multipliers are not unique.
  public let rank: Int
  /// The lowest curvature of the Lagrangian on the directions that keep the active constraints, in the run's units; `nil`
  /// where it was not measured or there is no such direction.
  public let lowestCurvature: Scalar?

  /// The larger of the two relative residuals.
  public var residual: Scalar { max(relativeStationarity, relativeComplementarity) }
}

extension ConstrainedSolution: CustomStringConvertible {
  /// Five lines: the reason and f, the violation, the residuals, the active set, and what it took.
  public var description: String {
    let c = certificate
    let whose = c.violatedRow.map { " (\(rowNames[$0]))" } ?? ""
    let ending =
      conflict.isEmpty ? "" : ": \(conflict.map { rowNames[$0] }.joined(separator: ", "))"
    return """
      \(reason)\(ending); f = \(value)
      largest violation \(c.violation)\(whose)
      stationarity \(c.stationarity), complementarity \(c.complementarity)
      \(c.activeRows.count) of \(c.rows.count) constraints and \(c.activeBounds.count) bounds active, \
      rank \(c.rank)\(c.lowestCurvature.map { ", lowest curvature \($0)" } ?? "")
      \(iterations) iterations, \(counts.values) values and \(counts.gradients) gradients of f
      """
  }
}
