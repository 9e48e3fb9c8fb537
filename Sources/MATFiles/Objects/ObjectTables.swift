/// The bytes of the first cell of a FileWrapper__, taken apart; `ObjectStore.swift` tells what they hold.
struct ObjectTables {
  /// The tables by their number in the header.
  enum Table: Int {
    case classes, saved, objects, plain, added
  }

  private var reader: ByteReader
  private let nameCount: Int
  /// Where each table begins, and where the last that is read ends.
  private let starts: [Int]

  private static let headerSize = 40

  init(_ bytes: [UInt8], isBigEndian: Bool) throws(MATError) {
    var reader = ByteReader(bytes, isBigEndian: isBigEndian)
    guard bytes.count >= Self.headerSize else {
      throw ObjectStore.damage(
        expected: "\(Self.headerSize) bytes of a header", found: "\(bytes.count)")
    }
    nameCount = Int(try reader.uint32(at: 4))
    var starts: [Int] = []
    for table in 0...Table.added.rawValue + 1 {
      let start = Int(try reader.uint32(at: 8 + 4 * table))
      let least = starts.last ?? Self.headerSize
      guard (least...bytes.count).contains(start), (start - least) % 4 == 0 || starts.isEmpty else {
        throw ObjectStore.damage(
          expected: "a table that begins from byte \(least) to byte \(bytes.count)",
          found: "byte \(start)")
      }
      starts.append(start)
    }
    self.starts = starts
    self.reader = reader
  }

  /// The version in the first word of the bytes, which alone is the same in all versions.
  static func version(of bytes: [UInt8], isBigEndian: Bool) throws(MATError) -> Int {
    var reader = ByteReader(bytes, isBigEndian: isBigEndian)
    return Int(try reader.uint32(at: 0))
  }

  /// The names, each ended by a zero byte.
  mutating func names() throws(MATError) -> [String] {
    let bytes = try reader.bytes(Self.headerSize..<starts[0])
    let names = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard names.count >= nameCount else {
      throw ObjectStore.damage(expected: "\(nameCount) names", found: "\(names.count)")
    }
    return names
  }

  /// The rows of a table whose rows have one width.
  mutating func rows(of table: Table, width: Int) throws(MATError) -> [[Int]] {
    let words = try words(of: table)
    guard words.count % width == 0 else {
      throw ObjectStore.damage(
        expected: "rows of \(width) words", found: "\(words.count) words")
    }
    return stride(from: 0, to: words.count, by: width).map { Array(words[$0..<$0 + width]) }
  }

  /// The lists of properties in a table.
  mutating func properties(
    in table: Table, _ names: [String], _ values: Range<Int>
  ) throws(MATError) -> [[ObjectStore.Property]] {
    var lists: [[ObjectStore.Property]] = []
    for list in try self.lists(in: table, width: 3) {
      var properties: [ObjectStore.Property] = []
      for start in stride(from: 0, to: list.count, by: 3) {
        properties.append(
          ObjectStore.Property(
            name: try names.name(list[start]),
            content: try Self.content(kind: list[start + 1], list[start + 2], names, values)))
      }
      lists.append(properties)
    }
    return lists
  }

  private static func content(
    kind: Int, _ word: Int, _ names: [String], _ values: Range<Int>
  ) throws(MATError) -> ObjectStore.Property.Content {
    switch kind {
    case 0: return .enumerationMember(try names.name(word))
    case 1:
      guard word < values.count else {
        throw ObjectStore.damage(
          expected: "one of \(values.count) values of properties", found: "number \(word)")
      }
      return .cell(values.lowerBound + word)
    case 2: return .number(UInt32(word))
    default: return .unknown(kind)
    }
  }

  /// The lists in a table: the words of each, its count and padding left out.
  mutating func lists(in table: Table, width: Int) throws(MATError) -> [[Int]] {
    let words = try words(of: table)
    var lists: [[Int]] = []
    var position = 0
    while position < words.count {
      let (length, overflow) = words[position].multipliedReportingOverflow(by: width)
      let start = position + 1
      guard !overflow, length <= words.count - start else {
        throw ObjectStore.damage(
          expected: "\(words[position]) members of a list", found: "\(words.count - start) words")
      }
      lists.append(Array(words[start..<start + length]))
      position = start + length
      position += position % 2
    }
    return lists
  }

  private mutating func words(of table: Table) throws(MATError) -> [Int] {
    let range = starts[table.rawValue]..<starts[table.rawValue + 1]
    let words: [UInt32] = try reader.stored(V5Data(type: .uint32, range: range))
    return words.map(Int.init)
  }
}
