import Matrices

/// Makes values from the records of a version 4 file.
///
/// MATLAB 4 knew one class of number, so every full matrix is double, whatever type its numbers are
/// stored in.
struct V4Decoder {
  private var reader: ByteReader
  private let limits: MATLimits
  private let encoding: MATTextEncoding

  init(_ file: FileBytes, _ limits: MATLimits, _ encoding: MATTextEncoding) {
    self.init(reader: ByteReader(file), limits, encoding)
  }

  init(reader: ByteReader, _ limits: MATLimits, _ encoding: MATTextEncoding) {
    self.reader = reader
    self.limits = limits
    self.encoding = encoding
  }

  /// The value of a record.
  mutating func value(of record: V4Record) throws(MATError) -> MATValue {
    reader.isBigEndian = record.isBigEndian
    guard record.kind == .sparse else {
      return try array(
        record, size: [record.storedRows, record.storedColumns], record.real, record.imaginary)
    }
    var budget = DecodingBudget(limits, fileByteCount: reader.count)
    return .sparse(try sparse(record, &budget))
  }

  /// The text or the full matrix, or a part of it, that the data are.
  mutating func array(
    _ record: V4Record, size: [Int], _ real: V5Data, _ imaginary: V5Data?
  ) throws(MATError) -> MATValue {
    reader.isBigEndian = record.isBigEndian
    var budget = DecodingBudget(limits, fileByteCount: reader.count)
    try budget.spend(
      elements: size[0] * size[1],
      bytesPerElement: record.kind == .text ? 2 : imaginary == nil ? 8 : 16)
    if record.kind == .text {
      let units = try reader.numbers(real) as [UInt16]
      guard encoding.recodesVersion4 else { return .char(NDArray(size: size, elements: units)) }
      guard let text = encoding.text(units, size: size) else {
        throw MATError(
          .damaged, offset: real.range.lowerBound, expected: "text in \(encoding.rawValue)",
          found: "characters that are none")
      }
      return .char(text)
    }
    var imaginaryParts: MATNumbers?
    if let imaginary { imaginaryParts = .double(try reader.numbers(imaginary)) }
    return .numeric(
      MATNumericArray(
        size: size, real: .double(try reader.numbers(real)), imaginary: imaginaryParts))
  }

  /// The size of a sparse matrix: its list of entries ends with one that is none, and holds the rows and
  /// columns.
  func sparseSize(_ record: V4Record) throws(MATError) -> [Int] {
    guard record.storedRows >= 1, (3...4).contains(record.storedColumns), record.imaginary == nil
    else {
      throw MATError(
        .damaged, offset: record.range.lowerBound,
        expected: "a sparse matrix's list of three or four columns",
        found: "\(record.storedRows)×\(record.storedColumns)")
    }
    var size: [Int] = []
    for column in 0..<2 {
      size.append(try index(Self.last(of: column, in: record), atLeast: 0, in: record))
    }
    return size
  }

  private static func last(of column: Int, in record: V4Record) -> V5Data {
    let size = record.real.type.elementSize
    let start =
      record.real.range.lowerBound + ((column + 1) * record.storedRows - 1) * size
    return V5Data(type: record.real.type, range: start..<start + size)
  }

  private func index(
    _ data: V5Data, atLeast least: Int, in record: V4Record
  ) throws(MATError) -> Int {
    var reader = reader
    let number = (try reader.numbers(data) as [Double])[0]
    return try Self.index(number, least...Int(Int32.max), record)
  }

  private static func index(
    _ number: Double, _ bounds: ClosedRange<Int>, _ record: V4Record
  ) throws(MATError) -> Int {
    guard let index = Int(exactly: number), bounds.contains(index) else {
      throw MATError(
        .damaged, offset: record.real.range.lowerBound,
        expected: "an index from \(bounds.lowerBound) to \(bounds.upperBound)", found: "\(number)")
    }
    return index
  }

  /// A sparse matrix from its list: rows, columns, values and, where complex, imaginary parts, each a
  /// column of the stored matrix, indices from 1 and in any order.
  private mutating func sparse(
    _ record: V4Record, _ budget: inout DecodingBudget
  ) throws(MATError) -> MATSparseMatrix {
    let size = try sparseSize(record)
    // A column takes eight bytes in memory and, where it is empty, none in the file.
    try budget.spend(byteCount: size[1].multipliedSaturating(by: 8))
    let list = try reader.numbers(record.real) as [Double]
    let count = record.storedRows - 1
    func column(_ index: Int) -> ArraySlice<Double> {
      list[index * record.storedRows..<index * record.storedRows + count]
    }
    let rows = try indices(column(0), size[0], record)
    let columns = try indices(column(1), size[1], record)
    let order = rows.indices.sorted { (columns[$0], rows[$0]) < (columns[$1], rows[$1]) }
    var starts = Array(repeating: 0, count: size[1] + 1)
    for column in columns { starts[column + 1] += 1 }
    for column in 0..<size[1] { starts[column + 1] += starts[column] }
    let rowIndices = order.map { rows[$0] }
    guard
      SparseMatrix<Double>.isValid(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rowIndices,
        valueCount: count)
    else {
      throw MATError(
        .damaged, offset: record.real.range.lowerBound, expected: "one entry a place",
        found: "two entries for one")
    }
    func matrix<Element>(_ value: (Int) -> Element) -> SparseMatrix<Element> {
      SparseMatrix(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rowIndices,
        values: order.map(value))
    }
    let real = Array(column(2))
    guard record.storedColumns == 4 else { return .real(matrix { real[$0] }) }
    let imaginary = Array(column(3))
    return .complex(
      matrix { MATSparseMatrix.ComplexPair(real: real[$0], imaginary: imaginary[$0]) })
  }

  private func indices(
    _ numbers: ArraySlice<Double>, _ extent: Int, _ record: V4Record
  ) throws(MATError) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(numbers.count)
    for number in numbers {
      guard extent >= 1 else {
        throw MATError(
          .damaged, offset: record.real.range.lowerBound, expected: "no entry in an empty matrix",
          found: "\(numbers.count)")
      }
      indices.append(try Self.index(number, 1...extent, record) - 1)
    }
    return indices
  }
}
