import LinearAlgebra

/// Whether f bends down along some direction where the gradient is small, at any number of variables: at a
/// saddle point, and at a maximum.
extension Minimization {
  /// Looks for a lower point along the direction of the lowest curvature, by at most so many products; `nil`
  /// where there is none, or the objective gives values alone, whose products are too dear and too rough.
  mutating func leaveSaddle(products most: Int = .max) -> Finding? {
    guard state.hasOwnGradient, stepper.traits.usesGradient, most > 1 else { return nil }
    let allowed =
      state.dimension > Limit<Scalar>.manyVariables
      ? Limit<Scalar>.productsOfMany : Limit<Scalar>.products
    guard let lowest = state.lowestCurvature(products: min(most, allowed)) else {
      return state.interruption == nil ? nil : .interrupted
    }
    guard lowest.isNegative(error: state.evaluator.gradientError.squareRoot()) else { return nil }
    return leaveSaddle(along: lowest.direction, curvature: lowest.curvature)
  }

  /// Looks for a decrease worth having along a direction of negative curvature, over a distance as long as x is
  /// large, and shorter ones; the gradient need not show it.
  mutating func leaveSaddle(along direction: [Scalar], curvature: Scalar) -> Finding? {
    let n = state.dimension
    let slope = BLAS.dot(n, state.current.gradient, direction)
    let size = max(1, BLAS.maxAbs(n, state.current.x)) / BLAS.maxAbs(n, direction)
    let length = slope > 0 ? -size : size
    state.direction = direction.map { $0 * length }
    state.slope = slope * length
    return tryShortening(-curvature * size * size / 2)
  }

  /// The examination for those who have few evaluations to spare; see ``Examination/cheap``.
  mutating func examineCheaply() -> Finding {
    guard stepper.traits.usesGradient, !knowsValuesAlone else { return .stationary }
    let budget = max(3, state.evaluations / 20)
    if progress.gradientNorm > 0 {
      guard let decrease = state.decreaseAlongGradient() else { return .interrupted }
      if isWorthHaving(decrease) && !isRounding(decrease) { return .notStationary }
    }
    return leaveSaddle(products: budget - 1) ?? .stationary
  }
}
