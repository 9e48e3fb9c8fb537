import LinearAlgebra

/// The measurements that `PrincipalAxes` rests on; each returns false where a limit forbids an evaluation.
extension MinimizationState {
  /// Makes axis k as long as it takes f to bend by `unit` between its ends, as far as `reach` and the bounds
  /// allow, and measures f there.
  mutating func fit(
    _ k: Int, of model: inout PrincipalAxes<Scalar>, unit: Scalar, reach: Scalar
  ) -> Bool {
    let f = current.value
    var point = current.x
    for _ in 0..<24 {
      keepInside(k, of: &model, reach)
      for end in [Scalar(1), -1] {
        model.place(current.x, k, end, k, 0, into: &point)
        guard let value = tryValue(at: point) else { return false }
        if end > 0 { model.ahead[k] = value } else { model.behind[k] = value }
      }
      let bend = (model.ahead[k] - f + (model.behind[k] - f)).magnitude / 2
      let length = model.length(k)
      guard bend.isFinite else {
        if length <= 64 * Scalar.ulpOfOne * reach { break }
        model.scale(k, by: 0.125)
        continue
      }
      let isLongest = length >= reach / 2
      if bend >= unit / 8 ? bend <= 8 * unit : isLongest { break }
      let factor = min(max((unit / max(bend, unit / 4096)).squareRoot(), 1 / 64), 64)
      if factor < 1 && isAtRounding(k, of: model) { break }
      model.scale(k, by: factor)
    }
    return true
  }

  /// Whether the axis is so short that rounding x bends it.
  private func isAtRounding(_ k: Int, of model: PrincipalAxes<Scalar>) -> Bool {
    !(0..<dimension).contains { i in
      model.axes[dimension * k + i].magnitude > 64 * Scalar.ulpOfOne * current.x[i].magnitude
    }
  }

  /// Shortens an axis to `reach`, and to what lies within the bounds to both sides.
  private func keepInside(_ k: Int, of model: inout PrincipalAxes<Scalar>, _ reach: Scalar) {
    var share = min(1, reach / model.length(k))
    for i in 0..<dimension {
      let d = model.axes[dimension * k + i].magnitude
      guard let bounds, d > 0 else { continue }
      let room = min(bounds.upper[i] - current.x[i], current.x[i] - bounds.lower[i])
      share = min(share, room / d)
    }
    if share < 1 { model.scale(k, by: share) }
  }

  /// Measures what rounding x does to f, which counts as noise: the sum of the changes where each variable goes to
  /// its next number. False where a limit forbids an evaluation.
  mutating func measureRounding(above least: Scalar) -> Bool {
    var (point, sum) = (current.x, Scalar(0))
    for i in point.indices {
      let (up, down) = (current.x[i].nextUp, current.x[i].nextDown)
      point[i] = bounds.map { $0.clamped(up, i) == up } ?? true ? up : down
      if bounds.map({ $0.clamped(point[i], i) == point[i] }) ?? true {
        guard let value = tryValue(at: point) else { return false }
        if value.isFinite { sum += (value - current.value).magnitude }
      }
      point[i] = current.x[i]
    }
    noise = max(least, sum)
    return true
  }

  /// Measures A from f at the axes' ends and at a corner between each two, or at the opposite one where f is
  /// not finite or out of bounds there; zero where it is so at both.
  mutating func measureCorners(of model: inout PrincipalAxes<Scalar>) -> Bool {
    let (f, m) = (current.value, model.count)
    var point = current.x
    for k in 0..<m {
      model.hessian[k * m + k] = model.ahead[k] - f + (model.behind[k] - f)
      for j in 0..<k {
        var bend = Scalar.nan
        for end in [Scalar(1), -1] where !bend.isFinite {
          model.place(current.x, j, end, k, end, into: &point)
          guard bounds?.contain(point) ?? true else { continue }
          guard let value = tryValue(at: point) else { return false }
          let ends = end > 0 ? (model.ahead[j], model.ahead[k]) : (model.behind[j], model.behind[k])
          bend = value - ends.0 - (ends.1 - f)
        }
        model.hessian[k * m + j] = bend.isFinite ? bend : 0
        model.hessian[j * m + k] = model.hessian[k * m + j]
      }
    }
    return true
  }
}
