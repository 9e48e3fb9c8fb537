extension Matrix {
  /// The transpose: element (i, j) becomes element (j, i), an n×m matrix. O(m·n).
  ///
  /// MATLAB's `A.'`, NumPy's `A.T`.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2, 3], [4, 5, 6]]
  /// assert(A.transposed() == [[1, 4], [2, 5], [3, 6]])
  /// ```
  public func transposed() -> Matrix {
    Matrix(rowCount: columnCount, columnCount: rowCount) { elements[$1 + $0 * rowCount] }
  }

  /// A matrix of the same size with `transform` applied to each element, in column-major order.
  ///
  /// ```swift
  /// let A: Matrix = [[1, -2], [-3, 4]]
  /// assert(A.map(abs) == [[1, 2], [3, 4]])
  /// ```
  @inlinable
  public func map<Result, Failure: Error>(
    _ transform: (Element) throws(Failure) -> Result
  ) throws(Failure) -> Matrix<Result> {
    Matrix<Result>(
      rowCount: rowCount, columnCount: columnCount, elements: try elements.map(transform))
  }

  /// The matrices one beside the other; all must have the same number of rows. MATLAB's `[A B]` and
  /// `horzcat`, NumPy's `hstack`.
  ///
  /// Traps where they don't. No matrices make a 0×0 matrix.
  ///
  /// ```swift
  /// let A: Matrix = [[1], [2]]
  /// assert(Matrix.sideBySide([A, A]) == [[1, 1], [2, 2]])
  /// ```
  public static func sideBySide(_ matrices: [Matrix]) -> Matrix {
    guard let first = matrices.first else { return Matrix(rows: []) }
    for matrix in matrices {
      require(
        matrix.rowCount == first.rowCount,
        "a \(matrix.shape) matrix cannot stand beside a \(first.shape) matrix")
    }
    return Matrix(
      rowCount: first.rowCount, columnCount: matrices.reduce(0) { $0 + $1.columnCount },
      elements: matrices.flatMap(\.elements))
  }

  /// The matrices one below the other; all must have the same number of columns. MATLAB's `[A; B]` and
  /// `vertcat`, NumPy's `vstack`.
  ///
  /// Traps where they don't. No matrices make a 0×0 matrix.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2]]
  /// assert(Matrix.stacked([A, [[3, 4]]]) == [[1, 2], [3, 4]])
  /// ```
  public static func stacked(_ matrices: [Matrix]) -> Matrix {
    guard let first = matrices.first else { return Matrix(rows: []) }
    for matrix in matrices {
      require(
        matrix.columnCount == first.columnCount,
        "a \(matrix.shape) matrix cannot be stacked with a \(first.shape) matrix")
    }
    var elements: [Element] = []
    elements.reserveCapacity(matrices.reduce(0) { $0 + $1.count })
    for column in 0..<first.columnCount {
      for matrix in matrices {
        let start = column * matrix.rowCount
        elements.append(contentsOf: matrix.elements[start..<start + matrix.rowCount])
      }
    }
    return Matrix(
      rowCount: matrices.reduce(0) { $0 + $1.rowCount }, columnCount: first.columnCount,
      elements: elements)
  }
}
