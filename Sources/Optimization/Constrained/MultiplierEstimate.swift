import LinearAlgebra

/// Multipliers that fit a point best: those of the right signs that make |∇f − Jᵀλ − z| smallest.
///
/// They are the multipliers of the projection of −∇f on the cone of directions that keep the active constraints, a
/// quadratic program with the unit matrix, and what they leave is the length of that projection.
struct MultiplierEstimate<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  private var projection: DualActiveSet<Scalar>
  private var lower: [Scalar]
  private var upper: [Scalar]
  /// λ of the m rows, then of the n bounds.
  private(set) var multipliers: [Scalar]
  /// ∇f − Jᵀλ − z.
  private(set) var remainder: [Scalar]

  init(variables n: Int, rows m: Int) {
    projection = DualActiveSet(variables: n, rows: m)
    lower = [Scalar](repeating: 0, count: m + n)
    upper = lower
    multipliers = lower
    remainder = [Scalar](repeating: 0, count: n)
  }

  func isSound(_ n: Int, _ m: Int) -> Bool {
    projection.isSound(n, m) && remainder.count == n
      && [lower, upper, multipliers].allSatisfy { $0.count == m + n }
  }

  /// Estimates them at a point where constraint k has the value c of the k-th of rows and variables.
  ///
  /// - Parameter reach: How near to a bound, in tolerances of the constraint, one counts as active.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func estimate(
    at point: ConstrainedPoint<Scalar>, _ lower: [Scalar], _ upper: [Scalar], tolerances: [Scalar],
    reach: Scalar
  ) {
    let (n, m) = (projection.n, projection.m)
    for k in 0..<(m + n) {
      let value = k < m ? point.rows[k] : point.x[k - m]
      let tolerance = k < m ? reach * tolerances[k] : reach * tolerances[k]
      self.lower[k] = value - lower[k] <= tolerance ? 0 : -.infinity
      self.upper[k] = upper[k] - value <= tolerance ? 0 : .infinity
      if lower[k] < upper[k], self.lower[k] == 0, self.upper[k] == 0 {
        // Of two sides that are both near the nearer one counts.
        if value - lower[k] <= upper[k] - value {
          self.upper[k] = .infinity
        } else {
          self.lower[k] = -.infinity
        }
      }
    }
    for i in 0..<(n * n) { projection.J[i] = 0 }
    for i in 0..<n { projection.J[i + n * i] = 1 }
    _ = projection.solve(
      gradient: point.gradient, rows: point.jacobian, lower: self.lower, upper: self.upper)
    for k in 0..<(m + n) { multipliers[k] = projection.multipliers[k] }
    Self.remainder(point, multipliers, n, m, into: &remainder)
  }

  /// r ← ∇f − Jᵀλ − z.
  static func remainder(
    _ point: ConstrainedPoint<Scalar>, _ multipliers: [Scalar], _ n: Int, _ m: Int,
    into r: inout [Scalar]
  ) {
    for j in 0..<n { r[j] = point.gradient[j] - multipliers[m + j] }
    BLAS.gemv(
      transposeA: true, m: m, n: n, alpha: -1, point.jacobian, lda: max(1, m), multipliers, beta: 1,
      &r)
  }

  /// s ← Σ |∂c/∂xⱼ·xⱼ| of each row.
  static func sizes(
    _ point: ConstrainedPoint<Scalar>, _ n: Int, _ m: Int, into s: inout [Scalar]
  ) {
    for i in 0..<m { s[i] = 0 }
    s.withUnsafeMutableBufferPointer { s in
      point.jacobian.withUnsafeBufferPointer { jacobian in
        for j in 0..<n {
          let x = point.x[j]
          for i in 0..<m { s[i] += (jacobian[i + m * j] * x).magnitude }
        }
      }
    }
  }
}
