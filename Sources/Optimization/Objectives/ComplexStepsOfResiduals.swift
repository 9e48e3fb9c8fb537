// Jacobians by complex steps: see `ComplexStepObjective`, for each residual at once.
import ComplexModule
import LinearAlgebra
import RealModule

/// Residuals with a Jacobian as exact as they are, made of their values at complex points; each counts as an
/// evaluation.
struct ComplexStepsOfResiduals<Base: ComplexResidualObjective>: JacobianSource {
  typealias Scalar = Base.Scalar

  private var workers: [ComplexResidualWorker<Base>]
  /// What the sweep over the columns wants to keep for each.
  private var columns: [Scalar]

  init(_ copies: [Base]) {
    workers = copies.map { ComplexResidualWorker($0) }
    columns = [Scalar](repeating: 0, count: copies[0].dimension)
  }

  var hasExactJacobian: Bool { true }
  var dimension: Int { columns.count }
  var residualCount: Int { workers[0].base.residualCount }
  var jacobianError: Scalar { Scalar.ulpOfOne }
  var isRefined: Bool { true }

  mutating func residuals(at x: [Scalar], into residuals: inout [Scalar]) {
    workers[0].real(x, &residuals)
  }

  mutating func jacobian(
    at x: [Scalar], _ residuals: [Scalar], into jacobian: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard meter.allows(dimension) else { return false }
    let m = residualCount
    for worker in workers.indices { workers[worker].take(x) }
    jacobian.withUnsafeMutableBufferPointer { jacobian in
      workers.sweep(dimension, into: &columns, meter: &meter) { worker, j in
        worker.slopes(j, UnsafeMutableBufferPointer(rebasing: jacobian[(m * j)..<(m * j + m)]))
        return 0
      }
    }
    return meter.interruption == nil
  }

  mutating func heed(_ signal: StopSignal) {
    for index in workers.indices { workers[index].base.heed(signal) }
  }

  mutating func measure(in sizes: [Scalar]) {
    for index in workers.indices { workers[index].units = Units(sizes) }
  }

  // A step is a tiny imaginary one: it leaves no box.
  mutating func keep(within bounds: Bounds<Scalar>) {}

  mutating func refineJacobian() -> Bool { false }
}

/// Residuals with a complex point of which one coordinate takes a step at a time.
private struct ComplexResidualWorker<Base: ComplexResidualObjective>: CoordinateWorker {
  typealias Scalar = Base.Scalar
  var base: Base
  var calls = 0
  var units = Units<Scalar>()
  private var x: [Complex<Scalar>]
  private var values: [Complex<Scalar>]

  init(_ base: Base) {
    self.base = base
    x = [Complex<Scalar>](repeating: .zero, count: base.dimension)
    values = [Complex<Scalar>](repeating: .zero, count: base.residualCount)
  }

  mutating func take(_ point: [Scalar]) {
    let point = units.objectivePoint(point)
    for i in x.indices { x[i] = Complex(point[i], 0) }
  }

  /// The residuals at a real point.
  mutating func real(_ point: [Scalar], _ residuals: inout [Scalar]) {
    let point = units.objectivePoint(point)
    var span = residuals.mutableSpan
    base.residuals(at: point.span, into: &span)
  }

  /// Writes ∂rᵢ/∂xⱼ for all i.
  mutating func slopes(_ j: Int, _ column: UnsafeMutableBufferPointer<Scalar>) {
    let h = Scalar.ulpOfOne * Scalar.ulpOfOne
    let middle = x[j]
    defer { x[j] = middle }
    x[j] = Complex(middle.real, h)
    calls += 1
    Self.evaluate(&base, x, &values)
    let unit = units.areOnes ? 1 : units.sizes[j]
    for i in column.indices { column[i] = values[i].imaginary / h * unit }
  }

  private static func evaluate(
    _ base: inout Base, _ x: [Complex<Scalar>], _ residuals: inout [Complex<Scalar>]
  ) {
    var span = residuals.mutableSpan
    base.residuals(at: x.span, into: &span)
  }
}
