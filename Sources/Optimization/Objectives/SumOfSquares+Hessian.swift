// The Hessian of half a sum of squares: JᵀJ + Σ rᵢ·∇²rᵢ. J. Nocedal, S. J. Wright, Numerical Optimization, 2nd
// ed., Springer 2006, (10.5).
//
// The first term needs no differences. In the second, where the Jacobian is exact, column j is
// (J(x + h·eⱼ) − J(x − h·eⱼ))ᵀr/2h, whose error is small beside the first where the residuals are: it leaves
// directions flat that are, which differences of the gradient do not. One side alone, with Jᵀr in place of the
// other, may be enough for the evidence at the end, and is half of it where it is not.
import LinearAlgebra

extension SumOfSquares {
  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool? {
    guard !isBounded else { return nil }
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
    return nil
  }

  /// Writes the second term, not quite symmetric, and the first by differences of J ahead of x; false where there
  /// is none, J is not finite close by, or a limit is met.
  mutating func hessianAhead(
    at point: Point<Scalar>, into hessian: inout [Scalar], square: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard !isBounded, residuals.hasExactJacobian, known(at: point.x, &meter),
      prepareAhead(at: point.x, &meter)
    else { return false }
    let n = dimension
    for j in 0..<n {
      let x = point.x[j]
      let width = x + distance(cubeRoot(Scalar.ulpOfOne), x) - x
      for i in 0..<n {
        hessian[i + n * j] = (ahead[i + n * j] - point.gradient[i]) / width
        square[i + n * j] = 0
      }
    }
    addSquare(&square)
    return true
  }

  /// Makes column j of `ahead` J(x + h·eⱼ)ᵀr; false where that is not finite, or a limit is met.
  private mutating func prepareAhead(at x: [Scalar], _ meter: inout EvaluationMeter<Scalar>) -> Bool
  {
    let n = dimension
    if nearby.isEmpty {
      moved = [Scalar](repeating: 0, count: n)
      nearby = [Scalar](repeating: 0, count: n * residuals.residualCount)
    }
    if aheadAt == x && n > 0 { return true }
    if ahead.isEmpty {
      ahead = [Scalar](repeating: 0, count: n * n)
      aheadAt = [Scalar](repeating: .nan, count: n)
    }
    for i in 0..<n {
      moved[i] = x[i]
      aheadAt[i] = .nan
    }
    for j in 0..<n {
      guard project(j, x[j], distance(cubeRoot(Scalar.ulpOfOne), x[j]), &meter) else {
        return false
      }
      for i in 0..<n { ahead[i + n * j] = projected(i) }
    }
    for i in 0..<n { aheadAt[i] = x[i] }
    return true
  }

  /// Makes `nearby` J(x + h·eⱼ); false where that is not finite, or a limit is met.
  private mutating func project(
    _ j: Int, _ x: Scalar, _ h: Scalar, _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    moved[j] = x + h
    defer { moved[j] = x }
    let values = linearizations[latest].values
    return residuals.jacobian(at: moved, values, into: &nearby, meter: &meter)
      && BLAS.maxAbs(nearby.count, nearby).isFinite
  }

  /// Element i of Jᵀr for the Jacobian close by.
  private func projected(_ i: Int) -> Scalar {
    let values = linearizations[latest].values
    return nearby.withUnsafeBufferPointer { nearby in
      nearby.baseAddress.map { BLAS.dot(values.count, $0 + values.count * i, values) } ?? 0
    }
  }

  /// Writes the second term by differences of J on both sides; false where that is not finite close by, or a
  /// limit is met.
  private mutating func writeCurvature(
    at x: [Scalar], _ hessian: inout [Scalar], _ meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    guard prepareAhead(at: x, &meter) else { return false }
    let n = dimension
    for i in 0..<n { moved[i] = x[i] }
    for index in 0..<(n * n) { hessian[index] = 0 }
    for j in 0..<n {
      let h = distance(cubeRoot(Scalar.ulpOfOne), x[j])
      guard project(j, x[j], -h, &meter) else { return false }
      let width = 2 * (x[j] + h - (x[j] - h))
      for i in 0..<n {
        let slope = (ahead[i + n * j] - projected(i)) / width
        hessian[i + n * j] += slope
        hessian[j + n * i] += slope
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
