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
    var v = [Scalar](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    a.withUnsafeMutableBufferPointer { a in
      v.withUnsafeMutableBufferPointer { v in
        guard let a = a.baseAddress, let v = v.baseAddress else { return }
        var sweeps = 0
        while sweeps < 30 && Self.sweep(a, v, n) { sweeps += 1 }
      }
    }
    vectors = v
    values = (0..<n).map { a[$0 * n + $0] }
  }

  /// Rotates every element off the diagonal to zero, once; false where all were zero to rounding.
  @inline(__always)
  private static func sweep(
    _ a: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>, _ n: Int
  ) -> Bool {
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
        let s = t * c
        rotate(a + p * n, a + q * n, n, c, s)
        for k in 0..<n {
          let row = a + k * n
          let (x, y) = (row[p], row[q])
          row[p] = c * x - s * y
          row[q] = s * x + c * y
        }
        rotate(v + p * n, v + q * n, n, c, s)
      }
    }
    return rotated
  }

  /// Rotates two columns, apart from the rows because these loops become vectors.
  @inline(__always)
  private static func rotate(
    _ p: UnsafeMutablePointer<Scalar>, _ q: UnsafeMutablePointer<Scalar>, _ n: Int, _ c: Scalar,
    _ s: Scalar
  ) {
    for k in 0..<n {
      let (x, y) = (p[k], q[k])
      p[k] = c * x - s * y
      q[k] = s * x + c * y
    }
  }
}
