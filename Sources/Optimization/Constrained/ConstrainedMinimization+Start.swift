import LinearAlgebra

extension ConstrainedMinimization {
  /// Evaluates the start and chooses the units of variables, f and rows by what it has.
  mutating func evaluateStart() -> Bool {
    hasStarted = true
    let projected = evaluator.bounds.projection(of: start)
    startWasMoved = projected != start
    chooseUnits(projected)
    let n = state.n
    for j in 0..<n {
      state.current.x[j] = projected[j] / evaluator.units[j]
      state.lower[state.m + j] = evaluator.bounds.lower[j] / evaluator.units[j]
      state.upper[state.m + j] = evaluator.bounds.upper[j] / evaluator.units[j]
    }
    guard evaluator.evaluate(&state.current) else { return end(evaluator.interruption) }
    if state.current.firstNotFinite != nil, moveToLinearRows() {
      startWasMoved = true
      guard evaluator.evaluate(&state.current) else { return end(evaluator.interruption) }
    }
    if let row = state.current.firstNotFinite {
      notFinite = row < 0 ? "f" : rowNames[row]
      return end(.nonFiniteStart)
    }
    guard evaluator.differentiate(&state.current) else { return end(evaluator.interruption) }
    guard state.current.hasFiniteDerivatives else {
      let isGradient = state.current.gradient.contains { !$0.isFinite }
      notFinite = isGradient ? "the gradient of f" : "the Jacobian"
      return end(.nonFiniteStart)
    }
    scale()
    state.firstValue = state.current.value
    state.updateTolerances(evaluator, tolerances)
    state.noteBest(state.current)
    state.beginAnew()
    return true
  }

  /// Moves a start where a function is not finite to the nearest point of the box that keeps the linear rows; false where
  /// it does already, or there is none.
  private mutating func moveToLinearRows() -> Bool {
    let (n, m) = (state.n, state.m)
    var row = evaluator.ownRows
    var isBroken = false
    for i in 0..<(n * m) { state.current.jacobian[i] = 0 }
    for i in 0..<m { (state.lowerStep[i], state.upperStep[i]) = (-.infinity, .infinity) }
    for constraint in evaluator.constraints {
      if let matrix = constraint.matrix {
        for i in 0..<constraint.rowCount {
          for j in 0..<n {
            state.current.jacobian[row + i + m * j] =
              matrix.elements[i + constraint.rowCount * j] * evaluator.units[j]
          }
          let value = state.current.rows[row + i]
          state.lowerStep[row + i] = constraint.lower[i] - value
          state.upperStep[row + i] = constraint.upper[i] - value
          isBroken = isBroken || value < constraint.lower[i] || value > constraint.upper[i]
        }
      }
      row += constraint.rowCount
    }
    guard isBroken else { return false }
    for j in 0..<n {
      state.lowerStep[m + j] = state.lower[m + j] - state.current.x[j]
      state.upperStep[m + j] = state.upper[m + j] - state.current.x[j]
      state.current.gradient[j] = 0
    }
    guard state.solveQuadratic(hasSameRows: false) == .solved else { return false }
    for j in 0..<n { state.current.x[j] += state.quadratic.x[j] }
    return true
  }

  private mutating func end(_ reason: EndReason?) -> Bool {
    self.reason = reason ?? .stopped
    state.best = state.current
    return false
  }

  /// The unit of a variable is 1, unless its start, or the box where that is zero, is far from it.
  private mutating func chooseUnits(_ x: [Scalar]) {
    for j in 0..<state.n {
      var size = x[j].magnitude
      if size == 0 {
        let width = evaluator.bounds.upper[j] - evaluator.bounds.lower[j]
        size = width.isFinite ? width : 1
        if size >= ConstrainedLimit.smallVariable { size = 1 }
      }
      let isUsual =
        size >= ConstrainedLimit.smallVariable && size <= ConstrainedLimit.largeVariable
      guard size > 0, !isUsual, size.isNormal else { continue }
      evaluator.units[j] = Scalar(sign: .plus, exponent: size.exponent, significand: 1)
    }
  }

  /// Scales f and the rows so that their largest derivatives are between 1 and 100.
  private mutating func scale() {
    let (n, m) = (state.n, state.m)
    let slope = BLAS.maxAbs(n, state.current.gradient)
    // A start that is flat beside the size of f tells nothing of f's unit: HS25.
    let size = state.current.value.magnitude
    let most = size > 0 ? max(1, ConstrainedLimit.largestValue / size) : .infinity
    evaluator.valueFactor = min(Self.factor(slope), Self.factor(1 / most))
    state.current.value *= evaluator.valueFactor
    for j in 0..<n { state.current.gradient[j] *= evaluator.valueFactor }
    for i in 0..<m {
      var largest: Scalar = 0
      for j in 0..<n { largest = max(largest, state.current.jacobian[i + m * j].magnitude) }
      let factor = Self.factor(largest)
      evaluator.rowFactors[i] = factor
      state.current.rows[i] *= factor
      state.lower[i] *= factor
      state.upper[i] *= factor
      for j in 0..<n { state.current.jacobian[i + m * j] *= factor }
    }
  }

  private static func factor(_ slope: Scalar) -> Scalar {
    guard slope > 0, slope.isFinite else { return 1 }
    let wanted =
      slope > ConstrainedLimit.largestSlope
      ? ConstrainedLimit.largestSlope / slope : slope < 1 ? 1 / slope : 1
    return wanted.isNormal ? Scalar(sign: .plus, exponent: wanted.exponent, significand: 1) : 1
  }
}
