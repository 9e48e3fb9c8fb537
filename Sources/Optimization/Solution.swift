public import LinearAlgebra

/// What a minimisation reached, why it ended there, and what was measured.
public struct Solution<Scalar: LinearAlgebraScalar>: Sendable {
  /// The best finite point that was evaluated; the start where none was.
  public let x: [Scalar]
  /// f there.
  public let value: Scalar
  /// ∇f there.
  public let gradient: [Scalar]
  /// The largest |∂f/∂xᵢ| there.
  public let gradientNorm: Scalar
  /// Why it ended.
  public let reason: EndReason
  /// The number of steps taken from the start.
  public let iterations: Int
  /// The number of times the objective was called, whatever for.
  public let evaluations: Int
  /// What it was called for.
  public let counts: EvaluationCounts
  /// The time from the making of the run to its last iteration.
  public let elapsed: Duration
  /// What the reason rests on.
  public let evidence: Evidence<Scalar>

  /// Values of f that were computed, alone, with gradients, or for differences.
  public var functionEvaluations: Int { counts.values }
  /// Gradients that the objective computed itself.
  public var gradientEvaluations: Int { counts.gradients }
  /// Calls that examined whether an end was one, among all ``evaluations``; see ``Examination``.
  public var examinationEvaluations: Int { counts.examination }
  /// Hessians that the objective computed itself.
  public var hessianEvaluations: Int { counts.hessians }

  /// The same account of another point, of which the value alone is known.
  package func moved(to x: [Scalar], value: Scalar) -> Solution {
    Solution(
      x: x, value: value, gradient: x.map { _ in .nan }, gradientNorm: .nan, reason: reason,
      iterations: iterations, evaluations: evaluations, counts: counts, elapsed: elapsed,
      evidence: evidence)
  }

  /// Whether `x` is stationary, with evidence.
  public var isSuccess: Bool { reason.isSuccess }
}

/// What was measured at the end of a minimisation.
public struct Evidence<Scalar: LinearAlgebraScalar>: Sendable {
  /// The largest |∂f/∂xᵢ| at the start.
  public let initialGradientNorm: Scalar
  /// The gradient norm as a fraction of that; zero where both are zero.
  public let relativeGradientNorm: Scalar
  /// How far the last step lowered f; `nil` where none was taken.
  public let lastDecrease: Scalar?
  /// The largest |Δxᵢ| of the last step; `nil` where none was taken.
  public let lastStep: Scalar?
  /// How much lower the method's own curvature expects the minimum; `nil` where it has none.
  public let expectedDecrease: Scalar?
  /// The noise of f around the end; `nil` where it was not measured.
  public let noise: Scalar?
  /// The limit that forbade to examine the end, so that it rests on the gradient's size alone; `nil` where the
  /// end was examined, or the reason is no success.
  public let unexamined: EndReason?
}
