import Matrices

extension V5Decoder {
  /// A sparse matrix from its compressed columns.
  ///
  /// Throws `.damaged` where the column starts fall, or a row lies outside or out of order.
  mutating func sparse(
    _ header: V5ArrayHeader, rows: V5Data, columnStarts: V5Data, real: V5Data, imaginary: V5Data?
  ) throws(MATError) -> MATSparseMatrix {
    let starts = (try reader.numbers(columnStarts) as [Int32]).map(Int.init)
    return try sparse(
      header, starts: starts, rows: rows, real: real.truthBytes(header, count: rows.count),
      imaginary: imaginary)
  }

  /// A sparse matrix whose columns start at `starts`, otherwise as above.
  mutating func sparse(
    _ header: V5ArrayHeader, starts: [Int], rows: V5Data, real: V5Data, imaginary: V5Data?
  ) throws(MATError) -> MATSparseMatrix {
    let entryCount = starts.last ?? 0
    // MATLAB writes room for more entries than there are; what lies behind the last means nothing.
    let rowIndices = (try reader.numbers(rows) as [Int32]).prefix(max(0, entryCount)).map(Int.init)
    guard
      SparseMatrix<Double>.isValid(
        rowCount: header.size[0], columnCount: header.size[1], columnStarts: starts,
        rowIndices: rowIndices, valueCount: entryCount)
    else {
      throw MATError(
        .damaged, offset: rows.range.lowerBound,
        expected: "the ordered row indices of \(entryCount) entries",
        found: "indices that do not describe a \(header.size[0])×\(header.size[1]) matrix")
    }
    func matrix<Element>(_ values: [Element]) -> SparseMatrix<Element> {
      SparseMatrix(
        rowCount: header.size[0], columnCount: header.size[1], columnStarts: starts,
        rowIndices: rowIndices, values: values)
    }
    if header.isLogical {
      return .logical(matrix(try entries(real, count: entryCount).map { $0 != 0 }))
    }
    let realParts = try entries(real, count: entryCount)
    guard let imaginary else { return .real(matrix(realParts)) }
    let imaginaryParts = try entries(imaginary, count: entryCount)
    return .complex(
      matrix(
        zip(realParts, imaginaryParts).map {
          MATSparseMatrix.ComplexPair(real: $0, imaginary: $1)
        }))
  }

  /// The values of the first `count` entries.
  private mutating func entries(_ data: V5Data, count: Int) throws(MATError) -> [Double] {
    let size = data.type.elementSize
    guard data.range.count % size == 0, data.count >= count else {
      throw MATError(
        .damaged, offset: data.range.lowerBound, expected: "\(count) entries of a sparse matrix",
        found: "\(data.range.count) bytes of type \(data.type)")
    }
    let start = data.range.lowerBound
    return try reader.numbers(V5Data(type: data.type, range: start..<start + count * size))
  }
}

extension V5Data {
  /// The values of a sparse matrix by the type they are stored as: MATLAB says "double" of logical entries
  /// and stores a byte for each.
  func truthBytes(_ header: V5ArrayHeader, count: Int) -> V5Data {
    guard header.isLogical, type != .uint8, range.count == count else { return self }
    return V5Data(type: .uint8, range: range)
  }
}
