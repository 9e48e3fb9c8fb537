import LinearAlgebra

/// The factor of a symmetric matrix as the dual active-set method wants it.
enum InverseFactor<Scalar: LinearAlgebraScalar> {
  /// J ← L⁻ᵀ for H = L·Lᵀ, of which `hessian` holds the lower triangle, n×n, column after column; `factor` is
  /// workspace of as many numbers and holds L then. False where H is not positive definite. O(n³).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  static func make(
    _ n: Int, of hessian: [Scalar], into J: inout [Scalar], factor: inout [Scalar]
  ) -> Bool {
    for i in 0..<(n * n) { factor[i] = hessian[i] }
    guard BLAS.cholesky(n, &factor, lda: n) == 0 else { return false }
    invert(n, factor, into: &J)
    return true
  }

  /// J ← L⁻ᵀ: row j of L⁻¹, which has j + 1 elements, is column j of J.
  static func invert(_ n: Int, _ factor: [Scalar], into J: inout [Scalar]) {
    factor.withUnsafeBufferPointer { L in
      J.withUnsafeMutableBufferPointer { J in
        for i in 0..<(n * n) { J[i] = 0 }
        // Column j of J solves Lᵀ·y = eⱼ by back substitution.
        for j in 0..<n {
          let column = n * j
          J[column + j] = 1 / L[j + n * j]
          for i in stride(from: j - 1, through: 0, by: -1) {
            var sum: Scalar = 0
            for k in (i + 1)...j { sum += L[k + n * i] * J[column + k] }
            J[column + i] = -sum / L[i + n * i]
          }
        }
      }
    }
  }
}
