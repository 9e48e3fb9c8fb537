/// The elements of a version 5 file, taken apart so that they can be moved about: put together again, every
/// length fits. Fuzz/ has this file too, by a link.
struct ElementTree {
  /// A data element, with its tag's type.
  struct Element {
    var type: UInt32
    var isSmall = false
    var content: Content
  }

  enum Content {
    case bytes([UInt8])
    /// Those of an array, one after the other.
    case elements([Element])
  }

  private static let headerSize = 128
  private static let (arrayType, compressedType): (UInt32, UInt32) = (14, 15)

  private let header: [UInt8]
  private let isBigEndian: Bool
  var elements: [Element]

  /// Nil where the bytes are no file of version 5, or its elements do not follow each other to the end.
  init?(_ file: [UInt8]) {
    guard file.count > Self.headerSize, file[124...125].contains(1) else { return nil }
    switch (file[126], file[127]) {
    case (0x49, 0x4D): isBigEndian = false
    case (0x4D, 0x49): isBigEndian = true
    default: return nil
    }
    header = Array(file[..<Self.headerSize])
    guard let elements = Self.elements(in: file[Self.headerSize...], isBigEndian, depth: 0) else {
      return nil
    }
    self.elements = elements
  }

  private static func elements(
    in bytes: ArraySlice<UInt8>, _ isBigEndian: Bool, depth: Int
  ) -> [Element]? {
    func word(_ offset: Int) -> UInt32 {
      let bytes = bytes[offset..<offset + 4]
      return (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }
    var elements: [Element] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      guard bytes.endIndex - start >= 8 else { return nil }
      let first = word(start)
      let isSmall = first >> 16 != 0
      let count = isSmall ? Int(first >> 16) : Int(word(start + 4))
      let (type, data) = (isSmall ? first & 0xFFFF : first, start + (isSmall ? 4 : 8))
      guard (1...18).contains(type), count <= bytes.endIndex - data, !isSmall || count <= 4 else {
        return nil
      }
      let content = bytes[data..<data + count]
      let nested =
        type == arrayType && depth < 50
        ? self.elements(in: content, isBigEndian, depth: depth + 1)
        : nil
      elements.append(
        Element(
          type: type, isSmall: isSmall,
          content: nested.map { .elements($0) } ?? .bytes(Array(content))))
      let isPadded = type != arrayType && type != compressedType
      start = isSmall ? start + 8 : data + (isPadded ? (count + 7) / 8 * 8 : count)
    }
    return elements
  }

  /// The file again. Each of the elements goes through `outermost`, which may compress it; `subsystemOffset`
  /// gives what the header says of the place of the objects' data, where it is to say something else, from
  /// where the elements begin.
  func file(
    outermost: (_ array: [UInt8]) -> [UInt8] = { $0 },
    subsystemOffset: ([Int]) -> Int? = { _ in nil }
  ) -> [UInt8] {
    var file = header
    var starts: [Int] = []
    for element in elements {
      starts.append(file.count)
      file += outermost(bytes(of: element))
    }
    if let offset = subsystemOffset(starts) {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: offset >> (8 * $0)) }
      file.replaceSubrange(116..<124, with: isBigEndian ? bytes.reversed() : bytes)
    }
    return file
  }

  private func bytes(of element: Element) -> [UInt8] {
    let content: [UInt8] =
      switch element.content {
      case .bytes(let bytes): bytes
      case .elements(let elements): elements.flatMap { bytes(of: $0) }
      }
    if element.isSmall && content.count <= 4 {
      return word(element.type | UInt32(content.count) << 16) + content
        + Array(repeating: 0, count: 4 - content.count)
    }
    let isPadded = element.type != Self.arrayType && element.type != Self.compressedType
    return word(element.type) + word(UInt32(truncatingIfNeeded: content.count)) + content
      + Array(repeating: 0, count: isPadded ? (8 - content.count % 8) % 8 : 0)
  }

  private func word(_ word: UInt32) -> [UInt8] {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    return isBigEndian ? bytes.reversed() : bytes
  }

  /// A compressed element of an array: a zlib stream of stored blocks with its right checksum.
  func compressed(_ array: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = array[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      stream.append(rest.isEmpty ? 1 : 0)
      for part in [count, ~count] {
        stream += [UInt8(truncatingIfNeeded: part), UInt8(part >> 8)]
      }
      stream += block
    } while !rest.isEmpty
    // RFC 1950, section 9.
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in array {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let checksum = b << 16 | a
    stream += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32($0))) }
    return word(Self.compressedType) + word(UInt32(stream.count)) + stream
  }
}

// Elements by their places: an index at each level.
extension ElementTree {
  /// The places of all elements, or of all arrays.
  func places(arraysOnly: Bool) -> [[Int]] {
    func places(_ elements: [Element], _ path: [Int]) -> [[Int]] {
      elements.enumerated().flatMap { index, element -> [[Int]] in
        let own = arraysOnly && element.type != Self.arrayType ? [] : [path + [index]]
        guard case .elements(let nested) = element.content else { return own }
        return own + places(nested, path + [index])
      }
    }
    return places(elements, [])
  }

  subscript(place: [Int]) -> Element {
    get { Self.element(at: place[...], in: elements) }
    set { Self.set(newValue, at: place[...], in: &elements) }
  }

  private static func element(at place: ArraySlice<Int>, in elements: [Element]) -> Element {
    let element = elements[place[place.startIndex]]
    guard place.count > 1, case .elements(let nested) = element.content else { return element }
    return self.element(at: place.dropFirst(), in: nested)
  }

  private static func set(
    _ new: Element, at place: ArraySlice<Int>, in elements: inout [Element]
  ) {
    let index = place[place.startIndex]
    guard place.count > 1, case .elements(var nested) = elements[index].content else {
      elements[index] = new
      return
    }
    set(new, at: place.dropFirst(), in: &nested)
    elements[index].content = .elements(nested)
  }
}
