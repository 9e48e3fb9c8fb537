import LinearAlgebra

/// The units of a run, which the start tells where the caller gives no scale.
///
/// A rate of 5e-7 per second, a concentration, a length in metres: where such a number is the start, a distance or a
/// radius that suits numbers near 1 leads out of all that matters. Whether it is of that size by its unit or only
/// happens to be small, f tells: by its unit, f changes by as much as it is when the variable does.
extension MinimizationState {
  /// Where a variable is small enough at the start to be looked at, and small by its unit if f says so.
  private var smallness: Scalar { Limit.leastSize }

  /// Whether a variable may have another unit than 1.
  var startsSmall: Bool {
    guard units.areOnes else { return false }
    let largest = BLAS.maxAbs(dimension, current.x)
    guard largest > 0 else { return false }
    return current.x.contains { $0.magnitude < smallness && ($0 != 0 || largest < smallness) }
  }

  /// The units of the variables at the start; `nil` where all are 1, or a limit is met.
  ///
  /// The unit of a variable far below 1 is its size, or the change that to first order changes f by as much as it
  /// is, if that is more; a variable without an influence has the largest unit of the others. With an exact
  /// gradient this is free, otherwise it takes an evaluation for each such variable.
  mutating func unitsOfStart() -> [Scalar]? {
    let largest = BLAS.maxAbs(dimension, current.x)
    let sizes = current.x.map { $0 == 0 ? largest : $0.magnitude }
    let small = sizes.indices.filter { sizes[$0] < smallness }
    var slopes = [Scalar](repeating: 0, count: dimension)
    for i in small {
      guard let slope = slopeAtStart(i, sizes[i]) else { return nil }
      slopes[i] = slope.isFinite ? slope.magnitude : 0
    }
    let change = small.reduce(current.value.magnitude) { max($0, slopes[$1] * sizes[$1]) }
    var units = [Scalar](repeating: 1, count: dimension)
    var others: Scalar = small.count == dimension ? 0 : 1
    for i in small where slopes[i] > 0 {
      let natural = change / slopes[i]
      if natural < smallness { units[i] = max(natural, sizes[i]) }
      others = max(others, units[i])
    }
    for i in small where slopes[i] == 0 && others > 0 { units[i] = others }
    guard units.contains(where: { $0 < 1 }) else { return nil }
    return Units.powersOfTwo(units, dimension: dimension)
  }

  /// ∂f/∂xᵢ: the gradient's where it is exact, a difference of values over a distance that suits `size` where
  /// not, zero where rounding hides it; `nil` where a limit is met.
  private mutating func slopeAtStart(_ i: Int, _ size: Scalar) -> Scalar? {
    if !current.gradient[i].isNaN { return current.gradient[i] }
    var point = current.x
    let distance = evaluator.valueError.squareRoot() * size
    point[i] += distance
    if let bounds, bounds.clamped(point[i], i) != point[i] { point[i] -= 2 * distance }
    let value = evaluator.value(at: point)
    guard interruption == nil else { return nil }
    let change = (value - current.value).magnitude
    return change > 64 * evaluator.valueError * current.value.magnitude ? change / distance : 0
  }
}
