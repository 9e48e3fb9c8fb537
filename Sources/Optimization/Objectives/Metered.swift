import LinearAlgebra

/// An objective that computes its own gradient, with its calls counted. Second derivatives that it does
/// not give are made of what it gives.
struct Metered<Second: SecondDerivatives>: DifferencedObjective {
  typealias Scalar = Second.Base.Scalar

  private var base: Second.Base
  private var units = Units<Scalar>()
  var differences = GradientDifferences<Scalar>()
  /// A unit vector, zero between its uses, and its product.
  private var unit: [Scalar] = []
  private var column: [Scalar] = []

  init(_ base: Second.Base, _ second: Second.Type) { self.base = base }

  mutating func measure(in sizes: [Scalar]) { units = Units(sizes) }

  mutating func heed(_ signal: StopSignal) { base.heed(signal) }

  mutating func exchange(_ other: inout GradientDifferences<Scalar>) { swap(&differences, &other) }

  var dimension: Int { base.dimension }
  var prefersOwnHessian: Bool { Second.hasHessian }
  var keepsHessian: Bool { Second.hasHessian }
  var hasFreeProducts: Bool { Second.hasHessian && !Second.hasProduct }

  mutating func value(at x: Span<Scalar>) -> Scalar {
    guard !units.areOnes else { return base.value(at: x) }
    let point = units.objectivePoint(x)
    return base.value(at: point.span)
  }

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    guard !units.areOnes else { return base.value(at: x, gradient: &gradient) }
    let point = units.objectivePoint(x)
    let value = base.value(at: point.span, gradient: &gradient)
    units.convert(&gradient)
    return value
  }

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar {
    meter.takeValue() ? value(at: x.span) : .nan
  }

  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    guard meter.takeValue() else { return .nan }
    meter.counts.gradients += 1
    var span = gradient.mutableSpan
    return value(at: x.span, gradient: &span)
  }

  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    if Second.hasHessian { return ownHessian(at: point.x, into: &hessian, &meter) }
    if Second.hasProduct { return hessianOfProducts(at: point.x, into: &hessian, &meter) }
    return hessianOfDifferences(at: point, into: &hessian, meter: &meter)
  }

  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    if Second.hasProduct { return ownProduct(at: point.x, v, into: &product, &meter) }
    return productOfDifferences(at: point, v, into: &product, meter: &meter)
  }

  private mutating func ownHessian(
    at x: [Scalar], into hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(1) else { return false }
    meter.counts.calls += 1
    meter.counts.hessians += 1
    let point = units.objectivePoint(x)
    var span = hessian.mutableSpan
    Second.hessian(&base, at: point.span, into: &span)
    mirrorLowerTriangle(x.count, &hessian)
    units.convertBoth(&hessian)
    return BLAS.maxAbs(hessian.count, hessian).isFinite
  }

  private mutating func ownProduct(
    at x: [Scalar], _ v: [Scalar], into product: inout [Scalar],
    _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(1) else { return false }
    meter.counts.calls += 1
    meter.counts.hessianProducts += 1
    let point = units.objectivePoint(x)
    // v changes as a point does, the product as a gradient.
    let v = units.objectivePoint(v)
    var span = product.mutableSpan
    Second.product(&base, at: point.span, v.span, into: &span)
    units.convert(&span)
    return BLAS.maxAbs(v.count, product).isFinite
  }

  /// The columns are products with the unit vectors.
  private mutating func hessianOfProducts(
    at x: [Scalar], into hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = x.count
    if unit.count != n {
      unit = [Scalar](repeating: 0, count: n)
      column = [Scalar](repeating: 0, count: n)
    }
    // They leave the objective meanwhile, as the product is a call of all of it.
    var (unit, column): ([Scalar], [Scalar]) = ([], [])
    swap(&unit, &self.unit)
    swap(&column, &self.column)
    defer {
      swap(&unit, &self.unit)
      swap(&column, &self.column)
    }
    for j in 0..<n {
      unit[j] = 1
      defer { unit[j] = 0 }
      guard ownProduct(at: x, unit, into: &column, &meter) else { return false }
      for i in 0..<n { hessian[i + n * j] = column[i] }
    }
    mirrorLowerTriangle(n, &hessian)
    return true
  }
}

/// Copies the lower triangle of an n×n matrix into the upper one.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func mirrorLowerTriangle<Scalar: LinearAlgebraScalar>(_ n: Int, _ a: inout [Scalar]) {
  for j in 0..<n {
    for i in 0..<j { a[i + n * j] = a[j + n * i] }
  }
}
