import LinearAlgebra

extension SumOfSquares: DerivativeSource {
  var gives: Gives { .residuals }
  var isRefined: Bool { residuals.isRefined }
  var gradientError: Scalar { residuals.jacobianError }
  var residualCount: Int? { residuals.residualCount }

  /// The two linearizations, each x, r, and J where it is known; then what is known of second derivatives.
  var memory: [Scalar] {
    get {
      guard linearizations.contains(where: { $0.x.first?.isFinite ?? false }) else { return [] }
      var memory = [Scalar(iterate)]
      for known in linearizations {
        memory += known.x
        memory += known.values
        memory.append(known.hasJacobian ? 1 : 0)
        if known.hasJacobian { memory += known.jacobian }
      }
      return memory + aheadAt + ahead
    }
    set {
      var rest = newValue[...]
      guard let first = rest.popFirst(), first == 0 || first == 1 else { return }
      let restored = (0..<2).compactMap { _ in takeLinearization(from: &rest) }
      let n = dimension
      guard restored.count == 2, rest.isEmpty || rest.count == n + n * n else { return }
      linearizations = restored
      iterate = Int(first)
      aheadAt = Array(rest.prefix(n))
      ahead = Array(rest.dropFirst(n))
    }
  }

  private func takeLinearization(from rest: inout ArraySlice<Scalar>) -> Linearization<Scalar>? {
    var known = linearizations[0]
    let (n, m) = (known.x.count, known.values.count)
    guard rest.count > n + m else { return nil }
    known.x = Array(rest.prefix(n))
    known.values = Array(rest.dropFirst(n).prefix(m))
    known.hasJacobian = rest[rest.startIndex + n + m] == 1
    rest = rest.dropFirst(n + m + 1)
    known.jacobian = known.hasJacobian ? Array(rest.prefix(m * n)) : []
    guard known.jacobian.count == (known.hasJacobian ? m * n : 0) else { return nil }
    rest = rest.dropFirst(known.jacobian.count)
    return known
  }

  mutating func keepIterate(at x: [Scalar]) {
    if linearizations[1 - iterate].isAt(x) { iterate = 1 - iterate }
  }

  mutating func measure(in sizes: [Scalar]) {
    residuals.measure(in: sizes)
    for i in linearizations.indices {
      linearizations[i] = Linearization(dimension, residuals.residualCount)
    }
    aheadAt = aheadAt.map { _ in .nan }
  }

  mutating func keep(within bounds: Bounds<Scalar>) {
    residuals.keep(within: bounds)
    isBounded = true
  }

  mutating func refineGradient() -> Bool {
    let isRefined = residuals.refineJacobian()
    if isRefined { for i in linearizations.indices { linearizations[i].hasJacobian = false } }
    return isRefined
  }

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar {
    computeValues(at: x, &meter) ? linearizations[latest].value : .nan
  }

  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    let value = value(at: x, meter: &meter)
    guard value.isFinite else { return value }
    guard computeJacobian(at: x, &meter) else { return .nan }
    let (m, n, values) = (residuals.residualCount, dimension, linearizations[latest].values)
    linearizations[latest].jacobian.withUnsafeBufferPointer { jacobian in
      // Without residuals there is no Jacobian, and every slope is zero.
      for j in 0..<n {
        gradient[j] = jacobian.baseAddress.map { BLAS.dot(m, $0 + m * j, values) } ?? 0
      }
    }
    return value
  }

  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    guard computeValues(at: x, &meter) else { return .nan }
    for i in residuals.indices { residuals[i] = linearizations[latest].values[i] }
    return linearizations[latest].value
  }

  mutating func jacobian(
    at x: [Scalar], into jacobian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard known(at: x, &meter) else { return false }
    for i in jacobian.indices { jacobian[i] = linearizations[latest].jacobian[i] }
    return true
  }

  /// Makes residuals and Jacobian those at x; false where a limit forbids it, or one is not finite.
  mutating func known(at x: [Scalar], _ meter: inout EvaluationMeter<Scalar>) -> Bool {
    computeValues(at: x, &meter) && linearizations[latest].value.isFinite
      && computeJacobian(at: x, &meter)
  }

  /// Makes the latest residuals those at x; false where a limit forbids it.
  private mutating func computeValues(
    at x: [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    latest = linearizations[iterate].isAt(x) ? iterate : 1 - iterate
    if linearizations[latest].isAt(x) { return true }
    guard meter.takeValue() else { return false }
    residuals.residuals(at: x, into: &linearizations[latest].values)
    linearizations[latest].hasJacobian = false
    let isWhole = meter.isWhole(linearizations[latest].value)
    for i in x.indices { linearizations[latest].x[i] = isWhole ? x[i] : .nan }
    return isWhole
  }

  /// Makes the latest Jacobian that at x, where the residuals are known; false where a limit forbids it, or
  /// an element is not finite.
  private mutating func computeJacobian(
    at x: [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    if linearizations[latest].hasJacobian { return true }
    let values = linearizations[latest].values
    if linearizations[latest].jacobian.isEmpty {
      linearizations[latest].jacobian = [Scalar](repeating: 0, count: values.count * dimension)
    }
    guard
      residuals.jacobian(
        at: x, values, into: &linearizations[latest].jacobian, meter: &meter),
      BLAS.maxAbs(linearizations[latest].jacobian.count, linearizations[latest].jacobian).isFinite
    else { return false }
    linearizations[latest].hasJacobian = true
    return true
  }
}
