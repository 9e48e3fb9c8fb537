// Second derivatives by differences of gradients.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.20): with gradients known to
// a relative error η, (∇f(x + h·v) − ∇f(x))/h for h = √η·max(1, |x|)/|v| is wrong by about √η; likewise for
// the columns of ∇²f, with a distance of each coordinate's own.
//
// Departure: where f is not finite at x + h·v, x − h·v takes its place.
import LinearAlgebra

/// The workspace of differences of gradients; it takes storage when it is first used.
struct GradientDifferences<Scalar: LinearAlgebraScalar>: Sendable {
  private var x: [Scalar] = []
  private var gradient: [Scalar] = []

  private mutating func prepare(_ n: Int) {
    guard x.count != n else { return }
    x = [Scalar](repeating: 0, count: n)
    gradient = x
  }

  /// ∇²f·v, by one gradient, or two; false where a limit forbids them or neither is finite.
  mutating func product(
    of objective: inout some MeteredObjective<Scalar>, at point: Point<Scalar>, _ v: [Scalar],
    into product: inout [Scalar], meter: inout EvaluationMeter
  ) -> Bool {
    let n = v.count
    prepare(n)
    let length = BLAS.maxAbs(n, v)
    guard length > 0 else {
      for i in 0..<n { product[i] = 0 }
      return true
    }
    let size = max(1, BLAS.maxAbs(n, point.x))
    let h = objective.gradientError.squareRoot() * size / length
    for side in 0..<2 {
      let step = side == 0 ? h : -h
      BLAS.addScaled(n, point.x, step, v, &x)
      let value = objective.value(at: x, known: nil, gradient: &gradient, meter: &meter)
      guard meter.interruption == nil else { return false }
      BLAS.addScaled(n, gradient, -1, point.gradient, &product)
      BLAS.scale(n, 1 / step, &product)
      if value.isFinite && BLAS.maxAbs(n, product).isFinite { return true }
    }
    return false
  }

  /// ∇²f, both triangles, by n gradients; false where a limit forbids one or f is not finite around x.
  mutating func hessian(
    of objective: inout some MeteredObjective<Scalar>, at point: Point<Scalar>,
    into hessian: inout [Scalar], meter: inout EvaluationMeter
  ) -> Bool {
    let n = point.x.count
    prepare(n)
    for i in 0..<n { x[i] = point.x[i] }
    let width = objective.gradientError.squareRoot()
    for j in 0..<n {
      defer { x[j] = point.x[j] }
      let h = distance(width, x[j])
      guard
        column(j, h, &objective, point, &hessian, &meter)
          || column(j, -h, &objective, point, &hessian, &meter)
      else { return false }
    }
    for j in 0..<n {
      for i in 0..<j {
        let mean = (hessian[i + n * j] + hessian[j + n * i]) / 2
        hessian[i + n * j] = mean
        hessian[j + n * i] = mean
      }
    }
    return true
  }

  private mutating func column(
    _ j: Int, _ h: Scalar, _ objective: inout some MeteredObjective<Scalar>,
    _ point: Point<Scalar>, _ hessian: inout [Scalar], _ meter: inout EvaluationMeter
  ) -> Bool {
    let n = x.count
    x[j] = point.x[j] + h
    let value = objective.value(at: x, known: nil, gradient: &gradient, meter: &meter)
    guard meter.interruption == nil, value.isFinite else { return false }
    let step = x[j] - point.x[j]
    var isFinite = true
    for i in 0..<n {
      hessian[i + n * j] = (gradient[i] - point.gradient[i]) / step
      isFinite = isFinite && hessian[i + n * j].isFinite
    }
    return isFinite
  }
}
