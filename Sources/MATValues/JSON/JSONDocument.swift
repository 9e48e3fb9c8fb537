import OrderedCollections

/// A JSON text that has been checked, as positions in its bytes: what is where, and nothing decoded yet.
///
/// One pass checks the grammar (RFC 8259) and notes where each array and object ends, so that what
/// is not wanted is passed over at once and a million numbers are not a million nodes. Linear in
/// the text; its memory is 16 bytes an array or object.
struct JSONDocument {
  /// The text.
  let bytes: [UInt8]
  /// Where arrays and objects begin, ascending, and the positions behind their ends.
  private var starts: [Int] = []
  private var ends: [Int] = []
  /// How deep arrays and objects may lie in each other.
  private let depth: Int

  /// Checks a text; throws `.damaged` where it is no JSON, `.limitExceeded` where it nests too deep.
  init(_ bytes: [UInt8], depth: Int) throws(MATError) {
    self.bytes = bytes
    self.depth = depth
    try index()
  }

  /// The kind of a value, by its first byte.
  enum Kind: String {
    case object = "an object"
    case array = "a list"
    case string = "a text"
    case number = "a number"
    case truth = "a truth value"
    case null
  }

  /// Where the whole value begins.
  var root: Int { skippingSpace(0) }

  func kind(at position: Int) -> Kind {
    switch bytes[position] {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .truth
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  /// The bytes of a number, a truth value or null.
  func scalar(at position: Int) -> ArraySlice<UInt8> {
    var end = position
    while end < bytes.count, !Self.endsScalar(bytes[end]) { end += 1 }
    return bytes[position..<end]
  }

  /// Calls `body` with the position of each element of a list.
  func forEachElement(
    ofListAt start: Int, _ body: (Int) throws(MATError) -> Void
  ) throws(MATError) {
    var position = skippingSpace(start + 1)
    while bytes[position] != UInt8(ascii: "]") {
      try body(position)
      position = skippingSpace(end(ofValueAt: position))
      if bytes[position] == UInt8(ascii: ",") { position = skippingSpace(position + 1) }
    }
  }

  /// The members of an object: where the value of each key is. Throws `.damaged` where a key comes twice.
  func members(ofObjectAt start: Int) throws(MATError) -> OrderedDictionary<String, Int> {
    var members: OrderedDictionary<String, Int> = [:]
    var position = skippingSpace(start + 1)
    while bytes[position] != UInt8(ascii: "}") {
      let key = try text(at: position)
      let value = skippingSpace(skippingSpace(end(ofValueAt: position)) + 1)
      guard members.updateValue(value, forKey: key) == nil else {
        throw damage(at: position, expected: "different keys in an object", found: "“\(key)” twice")
      }
      position = skippingSpace(end(ofValueAt: value))
      if bytes[position] == UInt8(ascii: ",") { position = skippingSpace(position + 1) }
    }
    return members
  }

  /// A text as Swift has it; throws `.damaged` where it is none of Unicode's, as half of a
  /// surrogate pair alone.
  func text(at position: Int) throws(MATError) -> String {
    let content = bytes[position + 1..<end(ofValueAt: position) - 1]
    if !content.contains(UInt8(ascii: "\\")), let text = String(validating: content, as: UTF8.self)
    {
      return text
    }
    let units = try units(at: position)
    guard let text = String(validating: units, as: UTF16.self) else {
      throw damage(
        at: position, expected: "a text of Unicode", found: "half of a surrogate pair alone")
    }
    return text
  }

  /// The UTF-16 code units of a text, whatever they are.
  func units(at start: Int) throws(MATError) -> [UInt16] {
    let end = end(ofValueAt: start) - 1
    var units: [UInt16] = []
    units.reserveCapacity(end - start)
    var position = start + 1
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        let (unit, next) = escape(at: position)
        units.append(unit)
        position = next
      } else if byte < 0x80 {
        units.append(UInt16(byte))
        position += 1
      } else {
        var stretch = position
        while stretch < end, bytes[stretch] >= 0x80 { stretch += 1 }
        guard let text = String(validating: bytes[position..<stretch], as: UTF8.self) else {
          throw damage(at: position, expected: "text in UTF-8", found: "other bytes")
        }
        units += text.utf16
        position = stretch
      }
    }
    return units
  }

  /// The error of a place in the text.
  func damage(at position: Int, expected: String, found: String) -> MATError {
    MATError(.damaged, offset: position, expected: expected, found: found)
  }
}

// The grammar.
extension JSONDocument {
  private mutating func index() throws(MATError) {
    var open: [Int] = []
    var position = skippingSpace(0)
    while true {
      var isEmpty = false
      switch try byte(at: position) {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = bytes[position] == UInt8(ascii: "{")
        guard open.count < depth else {
          throw MATError(
            .limitExceeded, offset: position, expected: "lists and objects \(depth) levels deep",
            found: "more", limit: .nesting)
        }
        open.append(starts.count)
        starts.append(position)
        ends.append(0)
        position = skippingSpace(position + 1)
        isEmpty = try byte(at: position) == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        if !isEmpty {
          if isObject { position = try skippingKey(position) }
          continue
        }
      default: position = try checkScalar(at: position)
      }
      guard let next = try climb(&open, from: position, isEmpty: isEmpty) else { return }
      position = next
    }
  }

  /// Goes on behind a value: where the next one of its list or object begins, or nil behind the whole.
  private mutating func climb(
    _ open: inout [Int], from start: Int, isEmpty: Bool
  ) throws(MATError) -> Int? {
    var (position, closes) = (start, isEmpty)
    while let container = open.last {
      position = skippingSpace(position)
      let isObject = bytes[starts[container]] == UInt8(ascii: "{")
      let byte = try byte(at: position)
      if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
        position += 1
        ends[container] = position
        open.removeLast()
        closes = false
      } else if !closes, byte == UInt8(ascii: ",") {
        position = skippingSpace(position + 1)
        return isObject ? try skippingKey(position) : position
      } else {
        throw damage(
          at: position, expected: "a comma or the end of \(isObject ? "an object" : "a list")",
          found: found(at: position))
      }
    }
    position = skippingSpace(position)
    guard position == bytes.count else {
      throw damage(at: position, expected: "the end of the text", found: found(at: position))
    }
    return nil
  }

  /// Where the value of a key begins.
  private func skippingKey(_ start: Int) throws(MATError) -> Int {
    guard try byte(at: start) == UInt8(ascii: "\"") else {
      throw damage(at: start, expected: "a key in quotes", found: found(at: start))
    }
    let colon = skippingSpace(try checkString(at: start))
    guard try byte(at: colon) == UInt8(ascii: ":") else {
      throw damage(at: colon, expected: "a colon", found: found(at: colon))
    }
    return skippingSpace(colon + 1)
  }

  /// Checks a text, number, truth value or null, and returns the position behind it.
  private func checkScalar(at start: Int) throws(MATError) -> Int {
    if bytes[start] == UInt8(ascii: "\"") { return try checkString(at: start) }
    let scalar = scalar(at: start)
    guard
      Self.isNumber(scalar)
        || ["true", "false", "null"].contains(where: { scalar.elementsEqual($0.utf8) })
    else { throw damage(at: start, expected: "a value of JSON", found: found(at: start)) }
    return scalar.endIndex
  }

  private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !leadsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      if digits() == 0 { return false }
    }
    if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }

  /// Checks a text in quotes, and returns the position behind it.
  private func checkString(at start: Int) throws(MATError) -> Int {
    var position = start + 1
    while true {
      switch try byte(at: position) {
      case UInt8(ascii: "\""): return position + 1
      case UInt8(ascii: "\\"):
        let mark = try byte(at: position + 1)
        if mark == UInt8(ascii: "u") {
          for offset in 2..<6 where Self.digit(try byte(at: position + offset)) == nil {
            throw damage(
              at: position, expected: "four hexadecimal digits",
              found: found(at: position + offset))
          }
          position += 6
        } else if "\"\\/bfnrt".utf8.contains(mark) {
          position += 2
        } else {
          throw damage(at: position, expected: "an escape of JSON", found: found(at: position + 1))
        }
      case 0..<0x20:
        throw damage(at: position, expected: "text in quotes", found: "a control character")
      default: position += 1
      }
    }
  }

  /// The code unit of an escape that was checked, and the position behind it.
  private func escape(at position: Int) -> (unit: UInt16, next: Int) {
    let mark = bytes[position + 1]
    switch mark {
    case UInt8(ascii: "u"):
      let unit = (2..<6).reduce(UInt16(0)) {
        $0 << 4 | UInt16(Self.digit(bytes[position + $1]) ?? 0)
      }
      return (unit, position + 6)
    case UInt8(ascii: "b"): return (8, position + 2)
    case UInt8(ascii: "f"): return (12, position + 2)
    case UInt8(ascii: "n"): return (10, position + 2)
    case UInt8(ascii: "r"): return (13, position + 2)
    case UInt8(ascii: "t"): return (9, position + 2)
    default: return (UInt16(mark), position + 2)
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }

  /// The position behind a value.
  private func end(ofValueAt position: Int) -> Int {
    switch bytes[position] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var (low, high) = (0, starts.count)
      while low < high {
        let middle = (low + high) / 2
        if starts[middle] < position { low = middle + 1 } else { high = middle }
      }
      return ends[low]
    case UInt8(ascii: "\""):
      var end = position + 1
      while bytes[end] != UInt8(ascii: "\"") {
        end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      return end + 1
    default: return scalar(at: position).endIndex
    }
  }

  private func byte(at position: Int) throws(MATError) -> UInt8 {
    guard position < bytes.count else {
      throw damage(at: bytes.count, expected: "more of a value of JSON", found: "the end")
    }
    return bytes[position]
  }

  private func found(at position: Int) -> String {
    guard position < bytes.count else { return "the end" }
    return "“" + String(decoding: bytes[position...].prefix(12), as: UTF8.self).printable + "”"
  }

  private func skippingSpace(_ start: Int) -> Int {
    var position = start
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    return position
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: "}")
  }
}
