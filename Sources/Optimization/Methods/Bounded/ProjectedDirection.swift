// Directions within bounds, by projection.
//
// D. P. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM
// Journal on Control and Optimization 20(2), 1982: variables at a bound whose gradient pushes them against
// it stay there, and the method works on the others; steps go along the projected way P(x + t·p).
//
// Departures: a variable belongs to the active set only where it is exactly at its bound, as every
// projected step leaves it there. What the method has learnt is forgotten when the active set changes, so
// that no curvature couples the two sets. Steps are found by the method's own line search, with the slope
// along the bent way.
import LinearAlgebra

/// Another method's direction among the variables that bounds leave free.
struct ProjectedDirection<Scalar: LinearAlgebraScalar>: DescentDirection {
  private var base: any DescentDirection<Scalar>
  /// Whether each variable is free, and the gradients of the free ones, zero elsewhere.
  private var isFree: [Bool]
  private var gradient: [Scalar]
  private var gradientBefore: [Scalar]

  init(_ base: any DescentDirection<Scalar>, dimension: Int) {
    self.base = base
    isFree = [Bool](repeating: true, count: dimension)
    gradient = [Scalar](repeating: 0, count: dimension)
    gradientBefore = gradient
  }

  var knowsCurvature: Bool { base.knowsCurvature }
  var traits: MethodTraits { base.traits }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func point(_ state: inout MinimizationState<Scalar>) {
    if let bounds = state.bounds, updateFree(state.current, bounds) { _ = base.forget() }
    Self.mask(isFree, state.current.gradient, into: &gradient)
    state.exchangeGradient(&gradient)
    base.point(&state)
    state.exchangeGradient(&gradient)
    for i in isFree.indices where !isFree[i] { state.direction[i] = 0 }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func learn(from state: inout MinimizationState<Scalar>) {
    Self.mask(isFree, state.current.gradient, into: &gradient)
    Self.mask(isFree, state.trial.gradient, into: &gradientBefore)
    state.exchangeGradient(&gradient)
    state.exchangeTrialGradient(&gradientBefore)
    base.learn(from: &state)
    state.exchangeGradient(&gradient)
    state.exchangeTrialGradient(&gradientBefore)
  }

  mutating func forget() -> Bool { base.forget() }

  /// Returns whether the set of free variables has changed.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func updateFree(
    _ point: borrowing Point<Scalar>, _ bounds: Bounds<Scalar>
  ) -> Bool {
    var hasChanged = false
    for i in isFree.indices {
      let free = !bounds.blocks(i, at: point.x[i], towards: -point.gradient[i])
      if free != isFree[i] {
        isFree[i] = free
        hasChanged = true
      }
    }
    return hasChanged
  }

  // Not of the instance, which would hold the storage that is written, and so have it copied.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func mask(
    _ isFree: [Bool], _ full: [Scalar], into reduced: inout [Scalar]
  ) {
    for i in isFree.indices { reduced[i] = isFree[i] ? full[i] : 0 }
  }
}

extension ProjectedDirection {
  private enum CodingKeys: String, CodingKey { case base, isFree }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(base, forKey: .base)
    try container.encode(isFree, forKey: .isFree)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.restore(&base, forKey: .base)
    isFree = try container.decode([Bool].self, forKey: .isFree)
  }
}
