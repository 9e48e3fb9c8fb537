/// The fields of a message of Protocol Buffers, one after the other.
///
/// A field is its number and wire type as a variable-length integer, then its value (Protocol Buffers, "Encoding").
/// Every length is checked against the bytes that are there; nothing is copied before it is.
struct MessageFields {
  /// What a field holds, by its wire type.
  enum Value {
    /// Wire type 0.
    case integer(UInt64)
    /// Wire types 1 and 5: so many bytes.
    case bits64(UInt64)
    case bits32(UInt32)
    /// Wire type 2: text, bytes, a message, or numbers packed together.
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end.
  ///
  /// - Throws: ``Damage`` where a field ends beyond the message, or has a wire type that no writer has used for
  ///   twenty years.
  mutating func next() throws(Damage) -> (number: UInt64, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try integer()
    switch key & 7 {
    case 0: return (key >> 3, .integer(try integer()))
    case 1: return (key >> 3, .bits64(Self.bits(try slice(8))))
    case 5: return (key >> 3, .bits32(UInt32(truncatingIfNeeded: Self.bits(try slice(4)))))
    case 2:
      guard let length = Int(exactly: try integer()) else { throw Damage() }
      return (key >> 3, .bytes(try slice(length)))
    default: throw Damage()
    }
  }

  /// A variable-length integer of at most ten bytes, seven bits each, the lowest first.
  private mutating func integer() throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard let byte = rest.popFirst() else { throw Damage() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Damage()
  }

  private mutating func slice(_ count: Int) throws(Damage) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw Damage() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private static func bits(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// That a message is not sound.
  struct Damage: Error {}
}

extension MessageFields {
  /// Reads the integers of a field that may hold one, or many packed together.
  static func integers(_ value: Value) throws(Damage) -> [Int] {
    switch value {
    case .integer(let number): return [Int(Int64(bitPattern: number))]
    case .bytes(let bytes):
      var (numbers, packed) = ([Int](), MessageFields(bytes))
      while !packed.rest.isEmpty {
        numbers.append(Int(Int64(bitPattern: try packed.integer())))
      }
      return numbers
    default: throw Damage()
    }
  }

  /// Reads the numbers of so many bytes each of a field that may hold one, or many packed together.
  static func patterns(_ value: Value, width: Int) throws(Damage) -> [UInt64] {
    switch value {
    case .bits32(let bits) where width == 4: return [UInt64(bits)]
    case .bits64(let bits) where width == 8: return [bits]
    case .bytes(let bytes):
      guard bytes.count.isMultiple(of: width) else { throw Damage() }
      return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map {
        Self.bits(bytes[$0..<$0 + width])
      }
    default: throw Damage()
    }
  }
}
