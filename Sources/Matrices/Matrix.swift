/// Matrices and N-dimensional arrays: column-major storage, indexing and arithmetic element by element.
///
///     let A: Matrix = [[1.0, 2], [3, 4]]     // two rows
///     A[1, 0]                                // 3
///     A[0..<1, 0...]                         // the first row, a 1×2 matrix
///     A.transposed().elements                // [1, 2, 3, 4]
///     A - A.columnMeans()                    // [[-1, -1], [1, 1]]

/// A two-dimensional array in column-major order, the order of MATLAB, Octave, Fortran and BLAS.
///
/// Element (i, j) of an m×n matrix is `elements[i + j·m]`. Indices start at zero. A matrix may be
/// empty in either direction (0×3 is not 3×0), and is a value: copies share storage until written to.
///
/// ```swift
/// let A: Matrix = [[1.0, 2], [3, 4]]
/// assert(A[1, 0] == 3)
/// assert(A.elements == [1, 3, 2, 4])
/// assert(A - A.columnMeans() == [[-1, -1], [1, 1]])
/// ```
public struct Matrix<Element> {
  /// The number of rows, m.
  public let rowCount: Int
  /// The number of columns, n.
  public let columnCount: Int
  /// The m·n elements, column after column.
  public internal(set) var elements: [Element]

  /// A matrix of elements given in column-major order.
  ///
  /// Traps where the count of `elements` is not `rowCount · columnCount`.
  ///
  /// ```swift
  /// let A = Matrix(rowCount: 2, columnCount: 3, elements: [1, 4, 2, 5, 3, 6])
  /// assert(A == [[1, 2, 3], [4, 5, 6]])
  /// ```
  @inlinable
  public init(rowCount: Int, columnCount: Int, elements: [Element]) {
    require(
      rowCount >= 0 && columnCount >= 0 && elements.count == rowCount * columnCount,
      "a \(rowCount)×\(columnCount) matrix cannot hold \(elements.count) elements")
    self.init(unchecked: elements, rowCount: rowCount, columnCount: columnCount)
  }

  @usableFromInline
  init(unchecked elements: [Element], rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.elements = elements
  }

  /// A matrix with the same element everywhere.
  ///
  /// MATLAB's `zeros(m, n)` and `ones(m, n)`, NumPy's `numpy.full`. Traps where a count is negative.
  ///
  /// ```swift
  /// let zeros = Matrix(repeating: 0.0, rowCount: 1, columnCount: 2)
  /// assert(zeros == [[0, 0]])
  /// ```
  @inlinable
  public init(repeating element: Element, rowCount: Int, columnCount: Int) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      elements: Array(repeating: element, count: rowCount * columnCount))
  }

  /// A matrix whose element (i, j) is `element(i, j)`, called in column-major order.
  ///
  /// ```swift
  /// let identity = Matrix(rowCount: 2, columnCount: 2) { $0 == $1 ? 1 : 0 }
  /// assert(identity == [[1, 0], [0, 1]])
  /// ```
  @inlinable
  public init<Failure: Error>(
    rowCount: Int, columnCount: Int, element: (_ row: Int, _ column: Int) throws(Failure) -> Element
  ) throws(Failure) {
    require(
      rowCount >= 0 && columnCount >= 0, "a matrix cannot be \(rowCount)×\(columnCount)")
    var elements: [Element] = []
    elements.reserveCapacity(rowCount * columnCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { elements.append(try element(row, column)) }
    }
    self.init(unchecked: elements, rowCount: rowCount, columnCount: columnCount)
  }

  /// A matrix of the given rows; no rows make a 0×0 matrix.
  ///
  /// Traps where the rows differ in length.
  ///
  /// ```swift
  /// let A = Matrix(rows: (1...2).map { [$0, $0 * $0] })
  /// assert(A == [[1, 1], [2, 4]])
  /// ```
  @inlinable
  public init(rows: [[Element]]) {
    let columnCount = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == columnCount,
        "row \(index) has \(row.count) elements where row 0 has \(columnCount)")
    }
    self.init(rowCount: rows.count, columnCount: columnCount) { rows[$0][$1] }
  }

  /// A single column, m×1.
  ///
  /// ```swift
  /// assert(Matrix(column: [1, 2]) == [[1], [2]])
  /// ```
  @inlinable
  public init(column elements: [Element]) {
    self.init(rowCount: elements.count, columnCount: 1, elements: elements)
  }

  /// A single row, 1×n.
  ///
  /// ```swift
  /// assert(Matrix(row: [1, 2]) == [[1, 2]])
  /// ```
  @inlinable
  public init(row elements: [Element]) {
    self.init(rowCount: 1, columnCount: elements.count, elements: elements)
  }

  /// The number of elements, m·n.
  @inlinable public var count: Int { elements.count }

  /// True if there is no element.
  @inlinable public var isEmpty: Bool { elements.isEmpty }

  /// The size as an array, `[m, n]`.
  @inlinable public var size: [Int] { [rowCount, columnCount] }

  /// Calls `body` with the elements in column-major order, to be read in place.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(A.withUnsafeBufferPointer { $0[1] } == 3)
  /// ```
  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try elements.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the elements in column-major order, to be changed in place.
  ///
  /// ```swift
  /// var A: Matrix = [[1, 2], [3, 4]]
  /// A.withUnsafeMutableBufferPointer { $0[1] = 7 }
  /// assert(A[1, 0] == 7)
  /// ```
  public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (inout UnsafeMutableBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try elements.withUnsafeMutableBufferPointer(body)
  }
}

extension Matrix: Equatable where Element: Equatable {}
extension Matrix: Hashable where Element: Hashable {}
extension Matrix: Sendable where Element: Sendable {}

extension Matrix: ExpressibleByArrayLiteral {
  /// A matrix written row by row: `[[1, 2], [3, 4]]`.
  ///
  /// Rows of one length, else it traps; `[]` is 0×0.
  @inlinable
  public init(arrayLiteral rows: [Element]...) {
    self.init(rows: rows)
  }
}
