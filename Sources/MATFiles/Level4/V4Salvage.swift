/// Lists what is left of a damaged version 4 file.
///
/// The format has neither checksums nor marks: what tells a header is that its numbers make sense and a
/// name of letters, digits and underscores follows, with the zero at its end. A number that changed is
/// not noticed.
struct V4Salvage {
  private var scanner: V4Scanner
  private var decoder: V4Decoder
  private let end: Int
  private let decoding: MATDecoding
  private var listing = Listing<V4Record>(format: .v4)

  init(_ file: FileBytes, limits: MATLimits, _ decoding: MATDecoding) {
    scanner = V4Scanner(file, decoding.text)
    decoder = V4Decoder(file, limits, decoding.text)
    self.decoding = decoding
    end = file.count
  }

  /// What the file holds from `position` on, which may be behind other variables. Throws where it cannot be
  /// read; what is damaged is a loss.
  consuming func list(
    from position: Int = 0, behindOthers: Bool = false
  ) throws(MATError) -> Listing<V4Record> {
    var position = position
    while position < end {
      do throws(MATError) {
        position = try keep(scanner.record(at: position))
      } catch {
        if error.isOfSystem { throw error }
        let next = try scanner.nextHeader(after: position) ?? end
        let name = try scanner.name(at: position)
        listing.losses.append(
          MATLoss(
            name: name, byteRange: position..<next,
            reason: error.with(file: nil, variable: name)))
        position = next
      }
    }
    if let tail = listing.tail(behindOthers, isVariable: { scanner.beginsVariable(at: $0) }) {
      listing.take(tail: tail, decoding)
    }
    return listing
  }

  /// Where the first header that has a name begins, nil where there is none.
  mutating func firstVariable() throws(MATError) -> Int? { try scanner.nextHeader(after: -1) }

  /// Takes a variable if it is sound, and gives the place behind it.
  private mutating func keep(_ record: V4Record) throws(MATError) -> Int {
    let place = record.range.upperBound
    // A damaged size leads into another variable, or ends before the next: then there is a header before
    // its end, or nothing of a header at its end.
    let isFollowed = place < end ? try scanner.header(at: place) != nil : false
    if !isFollowed {
      let start = record.range.lowerBound
      let next = try scanner.nextHeader(after: start) ?? end
      var mayEnd = try scanner.mayBegin(at: place)
      if !mayEnd && next == end {
        mayEnd = decoding.acceptsUnverified ? true : try scanner.isZero(from: place)
      }
      guard next >= place, mayEnd else {
        throw MATError(
          .damaged, offset: start,
          expected: "a variable of \(next - start) bytes, where the next begins",
          found: "a size of \(record.range.count)")
      }
    }
    let size = try scanner.size(of: record)
    _ = try decoder.value(of: record)
    listing.append(MATFile.Variable(record, size: size), at: record)
    return place
  }
}

extension V4Scanner {
  /// The name of the variable whose header stands at `position`, though type and size be damaged; nil
  /// where there is none.
  fileprivate mutating func name(at position: Int) throws(MATError) -> String? {
    let start = position + V4Record.headerSize
    guard start < reader.count else { return nil }
    let length = try reader.number(at: position + 16, as: UInt32.self)
    for length in [length, length.byteSwapped] where (2...257).contains(length) {
      guard Int(length) <= reader.count - start else { continue }
      let bytes = try reader.bytes(start..<start + Int(length))
      let name = bytes.dropLast()
      let isName = name.allSatisfy {
        $0.isLetter || $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0)
      }
      if isName, bytes.last == 0, name.first?.isLetter == true { return V5Text.name(name) }
    }
    return nil
  }

  /// The header at `position`, where its numbers make sense and a name follows.
  fileprivate mutating func header(at position: Int) throws(MATError) -> V4Header? {
    guard position + V4Record.headerSize < reader.count, try name(at: position) != nil else {
      return nil
    }
    return try Self.headers(at: position, in: &reader).first { $0.machine <= 1 }
  }

  /// Whether the end of the file, a header though it be damaged, or the beginning of one that the end of
  /// the file cuts off stands at `position`.
  fileprivate mutating func mayBegin(at position: Int) throws(MATError) -> Bool {
    let left = reader.count - position
    if left < V4Record.headerSize { return true }
    if try name(at: position) != nil { return true }
    return try Self.headers(at: position, in: &reader)
      .contains { left < V4Record.headerSize + $0.nameLength }
  }

  /// Whether a variable begins at `position`, be it whole or cut off: by its name, or where that is cut off, by a
  /// header that makes sense.
  fileprivate mutating func beginsVariable(at position: Int) -> Bool {
    if (try? record(at: position)) != nil || (try? name(at: position)) ?? nil != nil { return true }
    let left = reader.count - position
    if left < V4Record.headerSize {
      // Type, rows and columns, as far as they are there.
      guard left >= 4, let word = try? reader.number(at: position, as: UInt32.self) else {
        return false
      }
      return min(word, word.byteSwapped) <= 4052 && (try? isZero(from: position)) == false
    }
    let headers = (try? Self.headers(at: position, in: &reader)) ?? []
    return headers.contains { left < V4Record.headerSize + $0.nameLength }
  }

  /// Whether nothing but zeros follows from `position` on.
  fileprivate mutating func isZero(from position: Int) throws(MATError) -> Bool {
    for start in stride(from: position, to: reader.count, by: 1 << 16) {
      let chunk = try reader.bytes(start..<min(start + 1 << 16, reader.count))
      if chunk.contains(where: { $0 != 0 }) { return false }
    }
    return true
  }

  /// Where the next header with a name stands behind `position`.
  fileprivate mutating func nextHeader(after position: Int) throws(MATError) -> Int? {
    var place = position + 1
    while place + V4Record.headerSize < reader.count {
      if try mayBeHeader(at: place), try header(at: place) != nil { return place }
      place += 1
    }
    return nil
  }

  /// Whether type and name length make sense in either byte order: quick, since every byte is asked.
  private mutating func mayBeHeader(at position: Int) throws(MATError) -> Bool {
    let (type, length) = (
      try reader.number(at: position, as: UInt32.self),
      try reader.number(at: position + 16, as: UInt32.self)
    )
    return (type <= 4052 && (2...257).contains(length))
      || (type.byteSwapped <= 4052 && (2...257).contains(length.byteSwapped))
  }
}

extension UInt8 {
  /// Whether this is a letter of ASCII.
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self & ~0x20) }
}
