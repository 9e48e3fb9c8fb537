/// The tree as bytes: a byte that names the kind, then the count of elements where there are several, then
/// the elements; numbers have 8 or 4 bytes, little end first. Records are written in the order of their
/// keys, so that equal trees have equal bytes.
extension StateNode {
  /// Appends the node to `bytes`.
  func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(0)
    case .bool(let value): bytes.append(value ? 2 : 1)
    case .integer(let value): Self.append(3, UInt64(bitPattern: value), to: &bytes)
    case .unsigned(let value): Self.append(4, value, to: &bytes)
    case .double(let bits): Self.append(5, bits, to: &bytes)
    case .float(let bits): Self.append(6, bits, to: &bytes)
    case .text(let text): Self.append(7, text, to: &bytes)
    case .doubles(let array):
      Self.append(8, UInt64(array.count), to: &bytes)
      for bits in array { Self.append(bits, to: &bytes) }
    case .floats(let array):
      Self.append(9, UInt64(array.count), to: &bytes)
      for bits in array { Self.append(bits, to: &bytes) }
    case .list(let nodes):
      Self.append(10, UInt64(nodes.count), to: &bytes)
      for node in nodes { node.write(to: &bytes) }
    case .record(let nodes):
      Self.append(11, UInt64(nodes.count), to: &bytes)
      for (key, node) in nodes.sorted(by: { $0.key < $1.key }) {
        Self.append(7, key, to: &bytes)
        node.write(to: &bytes)
      }
    }
  }

  private static func append(_ kind: UInt8, _ text: String, to bytes: inout [UInt8]) {
    append(kind, UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append<Bits: FixedWidthInteger>(
    _ kind: UInt8, _ value: Bits, to bytes: inout [UInt8]
  ) {
    bytes.append(kind)
    append(value, to: &bytes)
  }

  private static func append<Bits: FixedWidthInteger>(_ value: Bits, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: Bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

/// Reads nodes from bytes that may be damaged; every count is held against the bytes that are left.
struct StateReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  /// Records and lists inside one another, beyond what any method's state needs.
  private static let deepest = 64

  /// A reader of the bytes of a range.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Whether all bytes are read.
  var isAtEnd: Bool { position == end }

  /// The next node; `nil` where the bytes are not those of one.
  mutating func node(depth: Int = 0) -> StateNode? {
    guard depth < Self.deepest, let kind: UInt8 = number() else { return nil }
    switch kind {
    case 0: return .null
    case 1, 2: return .bool(kind == 2)
    case 3: return number().map { .integer(Int64(bitPattern: $0)) }
    case 4: return number().map { .unsigned($0) }
    case 5: return number().map { .double($0) }
    case 6: return number().map { .float($0) }
    case 7: return text().map { .text($0) }
    case 8: return numbers().map { .doubles($0) }
    case 9: return numbers().map { .floats($0) }
    case 10: return list(depth)
    case 11: return record(depth)
    default: return nil
    }
  }

  /// The next number.
  mutating func number<Bits: FixedWidthInteger>() -> Bits? {
    let width = Bits.bitWidth / 8
    guard end - position >= width else { return nil }
    var value: Bits = 0
    for i in 0..<width { value |= Bits(truncatingIfNeeded: bytes[position + i]) << (8 * i) }
    position += width
    return value
  }

  /// A count of elements of at least `width` bytes each.
  private mutating func count(width: Int) -> Int? {
    guard let count: UInt64 = number(), count <= UInt64((end - position) / width) else {
      return nil
    }
    return Int(count)
  }

  private mutating func text() -> String? {
    guard let count = count(width: 1) else { return nil }
    defer { position += count }
    return String(validating: bytes[position..<position + count], as: UTF8.self)
  }

  private mutating func numbers<Bits: FixedWidthInteger>() -> [Bits]? {
    guard let count = count(width: Bits.bitWidth / 8) else { return nil }
    var array: [Bits] = []
    array.reserveCapacity(count)
    for _ in 0..<count {
      guard let bits: Bits = number() else { return nil }
      array.append(bits)
    }
    return array
  }

  private mutating func list(_ depth: Int) -> StateNode? {
    guard let count = count(width: 1) else { return nil }
    var nodes: [StateNode] = []
    for _ in 0..<count {
      guard let node = node(depth: depth + 1) else { return nil }
      nodes.append(node)
    }
    return .list(nodes)
  }

  private mutating func record(_ depth: Int) -> StateNode? {
    guard let count = count(width: 10) else { return nil }
    var nodes: [String: StateNode] = [:]
    for _ in 0..<count {
      guard number() == UInt8(7), let key = text(), let node = node(depth: depth + 1),
        nodes.updateValue(node, forKey: key) == nil
      else { return nil }
    }
    return .record(nodes)
  }
}
