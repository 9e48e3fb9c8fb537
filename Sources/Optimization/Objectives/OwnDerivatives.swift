import LinearAlgebra

/// A function that computes its own gradient, and perhaps second derivatives.
struct OwnDerivatives<Base: DifferentiableObjective>: DerivativeSource {
  typealias Scalar = Base.Scalar

  let gives: Gives
  private var base: Base
  private let ownHessian: OwnHessian<Base>?
  private let ownProduct: OwnProduct<Base>?
  private var units = Units<Scalar>()
  /// A unit vector, zero between its uses, and its product.
  private var unit: [Scalar] = []
  private var column: [Scalar] = []

  init(_ base: Base) {
    self.base = base
    ownHessian = (Base.self as? any TwiceDifferentiableObjective.Type)?.hessianCall()
    ownProduct = (Base.self as? any HessianProductObjective.Type)?.productCall()
    var gives = Gives.gradient
    if ownHessian != nil { gives.insert(.hessian) }
    if ownProduct != nil { gives.insert(.products) }
    self.gives = gives
  }

  var dimension: Int { base.dimension }

  mutating func heed(_ signal: StopSignal) { base.heed(signal) }

  mutating func measure(in sizes: [Scalar]) { units = Units(sizes) }

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
  ) -> Bool? {
    if let ownHessian { return write(ownHessian, at: point.x, into: &hessian, &meter) }
    guard let ownProduct else { return nil }
    return hessianOfProducts(ownProduct, at: point.x, into: &hessian, &meter)
  }

  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool? {
    ownProduct.map { write($0, at: point.x, v, into: &product, &meter) }
  }

  private mutating func write(
    _ own: OwnHessian<Base>, at x: [Scalar], into hessian: inout [Scalar],
    _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(1) else { return false }
    meter.counts.calls += 1
    meter.counts.hessians += 1
    let point = units.objectivePoint(x)
    var span = hessian.mutableSpan
    own.write(&base, point.span, &span)
    mirrorLowerTriangle(x.count, &hessian)
    units.convertBoth(&hessian)
    return BLAS.maxAbs(hessian.count, hessian).isFinite
  }

  private mutating func write(
    _ own: OwnProduct<Base>, at x: [Scalar], _ v: [Scalar], into product: inout [Scalar],
    _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(1) else { return false }
    meter.counts.calls += 1
    meter.counts.hessianProducts += 1
    let point = units.objectivePoint(x)
    // v changes as a point does, the product as a gradient.
    let v = units.objectivePoint(v)
    var span = product.mutableSpan
    own.write(&base, point.span, v.span, &span)
    units.convert(&span)
    return BLAS.maxAbs(v.count, product).isFinite
  }

  /// The columns are products with the unit vectors.
  private mutating func hessianOfProducts(
    _ own: OwnProduct<Base>, at x: [Scalar], into hessian: inout [Scalar],
    _ meter: inout EvaluationMeter<Scalar>
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
      guard write(own, at: x, unit, into: &column, &meter) else { return false }
      for i in 0..<n { hessian[i + n * j] = column[i] }
    }
    mirrorLowerTriangle(n, &hessian)
    return true
  }
}

/// The call for the Hessian of a function whose type has one, which `Base` alone does not tell.
private struct OwnHessian<Base: DifferentiableObjective> {
  let write: (inout Base, Span<Base.Scalar>, inout MutableSpan<Base.Scalar>) -> Void
}

/// Likewise for products of the Hessian with vectors.
private struct OwnProduct<Base: DifferentiableObjective> {
  let write:
    (inout Base, Span<Base.Scalar>, Span<Base.Scalar>, inout MutableSpan<Base.Scalar>) -> Void
}

extension TwiceDifferentiableObjective {
  /// `nil` unless `Base` is this type.
  fileprivate static func hessianCall<Base>() -> OwnHessian<Base>? {
    OwnHessian<Self> { $0.hessian(at: $1, into: &$2) } as? OwnHessian<Base>
  }
}

extension HessianProductObjective {
  /// `nil` unless `Base` is this type.
  fileprivate static func productCall<Base>() -> OwnProduct<Base>? {
    OwnProduct<Self> { $0.hessianProduct(at: $1, $2, into: &$3) } as? OwnProduct<Base>
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
