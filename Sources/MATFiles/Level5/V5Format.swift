/// The data types of a version 5 file's tags (MAT-File Format, table 1-1, the `mi…` constants).
enum V5DataType: UInt32 {
  case int8 = 1
  case uint8 = 2
  case int16 = 3
  case uint16 = 4
  case int32 = 5
  case uint32 = 6
  case single = 7
  case double = 9
  case int64 = 12
  case uint64 = 13
  case matrix = 14
  case compressed = 15
  case utf8 = 16
  case utf16 = 17
  case utf32 = 18

  /// The bytes of one element; 1 for the types that hold other elements.
  var elementSize: Int {
    switch self {
    case .int8, .uint8, .utf8, .matrix, .compressed: 1
    case .int16, .uint16, .utf16: 2
    case .int32, .uint32, .single, .utf32: 4
    case .int64, .uint64, .double: 8
    }
  }

  /// The bytes of so many elements: the greatest number, which no data have, where the product overflows.
  ///
  /// Counts come from sizes that a file claims, and that their product with one another fits says nothing of
  /// their product with the size of an element.
  func byteCount(of count: Int) -> Int { count.multipliedSaturating(by: elementSize) }

  /// The class that has numbers of this type as they are; nil where elements are no numbers.
  var numericClass: MATNumericClass? { MATNumericClass.ofTypes[Int(rawValue)] }

  /// The type under which a file stores numbers of a class as they are.
  init(_ numericClass: MATNumericClass) { self = numericClass.version5.type }

  /// Whether elements of this type are numbers.
  var isNumeric: Bool { numericClass != nil }
}

/// The array classes of a version 5 file (table 1-3, the `mx…` constants, and the three that newer
/// versions of MATLAB added).
enum V5ArrayClass: UInt8 {
  case cell = 1
  case structure = 2
  case object = 3
  case char = 4
  case sparse = 5
  case double = 6
  case single = 7
  case int8 = 8
  case uint8 = 9
  case int16 = 10
  case uint16 = 11
  case int32 = 12
  case uint32 = 13
  case int64 = 14
  case uint64 = 15
  case functionHandle = 16
  case opaque = 17

  /// The class of the numbers, nil where the array holds something else.
  var numericClass: MATNumericClass? { MATNumericClass.ofArrays[Int(rawValue)] }
}

extension MATNumericClass {
  /// How version 5 files have numbers of the class as they are: the one place that tells the ten apart.
  var version5: (type: V5DataType, arrayClass: V5ArrayClass) {
    switch self {
    case .double: (.double, .double)
    case .single: (.single, .single)
    case .int8: (.int8, .int8)
    case .uint8: (.uint8, .uint8)
    case .int16: (.int16, .int16)
    case .uint16: (.uint16, .uint16)
    case .int32: (.int32, .int32)
    case .uint32: (.uint32, .uint32)
    case .int64: (.int64, .int64)
    case .uint64: (.uint64, .uint64)
    }
  }

  /// The classes by the numbers of their types, and by those of their arrays.
  fileprivate static let ofTypes = byNumber { Int($0.type.rawValue) }
  fileprivate static let ofArrays = byNumber { Int($0.arrayClass.rawValue) }

  private static func byNumber(
    _ number: ((type: V5DataType, arrayClass: V5ArrayClass)) -> Int
  ) -> [MATNumericClass?] {
    // There are types and classes of numbers up to 18.
    var classes = [MATNumericClass?](repeating: nil, count: 19)
    for numericClass in allCases { classes[number(numericClass.version5)] = numericClass }
    return classes
  }
}

/// What the 128 bytes at the beginning of a version 5 file say, or the 8 that streams of Simulink and MATLAB's
/// serialised values have in their place.
struct V5FileHeader {
  static let size = 128
  /// The bytes of the header without text: version, byte order, and four zeros.
  static let reducedSize = 8

  /// Whether numbers are stored with the most significant byte first.
  let isBigEndian: Bool
  /// The high byte of the version: 1 for version 5, 2 for 7.3.
  let majorVersion: Int
  /// Where the subsystem's element starts, which holds the data of MATLAB's own objects; nil where the
  /// file has none.
  let subsystemOffset: Int?
  /// Where the first element starts.
  var byteCount = V5FileHeader.size
  /// Whether Octave may have written the file, which counts four bytes too many for some char arrays.
  var mayBeOctaves = false
  /// Whether MATLAB wrote the file on a system whose encoding is UTF-8.
  private var isFromUTF8System = false

  /// The header of a file that has lost it.
  init(isBigEndian: Bool) {
    self.isBigEndian = isBigEndian
    majorVersion = 1
    subsystemOffset = nil
    mayBeOctaves = true
  }

  /// Reads the header without text, which an array follows; nil where the bytes are not one.
  init?(reduced head: [UInt8]) {
    switch Array(head.prefix(Self.reducedSize)) {
    case [0, 1, 0x49, 0x4D, 0, 0, 0, 0]: self.init(isBigEndian: false)
    case [1, 0, 0x4D, 0x49, 0, 0, 0, 0]: self.init(isBigEndian: true)
    default: return nil
    }
    let tag = head.dropFirst(Self.reducedSize).prefix(4)
    guard Array(isBigEndian ? Array(tag.reversed()) : Array(tag)) == [14, 0, 0, 0] else {
      return nil
    }
    (byteCount, mayBeOctaves) = (Self.reducedSize, false)
  }

  /// Reads the header; nil where the bytes are not one.
  init?(_ header: [UInt8]) {
    guard header.count >= Self.size else { return nil }
    switch (header[126], header[127]) {
    case (UInt8(ascii: "I"), UInt8(ascii: "M")): isBigEndian = false
    case (UInt8(ascii: "M"), UInt8(ascii: "I")): isBigEndian = true
    default: return nil
    }
    majorVersion = Int(header[isBigEndian ? 124 : 125])
    guard (1...2).contains(majorVersion) else { return nil }
    let text = String(decoding: header[..<116], as: UTF8.self)
    mayBeOctaves = text.contains("written by Octave")
    isFromUTF8System = ["Platform: GLNX", "Platform: MAC"].contains { text.contains($0) }
    // Spaces, zeros or the offset: files without a subsystem have eight of either.
    let field = header[116..<124]
    if field.allSatisfy({ $0 == 0x20 }) || field.allSatisfy({ $0 == 0 }) {
      subsystemOffset = nil
    } else {
      let bytes = isBigEndian ? Array(field) : field.reversed()
      let offset = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      subsystemOffset = Int(exactly: offset)
    }
  }

  /// The encoding of a variable's text. What is found out by itself is only where it can be: in what
  /// MATLAB's `save -v6` wrote, which never compresses.
  func encoding(_ wanted: MATTextEncoding, isCompressed: Bool) -> MATTextEncoding {
    wanted != .automatic || isFromUTF8System && !isCompressed ? wanted : .utf16
  }
}

/// A tag: the type and place of the data that follow it.
struct V5Tag {
  let type: V5DataType
  /// Where the data lie.
  let data: Range<Int>
  /// Where the next tag starts, behind the padding.
  let next: Int
}

extension ByteReader {
  /// The tag at `offset` of an element that ends at `end`.
  ///
  /// A tag is two 32-bit numbers, type and byte count, or, for at most four bytes, one word of both (the
  /// count in the upper half) with the data behind it. Data are padded to eight bytes, except whole
  /// arrays and compressed ones; a last padding that is missing is let pass, as MATLAB does.
  /// Throws `.damaged` for an unknown type and for data that do not fit before `end`.
  mutating func tag(at offset: Int, end: Int) throws(MATError) -> V5Tag {
    guard offset + 8 <= end else {
      throw MATError(
        .damaged, offset: offset, expected: "a tag of 8 bytes",
        found: "\(max(0, end - offset)) bytes before the end of the element")
    }
    let word = try uint32(at: offset)
    let isSmall = word >> 16 != 0
    let count = isSmall ? Int(word >> 16) : Int(try uint32(at: offset + 4))
    let start = offset + (isSmall ? 4 : 8)
    guard let type = V5DataType(rawValue: isSmall ? word & 0xFFFF : word), !isSmall || count <= 4
    else {
      throw MATError(
        .damaged, offset: offset, expected: "the tag of a data element",
        found: "the number \(word), which is none")
    }
    guard count <= end - start else {
      throw MATError(
        .damaged, offset: offset, expected: "\(count) bytes of data",
        found: "\(end - start) before the end of the \(end == self.count ? "data" : "element")")
    }
    let isPadded = type != .matrix && type != .compressed
    let next = isSmall ? offset + 8 : start + (isPadded ? (count + 7) / 8 * 8 : count)
    return V5Tag(type: type, data: start..<start + count, next: min(next, end))
  }
}
