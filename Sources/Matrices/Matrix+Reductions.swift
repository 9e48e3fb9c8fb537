// Sums, means and largest elements, of all or of each row or column.
//
// | here | MATLAB | NumPy |
// |---|---|---|
// | `A.sum()`, `A.mean()` | `sum(A, "all")`, `mean(A, "all")` | `A.sum()`, `A.mean()` |
// | `A.columnSums()`, 1×n | `sum(A, 1)` | `A.sum(axis=0, keepdims=True)` |
// | `A.rowSums()`, m×1 | `sum(A, 2)` | `A.sum(axis=1, keepdims=True)` |
// | `A.columnMeans()`, `A.rowMeans()` | `mean(A, 1)`, `mean(A, 2)` | `A.mean(axis=0)`, `A.mean(axis=1)` |
// | `A.columnMaxima()`, `A.rowMaxima()` | `max(A, [], 1)`, `max(A, [], 2)` | `A.max(axis=0)`, `A.max(axis=1)` |
// | `A.columnArgmax()`, `A.rowArgmax()`, from 0 | `[~, i] = max(A, [], 1)`, from 1 | `A.argmax(axis=0)` |
//
// Results are rows and columns, so that they go on into arithmetic: `E ./ E.rowSums()` makes each row add up
// to 1.

extension Matrix where Element: AdditiveArithmetic {
  /// The sum of all elements, zero of none. MATLAB's `sum(A, "all")`, NumPy's `A.sum()`.
  ///
  /// Floating-point sums are made pairwise, so that the error grows with log n, not n; the order
  /// depends on the size alone.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.sum() == 10)
  /// ```
  @inlinable
  public func sum() -> Element { pairwiseSum(elements[...]) }

  /// The sum of each column, 1×n. MATLAB's `sum(A, 1)`, NumPy's `A.sum(axis=0, keepdims=True)`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.columnSums() == [[4, 6]])
  /// ```
  @inlinable
  public func columnSums() -> Matrix {
    Matrix(
      row: (0..<columnCount).map { pairwiseSum(elements[$0 * rowCount..<($0 + 1) * rowCount]) })
  }

  /// The sum of each row, m×1. MATLAB's `sum(A, 2)`, NumPy's `A.sum(axis=1, keepdims=True)`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.rowSums() == [[3], [7]])
  /// ```
  @inlinable
  public func rowSums() -> Matrix {
    Matrix(column: (0..<rowCount).map { pairwiseSum(row($0)[...]) })
  }
}

extension Matrix where Element: BinaryFloatingPoint {
  /// The mean of all elements, NaN of none. MATLAB's `mean(A, "all")`, NumPy's `A.mean()`.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.mean() == 2.5)
  /// ```
  @inlinable
  public func mean() -> Element { sum() / Element(count) }

  /// The mean of each column, 1×n. MATLAB's `mean(A, 1)`, NumPy's `A.mean(axis=0, keepdims=True)`.
  ///
  /// A matrix without rows has NaN for each column.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.columnMeans() == [[2, 3]])
  /// ```
  @inlinable
  public func columnMeans() -> Matrix { columnSums() / Element(rowCount) }

  /// The mean of each row, m×1. MATLAB's `mean(A, 2)`, NumPy's `A.mean(axis=1, keepdims=True)`.
  ///
  /// A matrix without columns has NaN for each row.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 2], [3, 4]]
  /// assert(A.rowMeans() == [[1.5], [3.5]])
  /// ```
  @inlinable
  public func rowMeans() -> Matrix { rowSums() / Element(columnCount) }
}

extension Matrix where Element: Comparable {
  /// The largest element of each column, 1×n. MATLAB's `max(A, [], 1)`, NumPy's
  /// `A.max(axis=0, keepdims=True)`. NaN as in ``columnArgmax()``. Traps where there is no row.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 4], [3, 2]]
  /// assert(A.columnMaxima() == [[3, 4]])
  /// ```
  @inlinable
  public func columnMaxima() -> Matrix {
    Matrix(row: columnArgmax().enumerated().map { elements[$1 + $0 * rowCount] })
  }

  /// The largest element of each row, m×1. MATLAB's `max(A, [], 2)`, NumPy's
  /// `A.max(axis=1, keepdims=True)`. NaN as in ``columnArgmax()``. Traps where there is no column.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 4], [3, 2]]
  /// assert(A.rowMaxima() == [[4], [3]])
  /// ```
  @inlinable
  public func rowMaxima() -> Matrix {
    Matrix(column: rowArgmax().enumerated().map { elements[$0 + $1 * rowCount] })
  }

  /// The row of each column's largest element, from 0, the first of equals: NumPy's `A.argmax(axis=0)`,
  /// MATLAB's `[~, i] = max(A, [], 1)`, which counts from 1.
  ///
  /// NaN is passed over as MATLAB does; 0 where all are NaN. Traps where there is no row.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 4, .nan], [3, 2, 5]]
  /// assert(A.columnArgmax() == [1, 0, 1])
  /// ```
  @inlinable
  public func columnArgmax() -> [Int] {
    require(rowCount > 0, "the columns of a \(shape) matrix have no largest element")
    return (0..<columnCount).map { column in
      indexOfLargest(elements[column * rowCount..<(column + 1) * rowCount])
    }
  }

  /// The column of each row's largest element, from 0, the first of equals: NumPy's `A.argmax(axis=1)`,
  /// MATLAB's `[~, i] = max(A, [], 2)`, which counts from 1. NaN as in ``columnArgmax()``.
  ///
  /// Traps where there is no column.
  ///
  /// ```swift
  /// let A: Matrix = [[1.0, 4], [3, 3]]
  /// assert(A.rowArgmax() == [1, 0])
  /// ```
  @inlinable
  public func rowArgmax() -> [Int] {
    require(columnCount > 0, "the rows of a \(shape) matrix have no largest element")
    return (0..<rowCount).map { indexOfLargest(row($0)[...]) }
  }
}

/// Halves added to halves, down to blocks of 64.
@inlinable
func pairwiseSum<Element: AdditiveArithmetic>(_ x: ArraySlice<Element>) -> Element {
  guard x.count > 64 else { return x.reduce(.zero) { $0 + $1 } }
  let middle = x.startIndex + x.count / 2
  return pairwiseSum(x[..<middle]) + pairwiseSum(x[middle...])
}

/// The place of the first largest element, elements that are not equal to themselves passed over.
@inlinable
func indexOfLargest<Element: Comparable>(_ x: ArraySlice<Element>) -> Int {
  var best = x.startIndex
  for index in x.indices.dropFirst() where x[index] > x[best] || x[best] != x[best] {
    best = index
  }
  return x[best] == x[best] ? best - x.startIndex : 0
}
