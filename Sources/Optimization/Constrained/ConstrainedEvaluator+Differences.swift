import LinearAlgebra

extension ConstrainedEvaluator {
  /// ∂f and the rows' derivatives that no function gives, of differences that stay in the box: one-sided ones over
  /// √ε of a variable, and once they are refined two-sided ones over ε^⅓ of it, or where the box is too narrow for
  /// those, one-sided ones of second order. A fixed variable has zero.
  mutating func differences(_ p: inout ConstrainedPoint<Scalar>) -> Bool {
    // Taken out, because they are written while the functions are asked.
    var (beside, opposite): ([Scalar], [Scalar]) = ([], [])
    swap(&beside, &besideRows)
    swap(&opposite, &oppositeRows)
    defer {
      swap(&beside, &besideRows)
      swap(&opposite, &oppositeRows)
    }
    for j in 0..<n {
      let middle = point[j]
      guard let (first, second) = offsets(j) else {
        for i in -1..<m where isDifferenced(i) { set(&p, i, j, 0) }
        continue
      }
      guard allows() else { return false }
      point[j] = middle + first
      let besideValue = sampleDifferenced(into: &beside)
      var oppositeValue: Scalar = 0
      if second != 0 {
        point[j] = middle + second
        oppositeValue = sampleDifferenced(into: &opposite)
      }
      point[j] = middle
      for i in -1..<m where isDifferenced(i) {
        let before = i < 0 ? p.value / valueFactor : p.rows[i] / rowFactors[i]
        let s = ((i < 0 ? besideValue : beside[i]) - before) / first
        guard second != 0 else {
          set(&p, i, j, s)
          continue
        }
        // The slope at the middle of the parabola through the three.
        let t = ((i < 0 ? oppositeValue : opposite[i]) - before) / second
        set(&p, i, j, (t * first - s * second) / (first - second))
      }
    }
    return true
  }

  /// Where variable j is looked at beside the point, the second zero where one is enough; `nil` where it is fixed.
  private func offsets(_ j: Int) -> (Scalar, Scalar)? {
    let (middle, lower, upper) = (point[j], bounds.lower[j], bounds.upper[j])
    guard lower < upper else { return nil }
    let epsilon = Scalar.ulpOfOne
    let exponent = isRefined ? epsilon.exponent / 3 : epsilon.exponent / 2
    let h = min(
      max(middle.magnitude, units[j]) * Scalar(sign: .plus, exponent: exponent, significand: 1),
      max(upper - middle, middle - lower))
    let goesUp = middle + h <= upper
    let first = goesUp ? min(middle + h, upper) : max(middle - h, lower)
    guard isRefined else { return (first - middle, 0) }
    let second = goesUp && middle - h >= lower ? middle - h : middle + (first - middle) / 2
    return (first - middle, second - middle)
  }

  /// Whether the derivatives of row i, f where it is −1, are differences.
  private func isDifferenced(_ i: Int) -> Bool {
    if i < 0 { return isValueDifferenced }
    var offset = ownRows
    for constraint in constraints {
      if i < offset + constraint.rowCount { return i >= offset && constraint.function != nil }
      offset += constraint.rowCount
    }
    return false
  }

  private func set(_ p: inout ConstrainedPoint<Scalar>, _ i: Int, _ j: Int, _ slope: Scalar) {
    if i < 0 { p.gradient[j] = slope } else { p.jacobian[i + m * j] = slope }
  }
}
