import Foundation

// Files of version 4 to 7 are a header and one element after the other: a changed one is put together from
// pieces of the old file and new ones.
extension MATFile.Editor {
  /// Bytes of the file to come.
  enum Piece {
    case bytes([UInt8])
    case image(V5Image)
    case part(of: FileBytes, Range<Int>)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .image(let image): image.count
      case .part(_, let range): range.count
      }
    }
  }

  func commitElements() throws(MATError) {
    let output = try AtomicFile(path: file.path)
    var new = try newElements()[...]
    var elements: [(start: Int?, pieces: [Piece])] = []
    for entry in entries {
      switch entry.source {
      case .new:
        elements.append((nil, new.popFirst() ?? []))
      case .kept(let index):
        let variable = file.variables[index]
        elements.append(
          (variable.byteRange?.lowerBound, try kept(variable, named: entry.name)))
      }
    }
    let pieces = try header(of: elements).map { [Piece.bytes($0)] } ?? []
    try checkIdentity()
    for piece in pieces + elements.flatMap(\.pieces) + subsystemPieces {
      try piece.write(to: output)
    }
    try output.commit()
  }

  private var subsystemPieces: [Piece] {
    file.subsystem.map { [.part(of: file.bytes, $0.range)] } ?? []
  }

  /// The old header with the place where the subsystem comes to lie, which goes to the end; nil for
  /// version 4.
  private func header(
    of elements: [(start: Int?, pieces: [Piece])]
  ) throws(MATError) -> [UInt8]? {
    guard file.format != .v4 else { return nil }
    var (header, _) = try oldHeader()
    guard let subsystem = file.subsystem else { return header }
    let place = elements.reduce(header.count) { $1.pieces.reduce($0) { $0 + $1.count } }
    let stored = subsystem.isBigEndian ? UInt64(place).bigEndian : UInt64(place).littleEndian
    unsafe withUnsafeBytes(of: stored) { unsafe header.replaceSubrange(116..<124, with: $0) }
    return header
  }

  /// The elements of the new variables.
  private func newElements() throws(MATError) -> [[Piece]] {
    let variables = newVariables
    guard !variables.isEmpty else { return [] }
    try checkByteOrder()
    var elements: [[Piece]] = []
    let compressor = try V5Compressor()
    for variable in variables {
      do throws(MATError) {
        if version == .v4 {
          var encoder = V4Encoder()
          try encoder.append(variable)
          elements.append([.image(encoder.image)])
          continue
        }
        var encoder = V5Encoder()
        try encoder.append(variable)
        elements.append(
          file.format == .v7
            ? [.bytes(try compressor.element(of: encoder.image))] : [.image(encoder.image)])
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    return elements
  }

  /// The header of the old file.
  private func oldHeader() throws(MATError) -> (bytes: [UInt8], header: V5FileHeader) {
    var reader = ByteReader(file.bytes)
    let bytes = try reader.bytes(0..<min(V5FileHeader.size, file.bytes.count))
    guard let header = V5FileHeader(bytes) else {
      throw MATError(
        .cannotRepresent, expected: "a file with a header of \(V5FileHeader.size) bytes",
        found: "a stream without one; convert it first")
    }
    return (bytes, header)
  }

  /// New numbers are written as this machine has them, and a version 5 file has one order for all.
  private func checkByteOrder() throws(MATError) {
    guard file.format != .v4 else { return }
    guard try oldHeader().header.isBigEndian == ByteReader.isHostBigEndian else {
      throw MATError(
        .cannotRepresent, expected: "a file with numbers in this machine's byte order",
        found: "the other; convert it first")
    }
  }

  /// A variable of the old file under a name.
  private func kept(
    _ variable: MATFile.Variable, named name: String
  ) throws(MATError) -> [Piece] {
    guard variable.name != name else {
      return variable.byteRange.map { [.part(of: file.bytes, $0)] } ?? []
    }
    do throws(MATError) {
      switch variable.place {
      case .version4(let record): return try renamed(record, to: name)
      case .version5(let element) where element.isCompressed:
        return try renamedCompressed(element, to: name)
      case .version5(let element):
        var reader = ByteReader(file.bytes, isBigEndian: element.isBigEndian)
        let renamed = try reader.renamedElement(element.range, to: name)
        return [.bytes(renamed.head), .part(of: file.bytes, renamed.rest)]
      case .version73, .isolated: return []
      }
    } catch {
      throw error.with(file: nil, variable: variable.name)
    }
  }

  private func renamed(_ record: V4Record, to name: String) throws(MATError) -> [Piece] {
    var reader = ByteReader(file.bytes)
    let start = record.range.lowerBound
    let header = try reader.bytes(start..<start + V4Record.headerSize)
    let length = UInt32(name.utf8.count + 1)
    var head = Array(header.prefix(16))
    head.append(length, isBigEndian: record.isBigEndian)
    head += Array(name.utf8) + [0]
    return [
      .bytes(head), .part(of: file.bytes, record.real.range.lowerBound..<record.range.upperBound),
    ]
  }

  private func renamedCompressed(
    _ element: V5Element, to name: String
  ) throws(MATError) -> [Piece] {
    let stream = try InflatedBytes(file.bytes, element)
    var reader = ByteReader(stream, isBigEndian: element.isBigEndian)
    let renamed = try reader.renamedElement(0..<element.inflatedCount, to: name)
    let bytes = renamed.head + (try reader.bytes(renamed.rest))
    try stream.checkEnd()
    return [.bytes(try V5Compressor.element(of: bytes, isBigEndian: element.isBigEndian))]
  }
}

extension MATFile.Editor.Piece {
  /// Writes the bytes, those of a file 4 MiB at a time.
  func write(to output: borrowing AtomicFile) throws(MATError) {
    switch self {
    case .bytes(let bytes): try output.write(bytes)
    case .image(let image): try output.write(image)
    case .part(let source, let range):
      var reader = ByteReader(source)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 22) {
        try output.write(reader.bytes(start..<min(range.upperBound, start + 1 << 22)))
      }
    }
  }
}

extension ByteReader {
  /// An array's element under another name: new bytes as far as the name reaches, and where the rest lies,
  /// which stays.
  fileprivate mutating func renamedElement(
    _ range: Range<Int>, to name: String
  ) throws(MATError) -> (head: [UInt8], rest: Range<Int>) {
    let whole = try tag(at: range.lowerBound, end: range.upperBound)
    let flags = try tag(at: whole.data.lowerBound, end: whole.data.upperBound)
    // An opaque array has its name where others have their dimensions.
    let classNumber = UInt8(truncatingIfNeeded: try uint32(at: flags.data.lowerBound))
    let nameStart =
      V5ArrayClass(rawValue: classNumber) == .opaque
      ? flags.next : try tag(at: flags.next, end: whole.data.upperBound).next
    let old = try tag(at: nameStart, end: whole.data.upperBound)
    let rest = old.next..<whole.data.upperBound
    var body = try bytes(whole.data.lowerBound..<nameStart)
    body.append(V5DataType.int8.rawValue, isBigEndian: isBigEndian)
    body.append(UInt32(name.utf8.count), isBigEndian: isBigEndian)
    body += Array(name.utf8)
    body += Array(repeating: 0, count: (8 - name.utf8.count % 8) % 8)
    guard let count = UInt32(exactly: body.count + rest.count) else {
      throw MATError(
        .cannotRepresent, expected: "a variable of less than 4 GiB", found: "more with the new name"
      )
    }
    var head: [UInt8] = []
    head.append(V5DataType.matrix.rawValue, isBigEndian: isBigEndian)
    head.append(count, isBigEndian: isBigEndian)
    return (head + body, rest)
  }
}

extension [UInt8] {
  /// Appends the bytes of a number.
  mutating func append(_ number: UInt32, isBigEndian: Bool) {
    let stored = isBigEndian ? number.bigEndian : number.littleEndian
    unsafe Swift.withUnsafeBytes(of: stored) { unsafe append(contentsOf: $0) }
  }
}
