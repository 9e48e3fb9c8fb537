// Gradients by complex steps.
//
// W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review 40(1),
// 1998: ∂f/∂xᵢ = Im f(x + i·h·eᵢ)/h + O(h²). Nothing is subtracted, so that h can be as small as one likes: it is
// ε², and the derivative as exact as f.
import ComplexModule
import LinearAlgebra
import Matrices
import RealModule

/// An objective with a gradient as exact as its values, made of values at complex points.
///
///     let objective = ComplexStepObjective(model)
///     let solution = minimize(objective, from: start, using: .bfgs)
///
/// Each value counts as an evaluation: a gradient of n variables takes n of them.
public struct ComplexStepObjective<Base: ComplexObjective>: DifferentiableObjective {
  public typealias Scalar = Base.Scalar

  private var workers: [ComplexWorker<Base>]
  private var slopes: [Scalar]

  /// The complex steps of `objective`.
  public init(_ objective: Base) { self.init(copies: [objective]) }

  /// The complex steps of `objective`, computed on several threads, each with a copy of it; the same bits
  /// whatever their number. Traps unless `threads` is positive.
  public init(_ objective: Base, threads: Int) where Base: Sendable {
    require(threads > 0, "a gradient cannot be computed by \(threads) threads")
    let count = max(1, min(threads, objective.dimension))
    self.init(copies: Array(repeating: objective, count: count))
  }

  private init(copies: [Base]) {
    workers = copies.map { ComplexWorker($0) }
    slopes = [Scalar](repeating: 0, count: copies[0].dimension)
  }

  public var dimension: Int { slopes.count }

  public mutating func value(at x: Span<Scalar>) -> Scalar { workers[0].base.value(at: x) }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    var meter = EvaluationMeter<Scalar>()
    var written = [Scalar](repeating: 0, count: dimension)
    let value = value(
      at: x.indices.map { x[$0] }, known: nil, gradient: &written, meter: &meter)
    for i in written.indices { gradient[i] = written[i] }
    return value
  }
}

extension ComplexStepObjective: Sendable where Base: Sendable {}

extension ComplexStepObjective: DerivativeSource {
  var gives: Gives { .complexValues }

  public mutating func heed(_ signal: StopSignal) {
    for index in workers.indices { workers[index].base.heed(signal) }
  }

  mutating func measure(in sizes: [Scalar]) {
    for index in workers.indices { workers[index].units = Units(sizes) }
  }

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar {
    meter.takeValue() ? workers[0].value(x) : .nan
  }

  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    guard meter.allows((known == nil ? 1 : 0) + dimension) else { return .nan }
    let value = known ?? value(at: x, meter: &meter)
    guard value.isFinite else { return value }
    for worker in workers.indices { workers[worker].take(x) }
    workers.sweep(dimension, into: &slopes, meter: &meter) { worker, i in worker.slope(i) }
    for i in gradient.indices { gradient[i] = slopes[i] }
    return meter.interruption == nil ? value : .nan
  }
}

/// An objective with a complex point of which one coordinate takes a step at a time.
private struct ComplexWorker<Base: ComplexObjective>: CoordinateWorker {
  var base: Base
  var calls = 0
  var units = Units<Base.Scalar>()
  private var x: [Complex<Base.Scalar>]

  init(_ base: Base) {
    self.base = base
    x = [Complex<Base.Scalar>](repeating: .zero, count: base.dimension)
  }

  mutating func take(_ point: [Base.Scalar]) {
    let point = units.objectivePoint(point)
    for i in x.indices { x[i] = Complex(point[i], 0) }
  }

  /// f at a real point.
  mutating func value(_ point: [Base.Scalar]) -> Base.Scalar {
    let point = units.objectivePoint(point)
    return base.value(at: point.span)
  }

  /// ∂f/∂xᵢ.
  mutating func slope(_ i: Int) -> Base.Scalar {
    let h = Base.Scalar.ulpOfOne * Base.Scalar.ulpOfOne
    let real = x[i].real
    defer { x[i] = Complex(real, 0) }
    x[i] = Complex(real, h)
    calls += 1
    return Self.evaluate(&base, x).imaginary / h * (units.areOnes ? 1 : units.sizes[i])
  }

  private static func evaluate(
    _ base: inout Base, _ x: [Complex<Base.Scalar>]
  ) -> Complex<Base.Scalar> {
    base.value(at: x.span)
  }
}

extension ComplexWorker: Sendable where Base: Sendable {}
