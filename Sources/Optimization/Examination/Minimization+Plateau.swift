import LinearAlgebra

extension Minimization {
  /// Looks for a lower point where a variable seems idle, as on a plateau far from where the run began: e⁻ˣ
  /// and its derivatives are zero to rounding for large x, whatever f does for smaller ones. `nil` where there
  /// is none.
  ///
  /// A variable seems idle where the gradient and the curvature along it expect less than a millionth of |f|
  /// to change on half the way back to its start. It then goes half the way back, three quarters, and so on,
  /// until f changes by an amount worth having: up to twelve evaluations.
  mutating func leavePlateau(_ system: ScaledSystem<Scalar>) -> Finding? {
    for i in state.current.x.indices {
      let way = progress.start[i] - state.current.x[i]
      guard way != 0, system.change(along: i, way / 2) <= state.current.value.magnitude / 1e6
      else { continue }
      for j in state.direction.indices { state.direction[j] = 0 }
      state.direction[i] = way
      state.slope = way * state.current.gradient[i]
      state.beginSearch()
      var rest: Scalar = 0.5
      for _ in 0..<12 {
        if let finding = tryLower(1 - rest) { return finding }
        if isWorthHaving(state.trial.value - state.current.value) { break }
        rest /= 2
      }
    }
    return nil
  }
}
