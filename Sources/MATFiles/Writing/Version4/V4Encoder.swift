import Matrices

/// Makes the records of a version 4 file of values, which ``MATWriteRules`` must have let pass: the counterpart
/// of ``V4Decoder``. See ``V4Record`` for what a record is.
struct V4Encoder {
  private(set) var image = V5Image()

  /// What the last three digits of a record's type say.
  private enum Sort: UInt32 {
    case doubles = 0
    /// Characters, a byte each.
    case text = 51
    case sparse = 2
  }

  /// Forgets what was appended.
  mutating func removeAll() { image.removeAll() }

  /// Appends a variable's record.
  mutating func append(_ variable: MATVariable) throws(MATError) {
    let name = variable.name
    switch variable.value {
    case .numeric(let array):
      appendHeader(.doubles, array.size, name, isComplex: array.isComplex)
      image.append(array.real)
      if let imaginary = array.imaginary { image.append(imaginary) }
    case .char(let array):
      appendHeader(.text, array.size, name)
      image.append(.uint8(array.elements.map { UInt8(truncatingIfNeeded: $0) }))
    case .sparse(.real(let matrix)):
      append(matrix, [matrix.values], name)
    case .sparse(.complex(let matrix)):
      append(matrix, [matrix.values.map(\.real), matrix.values.map(\.imaginary)], name)
    default: throw MATError(.cannotRepresent, variable: name, found: variable.value.summary)
    }
  }

  /// A list of the entries, a row each: its place from 1, and its parts. The last row has the size.
  private mutating func append<Element>(
    _ matrix: SparseMatrix<Element>, _ parts: [[Double]], _ name: String
  ) {
    var list = matrix.rowIndices.map { Double($0 + 1) } + [Double(matrix.rowCount)]
    list += matrix.columnIndices.map { Double($0 + 1) } + [Double(matrix.columnCount)]
    for part in parts { list += part + [0] }
    appendHeader(.sparse, [matrix.rowIndices.count + 1, 2 + parts.count], name)
    image.append(.double(list))
  }

  private mutating func appendHeader(
    _ sort: Sort, _ size: [Int], _ name: String, isComplex: Bool = false
  ) {
    image.append(word: sort.rawValue + (ByteReader.isHostBigEndian ? 1000 : 0))
    for extent in size { image.append(word: UInt32(truncatingIfNeeded: extent)) }
    image.append(word: isComplex ? 1 : 0)
    image.append(word: UInt32(name.utf8.count + 1))
    image.append(Array(name.utf8) + [0])
  }
}
