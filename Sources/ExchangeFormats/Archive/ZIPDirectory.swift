import MATFiles

/// The central directory of a ZIP archive, every number of it checked against the bytes that there are.
struct ZIPDirectory {
  /// A member as the directory has it.
  struct Entry {
    var name: String
    var method: Int
    var checksum: UInt32
    var storedCount: Int
    var count: Int
    /// Where its own header begins.
    var start: Int
  }

  private(set) var entries: [Entry] = []
  private let bytes: [UInt8]
  private var range = 0..<0

  init(_ bytes: [UInt8]) throws(MATError) {
    self.bytes = bytes
    let (entryCount, range) = try place()
    self.range = range
    var position = range.lowerBound
    for _ in 0..<entryCount { try appendEntry(at: &position) }
    guard position == range.upperBound else {
      throw Self.damage(at: position, expected: "the end of the directory", found: "more")
    }
  }

  /// Where the data of a member are, by the header before them, which has to agree.
  func data(of entry: Entry) throws(MATError) -> Range<Int> {
    let start = entry.start
    guard try number(at: start, 4) == 0x0403_4B50, try number(at: start + 8, 2) == entry.method
    else { throw Self.damage(at: start, expected: "the header of a member", found: "another") }
    let names = try number(at: start + 26, 2) + number(at: start + 28, 2)
    let data = start + 30 + names
    guard data <= range.lowerBound, entry.storedCount <= range.lowerBound - data else {
      throw Self.damage(
        at: start, expected: "\(entry.storedCount) bytes before the directory", found: "fewer")
    }
    return data..<data + entry.storedCount
  }

  /// The directory by the record at the end of the archive, or the longer one that stands before it.
  private func place() throws(MATError) -> (entryCount: Int, range: Range<Int>) {
    guard let end = endRecord() else {
      throw Self.damage(
        at: bytes.count, expected: "a ZIP archive, with the record of its end", found: "none")
    }
    var (entryCount, count, start) = try (
      number(at: end + 10, 2), number(at: end + 12, 4), number(at: end + 16, 4)
    )
    var bound = end
    if end >= 20, try number(at: end - 20, 4) == 0x0706_4B50 {
      bound = try number(at: end - 12, 8)
      guard bound <= end - 20, try number(at: bound, 4) == 0x0606_4B50 else {
        throw Self.damage(at: end - 20, expected: "the record of a long archive", found: "none")
      }
      entryCount = try number(at: bound + 32, 8)
      count = try number(at: bound + 40, 8)
      start = try number(at: bound + 48, 8)
    }
    let ownCount = try bound == end ? number(at: end + 8, 2) : entryCount
    guard ownCount == entryCount else {
      throw Self.damage(at: end, expected: "an archive in one part", found: "one of several")
    }
    guard start <= bound, count == bound - start, entryCount <= count / 46 else {
      throw Self.damage(
        at: end, expected: "a directory of \(count) bytes at \(start)", found: "another end")
    }
    return (entryCount, start..<bound)
  }

  /// Where the record of the end is, with a comment behind it of at most 65535 bytes.
  private func endRecord() -> Int? {
    let last = bytes.count - 22
    guard last >= 0 else { return nil }
    for position in (max(0, last - 65535)...last).reversed() {
      guard bytes[position] == 0x50, (try? number(at: position, 4)) == 0x0605_4B50,
        (try? number(at: position + 20, 2)) == last - position
      else { continue }
      return position
    }
    return nil
  }

  private mutating func appendEntry(at position: inout Int) throws(MATError) {
    let start = position
    guard range.upperBound - start >= 46, try number(at: start, 4) == 0x0201_4B50 else {
      throw Self.damage(at: start, expected: "a member in the directory", found: "none")
    }
    let (nameCount, extraCount, commentCount) = try (
      number(at: start + 28, 2), number(at: start + 30, 2), number(at: start + 32, 2)
    )
    let nameEnd = start + 46 + nameCount
    position = nameEnd + extraCount + commentCount
    guard position <= range.upperBound,
      let name = String(validating: bytes[start + 46..<nameEnd], as: UTF8.self)
    else {
      throw Self.damage(at: start, expected: "the name of a member in UTF-8", found: "none")
    }
    var entry = try Entry(
      name: name, method: number(at: start + 10, 2),
      checksum: UInt32(number(at: start + 16, 4)), storedCount: number(at: start + 20, 4),
      count: number(at: start + 24, 4), start: number(at: start + 42, 4))
    guard try number(at: start + 8, 2) & 1 == 0 else {
      throw MATError(
        .unsupported, variable: name, expected: "an archive that is not encrypted",
        found: "an encrypted member")
    }
    guard [0, 8].contains(entry.method) else {
      throw MATError(
        .unsupported, variable: name, expected: "members that are stored or deflated",
        found: "the method \(entry.method)")
    }
    try readLongNumbers(of: &entry, in: nameEnd..<nameEnd + extraCount)
    entries.append(entry)
  }

  /// The numbers of 64 bits that stand, in their order, for those of which all 32 bits are set.
  private func readLongNumbers(of entry: inout Entry, in extra: Range<Int>) throws(MATError) {
    let mark = 0xFFFF_FFFF
    var missing: [WritableKeyPath<Entry, Int>] = []
    for path in [\Entry.count, \.storedCount, \.start] where entry[keyPath: path] == mark {
      missing.append(path)
    }
    var position = extra.lowerBound
    while !missing.isEmpty, extra.upperBound - position >= 4 {
      let count = try number(at: position + 2, 2)
      if try number(at: position, 2) == 1 {
        guard 8 * missing.count <= count, position + 4 + count <= extra.upperBound else { break }
        for (index, path) in missing.enumerated() {
          entry[keyPath: path] = try number(at: position + 4 + 8 * index, 8)
        }
        return
      }
      position += 4 + count
    }
    guard missing.isEmpty else {
      throw Self.damage(
        at: extra.lowerBound, expected: "numbers of 64 bits for \(entry.name)", found: "none")
    }
  }

  /// A number of so many bytes, the lowest first.
  private func number(at offset: Int, _ width: Int) throws(MATError) -> Int {
    guard offset >= 0, offset <= bytes.count - width else {
      throw Self.damage(at: bytes.count, expected: "more of the archive", found: "its end")
    }
    let number = (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[offset + $1]) }
    // Nothing can lie, or be as long, beyond the file.
    return Int(clamping: number) & (Int.max >> 1)
  }

  private static func damage(at offset: Int, expected: String, found: String) -> MATError {
    MATError(.damaged, offset: offset, expected: expected, found: found)
  }
}
