import LinearAlgebra

/// What methods that use more than gradients, or less, ask of the objective.
extension MinimizationState {
  /// Writes the Hessian at the iterate, n×n with both triangles: the objective's own, or one of
  /// differences. False where a limit forbids it, or an element is not finite.
  public mutating func hessian(into hessian: inout [Scalar]) -> Bool {
    guard objective.prefersOwnHessian else {
      defer { objective.takeLowest(into: &beside) }
      return objective.hessian(at: current, into: &hessian, meter: &meter) || failed()
    }
    guard keepHessian() else { return false }
    // Into the caller's storage: sharing it would cost a copy at the next write.
    hessian.withUnsafeMutableBufferPointer { written in
      self.hessian.withUnsafeBufferPointer { _ = written.update(fromContentsOf: $0) }
    }
    return true
  }

  /// Makes `hessian` that at the iterate, which is computed once; false as above.
  private mutating func keepHessian() -> Bool {
    let n = dimension
    if hessianAt.count != n {
      hessian = [Scalar](repeating: 0, count: n * n)
      hessianAt = [Scalar](repeating: .nan, count: n)
    }
    guard hessianAt != current.x || n == 0 else { return true }
    forgetHessian()
    defer { objective.takeLowest(into: &beside) }
    guard objective.hessian(at: current, into: &hessian, meter: &meter) else { return failed() }
    for i in 0..<n { hessianAt[i] = current.x[i] }
    return true
  }

  /// False, having taken note of a signal that may have cut a derivative short.
  private mutating func failed() -> Bool {
    meter.noteSignal()
    return false
  }

  private mutating func forgetHessian() {
    for i in hessianAt.indices { hessianAt[i] = .nan }
  }

  /// Makes derivatives more exact from here on, at a greater cost; false where that cannot be.
  mutating func refineGradient() -> Bool {
    guard objective.refineGradient() else { return false }
    meter.recent.forgetGradients()
    forgetHessian()
    return true
  }

  /// Writes the product of the Hessian at the iterate with `v`: the objective's own, or a difference of
  /// gradients. False where a limit forbids it, or an element is not finite.
  ///
  /// After `hold()`, the elements of variables that bounds hold are zero, as they should be in `v`.
  public mutating func hessianProduct(_ v: [Scalar], into product: inout [Scalar]) -> Bool {
    if objective.hasFreeProducts {
      guard keepHessian() else { return false }
      BLAS.gemv(m: dimension, n: dimension, hessian, lda: max(1, dimension), v, &product)
      guard BLAS.maxAbs(dimension, product).isFinite else { return false }
    } else {
      defer { objective.takeLowest(into: &beside) }
      guard objective.hessianProduct(at: current, v, into: &product, meter: &meter) else {
        return failed()
      }
    }
    for i in isHeld.indices where isHeld[i] { product[i] = 0 }
    return true
  }

  /// Whether products of the Hessian take no evaluation, the objective giving it whole.
  var hasFreeProducts: Bool { objective.hasFreeProducts }

  /// Finds the variables that bounds hold at the iterate, as the gradient pushes them against their bound.
  mutating func hold() {
    guard let bounds else { return }
    for i in isHeld.indices {
      isHeld[i] = bounds.blocks(i, at: current.x[i], towards: -current.gradient[i])
    }
  }

  /// Makes the direction that of steepest descent among the variables that are not held.
  mutating func pointDown() {
    for i in direction.indices { direction[i] = -current.gradient[i] }
    for i in isHeld.indices where isHeld[i] { direction[i] = 0 }
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

  /// Evaluates f at x + t·p, p being `direction`, with the gradient only where that takes no further
  /// evaluations; `completeTrial` does the rest.
  ///
  /// Returns NaN where f is not finite, `nil` where a limit forbids the evaluation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryValue(_ step: Scalar) -> Scalar? {
    guard objective.hasDearGradient else {
      guard let point = tryStep(step) else { return nil }
      return point.isFinite ? point.value : .nan
    }
    guard meter.allows(1) else { return nil }
    prepareTrial(direction, step)
    trialStep = step
    evaluateTrialValue()
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Evaluates f at `x`, kept within the bounds, with no gradient; as `tryValue` otherwise.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryValue(at x: [Scalar]) -> Scalar? {
    guard meter.allows(1) else { return nil }
    keepTrial()
    for i in x.indices { trial.x[i] = bounds?.clamped(x[i], i) ?? x[i] }
    trialStep = 1
    evaluateTrialValue()
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Computes the gradient at the point on trial where it is not known yet. False where a limit forbids it,
  /// or it is not finite; the point then counts as one where f is not.
  public mutating func completeTrial() -> Bool {
    Self.complete(&trial, &objective, &meter)
    if !trial.value.isFinite { metWall = true }
    return trial.value.isFinite
  }

  /// Computes the gradient at the iterate where it is not known yet. False where a limit forbids it, or it
  /// is not finite.
  mutating func completeCurrent() -> Bool {
    let value = current.value
    Self.complete(&current, &objective, &meter)
    let isFinite = current.value.isFinite
    current.value = value
    return isFinite
  }

  /// Computes the gradient at the iterate anew. False where a limit forbids it, or it is not finite; the
  /// gradient is then the one before.
  mutating func refineCurrent() -> Bool {
    var refined = current
    for i in refined.gradient.indices { refined.gradient[i] = .nan }
    Self.complete(&refined, &objective, &meter)
    guard refined.value.isFinite, interruption == nil else { return false }
    current = refined
    return true
  }

  private static func complete(
    _ point: inout Point<Scalar>, _ objective: inout any MeteredObjective<Scalar>,
    _ meter: inout EvaluationMeter<Scalar>
  ) {
    let n = point.x.count
    guard n > 0, BLAS.maxAbs(n, point.gradient).isNaN else { return }
    let value = point.value
    if meter.recent.recall(&point) != true {
      let again = objective.value(
        at: point.x, known: value, gradient: &point.gradient, meter: &meter)
      if meter.isWhole(again) { meter.recent.keep(point.x, again, point.gradient) }
      point.value = again
    }
    let isFinite = point.value.isFinite && BLAS.maxAbs(n, point.gradient).isFinite
    if !isFinite { meter.noteSignal() }
    point.value = isFinite || meter.interruption != nil ? value : .nan
    if !isFinite {
      for i in 0..<n { point.gradient[i] = .nan }
    }
  }

  /// The number of residuals where f is a sum of squares; `nil` where it is not.
  public var residualCount: Int? { objective.residualCount }

  /// Writes the residuals at the iterate. False where a limit forbids it, or f is not finite. Traps where f is
  /// no sum of squares.
  mutating func residuals(into r: inout [Scalar]) -> Bool {
    objective.residuals(at: current.x, into: &r, meter: &meter).isFinite || failed()
  }

  /// Writes the Jacobian at the iterate, m×n, column after column. False where a limit forbids it, or an
  /// element is not finite.
  mutating func jacobian(into jacobian: inout [Scalar]) -> Bool {
    objective.jacobian(at: current.x, into: &jacobian, meter: &meter) || failed()
  }
}
