public import LinearAlgebra

/// The minimum of a convex quadratic within linear constraints, or what proves that there is none.
public struct QuadraticSolution<Scalar: LinearAlgebraScalar>: Sendable {
  /// How it ended.
  public enum Outcome: Sendable, Hashable {
    /// `x` is the minimum.
    case solved
    /// No point keeps the constraints: `multipliers` and `boundMultipliers` are the weights y of a combination
    /// yᵀA + z = 0 that no point fulfils, as yᵀc + zᵀx > 0 would have to hold (Farkas's lemma).
    case infeasible
    /// f falls without bound along `x`, a direction that keeps all constraints.
    case unbounded
    /// The matrix is not positive semidefinite: the problem may have many minima, and is one for `minimize`.
    case notConvex
    /// A number is not finite, or rounding stopped the method.
    case failed
  }

  /// How it ended.
  public let outcome: Outcome
  /// The minimum, where there is one.
  public let x: [Scalar]
  /// ½·xᵀHx + gᵀx there.
  public let value: Scalar
  /// λ of the rows: λᵢ = ∂f*/∂(bound i), so that H·x + g = Aᵀλ + z; ≥ 0 where the lower bound is active, ≤ 0 where the
  /// upper one is.
  public let multipliers: [Scalar]
  /// z of the variables' bounds.
  public let boundMultipliers: [Scalar]
}

extension QuadraticSolution.Outcome: CustomStringConvertible {
  public var description: String {
    switch self {
    case .solved: "solved"
    case .infeasible: "the constraints contradict each other"
    case .unbounded: "f falls without bound"
    case .notConvex: "the matrix is not positive semidefinite"
    case .failed: "a number is not finite, or rounding stopped the method"
    }
  }
}
