// Nonlinear conjugate gradients, p ← −∇f + β·p.
//
// - Polak and Ribière: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, section
//   5.2, (5.44) with (5.45): β = max(0, ∇f·y/|∇f₀|²), y being the change of the gradient.
// - Hager and Zhang: "A new conjugate gradient method with guaranteed descent and an efficient line search",
//   SIAM Journal on Optimization 16(1), 2005, (1.3) to (1.6): β = (y − 2·p·|y|²/p·y)·∇f/p·y, kept above
//   −1/(|p|·min(η, |∇f₀|)) with η = 0.01.
//
// Departures: Hager and Zhang's own line search is left to `LineSearch`; a strong Wolfe search with c₂ = 0.1
// takes its place by default. A direction that does not descend is replaced by steepest descent.
public import LinearAlgebra

/// The directions of nonlinear conjugate gradients; 2·n operations an iteration and no memory beyond the
/// direction itself. They want a thorough search, `MoreThuente(curvature: 0.1)`.
public struct ConjugateGradient: DirectionMethod {
  /// What β is.
  public enum Formula: Sendable, Hashable, Codable {
    /// Polak and Ribière's, not below zero.
    case polakRibiere
    /// Hager and Zhang's, which descends whatever the search does.
    case hagerZhang
  }

  /// What β is.
  public let formula: Formula

  /// Directions with β by the given formula.
  public init(_ formula: Formula = .hagerZhang) { self.formula = formula }

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    ConjugateDirection<Scalar>(formula: formula, patience: 10 + dimension)
  }
}

private struct ConjugateDirection<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
  let formula: ConjugateGradient.Formula
  private let patience: Int
  private var beta: Scalar = 0

  init(formula: ConjugateGradient.Formula, patience: Int) {
    self.formula = formula
    self.patience = patience
  }

  var knowsCurvature: Bool { false }
  var traits: MethodTraits { MethodTraits(canRelocate: true, patience: patience) }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    let gradient = state.current.gradient
    BLAS.scale(state.dimension, beta, &state.direction)
    if beta == 0 { for i in gradient.indices { state.direction[i] = 0 } }
    BLAS.axpy(state.dimension, -1, gradient, &state.direction)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: inout MinimizationState<Scalar>) {
    let n = state.dimension
    let (new, old) = (state.current.gradient, state.trial.gradient)
    let (gg, gh, hh) = (BLAS.dot(n, new, new), BLAS.dot(n, new, old), BLAS.dot(n, old, old))
    switch formula {
    case .polakRibiere:
      beta = max(0, (gg - gh) / hh)
    case .hagerZhang:
      let slope = BLAS.dot(n, new, state.direction)
      let change = slope - BLAS.dot(n, old, state.direction)
      let square = gg - 2 * gh + hh
      let norm = BLAS.nrm2(n, state.direction)
      let least = -1 / (norm * min(0.01, hh.squareRoot()))
      beta = max(least, (gg - gh - 2 * square * slope / change) / change)
    }
    if !beta.isFinite { beta = 0 }
  }

  mutating func forget() -> Bool {
    defer { beta = 0 }
    return beta != 0
  }
}
