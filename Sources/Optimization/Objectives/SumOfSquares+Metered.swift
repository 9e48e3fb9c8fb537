import LinearAlgebra

extension SumOfSquares: DifferencedObjective {
  mutating func exchange(_ other: inout GradientDifferences<Scalar>) { swap(&differences, &other) }

  var hasDearGradient: Bool { true }
  var isRefined: Bool { residuals.isRefined }
  var gradientError: Scalar { residuals.jacobianError }
  var residualCount: Int? { residuals.residualCount }
  var prefersOwnHessian: Bool { true }

  var memory: [Scalar] {
    get {
      valuesAt.first?.isNaN ?? true ? [] : valuesAt + values + jacobianAt + jacobian
    }
    set {
      let (n, m) = (dimension, values.count)
      guard [2 * n + m, 2 * n + m + m * n].contains(newValue.count) else { return }
      valuesAt = Array(newValue[..<n])
      values = Array(newValue[n..<(n + m)])
      jacobianAt = Array(newValue[(n + m)..<(n + m + n)])
      jacobian = Array(newValue[(n + m + n)...])
    }
  }

  mutating func keep(within bounds: Bounds<Scalar>) {
    residuals.keep(within: bounds)
    differences.bounds = bounds
  }

  mutating func refineGradient() -> Bool {
    let isRefined = residuals.refineJacobian()
    if isRefined { for i in jacobianAt.indices { jacobianAt[i] = .nan } }
    return isRefined
  }

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter) -> Scalar {
    guard computeValues(at: x, &meter) else { return .nan }
    return halfSquare(values)
  }

  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter
  ) -> Scalar {
    let value = value(at: x, meter: &meter)
    guard value.isFinite else { return value }
    guard computeJacobian(at: x, &meter) else { return .nan }
    let (m, n) = (values.count, dimension)
    jacobian.withUnsafeBufferPointer { jacobian in
      guard let start = jacobian.baseAddress else { return }
      for j in 0..<n { gradient[j] = BLAS.dot(m, start + m * j, values) }
    }
    return value
  }

  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter
  ) -> Scalar {
    guard computeValues(at: x, &meter) else { return .nan }
    for i in residuals.indices { residuals[i] = values[i] }
    return halfSquare(values)
  }

  mutating func jacobian(
    at x: [Scalar], _ residuals: [Scalar], into jacobian: inout [Scalar],
    meter: inout EvaluationMeter
  ) -> Bool {
    for i in residuals.indices { values[i] = residuals[i] }
    for i in x.indices { valuesAt[i] = x[i] }
    guard computeJacobian(at: x, &meter) else { return false }
    for i in jacobian.indices { jacobian[i] = self.jacobian[i] }
    return true
  }

  /// Makes residuals and Jacobian those at x; false where a limit forbids it, or one is not finite.
  mutating func known(at x: [Scalar], _ meter: inout EvaluationMeter) -> Bool {
    computeValues(at: x, &meter) && halfSquare(values).isFinite && computeJacobian(at: x, &meter)
  }

  /// Makes `values` those at x; false where a limit forbids it.
  private mutating func computeValues(at x: [Scalar], _ meter: inout EvaluationMeter) -> Bool {
    if valuesAt == x && !x.isEmpty { return true }
    guard meter.takeValue() else { return false }
    residuals.residuals(at: x, into: &values)
    for i in x.indices { valuesAt[i] = x[i] }
    return true
  }

  /// Makes `jacobian` that at x, where `values` are known; false where a limit forbids it, or an element
  /// is not finite.
  private mutating func computeJacobian(at x: [Scalar], _ meter: inout EvaluationMeter) -> Bool {
    if jacobianAt == x && !x.isEmpty { return true }
    if jacobian.isEmpty {
      jacobian = [Scalar](repeating: 0, count: values.count * dimension)
    }
    for i in jacobianAt.indices { jacobianAt[i] = .nan }
    guard residuals.jacobian(at: x, values, into: &jacobian, meter: &meter),
      BLAS.maxAbs(jacobian.count, jacobian).isFinite
    else { return false }
    for i in x.indices { jacobianAt[i] = x[i] }
    return true
  }

  private func halfSquare(_ residuals: [Scalar]) -> Scalar {
    BLAS.dot(residuals.count, residuals, residuals) / 2
  }
}
