import LinearAlgebra

/// What a run holds of its objective: the one place where calls are counted and may be forbidden, where points that were
/// evaluated are remembered and bounds are kept, and where derivatives that the function does not give are made of
/// differences.
///
/// A method returns false, or a value that is NaN, where a limit forbids it; `interruption` then says so.
struct Evaluator<Scalar: LinearAlgebraScalar> {
  /// What the function gives.
  let gives: Gives
  private var source: any DerivativeSource<Scalar>
  private var meter: EvaluationMeter<Scalar>
  private var differences = GradientDifferences<Scalar>()
  /// The function's own Hessian, or one that it makes better than differences of gradients are, as it was
  /// computed last, and where; empty before.
  private var hessian: [Scalar] = []
  private var hessianAt: [Scalar] = []

  init(
    _ objective: some DifferentiableObjective<Scalar>, dimension: Int, bounds: Bounds<Scalar>?,
    limit: Int?, signal: StopSignal?
  ) {
    source = Self.source(of: objective)
    gives = source.gives
    meter = EvaluationMeter(dimension: dimension, limit: limit, signal: signal)
    if let signal { source.heed(signal) }
    if let bounds { keep(within: bounds) }
  }

  private static func source(
    of objective: some DifferentiableObjective<Scalar>
  ) -> any DerivativeSource<Scalar> {
    // A cast that names the scalar takes a hundred times as long as one that does not.
    guard objective is any DerivativeSource,
      let own = objective as? any DerivativeSource<Scalar>
    else { return OwnDerivatives(objective) }
    return own
  }

  /// What the function was asked for so far.
  var counts: EvaluationCounts { meter.counts }
  /// The limit that forbids further calls, once one does.
  var interruption: EndReason? { meter.interruption }
  /// What ends the run from outside.
  var signal: StopSignal? { meter.signal }
  /// The relative error of a gradient.
  var gradientError: Scalar { source.gradientError }
  /// The relative error of a value.
  var valueError: Scalar { source.valueError }
  /// The number of residuals where f is a sum of squares; `nil` where it is not.
  var residualCount: Int? { gives.contains(.residuals) ? source.residualCount : nil }

  /// Whether a call is allowed.
  @inline(__always)
  mutating func allowsCall() -> Bool { meter.allows(1) }

  /// Looks at the signal, which may have cut short what was just computed.
  mutating func noteSignal() { meter.noteSignal() }

  /// Takes note that the calls since then examined an end.
  mutating func noteExamination(since before: EvaluationCounts) {
    meter.counts.examination = before.examination + counts.calls - before.calls
  }

  /// Takes over what another run that began at the same iterate counted and remembers.
  mutating func takeOver(_ other: Evaluator) { meter = other.meter }

  /// Takes every point, and gives every derivative, in variables of these sizes from here on.
  mutating func measure(in sizes: [Scalar]) {
    source.measure(in: sizes)
    meter.recent = RecentPoints(dimension: sizes.count)
  }

  /// Has every point of a difference lie in the box.
  mutating func keep(within bounds: Bounds<Scalar>) {
    source.keep(within: bounds)
    differences.bounds = bounds
  }

  /// Tells that x, where it was evaluated, is the iterate from here on.
  @inline(__always)
  mutating func keepIterate(at x: [Scalar]) {
    if gives.contains(.residuals) { source.keepIterate(at: x) }
  }

  /// Makes derivatives more exact from here on, at a greater cost; false where that cannot be.
  mutating func refine() -> Bool {
    guard source.refineGradient() else { return false }
    meter.recent.forgetGradients()
    forgetHessian()
    return true
  }
}

extension Evaluator {
  /// f(x), whether or not it is remembered.
  mutating func value(at x: [Scalar]) -> Scalar { source.value(at: x, meter: &meter) }

  /// Makes value and gradient those at the point's x, or recalls them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func evaluate(_ point: inout Point<Scalar>) {
    let known = meter.recent.recall(&point)
    if known == true || (known == false && !point.value.isFinite) { return }
    if gives.contains(.gradient) {
      // One call gives both. The spans are made here, where the precision is known to the compiler, and not
      // in generic code, which would look up their types at every evaluation.
      guard meter.takeValue() else { return point.value = .nan }
      meter.counts.gradients += 1
      point.value = Self.evaluate(&source, point.x, &point.gradient)
    } else {
      point.value = source.value(
        at: point.x, known: known == nil ? nil : point.value, gradient: &point.gradient,
        meter: &meter)
    }
    if meter.isWhole(point.value) { meter.recent.keep(point.x, point.value, point.gradient) }
  }

  @inline(__always)
  private static func evaluate(
    _ source: inout any DerivativeSource<Scalar>, _ x: [Scalar], _ gradient: inout [Scalar]
  ) -> Scalar {
    var span = gradient.mutableSpan
    return source.value(at: x.span, gradient: &span)
  }

  /// The same with the value alone; the gradient is NaN where it is not known.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func evaluateValue(_ point: inout Point<Scalar>) {
    let known = meter.recent.recall(&point)
    if known == true { return }
    for i in point.gradient.indices { point.gradient[i] = .nan }
    if known == false { return }
    point.value = source.value(at: point.x, meter: &meter)
    if meter.isWhole(point.value) { meter.recent.keep(point.x, point.value, nil) }
  }

  /// Computes the gradient at a point whose value is known where it is not known yet. Where it is not finite, value
  /// and gradient are NaN; where a limit forbids it, the gradient is.
  mutating func complete(_ point: inout Point<Scalar>) {
    let n = point.x.count
    guard n > 0, BLAS.maxAbs(n, point.gradient).isNaN else { return }
    let value = point.value
    if meter.recent.recall(&point) != true {
      let again = source.value(
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

  /// Writes the residuals at x and returns f there.
  mutating func residuals(at x: [Scalar], into r: inout [Scalar]) -> Bool {
    source.residuals(at: x, into: &r, meter: &meter).isFinite || failed()
  }

  /// Writes the Jacobian at x, m×n, column after column; false where an element is not finite, too.
  mutating func jacobian(at x: [Scalar], into jacobian: inout [Scalar]) -> Bool {
    source.jacobian(at: x, into: &jacobian, meter: &meter) || failed()
  }

  /// False, having taken note of a signal that may have cut a derivative short.
  private mutating func failed() -> Bool {
    meter.noteSignal()
    return false
  }
}

/// Second derivatives. Where gradients are evaluated for them at a point lower than both the iterate and `lowest`, that
/// becomes `lowest`.
extension Evaluator {
  /// Writes the Hessian at the iterate, n×n with both triangles; false where an element is not finite, too.
  mutating func hessian(
    at iterate: Point<Scalar>, into written: inout [Scalar], lowest: inout Point<Scalar>?
  ) -> Bool {
    guard gives.makesHessian else {
      defer { takeLowest(into: &lowest) }
      return Self.write(&source, &differences, &meter, iterate, &written) || failed()
    }
    guard keepHessian(at: iterate, &lowest) else { return false }
    // Into the caller's storage: sharing it would cost a copy at the next write.
    written.withUnsafeMutableBufferPointer { written in
      hessian.withUnsafeBufferPointer { _ = written.update(fromContentsOf: $0) }
    }
    return true
  }

  /// Writes the Hessian as a sum of two; see `DerivativeSource`.
  mutating func hessianAhead(
    at iterate: Point<Scalar>, into uncertain: inout [Scalar], square: inout [Scalar]
  ) -> Bool {
    source.hessianAhead(at: iterate, into: &uncertain, square: &square, meter: &meter)
  }

  /// Whether products take no call, the function giving its Hessian whole.
  var hasFreeProducts: Bool { gives.contains(.hessian) && !gives.contains(.products) }

  /// Writes the product of the Hessian at the iterate with v; false where an element is not finite, too.
  mutating func hessianProduct(
    at iterate: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    lowest: inout Point<Scalar>?
  ) -> Bool {
    if hasFreeProducts {
      guard keepHessian(at: iterate, &lowest) else { return false }
      let n = v.count
      BLAS.gemv(m: n, n: n, hessian, lda: max(1, n), v, &product)
      return BLAS.maxAbs(n, product).isFinite
    }
    defer { takeLowest(into: &lowest) }
    let isWritten =
      source.hessianProduct(at: iterate, v, into: &product, meter: &meter)
      ?? differences.product(of: &source, at: iterate, v, into: &product, meter: &meter)
    return isWritten || failed()
  }

  /// Makes `hessian` that at the iterate, which is computed once.
  private mutating func keepHessian(
    at iterate: Point<Scalar>, _ lowest: inout Point<Scalar>?
  ) -> Bool {
    let n = iterate.x.count
    if hessianAt.count != n {
      hessian = [Scalar](repeating: 0, count: n * n)
      hessianAt = [Scalar](repeating: .nan, count: n)
    }
    guard hessianAt != iterate.x || n == 0 else { return true }
    forgetHessian()
    defer { takeLowest(into: &lowest) }
    guard Self.write(&source, &differences, &meter, iterate, &hessian) else { return failed() }
    for i in 0..<n { hessianAt[i] = iterate.x[i] }
    return true
  }

  private mutating func forgetHessian() {
    for i in hessianAt.indices { hessianAt[i] = .nan }
  }

  // Not of the instance, whose own Hessian it writes.
  private static func write(
    _ source: inout any DerivativeSource<Scalar>, _ differences: inout GradientDifferences<Scalar>,
    _ meter: inout EvaluationMeter<Scalar>, _ point: Point<Scalar>, _ hessian: inout [Scalar]
  ) -> Bool {
    source.hessian(at: point, into: &hessian, meter: &meter)
      ?? differences.hessian(of: &source, at: point, into: &hessian, meter: &meter)
  }

  // Gradients of values alone have looked at the points around the iterate already.
  private mutating func takeLowest(into point: inout Point<Scalar>?) {
    if !gives.isEmpty { differences.take(into: &point) }
  }
}

/// All but the function, which whoever resumes gives, and the limits, which may be others.
extension Evaluator: Resumable {
  private enum CodingKeys: String, CodingKey {
    case counts, isRefined, memory, recent, hessian, hessianAt
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(counts, forKey: .counts)
    try container.encode(source.isRefined, forKey: .isRefined)
    try container.encode(source.memory, forKey: .memory)
    try container.encode(meter.recent, forKey: .recent)
    try container.encode(hessian, forKey: .hessian)
    try container.encode(hessianAt, forKey: .hessianAt)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    meter.counts = try container.decode(EvaluationCounts.self, forKey: .counts)
    guard counts.isPossible else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container, debugDescription: "\(counts.calls) evaluations")
    }
    if try container.decode(Bool.self, forKey: .isRefined) { _ = refine() }
    // After the refinement, which forgets what was less exact.
    source.memory = try container.decode([Scalar].self, forKey: .memory)
    try container.restore(&meter.recent, forKey: .recent)
    hessian = try container.decode([Scalar].self, forKey: .hessian)
    hessianAt = try container.decode([Scalar].self, forKey: .hessianAt)
    guard hessian.isEmpty == hessianAt.isEmpty,
      hessian.isEmpty || hessianAt.count == source.dimension,
      hessian.count == hessianAt.count * hessianAt.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .hessian, in: container, debugDescription: "\(hessian.count) numbers")
    }
  }
}
