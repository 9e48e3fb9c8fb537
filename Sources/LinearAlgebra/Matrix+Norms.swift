public import Matrices

extension Matrix where Element: LinearAlgebraScalar {
  /// The Frobenius norm √Σ aᵢⱼ², with no overflow on the way; zero for an empty matrix. O(m·n).
  public var frobeniusNorm: Element { VectorMath.norm(elements) }

  /// The 1-norm, the largest sum of magnitudes in a column; zero for an empty matrix, NaN where an
  /// element is NaN. O(m·n).
  public var oneNorm: Element {
    VectorMath.maximumMagnitude(
      (0..<columnCount).map { column in
        (0..<rowCount).reduce(0) { $0 + elements[$1 + column * rowCount].magnitude }
      })
  }

  /// The ∞-norm, the largest sum of magnitudes in a row; zero for an empty matrix, NaN where an element is
  /// NaN. O(m·n).
  public var infinityNorm: Element {
    var sums = [Element](repeating: 0, count: rowCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { sums[row] += elements[row + column * rowCount].magnitude }
    }
    return VectorMath.maximumMagnitude(sums)
  }

  /// The largest magnitude of an element; zero for an empty matrix, NaN where an element is NaN. O(m·n).
  public var maximumMagnitude: Element { VectorMath.maximumMagnitude(elements) }
}
