public import Matrices

extension Matrix where Element: LinearAlgebraScalar {
  /// The Frobenius norm √Σ aᵢⱼ², with no overflow on the way; zero for an empty matrix. O(m·n).
  ///
  /// MATLAB's `norm(A, "fro")`, NumPy's `numpy.linalg.norm(A)`.
  ///
  /// ```swift
  /// let A: Matrix = [[3.0, 0], [0, 4]]
  /// assert(A.frobeniusNorm == 5)
  /// ```
  public var frobeniusNorm: Element { VectorMath.norm(elements) }

  /// The 1-norm, the largest sum of magnitudes in a column; zero for an empty matrix, NaN where an
  /// element is NaN. O(m·n).
  ///
  /// MATLAB's `norm(A, 1)`, NumPy's `numpy.linalg.norm(A, 1)`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, -2], [3, 4]]
  /// assert(A.oneNorm == 6)
  /// ```
  public var oneNorm: Element {
    VectorMath.maximumMagnitude(
      (0..<columnCount).map { column in
        (0..<rowCount).reduce(0) { $0 + elements[$1 + column * rowCount].magnitude }
      })
  }

  /// The ∞-norm, the largest sum of magnitudes in a row; zero for an empty matrix, NaN where an element is
  /// NaN. O(m·n).
  ///
  /// MATLAB's `norm(A, Inf)`, NumPy's `numpy.linalg.norm(A, numpy.inf)`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, -2], [3, 4]]
  /// assert(A.infinityNorm == 7)
  /// ```
  public var infinityNorm: Element {
    var sums = [Element](repeating: 0, count: rowCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { sums[row] += elements[row + column * rowCount].magnitude }
    }
    return VectorMath.maximumMagnitude(sums)
  }

  /// The largest magnitude of an element; zero for an empty matrix, NaN where an element is NaN. O(m·n).
  ///
  /// MATLAB's `max(abs(A), [], "all")`, NumPy's `abs(A).max()`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, -7], [3, 4]]
  /// assert(A.maximumMagnitude == 7)
  /// ```
  public var maximumMagnitude: Element { VectorMath.maximumMagnitude(elements) }
}
