/// Bytes put together in the order in which a format has them, numbers little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ bytes: some Sequence<UInt8>) { self.bytes.append(contentsOf: bytes) }

  mutating func put(_ text: String) { put(text.utf8) }

  mutating func put<Number: FixedWidthInteger>(_ number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }

  mutating func put(_ number: Double) { put(number.bitPattern) }
  mutating func put(_ number: Float) { put(number.bitPattern) }

  // Protocol Buffers, "Encoding": a field is its number and wire type as a variable-length integer, then its value.

  /// A whole number in groups of seven bits, the lowest first.
  mutating func putVariable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A field that is a whole number.
  mutating func put(field: UInt64, _ value: Int) {
    putVariable(field << 3)
    putVariable(UInt64(bitPattern: Int64(value)))
  }

  /// A field that is a number of single precision.
  mutating func put(field: UInt64, _ value: Float) {
    putVariable(field << 3 | 5)
    put(value)
  }

  /// A field that is a text, bytes or a message.
  mutating func put(field: UInt64, _ content: some Collection<UInt8>) {
    putVariable(field << 3 | 2)
    putVariable(UInt64(content.count))
    put(content)
  }

  mutating func put(field: UInt64, _ text: String) { put(field: field, text.utf8) }

  /// A field that is a message.
  mutating func put(field: UInt64, message: (inout ByteWriter) -> Void) {
    var writer = ByteWriter()
    message(&writer)
    put(field: field, writer.bytes)
  }
}
