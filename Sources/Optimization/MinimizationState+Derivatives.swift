import LinearAlgebra

/// What methods that use more than gradients, or less, ask of the objective.
extension MinimizationState {
  /// Writes the Hessian at the iterate, n×n with both triangles: the objective's own, or one of
  /// differences. False where a limit forbids it, or an element is not finite.
  public mutating func hessian(into hessian: inout [Scalar]) -> Bool {
    evaluator.hessian(at: current, into: &hessian, lowest: &beside)
  }

  /// Writes the product of the Hessian at the iterate with `v`: the objective's own, or a difference of
  /// gradients. False where a limit forbids it, or an element is not finite.
  ///
  /// After `hold()`, the elements of variables that bounds hold are zero, as they should be in `v`.
  public mutating func hessianProduct(_ v: [Scalar], into product: inout [Scalar]) -> Bool {
    guard evaluator.hessianProduct(at: current, v, into: &product, lowest: &beside) else {
      return false
    }
    for i in isHeld.indices where isHeld[i] { product[i] = 0 }
    return true
  }

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
    guard !evaluator.gives.contains(.gradient) else {
      guard let point = tryStep(step) else { return nil }
      return point.isFinite ? point.value : .nan
    }
    guard evaluator.allowsCall() else { return nil }
    prepareTrial(direction, step)
    trialStep = step
    evaluator.evaluateValue(&trial)
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Evaluates f at `x`, kept within the bounds, with no gradient; as `tryValue` otherwise.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func tryValue(at x: [Scalar]) -> Scalar? {
    guard evaluator.allowsCall() else { return nil }
    keepTrial()
    for i in x.indices { trial.x[i] = bounds?.clamped(x[i], i) ?? x[i] }
    trialStep = 1
    evaluator.evaluateValue(&trial)
    noteTrialValue()
    return interruption == nil ? trial.value : nil
  }

  /// Computes the gradient at the point on trial where it is not known yet. False where a limit forbids it,
  /// or it is not finite; the point then counts as one where f is not.
  public mutating func completeTrial() -> Bool {
    evaluator.complete(&trial)
    if !trial.value.isFinite { metWall = true }
    return trial.value.isFinite
  }

  /// Computes the gradient at the iterate where it is not known yet. False where a limit forbids it, or it
  /// is not finite.
  mutating func completeCurrent() -> Bool {
    let value = current.value
    evaluator.complete(&current)
    let isFinite = current.value.isFinite
    current.value = value
    return isFinite
  }

  /// Computes the gradient at the iterate anew. False where a limit forbids it, or it is not finite; the
  /// gradient is then the one before.
  mutating func refineCurrent() -> Bool {
    var refined = current
    for i in refined.gradient.indices { refined.gradient[i] = .nan }
    evaluator.complete(&refined)
    guard refined.value.isFinite, interruption == nil else { return false }
    current = refined
    return true
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
}
