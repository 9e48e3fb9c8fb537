import LinearAlgebra

/// What a run holds of its objective: every call is counted and may be forbidden, and whatever the
/// objective does not give itself is made of differences.
///
/// A method returns false, or NaN, where a limit forbids it; `meter.interruption` then says so.
protocol MeteredObjective<Scalar>: DifferentiableObjective {
  /// Whether a gradient takes further evaluations beside the value, so that it pays to ask for the value
  /// first.
  var hasDearGradient: Bool { get }
  /// The number of residuals where f is a sum of squares; `nil` where it is not.
  var residualCount: Int? { get }

  /// Whether `hessian` is better than differences of gradients.
  var prefersOwnHessian: Bool { get }
  /// Whether the Hessian is the function's own, and computed once at a point whoever asks for it.
  var keepsHessian: Bool { get }
  /// Whether its products with vectors come from that.
  var hasFreeProducts: Bool { get }
  /// The relative error of a gradient.
  var gradientError: Scalar { get }

  /// The relative error of a value where derivatives are made of values alone; `nil` where they are not.
  var valueError: Scalar? { get }

  /// Whether gradients are as exact as they can be.
  var isRefined: Bool { get }

  /// What it keeps from one call to the next so as not to compute it twice; empty where that is nothing.
  /// Setting it to an array of another length changes nothing.
  var memory: [Scalar] { get set }

  /// Tells that x, where it was evaluated, is the iterate from here on.
  mutating func keepIterate(at x: [Scalar])

  /// Moves the lowest point of a difference of gradients that was lower than its iterate to `point`, if it is
  /// lower than that.
  mutating func takeLowest(into point: inout Point<Scalar>?)

  /// Takes every point, and gives every derivative, in variables of these sizes from here on; see `Units`. What it
  /// kept in others is forgotten, and bounds are to be given anew.
  mutating func measure(in sizes: [Scalar])

  /// Has every point of a difference lie in the box.
  mutating func keep(within bounds: Bounds<Scalar>)

  /// Makes gradients more exact from here on, at a greater cost; false where that cannot be.
  mutating func refineGradient() -> Bool

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar
  /// `known` is f(x) where it was evaluated before.
  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar
  /// Both triangles are written, and all of it is finite.
  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  /// Writes the Hessian as a sum of two: one made of differences to one side, not quite symmetric, and one that
  /// is exact. Half the evaluations of `hessian`, which does not repeat them; false where that cannot be had.
  mutating func hessianAhead(
    at point: Point<Scalar>, into uncertain: inout [Scalar], square: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar
  mutating func jacobian(
    at x: [Scalar], into jacobian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool
}

extension MeteredObjective {
  var hasDearGradient: Bool { false }
  var isRefined: Bool { true }
  var prefersOwnHessian: Bool { false }
  var keepsHessian: Bool { false }
  var hasFreeProducts: Bool { false }
  var residualCount: Int? { nil }
  var gradientError: Scalar { Scalar.ulpOfOne }
  var valueError: Scalar? { nil }

  var memory: [Scalar] {
    get { [] }
    set {}
  }

  mutating func keepIterate(at x: [Scalar]) {}
  mutating func takeLowest(into point: inout Point<Scalar>?) {}
  mutating func keep(within bounds: Bounds<Scalar>) {}
  mutating func refineGradient() -> Bool { false }

  mutating func hessianAhead(
    at point: Point<Scalar>, into uncertain: inout [Scalar], square: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool { false }

  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar { .nan }

  mutating func jacobian(
    at x: [Scalar], into jacobian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool { false }
}

/// `objective` with its calls counted, in the form that makes the most of what it gives.
func metered<Scalar: LinearAlgebraScalar>(
  _ objective: some DifferentiableObjective<Scalar>
) -> any MeteredObjective<Scalar> {
  // Casts that name the scalar take a hundred times as long as these.
  guard
    objective is any MeteredObjective || objective is any TwiceDifferentiableObjective
      || objective is any HessianProductObjective
  else { return meteredGradient(objective) }
  if let own = objective as? any MeteredObjective<Scalar> { return own }
  if let twice = objective as? any TwiceDifferentiableObjective<Scalar> {
    // The compiler cannot name both protocols with their scalar, which is nevertheless the same.
    if let both = objective as? any TwiceDifferentiableObjective & HessianProductObjective,
      let own = meteredBoth(both) as? any MeteredObjective<Scalar>
    {
      return own
    }
    return meteredHessian(twice)
  }
  if let product = objective as? any HessianProductObjective<Scalar> {
    return meteredProduct(product)
  }
  return meteredGradient(objective)
}

// A function for each, because only a generic parameter can be named.

private func meteredGradient<Base: DifferentiableObjective>(
  _ objective: Base
) -> any MeteredObjective<Base.Scalar> {
  Metered(objective, NoSecondDerivatives<Base>.self)
}

private func meteredHessian<Base: TwiceDifferentiableObjective>(
  _ objective: Base
) -> any MeteredObjective<Base.Scalar> {
  Metered(objective, OwnHessian<Base>.self)
}

private func meteredProduct<Base: HessianProductObjective>(
  _ objective: Base
) -> any MeteredObjective<Base.Scalar> {
  Metered(objective, OwnProduct<Base>.self)
}

private func meteredBoth<Base: TwiceDifferentiableObjective & HessianProductObjective>(
  _ objective: Base
) -> any MeteredObjective {
  Metered(objective, OwnHessianAndProduct<Base>.self)
}
