public import Matrices

extension Matrix where Element: LinearAlgebraScalar {
  /// The product A·B of an m×k matrix and a k×n matrix, m×n. O(m·n·k).
  ///
  /// Traps where A has not as many columns as B has rows. Where k is zero, the product is all zeros.
  ///
  /// MATLAB's `A * B`, NumPy's `A @ B`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A * A == [[7, 10], [15, 22]])
  /// ```
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    require(
      a.columnCount == b.rowCount, "a \(a.shape) matrix cannot multiply a \(b.shape) matrix")
    return product(a, false, b, false, m: a.rowCount, n: b.columnCount, k: a.columnCount)
  }

  /// The product AᵀB of a k×m matrix and a k×n matrix, m×n, with no transpose made. O(m·n·k).
  ///
  /// Traps where the matrices differ in their number of rows.
  ///
  /// MATLAB's `A' * B`, NumPy's `A.T @ B`.
  ///
  /// ```swift
  /// let X: Matrix = [[1.0, 2], [3, 4]]
  /// assert(X.transposedTimes(X) == [[10, 14], [14, 20]])
  /// ```
  public func transposedTimes(_ b: Matrix) -> Matrix {
    require(
      rowCount == b.rowCount, "a transposed \(shape) matrix cannot multiply a \(b.shape) matrix")
    return Self.product(self, true, b, false, m: columnCount, n: b.columnCount, k: rowCount)
  }

  /// The product A·Bᵀ of an m×k matrix and an n×k matrix, m×n, with no transpose made. O(m·n·k).
  ///
  /// Traps where the matrices differ in their number of columns.
  ///
  /// MATLAB's `A * B'`, NumPy's `A @ B.T`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.times(transposed: A) == [[5, 11], [11, 25]])
  /// ```
  public func times(transposed b: Matrix) -> Matrix {
    require(
      columnCount == b.columnCount,
      "a \(shape) matrix cannot multiply a transposed \(b.shape) matrix")
    return Self.product(self, false, b, true, m: rowCount, n: b.rowCount, k: columnCount)
  }

  /// The product A·x of an m×n matrix and a vector of n elements, a vector of m. O(m·n).
  ///
  /// Traps where `x` has not n elements.
  ///
  /// MATLAB's `A * x`, NumPy's `A @ x`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A * [1, 1] == [3, 7])
  /// ```
  public static func * (a: Matrix, x: [Element]) -> [Element] {
    require(
      a.columnCount == x.count, "a \(a.shape) matrix cannot multiply \(x.count) elements")
    return a.multiply(x, transposed: false, count: a.rowCount)
  }

  /// The product Aᵀx of the transpose of an m×n matrix and a vector of m elements, a vector of n. O(m·n).
  ///
  /// Traps where `x` has not m elements.
  ///
  /// MATLAB's `A' * x`, NumPy's `A.T @ x`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.transposedTimes([1, 1]) == [4, 6])
  /// ```
  public func transposedTimes(_ x: [Element]) -> [Element] {
    require(
      rowCount == x.count, "a transposed \(shape) matrix cannot multiply \(x.count) elements")
    return multiply(x, transposed: true, count: columnCount)
  }

  private static func product(
    _ a: Matrix, _ transposeA: Bool, _ b: Matrix, _ transposeB: Bool, m: Int, n: Int, k: Int
  ) -> Matrix {
    var c = Matrix(repeating: 0, rowCount: m, columnCount: n)
    unsafe a.withUnsafeBufferPointer { x in
      unsafe b.withUnsafeBufferPointer { y in
        unsafe c.withUnsafeMutableBufferPointer { z in
          guard let x0 = x.baseAddress, let y0 = y.baseAddress, let z0 = z.baseAddress else {
            return
          }
          unsafe BLAS.gemm(
            transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k,
            x0, lda: max(1, a.rowCount), y0, ldb: max(1, b.rowCount), z0, ldc: max(1, m))
        }
      }
    }
    return c
  }

  private func multiply(_ x: [Element], transposed: Bool, count: Int) -> [Element] {
    var y = [Element](repeating: 0, count: count)
    unsafe withUnsafeBufferPointer { a in
      unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
          guard let a0 = a.baseAddress, let x0 = x.baseAddress, let y0 = y.baseAddress else {
            return
          }
          unsafe BLAS.gemv(
            transposeA: transposed, m: rowCount, n: columnCount, a0, lda: max(1, rowCount), x0, y0)
        }
      }
    }
    return y
  }
}
