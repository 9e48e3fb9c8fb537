/// Bytes of a text, with numbers written short.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes a number with at most two decimals, without zeros that say nothing: `12.5`, `-.25`.
  mutating func write(_ number: Double) {
    writeHundredths(Self.hundredths(number))
  }

  /// Writes a number after another, with a space where they would run together.
  mutating func writeNext(_ hundredths: Int) {
    if hundredths >= 0 { bytes.append(UInt8(ascii: " ")) }
    writeHundredths(hundredths)
  }

  mutating func writeHundredths(_ hundredths: Int) {
    if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if whole > 0 || fraction == 0 { writeDigits(whole) }
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(fraction / 10))
    if fraction % 10 > 0 { bytes.append(UInt8(ascii: "0") + UInt8(fraction % 10)) }
  }

  static func hundredths(_ number: Double) -> Int {
    Int((min(max(number.isNaN ? 0 : number, -1e9), 1e9) * 100).rounded())
  }

  private mutating func writeDigits(_ number: UInt) {
    if number >= 10 { writeDigits(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Writes text so that XML reads it as text, with markup escaped.
  mutating func writeEscaped(_ text: String) {
    for character in text.printable.unicodeScalars {
      switch character {
      case "&": write("&amp;")
      case "<": write("&lt;")
      case ">": write("&gt;")
      case "\"": write("&quot;")
      default: write(String(character))
      }
    }
  }

  /// Writes bytes in base 64 (RFC 4648, section 4).
  mutating func writeBase64(_ data: [UInt8]) {
    bytes.reserveCapacity(bytes.count + (data.count + 2) / 3 * 4)
    for start in stride(from: 0, to: data.count, by: 3) {
      let count = min(3, data.count - start)
      var group = UInt32(data[start]) << 16
      if count > 1 { group |= UInt32(data[start + 1]) << 8 }
      if count > 2 { group |= UInt32(data[start + 2]) }
      for place in 0..<4 {
        bytes.append(
          place <= count
            ? Self.base64[Int(group >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
  }

  private static let base64 = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
