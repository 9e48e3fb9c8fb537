// min |J·p + r|² + λ·|D·p|² within |D·p| ≤ Δ; J. J. Moré, "The Levenberg-Marquardt algorithm: implementation and
// theory", Springer 1978, sections 3 and 5. With q = D·p and J·D⁻¹ = Q·R it is min |R·q + Qᵀr|² + λ·|q|², an
// n×n triangle whatever m is.
//
// Departure: variables that bounds hold are left out.
import LinearAlgebra

/// A linear least-squares problem, factored once and solved for several radii.
struct DampedLeastSquares<Scalar: LinearAlgebraScalar> {
  /// The number of variables that are not held, and which they are.
  private var n: Int
  private var columns: [Int]
  /// J·D⁻¹ and r beside it, m×(n + 1), then R and Qᵀr in the first n rows.
  private var whole: [Scalar] = []
  private var rows = 0
  /// R over √λ·I and Qᵀr over zeros, 2n×(n + 1), as it is reduced.
  private var damped: [Scalar]
  private var q: [Scalar]
  private var w: [Scalar]
  private(set) var scaledLength: Scalar = 0
  /// |R·q|².
  private var square: Scalar = 0
  /// How far the model falls without a radius; ∞ where its minimum is not unique.
  private(set) var newtonDecrease: Scalar = .infinity
  private var rank = 0
  /// What may end a factorisation before it is done; what is then there is useless.
  var signal: StopSignal?

  init(dimension: Int) {
    n = dimension
    columns = Array(0..<n)
    damped = [Scalar](repeating: 0, count: 2 * n * (n + 1))
    q = [Scalar](repeating: 0, count: n)
    w = q
  }

  /// Factors the problem of an m×n Jacobian, residuals and scales, in the variables that are not held; none
  /// is where `isHeld` is empty.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func factor(
    _ jacobian: [Scalar], _ residuals: [Scalar], _ scale: [Scalar], isHeld: [Bool]
  ) {
    let m = residuals.count
    rows = m
    if whole.isEmpty { whole = [Scalar](repeating: 0, count: m * (scale.count + 1)) }
    n = 0
    for j in scale.indices where isHeld.isEmpty || !isHeld[j] {
      for i in 0..<m { whole[i + m * n] = jacobian[i + m * j] / scale[j] }
      columns[n] = j
      n += 1
    }
    for i in 0..<m { whole[i + m * n] = residuals[i] }
    Self.triangulate(&whole, rows: m, columns: n, signal)
    var largest: Scalar = 0
    rank = 0
    for j in 0..<min(m, n) { largest = max(largest, whole[j + m * j].magnitude) }
    for j in 0..<min(m, n)
    where whole[j + m * j].magnitude > Scalar.ulpOfOne * Scalar(n) * largest { rank += 1 }
    // Where the minimum is not unique, that of the shortest step, all but.
    let lambda = rank == n ? 0 : Scalar.ulpOfOne * max(largest * largest, .leastNormalMagnitude)
    solveDamped(lambda)
    newtonDecrease = decrease(lambda)
  }

  /// Householder's reflections, which make the first columns a triangle and reflect the one after them too.
  private static func triangulate(
    _ a: inout [Scalar], rows m: Int, columns n: Int, _ signal: StopSignal?
  ) {
    a.withUnsafeMutableBufferPointer { a in
      guard let a = a.baseAddress else { return }
      for k in 0..<max(0, min(m - 1, n)) {
        if let signal, signal.isStopped { return }
        let column = a + (k + m * k)
        let norm = BLAS.nrm2(m - k, column)
        guard norm > 0, norm.isFinite else { continue }
        // v = x/±|x| + e₁ with v₁ ≥ 1, so that I − v·vᵀ/v₁ takes x to ∓|x|·e₁.
        let signed = column[0] < 0 ? -norm : norm
        BLAS.scale(m - k, 1 / signed, column)
        column[0] += 1
        for j in (k + 1)...n {
          let other = a + (k + m * j)
          BLAS.axpy(m - k, -BLAS.dot(m - k, column, other) / column[0], column, other)
        }
        column[0] = -signed
        for i in 1..<(m - k) { column[i] = 0 }
      }
    }
  }

  /// Writes p, and returns its λ, which is within a tenth of the radius or zero; `lambda` is that of before.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func solve(
    radius: Scalar, from lambda: Scalar, _ scale: [Scalar], into p: inout [Scalar]
  ) -> Scalar {
    defer {
      for j in p.indices { p[j] = 0 }
      for k in 0..<n { p[columns[k]] = q[k] / scale[columns[k]] }
    }
    var low: Scalar = 0
    if rank == n {
      solveDamped(0)
      if scaledLength <= 1.1 * radius { return 0 }
      low = max(0, (scaledLength - radius) / radius / slopeOfLength)
    }
    var high = gradientLength / radius
    if !(high > 0) { high = Scalar.leastNormalMagnitude / min(radius, 0.1) }
    var next = min(max(lambda, low), high)
    if !(next > 0) { next = max(gradientLength / max(scaledLength, radius), high / 1000) }
    for _ in 0..<10 {
      if !(next > 0) { next = max(Scalar.leastNormalMagnitude, high / 1000) }
      solveDamped(next)
      let excess = scaledLength - radius
      if excess.magnitude <= radius / 10 { return next }
      if excess > 0 { low = max(low, next) } else { high = min(high, next) }
      let better = next + excess / radius / slopeOfLength
      let clamped = max(low, better)
      next = clamped < high || low >= high ? clamped : (low * high).squareRoot()
    }
    if scaledLength > 1.1 * radius {
      let shrinkage = radius / scaledLength
      BLAS.scale(n, shrinkage, &q)
      square *= shrinkage * shrinkage
      scaledLength = radius
    }
    return next
  }

  /// The number of variables that are not held, and the k-th of them.
  var freeCount: Int { n }
  func variable(_ k: Int) -> Int { columns[k] }

  /// Writes RᵀR and RᵀQᵀr: the Hessian and the gradient of the model in q.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func writeSquare(into square: inout [Scalar], gradient: inout [Scalar]) {
    for j in 0..<n {
      for i in 0...j {
        var element: Scalar = 0
        for k in 0..<min(i + 1, rows) { element += whole[k + rows * i] * whole[k + rows * j] }
        square[i + n * j] = element
        square[j + n * i] = element
      }
      gradient[j] = gradientElement(j)
    }
  }

  /// f minus the model at p: ½·|R·q|² + λ·|q|².
  func decrease(_ lambda: Scalar) -> Scalar {
    square / 2 + lambda * scaledLength * scaledLength
  }

  /// |D⁻¹·Jᵀr|.
  private var gradientLength: Scalar {
    var sum: Scalar = 0
    for j in 0..<n {
      let element = gradientElement(j)
      sum += element * element
    }
    return sum.squareRoot()
  }

  /// Element j of RᵀQᵀr, which is D⁻¹·Jᵀr.
  @inline(__always)
  private func gradientElement(_ j: Int) -> Scalar {
    var element: Scalar = 0
    for i in 0..<min(j + 1, rows) { element += whole[i + rows * j] * whole[i + rows * n] }
    return element
  }

  /// −d|q|/dλ·1/|q|, that is |L⁻¹·q|²/|q|² for the triangle Lᵀ of the damped problem.
  private var slopeOfLength: Scalar {
    mutating get {
      for j in 0..<n { w[j] = q[j] }
      let m = 2 * n
      var sum: Scalar = 0
      for j in 0..<n {
        for i in 0..<j { w[j] -= damped[i + m * j] * w[i] }
        w[j] /= damped[j + m * j]
        sum += w[j] * w[j]
      }
      return sum / (scaledLength * scaledLength)
    }
  }

  /// Makes q the solution for λ.
  private mutating func solveDamped(_ lambda: Scalar) {
    if let signal, signal.isStopped { return }
    let m = 2 * n
    for index in 0..<(m * (n + 1)) { damped[index] = 0 }
    for j in 0...n {
      for i in 0..<min(rows, j == n ? n : j + 1) { damped[i + m * j] = whole[i + rows * j] }
      if j < n { damped[n + j + m * j] = lambda.squareRoot() }
    }
    if lambda > 0 { Self.triangulate(&damped, rows: m, columns: n, signal) }
    for j in stride(from: n - 1, through: 0, by: -1) {
      var sum = -damped[j + m * n]
      for i in (j + 1)..<max(n, j + 1) { sum -= damped[j + m * i] * q[i] }
      q[j] = sum / damped[j + m * j]
    }
    scaledLength = BLAS.nrm2(n, q)
    square = 0
    for i in 0..<min(rows, n) {
      var element: Scalar = 0
      for j in i..<n { element += whole[i + rows * j] * q[j] }
      square += element * element
    }
  }
}
