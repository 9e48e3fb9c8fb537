/// A variable of a version 4 file, as its 20-byte header describes it (MAT-File Format, chapter 1,
/// "Level 4 MAT-file format").
///
/// The header is five 32-bit numbers: type, rows, columns, whether there are imaginary parts, length of
/// the name. The type's decimal digits are M (machine), O (always 0), P (type of the stored numbers) and
/// T (0 full, 1 text, 2 sparse). Text and numbers alike are stored as numbers of type P, in columns.
struct V4Record: Sendable {
  enum Kind: Int { case full, text, sparse }

  let kind: Kind
  let name: String
  let isBigEndian: Bool
  /// The rows and columns that are stored; those of a sparse matrix are a list of entries.
  let storedRows: Int
  let storedColumns: Int
  let real: V5Data
  let imaginary: V5Data?
  /// Header, name and data in the file.
  let range: Range<Int>

  static let headerSize = 20
}

/// The numbers of a version 4 header, read in one byte order, where they make sense in it.
struct V4Header {
  let machine: Int
  let kind: V4Record.Kind
  let type: V5DataType
  let rows: Int
  let columns: Int
  let isComplex: Bool
  let nameLength: Int
  let isBigEndian: Bool
  /// The bytes of header, name and data.
  let byteCount: Int

  private static let types: [V5DataType] = [.double, .single, .int32, .int16, .uint16, .uint8]

  /// Reads the header at `offset`; nil where its numbers are none that a version 4 file has.
  init?(_ reader: inout ByteReader, at offset: Int, isBigEndian: Bool) throws(MATError) {
    reader.isBigEndian = isBigEndian
    var words: [Int] = []
    for index in 0..<5 {
      words.append(Int(try reader.number(at: offset + 4 * index, as: Int32.self)))
    }
    guard (0...4052).contains(words[0]), words[0] / 100 % 10 == 0,
      Self.types.indices.contains(words[0] / 10 % 10),
      let kind = V4Record.Kind(rawValue: words[0] % 10),
      words[1] >= 0, words[2] >= 0, (0...1).contains(words[3]), words[4] >= 1
    else { return nil }
    machine = words[0] / 1000
    type = Self.types[words[0] / 10 % 10]
    self.kind = kind
    (rows, columns, isComplex, nameLength) = (words[1], words[2], words[3] == 1, words[4])
    self.isBigEndian = isBigEndian
    guard let parts = product([rows, columns, type.elementSize, isComplex ? 2 : 1]) else {
      return nil
    }
    let (sum, overflow) = parts.addingReportingOverflow(V4Record.headerSize + nameLength)
    guard !overflow else { return nil }
    byteCount = sum
  }
}
