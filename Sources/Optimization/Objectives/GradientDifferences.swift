// Second derivatives by differences of gradients.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.20): with gradients known to
// a relative error η, (∇f(x + h·v) − ∇f(x))/h for h = √η·max(1, |x|)/|v| is wrong by about √η; likewise for
// the columns of ∇²f, with a distance of each coordinate's own.
//
// Departures: where f is not finite at x + h·v, x − h·v takes its place. How far a Hessian of differences is
// from symmetric tells how wrong it is: beyond 1e-4 of √(hᵢᵢ·hⱼⱼ) its columns are computed on the other side
// of x too, with the error's square.
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
      let h = distance(width, x[j])
      guard
        column(j, h, .replace, &objective, point, &hessian, &meter)
          || column(j, -h, .replace, &objective, point, &hessian, &meter)
      else { return false }
    }
    if asymmetry(hessian) > 1e-4 {
      // A longer distance, as the error now grows with its square.
      let width = cubeRoot(objective.gradientError)
      for j in 0..<n {
        let h = distance(width, x[j])
        if column(j, h, .replace, &objective, point, &hessian, &meter) {
          _ = column(j, -h, .average, &objective, point, &hessian, &meter)
        }
        guard meter.interruption == nil else { return false }
      }
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

  /// The largest |hᵢⱼ − hⱼᵢ|/√|hᵢᵢ·hⱼⱼ|.
  private func asymmetry(_ hessian: [Scalar]) -> Scalar {
    let n = x.count
    var largest: Scalar = 0
    for j in 0..<n {
      for i in 0..<j {
        let size = (hessian[i + n * i] * hessian[j + n * j]).magnitude.squareRoot()
        let difference = (hessian[i + n * j] - hessian[j + n * i]).magnitude
        if difference > 1e-4 * size { largest = max(largest, difference / size) }
      }
    }
    return largest
  }

  private enum Combination { case replace, average }

  private mutating func column(
    _ j: Int, _ h: Scalar, _ combination: Combination,
    _ objective: inout some MeteredObjective<Scalar>,
    _ point: Point<Scalar>, _ hessian: inout [Scalar], _ meter: inout EvaluationMeter
  ) -> Bool {
    let n = x.count
    x[j] = point.x[j] + h
    defer { x[j] = point.x[j] }
    let value = objective.value(at: x, known: nil, gradient: &gradient, meter: &meter)
    guard meter.interruption == nil, value.isFinite, BLAS.maxAbs(n, gradient).isFinite else {
      return false
    }
    let step = x[j] - point.x[j]
    for i in 0..<n {
      let element = (gradient[i] - point.gradient[i]) / step
      hessian[i + n * j] =
        combination == .replace ? element : (hessian[i + n * j] + element) / 2
    }
    return true
  }
}
