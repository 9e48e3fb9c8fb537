// Newton's method with directions by conjugate gradients.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 7.1: conjugate gradients
// for H·p = −∇f until the residual is below min(½, √|∇f|)·|∇f|, or a direction of negative curvature is met.
//
// Departures: |∇f| in the forcing term is relative to the largest that was met, so that scaling f changes
// nothing. Where the first direction has negative curvature, which makes it steepest descent, the search
// begins with the length of the last step.
public import LinearAlgebra

/// The directions of Newton's method, solved for by conjugate gradients: for large problems, with products
/// of the Hessian and no matrix; 4·n numbers of memory. SciPy's `Newton-CG`.
public struct NewtonConjugateGradient: DirectionMethod {
  /// The direction has no options.
  public init() {}

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    NewtonDirection<Scalar>(dimension: dimension)
  }
}

extension MinimizationMethod where Self == LineSearchMethod {
  /// Newton's method by conjugate gradients with a strong Wolfe search; SciPy's `Newton-CG`.
  public static var newtonConjugateGradient: LineSearchMethod {
    LineSearchMethod(NewtonConjugateGradient())
  }
}

private struct NewtonDirection<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
  private var subproblem: SteihaugSubproblem<Scalar>
  private var isForgotten = false
  private(set) var knowsCurvature = false

  init(dimension: Int) { subproblem = SteihaugSubproblem(dimension: dimension) }

  mutating func point(_ state: inout MinimizationState<Scalar>) {
    let step = isForgotten ? nil : subproblem.solve(&state, radius: .infinity)
    isForgotten = false
    knowsCurvature = step.map { !$0.metNegativeCurvature && $0.length > 0 } ?? false
    if let step, step.length > 0 { return }
    for i in 0..<state.dimension { state.direction[i] = -state.current.gradient[i] }
  }

  mutating func learn(from state: inout MinimizationState<Scalar>) {}

  mutating func forget() -> Bool {
    isForgotten = knowsCurvature
    return knowsCurvature
  }
}
