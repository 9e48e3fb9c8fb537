import LinearAlgebra

extension DifferenceObjective: DerivativeSource {
  var gives: Gives { [] }
  var valueError: Scalar { noise }
  var gradientError: Scalar {
    let root = isRefined ? cubeRoot(noise) : noise.squareRoot()
    return isRefined ? root * root : root
  }

  mutating func measure(in sizes: [Scalar]) {
    for index in workers.indices { workers[index].units = Units(sizes) }
  }

  mutating func keep(within bounds: Bounds<Scalar>) { self.bounds = bounds }

  mutating func refineGradient() -> Bool {
    defer { isRefined = isRefined || formula == .automatic }
    return !isRefined && formula == .automatic
  }

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar {
    meter.takeValue() ? workers[0].evaluate(x) : .nan
  }

  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    let extra = (isRefined ? 2 : 1) * dimension
    guard meter.allows((known == nil ? 1 : 0) + extra) else { return .nan }
    let value = known ?? value(at: x, meter: &meter)
    guard value.isFinite else { return value }
    for worker in workers.indices { workers[worker].take(x) }
    let distances = DifferenceDistances(
      width: isRefined ? cubeRoot(noise) : noise.squareRoot(), isRefined: isRefined, bounds: bounds)
    workers.sweep(dimension, into: &ahead, meter: &meter) { worker, i in
      worker.value(i, at: x[i] + distances.offsets(i, at: x[i]).near)
    }
    if isRefined && meter.interruption == nil {
      workers.sweep(dimension, into: &behind, meter: &meter) { worker, i in
        worker.value(i, at: x[i] + distances.offsets(i, at: x[i]).far)
      }
    }
    for i in gradient.indices where meter.interruption == nil {
      gradient[i] = derivative(i, x[i], distances.offsets(i, at: x[i]), value, &meter)
    }
    return meter.interruption == nil ? value : .nan
  }

  /// ∂f/∂xᵢ of the values around x; NaN where f is finite on neither side, zero where the bounds hold xᵢ.
  private mutating func derivative(
    _ i: Int, _ x: Scalar, _ offsets: DifferenceOffsets<Scalar>, _ value: Scalar,
    _ meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    var near = (x: x + offsets.near, value: ahead[i])
    if near.x == x { return 0 }
    var far = (x: x + offsets.far, value: isRefined ? behind[i] : .nan)
    let isShort = isRefined ? near.value.isFinite != far.value.isFinite : !near.value.isFinite
    if isShort {
      // Where one point is not finite, another on the side of the good one has to do.
      let side = near.value.isFinite ? near.x - x : isRefined ? far.x - x : x - near.x
      let other = x + (isRefined ? 2 * side : side)
      if bounds.map({ $0.clamped(other, i) == other }) ?? true {
        let point = (x: other, value: evaluate(i, at: other, &meter))
        if near.value.isFinite { far = point } else { near = point }
      }
    }
    return DifferenceOffsets.derivative(x, value, near, far)
  }

  private mutating func evaluate(
    _ i: Int, at position: Scalar, _ meter: inout EvaluationMeter<Scalar>
  ) -> Scalar {
    guard meter.takeValue() else { return .nan }
    defer { workers[0].calls = 0 }
    return workers[0].value(i, at: position)
  }

  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool? {
    guard hasRoom(around: point.x) else { return nil }
    return secondDifferences(at: point, into: &hessian, meter: &meter)
  }
}

/// What the distances of a difference of values depend on; a value, because a closure in its place would be
/// allocated for each gradient.
private struct DifferenceDistances<Scalar: LinearAlgebraScalar> {
  let width: Scalar
  let isRefined: Bool
  let bounds: Bounds<Scalar>?

  func offsets(_ i: Int, at x: Scalar) -> DifferenceOffsets<Scalar> {
    DifferenceOffsets(i, at: x, width, isRefined: isRefined, bounds: bounds)
  }
}

/// How far to move a coordinate for a relative distance of `width`.
func distance<Scalar: LinearAlgebraScalar>(_ width: Scalar, _ x: Scalar) -> Scalar {
  let length = width * max(1, x.magnitude)
  return x < 0 ? -length : length
}

/// About ∛a for 0 < a ≤ 1: within a factor of 1.3.
func cubeRoot<Scalar: LinearAlgebraScalar>(_ a: Scalar) -> Scalar {
  let exponent = Int(a.exponent)
  var root = Scalar(sign: .plus, exponent: Scalar.Exponent(exponent / 3), significand: 1)
  // Newton's iteration.
  for _ in 0..<4 { root = (2 * root + a / (root * root)) / 3 }
  return root
}

// Second differences of values.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, (8.8) on the diagonal and (8.21)
// beside it, over h = ⁴√η: the error is about √η on the diagonal and ⁴√η beside it. Where three points make a
// first derivative, M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 25.3.27, with √η beside it
// too.
//
// Departure: where bounds leave a coordinate no room on both sides, the columns are differences of gradients.

extension DifferenceObjective {
  /// The Hessian, by 2·n + n·(n − 1)/2 values, or n·(n + 1) where three points are in use. False where a limit
  /// forbids them, or one that is needed is not finite.
  mutating func secondDifferences(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool {
    let (n, x, value) = (dimension, point.x, point.value)
    let sides = isRefined ? 2 : 1
    guard meter.allows(2 * n + sides * n * (n - 1) / 2) else { return false }
    let width = noise.squareRoot().squareRoot()
    for worker in workers.indices { workers[worker].take(x) }
    workers.sweep(n, into: &ahead, meter: &meter) { worker, i in
      worker.value(i, at: x[i] + distance(width, x[i]))
    }
    workers.sweep(n, into: &behind, meter: &meter) { worker, i in
      worker.value(i, at: x[i] - distance(width, x[i]))
    }
    // Element i + n·j, i > j: both ahead; element j + n·i: both behind.
    if corners.isEmpty { corners = [Scalar](repeating: 0, count: n * n) }
    workers.sweep(n * n, into: &corners, meter: &meter) { worker, index in
      let (i, j) = (index % n, index / n)
      guard i > j || (i < j && sides == 2) else { return 0 }
      let sign: Scalar = i > j ? 1 : -1
      let middle = worker.x[i]
      defer { worker.x[i] = middle }
      worker.x[i] = middle + sign * distance(width, middle)
      return worker.value(j, at: x[j] + sign * distance(width, x[j]))
    }
    guard meter.interruption == nil else { return false }
    for j in 0..<n {
      let h = distance(width, x[j])
      hessian[j + n * j] = (ahead[j] - value + (behind[j] - value)) / (h * h)
      for i in (j + 1)..<max(n, j + 1) {
        let product = h * distance(width, x[i])
        var bend = corners[i + n * j] - ahead[i] - (ahead[j] - value)
        if sides == 2 {
          bend = (bend + (corners[j + n * i] - behind[i] - (behind[j] - value))) / 2
        }
        hessian[i + n * j] = bend / product
        hessian[j + n * i] = hessian[i + n * j]
      }
    }
    return BLAS.maxAbs(n * n, hessian).isFinite
  }

  /// Whether the points of second differences lie within the bounds.
  func hasRoom(around x: [Scalar]) -> Bool {
    guard let bounds else { return true }
    let width = noise.squareRoot().squareRoot()
    return x.indices.allSatisfy { i in
      let h = distance(width, x[i]).magnitude
      return x[i] - h >= bounds.lower[i] && x[i] + h <= bounds.upper[i]
    }
  }
}
