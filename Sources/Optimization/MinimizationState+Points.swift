import LinearAlgebra

/// What the state tells of its points.
extension MinimizationState {
  /// What is zero at a stationary point: the largest |∂f/∂xᵢ|, or with bounds the largest
  /// |xᵢ − P(xᵢ − ∂f/∂xᵢ)| for the projection P into the box.
  @inline(__always)
  func stationarity(of point: borrowing Point<Scalar>) -> Scalar {
    if judgesOriginal, !units.areOnes { return originalStationarity(of: copy point) }
    guard let bounds else { return BLAS.maxAbs(dimension, point.gradient) }
    return bounds.projectedGradientNorm(at: point.x, point.gradient)
  }

  /// The lowest finite point that was evaluated, those of differences included.
  var lowest: Point<Scalar> {
    let best = best
    guard let beside, beside.value < best.value else { return best }
    return beside
  }

  /// The lowest finite point that was tried.
  var best: Point<Scalar> {
    var best = current
    if trial.value < best.value || best.value.isNaN { best = trial }
    if spare.value < best.value || best.value.isNaN { best = spare }
    return best.value.isNaN ? current : best
  }

  /// Of the points whose values differ from the lowest by no more than rounding, that with the smallest
  /// gradient. One whose gradient is not known is the last choice.
  var stationary: Point<Scalar> {
    let limit = best.value + 10 * best.value.ulp
    var point = best
    for other in [current, trial, spare] where other.value <= limit {
      let norm = stationarity(of: point)
      if stationarity(of: other) < norm || norm.isNaN {
        point = other
      }
    }
    return point
  }

  /// The gradient at the iterate, with bounds what is left of it where steps against it would leave the box.
  var freeGradient: [Scalar] {
    bounds?.projectedGradient(at: current.x, current.gradient) ?? current.gradient
  }

  /// Writes the gradient at the iterate, zero for the variables held.
  func freeGradient(into g: inout [Scalar]) {
    for i in g.indices { g[i] = current.gradient[i] }
    for i in isHeld.indices where isHeld[i] { g[i] = 0 }
  }

  /// The number of residuals where f is a sum of squares; `nil` where it is not.
  public var residualCount: Int? { evaluator.residualCount }

  /// Writes the residuals at the iterate. False where a limit forbids it, or f is not finite. Traps where f is
  /// no sum of squares.
  mutating func residuals(into r: inout [Scalar]) -> Bool {
    evaluator.residuals(at: current.x, into: &r)
  }

  /// Writes the Jacobian at the iterate, m×n, column after column. False where a limit forbids it, or an
  /// element is not finite.
  mutating func jacobian(into jacobian: inout [Scalar]) -> Bool {
    evaluator.jacobian(at: current.x, into: &jacobian)
  }

  /// The point in the variables of the objective.
  func original(_ point: Point<Scalar>) -> Point<Scalar> {
    var point = point
    for i in units.sizes.indices {
      point.x[i] *= units.sizes[i]
      point.gradient[i] /= units.sizes[i]
    }
    return point
  }

  /// The largest |∂f/∂xᵢ|, or with bounds the largest |xᵢ − P(xᵢ − ∂f/∂xᵢ)|, in the variables of the objective.
  func originalStationarity(of point: Point<Scalar>) -> Scalar {
    let point = original(point)
    guard let bounds else { return BLAS.maxAbs(dimension, point.gradient) }
    let box = Bounds(
      lower: bounds.lower.indices.map { bounds.lower[$0] * units.sizes[$0] },
      upper: bounds.upper.indices.map { bounds.upper[$0] * units.sizes[$0] })
    return box.projectedGradientNorm(at: point.x, point.gradient)
  }
}

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
