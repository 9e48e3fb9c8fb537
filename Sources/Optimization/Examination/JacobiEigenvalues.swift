// Eigenvalues of a symmetric matrix by Jacobi's rotations.
//
// G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., 2013, algorithm 8.5.3 (cyclic by row). Slower
// than tridiagonalisation for large matrices and more accurate for small eigenvalues of scaled ones
// (J. Demmel, K. Veselić, "Jacobi's method is more accurate than QR", SIAM Journal on Matrix Analysis and
// Applications 13(4), 1992), which is what an examination needs.
import LinearAlgebra

/// A = V·diag(λ)·Vᵀ for a symmetric matrix of some tens of rows.
struct JacobiEigenvalues<Scalar: LinearAlgebraScalar> {
  /// The eigenvalues λ, in no order.
  private(set) var values: [Scalar]
  /// The eigenvectors, one after another, n numbers each.
  private(set) var vectors: [Scalar]

  /// The eigenvalues and eigenvectors of a symmetric n×n matrix, column after column. O(n³).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(of matrix: [Scalar], dimension n: Int) {
    var a = matrix
    vectors = [Scalar](repeating: 0, count: n * n)
    for i in 0..<n { vectors[i * n + i] = 1 }
    for _ in 0..<30 {
      var rotated = false
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) {
          let off = a[p * n + q]
          let size = (a[p * n + p].magnitude * a[q * n + q].magnitude).squareRoot()
          guard off.magnitude > Scalar.ulpOfOne / 4 * size, off != 0 else { continue }
          rotated = true
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * off)
          let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (1 + theta * theta).squareRoot())
          let c = 1 / (1 + t * t).squareRoot()
          Self.rotate(&a, &vectors, n, p, q, c, t * c)
        }
      }
      if !rotated { break }
    }
    values = (0..<n).map { a[$0 * n + $0] }
  }

  /// Applies the rotation of columns p and q, and of rows p and q of a.
  @inline(__always)
  private static func rotate(
    _ a: inout [Scalar], _ v: inout [Scalar], _ n: Int, _ p: Int, _ q: Int, _ c: Scalar,
    _ s: Scalar
  ) {
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = c * x - s * y
      a[q * n + k] = s * x + c * y
    }
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = c * x - s * y
      a[k * n + q] = s * x + c * y
      let (u, w) = (v[p * n + k], v[q * n + k])
      v[p * n + k] = c * u - s * w
      v[q * n + k] = s * u + c * w
    }
  }
}
