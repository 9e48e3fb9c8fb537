import LinearAlgebra

/// Whether the gradient that vanishes is that of f: the values that the Hessian's differences came with tell, at
/// no further cost.
extension Minimization {
  /// Looks for a variable along which values of f rise and fall otherwise than the gradient says, by what would be
  /// worth having: a wrong gradient where they do so to both sides and near as far; a lower point, on
  /// trial, where one was met. `nil` where there is no such variable, or only a kink with nothing lower.
  mutating func checkSlopes(_ system: ScaledSystem<Scalar>) -> Finding? {
    guard state.hasOwnGradient, let evidence = system.evidence, let j = suspect(system, evidence)
    else { return nil }
    let error = evidence.slopeError(j).magnitude
    let measured = evidence.distances[j].magnitude
    // A shorter distance too, or a longer one where rounding blurs shorter ones.
    let distance = error * measured > 64 * evidence.roundings[j] ? measured / 8 : measured
    guard let near = slopes(j, distance), let far = slopes(j, 8 * distance) else {
      return state.interruption == nil ? nil : .interrupted
    }
    let wrong = (near.slope - state.current.gradient[j]).magnitude
    let isOrderly =
      (far.slope - near.slope).magnitude <= wrong / 2
      && near.jump <= max(far.jump, wrong) / 4
    if isOrderly && wrong >= error / 2 { return .failed(.gradientLooksWrong) }
    guard isWorthHaving(state.current.value - state.best.value), tryLowest() else { return nil }
    return .lower
  }

  /// The variable whose wrong slope promises the largest decrease, if that is worth having.
  private func suspect(
    _ system: ScaledSystem<Scalar>, _ evidence: ValueEvidence<Scalar>
  ) -> Int? {
    // Where f falls to zero, what it is made of may still have the rounding of its start.
    let rounding = 16 * Scalar.ulpOfOne * (progress.initialValue - state.current.value)
    let promises = evidence.errors.indices.map { (j: Int) -> Scalar in
      let error = evidence.slopeError(j).magnitude
      let whole = error * max(1, state.current.x[j].magnitude)
      return error * evidence.distances[j].magnitude <= rounding
        ? 0 : min(whole, error * error / (2 * system.curvature(j).magnitude))
    }
    guard let j = promises.indices.max(by: { promises[$0] < promises[$1] }),
      isWorthHaving(promises[j])
    else { return nil }
    return j
  }

  /// The slope of f along variable j by values h away to both sides, and how much the slopes to the two sides
  /// differ, which is little for small h unless there is a kink; `nil` where f is not finite or a limit is met.
  private mutating func slopes(_ j: Int, _ h: Scalar) -> (slope: Scalar, jump: Scalar)? {
    var point = state.current.x
    let f = state.current.value
    point[j] = state.current.x[j] + h
    guard let ahead = state.tryValue(at: point), ahead.isFinite else { return nil }
    point[j] = state.current.x[j] - h
    guard let behind = state.tryValue(at: point), behind.isFinite else { return nil }
    return ((ahead - behind) / (2 * h), ((ahead - f + (behind - f)) / h).magnitude)
  }
}
