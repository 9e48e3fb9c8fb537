import Matrices

extension BLAS {
  /// A ← L, the lower triangle with A = L·Lᵀ, for a symmetric n×n matrix A of which the lower triangle
  /// is read and written. LAPACK's `potrf`; O(n³).
  ///
  /// Returns 0 where A is positive definite to rounding, else the order k of its first leading minor that is
  /// not: the first k − 1 columns are then the factor's only where n is small, so factor a block of that
  /// order again to use them. NaN counts as not positive.
  @unsafe package static func cholesky<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ a: UnsafeMutablePointer<Scalar>, lda: Int
  ) -> Int {
    guard n > 0 else { return 0 }
    require(lda >= n, "the leading dimension \(lda) is less than the \(n) rows")
    return Int(unsafe Scalar._potrf(Int32(n), a, Int32(lda)))
  }

  /// x ← L⁻¹·x, or L⁻ᵀ·x where it is transposed, for the lower triangle L of an n×n matrix. O(n²).
  @unsafe package static func solveLower<Scalar: LinearAlgebraScalar>(
    _ n: Int, _ l: UnsafePointer<Scalar>, lda: Int, transposed: Bool = false,
    _ x: UnsafeMutablePointer<Scalar>
  ) {
    guard n > 0 else { return }
    require(lda >= n, "the leading dimension \(lda) is less than the \(n) rows")
    unsafe Scalar._trsv(transposed, Int32(n), l, Int32(lda), x)
  }
}
