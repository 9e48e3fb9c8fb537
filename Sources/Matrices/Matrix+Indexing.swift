extension Matrix {
  /// The element in row `row` and column `column`, both from zero.
  ///
  /// Traps where either lies outside the matrix.
  ///
  /// ```swift
  /// var A: Matrix = [[1, 2], [3, 4]]
  /// A[1, 0] = 5
  /// assert(A[1, 0] == 5 && A.elements == [1, 5, 2, 4])
  /// ```
  public subscript(row: Int, column: Int) -> Element {
    get {
      checkIndex(row, column)
      return elements[row + column * rowCount]
    }
    set {
      checkIndex(row, column)
      elements[row + column * rowCount] = newValue
    }
  }

  /// The block of the given rows and columns: `A[10..<20, 3...]`.
  ///
  /// Traps where a range reaches outside the matrix. O(elements of the block).
  ///
  /// ```swift
  /// var A: Matrix = [[1, 2, 3], [4, 5, 6]]
  /// assert(A[0..<1, 1...] == [[2, 3]])
  /// A[0..., 0..<1] = [[0], [0]]
  /// assert(A == [[0, 2, 3], [0, 5, 6]])
  /// ```
  public subscript(
    rows: some RangeExpression<Int>, columns: some RangeExpression<Int>
  ) -> Matrix {
    get {
      let (rows, columns) = resolve(rows, columns)
      var block: [Element] = []
      block.reserveCapacity(rows.count * columns.count)
      for column in columns {
        let start = column * rowCount
        block.append(contentsOf: elements[start + rows.lowerBound..<start + rows.upperBound])
      }
      return Matrix(rowCount: rows.count, columnCount: columns.count, elements: block)
    }
    set {
      let (rows, columns) = resolve(rows, columns)
      require(
        newValue.rowCount == rows.count && newValue.columnCount == columns.count,
        "a \(newValue.rowCount)×\(newValue.columnCount) matrix cannot replace"
          + " a \(rows.count)×\(columns.count) block")
      for (target, column) in columns.enumerated() {
        for (source, row) in rows.enumerated() {
          elements[row + column * rowCount] = newValue.elements[source + target * rows.count]
        }
      }
    }
  }

  /// Row `row` as an array of n elements.
  ///
  /// MATLAB's `A(i, :)`, NumPy's `A[i]`. Traps where there is no such row.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(A.row(1) == [3, 4])
  /// ```
  public func row(_ row: Int) -> [Element] {
    require((0..<rowCount).contains(row), "row \(row) is outside a \(shape) matrix")
    return (0..<columnCount).map { elements[row + $0 * rowCount] }
  }

  /// Column `column` as an array of m elements.
  ///
  /// MATLAB's `A(:, j)`, NumPy's `A[:, j]`. Traps where there is no such column.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(A.column(1) == [2, 4])
  /// ```
  public func column(_ column: Int) -> [Element] {
    require(
      (0..<columnCount).contains(column), "column \(column) is outside a \(shape) matrix")
    return Array(elements[column * rowCount..<(column + 1) * rowCount])
  }

  /// The rows with the given indices, in that order; an index may come more than once.
  ///
  /// MATLAB's `A(rows, :)`, NumPy's `A[rows]`. Traps where an index lies outside.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4], [5, 6]]
  /// assert(A.selectingRows([2, 0, 0]) == [[5, 6], [1, 2], [1, 2]])
  /// ```
  public func selectingRows(_ rows: [Int]) -> Matrix {
    for row in rows {
      require((0..<rowCount).contains(row), "row \(row) is outside a \(shape) matrix")
    }
    return Matrix(rowCount: rows.count, columnCount: columnCount) {
      elements[rows[$0] + $1 * rowCount]
    }
  }

  /// The size as it is written: `3×2`.
  @usableFromInline
  package var shape: String { "\(rowCount)×\(columnCount)" }

  private func checkIndex(_ row: Int, _ column: Int) {
    require(
      (0..<rowCount).contains(row) && (0..<columnCount).contains(column),
      "index (\(row), \(column)) is outside a \(shape) matrix")
  }

  private func resolve(
    _ rows: some RangeExpression<Int>, _ columns: some RangeExpression<Int>
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let resolved = (
      rows: rows.relative(to: 0..<rowCount), columns: columns.relative(to: 0..<columnCount)
    )
    require(
      resolved.rows.lowerBound >= 0 && resolved.rows.upperBound <= rowCount
        && resolved.columns.lowerBound >= 0 && resolved.columns.upperBound <= columnCount,
      "rows \(resolved.rows) and columns \(resolved.columns) reach outside a \(shape) matrix")
    return resolved
  }
}
