import LinearAlgebra

extension Minimization {
  /// Looks for a lower point where a variable seems idle, as on a plateau far from where the run began: e⁻ˣ
  /// and its derivatives are zero to rounding for large x, whatever f does for smaller ones. `nil` where there
  /// is none.
  ///
  /// A variable seems idle where the gradient and the curvature along it expect less than a millionth of |f|
  /// to change on half the way back to its start. It then goes half the way back, three quarters, and so on,
  /// until f changes by an amount worth having: up to twelve evaluations.
  ///
  /// Most such variables have simply stayed where they began. Those that are expected to change f by nothing
  /// worth having go back all at once first, and each on its own only where f told something on the way.
  mutating func leavePlateau(_ system: ScaledSystem<Scalar>) -> Finding? {
    let idle = state.current.x.indices.filter { i in
      let way = progress.start[i] - state.current.x[i]
      // A way as short as rounding leads nowhere.
      return way.magnitude > Scalar.ulpOfOne * max(1, progress.start[i].magnitude)
        && system.change(along: i, way / 2) <= Limit.idlePart * state.current.value.magnitude
    }
    let quiet = idle.filter {
      !isWorthHaving(system.change(along: $0, progress.start[$0] - state.current.x[$0]))
    }
    if quiet.count > 1, areQuiet(quiet) {
      return state.interruption == nil ? goBack(idle.filter { !quiet.contains($0) }) : .interrupted
    }
    return state.interruption == nil ? goBack(idle) : .interrupted
  }

  /// Whether f tells nothing worth having on the way back of all these variables together.
  private mutating func areQuiet(_ variables: [Int]) -> Bool {
    pointBack(variables)
    var rest: Scalar = 0.5
    for _ in 0..<Limit<Scalar>.halvings {
      guard let value = state.tryValue(1 - rest),
        (value - state.current.value).magnitude <= negligibleDecrease
      else { return false }
      rest /= 2
    }
    return true
  }

  /// The first lower point on the way back of each of these variables.
  private mutating func goBack(_ variables: [Int]) -> Finding? {
    for i in variables {
      pointBack([i])
      var rest: Scalar = 0.5
      for _ in 0..<Limit<Scalar>.halvings {
        if let finding = tryLower(1 - rest) { return finding }
        if isWorthHaving(state.trial.value - state.current.value) { break }
        rest /= 2
      }
    }
    return nil
  }

  /// Makes the direction the way back to the start for these variables.
  private mutating func pointBack(_ variables: [Int]) {
    for j in state.direction.indices { state.direction[j] = 0 }
    for i in variables { state.direction[i] = progress.start[i] - state.current.x[i] }
    state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
    state.beginSearch()
  }
}
