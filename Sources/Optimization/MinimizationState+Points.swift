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
