// The Hessian of half a sum of squares: JᵀJ + Σ rᵢ·∇²rᵢ. J. Nocedal, S. J. Wright, Numerical Optimization, 2nd
// ed., Springer 2006, (10.5).
//
// The first term needs no differences. In the second, where the Jacobian is exact, column j is
// (J(x + h·eⱼ) − J(x − h·eⱼ))ᵀr/2h, whose error is small beside the first where the residuals are: it leaves
// directions flat that are, which differences of the gradient do not.
import LinearAlgebra

extension SumOfSquares {
  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard differences.bounds == nil else {
      return hessianOfDifferences(at: point, into: &hessian, meter: &meter)
    }
    guard known(at: point.x, &meter) else { return false }
    let isWritten =
      residuals.hasExactJacobian
      ? writeCurvature(at: point.x, &hessian, &meter)
      : residuals.curvature(
        at: point.x, linearizations[latest].values, into: &hessian, meter: &meter)
    guard meter.interruption == nil else { return false }
    if isWritten {
      addSquare(&hessian)
      if BLAS.maxAbs(hessian.count, hessian).isFinite { return true }
    }
    // Not finite on one side: differences of the gradient make do with the other.
    return hessianOfDifferences(at: point, into: &hessian, meter: &meter)
  }

  /// Writes the second term by differences of J; false where that is not finite close by, or a limit is met.
  private mutating func writeCurvature(
    at x: [Scalar], _ hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let n = dimension
    if nearby.isEmpty {
      moved = [Scalar](repeating: 0, count: n)
      nearby = [Scalar](repeating: 0, count: n * residuals.residualCount)
    }
    for i in 0..<n { moved[i] = x[i] }
    for index in 0..<(n * n) { hessian[index] = 0 }
    for j in 0..<n {
      guard addCurvature(j, x[j], &hessian, &meter) else { return false }
    }
    return true
  }

  /// Adds half of each of the differences by coordinate j to the column and to the row; false where J is not
  /// finite close by, or a limit is met.
  private mutating func addCurvature(
    _ j: Int, _ x: Scalar, _ hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let (n, h) = (dimension, distance(cubeRoot(Scalar.ulpOfOne), x))
    let values = linearizations[latest].values
    defer { moved[j] = x }
    for side in [h, -h] {
      moved[j] = x + side
      guard residuals.jacobian(at: moved, values, into: &nearby, meter: &meter),
        BLAS.maxAbs(nearby.count, nearby).isFinite
      else { return false }
      let width = 2 * (x + h - (x - h)) * (side == h ? 1 : -1)
      nearby.withUnsafeBufferPointer { nearby in
        guard let start = nearby.baseAddress else { return }
        for i in 0..<n {
          let slope = BLAS.dot(values.count, start + values.count * i, values) / width
          hessian[i + n * j] += slope
          hessian[j + n * i] += slope
        }
      }
    }
    return true
  }

  /// Adds JᵀJ.
  private func addSquare(_ hessian: inout [Scalar]) {
    let (m, n) = (residuals.residualCount, dimension)
    linearizations[latest].jacobian.withUnsafeBufferPointer { jacobian in
      guard let start = jacobian.baseAddress else { return }
      for j in 0..<n {
        for i in 0...j {
          let product = BLAS.dot(m, start + m * i, start + m * j)
          hessian[i + n * j] += product
          if i != j { hessian[j + n * i] += product }
        }
      }
    }
  }
}
