/// A sparse matrix in compressed-column form, as MATLAB and Octave keep it.
///
/// Column j holds the entries `columnStarts[j] ..< columnStarts[j + 1]` of `rowIndices` and `values`;
/// within a column the row indices increase.
///
/// ```swift
/// // 5 in row 1 of column 0, 7 in row 0 of column 2.
/// let A = SparseMatrix(
///   rowCount: 2, columnCount: 3, columnStarts: [0, 1, 1, 2], rowIndices: [1, 0], values: [5, 7])
/// assert(Matrix(A, zero: 0) == [[0, 0, 7], [5, 0, 0]])
/// ```
public struct SparseMatrix<Element> {
  /// The number of rows, m.
  public let rowCount: Int
  /// The number of columns, n.
  public let columnCount: Int
  /// Where each column starts in `rowIndices` and `values`: n + 1 numbers from 0 to the entry count.
  public let columnStarts: [Int]
  /// The row of each entry, from zero.
  public let rowIndices: [Int]
  /// The entries, column after column.
  public let values: [Element]

  /// A sparse matrix from its compressed columns.
  ///
  /// Traps where the parts do not fit together; data from outside is checked with
  /// ``isValid(rowCount:columnCount:columnStarts:rowIndices:valueCount:)`` first.
  ///
  /// Checks in O(entries + n).
  public init(
    rowCount: Int, columnCount: Int, columnStarts: [Int], rowIndices: [Int], values: [Element]
  ) {
    require(
      Self.isValid(
        rowCount: rowCount, columnCount: columnCount, columnStarts: columnStarts,
        rowIndices: rowIndices, valueCount: values.count),
      "\(columnStarts.count) column starts, \(rowIndices.count) row indices and \(values.count)"
        + " values do not describe a \(rowCount)×\(columnCount) sparse matrix")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.columnStarts = columnStarts
    self.rowIndices = rowIndices
    self.values = values
  }

  /// True if the parts describe a sparse matrix: starts from 0 to the entry count that never fall,
  /// rows that lie inside and increase within each column. O(entries + n).
  ///
  /// ```swift
  /// let startsFit = SparseMatrix<Double>.isValid(
  ///   rowCount: 2, columnCount: 1, columnStarts: [0, 2], rowIndices: [1, 0], valueCount: 2)
  /// assert(!startsFit)  // rows 1 and 0 do not increase
  /// ```
  public static func isValid(
    rowCount: Int, columnCount: Int, columnStarts: [Int], rowIndices: [Int], valueCount: Int
  ) -> Bool {
    guard rowCount >= 0, columnCount >= 0, columnStarts.count == columnCount + 1,
      columnStarts.first == 0, columnStarts.last == valueCount, rowIndices.count == valueCount
    else { return false }
    for column in 0..<columnCount {
      let (start, end) = (columnStarts[column], columnStarts[column + 1])
      guard start <= end, end <= valueCount else { return false }
      var previous = -1
      for entry in start..<end {
        guard rowIndices[entry] > previous, rowIndices[entry] < rowCount else { return false }
        previous = rowIndices[entry]
      }
    }
    return true
  }

  /// The column of each entry, from zero. O(entries + n).
  ///
  /// ```swift
  /// let A = SparseMatrix(
  ///   rowCount: 2, columnCount: 3, columnStarts: [0, 1, 1, 2], rowIndices: [1, 0], values: [5, 7])
  /// assert(A.columnIndices == [0, 2])
  /// ```
  public var columnIndices: [Int] {
    (0..<columnCount).flatMap { column in
      repeatElement(column, count: columnStarts[column + 1] - columnStarts[column])
    }
  }

  /// A matrix of the same pattern with `transform` applied to each entry.
  ///
  /// Zeros that are not stored are not transformed, so `transform(0)` should be 0.
  public func map<Result, Failure: Error>(
    _ transform: (Element) throws(Failure) -> Result
  ) throws(Failure) -> SparseMatrix<Result> {
    SparseMatrix<Result>(
      rowCount: rowCount, columnCount: columnCount, columnStarts: columnStarts,
      rowIndices: rowIndices, values: try values.map(transform))
  }
}

extension SparseMatrix: Equatable where Element: Equatable {}
extension SparseMatrix: Hashable where Element: Hashable {}
extension SparseMatrix: Sendable where Element: Sendable {}

extension Matrix {
  /// The sparse matrix with its zeros written out; `zero` stands where there is no entry.
  ///
  /// MATLAB's `full(S)`, SciPy's `S.toarray()`. O(m·n).
  public init(_ sparse: SparseMatrix<Element>, zero: Element) {
    self.init(repeating: zero, rowCount: sparse.rowCount, columnCount: sparse.columnCount)
    for column in 0..<sparse.columnCount {
      for entry in sparse.columnStarts[column]..<sparse.columnStarts[column + 1] {
        self[sparse.rowIndices[entry], column] = sparse.values[entry]
      }
    }
  }
}
