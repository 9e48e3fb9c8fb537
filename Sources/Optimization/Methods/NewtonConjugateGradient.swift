// Newton's method with directions by conjugate gradients.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 7.1: conjugate gradients
// for H·p = −∇f until the residual is below min(½, √|∇f|)·|∇f|, or a direction of negative curvature is met.
//
// Departures: |∇f| in the forcing term is relative to the largest that was met, so that scaling f changes
// nothing, and √ε where products cost no evaluation. A direction of negative curvature is gone along, as far as if the curvature were as much, but
// positive. With bounds, variables that they hold are left out, as in D. P. Bertsekas, "Projected Newton
// methods for optimization problems with simple constraints", SIAM Journal on Control and Optimization 20(2),
// 1982.
public import LinearAlgebra

/// The directions of Newton's method, solved for by conjugate gradients: for large problems, with products
/// of the Hessian and no matrix; 14·n numbers of memory. SciPy's `Newton-CG`.
public struct NewtonConjugateGradient: DirectionMethod {
  /// The direction has no options.
  public init() {}

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    NewtonDirection<Scalar>(dimension: dimension)
  }

  public func makeDirection<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> any DescentDirection<Scalar>
  { NewtonDirection<Scalar>(dimension: bounds.dimension) }
}

extension MinimizationMethod where Self == LineSearchMethod {
  /// Newton's method by conjugate gradients with a strong Wolfe search; SciPy's `Newton-CG`.
  public static var newtonConjugateGradient: LineSearchMethod {
    LineSearchMethod(NewtonConjugateGradient())
  }
}

private struct NewtonDirection<Scalar: LinearAlgebraScalar>: DescentDirection {
  private var subproblem: SteihaugSubproblem<Scalar>
  private var isForgotten = false
  private(set) var knowsCurvature = false
  private(set) var hasNaturalLength = false

  init(dimension: Int) { subproblem = SteihaugSubproblem(dimension: dimension) }

  mutating func point(_ state: inout MinimizationState<Scalar>) {
    state.hold()
    subproblem.begin()
    let step = isForgotten ? nil : subproblem.solve(&state, radius: .infinity)
    isForgotten = false
    hasNaturalLength = step.map { $0.length > 0 && $0.length.isFinite } ?? false
    knowsCurvature = hasNaturalLength && step?.metNegativeCurvature == false
    if hasNaturalLength { return }
    state.pointDown()
  }

  // Products of differences do not see the flattest directions.
  var traits: MethodTraits { MethodTraits(canRelocate: true, patience: 100) }

  mutating func learn(from state: inout MinimizationState<Scalar>) {}

  mutating func forget() -> Bool {
    isForgotten = hasNaturalLength
    return hasNaturalLength
  }

  private enum CodingKeys: String, CodingKey {
    case subproblem, isForgotten, knowsCurvature, hasNaturalLength
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(subproblem, forKey: .subproblem)
    try container.encode(isForgotten, forKey: .isForgotten)
    try container.encode(knowsCurvature, forKey: .knowsCurvature)
    try container.encode(hasNaturalLength, forKey: .hasNaturalLength)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.restore(&subproblem, forKey: .subproblem)
    isForgotten = try container.decode(Bool.self, forKey: .isForgotten)
    knowsCurvature = try container.decode(Bool.self, forKey: .knowsCurvature)
    hasNaturalLength = try container.decode(Bool.self, forKey: .hasNaturalLength)
  }
}
