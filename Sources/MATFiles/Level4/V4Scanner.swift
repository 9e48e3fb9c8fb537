/// Lists the variables of a version 4 file, header by header.
struct V4Scanner {
  var reader: ByteReader
  private let encoding: MATTextEncoding
  private(set) var position = 0

  init(_ file: FileBytes, _ encoding: MATTextEncoding) {
    reader = ByteReader(file)
    self.encoding = encoding
  }

  /// Whether the file begins as a version 4 file does. It has no signature, so the whole first header
  /// must make sense.
  static func recognises(_ file: FileBytes) throws(MATError) -> Bool {
    guard file.count >= V4Record.headerSize else { return false }
    var reader = ByteReader(file)
    return try !headers(at: 0, in: &reader).isEmpty
  }

  /// The next variable, nil at the end of the file.
  ///
  /// Throws `.damaged` where the file ends before the data do, and `.unsupported` for the number formats
  /// of VAX and Cray.
  mutating func next() throws(MATError) -> V4Record? {
    guard position < reader.count else { return nil }
    let record = try record(at: position)
    position = record.range.upperBound
    return record
  }

  /// The variable whose header stands at `position`.
  mutating func record(at position: Int) throws(MATError) -> V4Record {
    let left = reader.count - position
    guard left >= V4Record.headerSize else {
      throw MATError(
        .damaged, offset: position, expected: "a variable's header of \(V4Record.headerSize) bytes",
        found: "\(left) bytes")
    }
    let headers = try Self.headers(at: position, in: &reader)
    guard let first = headers.first else {
      throw MATError(
        .damaged, offset: position, expected: "a variable's header", found: "numbers that are none")
    }
    // Type 0 reads the same in both orders: then the order is the one in which the data fit.
    guard let header = headers.first(where: { $0.byteCount <= left }) else {
      throw MATError(
        .damaged, offset: position, expected: "a variable of \(first.byteCount) bytes",
        found: "\(left) to the end of the file")
    }
    guard header.machine <= 1 else {
      throw MATError(
        .unsupported, offset: position, expected: "IEEE numbers",
        found: "those of a \(header.machine == 4 ? "Cray" : "VAX")")
    }
    return try record(header, at: position)
  }

  /// What the header at `offset` may be: none, one, or, for type 0, one in either byte order.
  static func headers(
    at offset: Int, in reader: inout ByteReader
  ) throws(MATError) -> [V4Header] {
    var headers: [V4Header] = []
    for isBigEndian in [false, true] {
      if let header = try V4Header(&reader, at: offset, isBigEndian: isBigEndian) {
        headers.append(header)
      }
    }
    return headers
  }

  private mutating func record(
    _ header: V4Header, at position: Int
  ) throws(MATError) -> V4Record {
    let nameStart = position + V4Record.headerSize
    let dataStart = nameStart + header.nameLength
    let name = try reader.bytes(nameStart..<dataStart).prefix { $0 != 0 }
    let partSize = header.rows * header.columns * header.type.elementSize
    let real = dataStart..<dataStart + partSize
    let imaginary = real.upperBound..<real.upperBound + partSize
    let end = header.isComplex ? imaginary.upperBound : real.upperBound
    return V4Record(
      kind: header.kind, name: V5Text.name(name), isBigEndian: header.isBigEndian,
      storedRows: header.rows, storedColumns: header.columns,
      real: V5Data(type: header.type, range: real),
      imaginary: header.isComplex ? V5Data(type: header.type, range: imaginary) : nil,
      range: position..<end)
  }

  /// The size of the matrix that a record holds: for a sparse one it is told by the last entry.
  mutating func size(of record: V4Record) throws(MATError) -> [Int] {
    let stored = [record.storedRows, record.storedColumns]
    switch record.kind {
    case .full: return stored
    // Bytes of an encoding can be fewer characters. What is wrong with them is said when they are decoded.
    case .text where encoding.recodesVersion4:
      var decoder = V4Decoder(reader: reader, MATLimits(), encoding)
      return (try? decoder.value(of: record).size) ?? stored
    case .text: return stored
    case .sparse:
      reader.isBigEndian = record.isBigEndian
      return try V4Decoder(reader: reader, MATLimits(), encoding).sparseSize(record)
    }
  }
}
