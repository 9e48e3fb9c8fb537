/// JSON text under construction, as UTF-8: the tokens that canonical JSON is made of.
package struct JSONText {
  private(set) var utf8: [UInt8] = []

  mutating func removeAll() {
    utf8.removeAll(keepingCapacity: true)
  }

  /// Punctuation and other text that needs no escape.
  mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { unsafe utf8.append(contentsOf: $0) }
  }

  mutating func append(_ byte: UInt8) {
    utf8.append(byte)
  }

  mutating func append(_ truth: Bool) {
    append(truth ? "true" : "false")
  }

  mutating func append(integer: some FixedWidthInteger) {
    var magnitude = UInt64(integer.magnitude)
    if integer < 0 { utf8.append(UInt8(ascii: "-")) }
    let start = utf8.count
    repeat {
      let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
      utf8.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      magnitude = quotient
    } while magnitude > 0
    utf8[start...].reverse()
  }

  /// The shortest text that reads back as the same number; a whole number below 2⁵³ as an integer.
  mutating func append(number: Double) {
    if let whole = Int(exactly: number), whole.magnitude < 1 << 53,
      whole != 0 || number.sign == .plus
    {
      append(integer: whole)
    } else if number.isFinite {
      utf8.append(contentsOf: number.description.utf8)
    } else {
      appendNonFinite(isNaN: number.isNaN, sign: number.sign)
    }
  }

  /// The shortest text that reads back as the same number in single precision.
  mutating func append(number: Float) {
    if let whole = Int(exactly: number), whole.magnitude < 1 << 24,
      whole != 0 || number.sign == .plus
    {
      append(integer: whole)
    } else if number.isFinite {
      utf8.append(contentsOf: number.description.utf8)
    } else {
      appendNonFinite(isNaN: number.isNaN, sign: number.sign)
    }
  }

  /// A text, or null for none.
  mutating func append(textOrNull text: String?) {
    if let text { append(string: text) } else { append("null") }
  }

  private mutating func appendNonFinite(isNaN: Bool, sign: FloatingPointSign) {
    switch (isNaN, sign) {
    case (true, _): append("\"NaN\"")
    case (false, .plus): append("\"Infinity\"")
    case (false, .minus): append("\"-Infinity\"")
    }
  }

  /// A string in quotes; what could command a terminal is escaped.
  mutating func append(string: String) {
    if string.utf8.contains(where: { $0 >= 0x7F }) { return append(string: string.utf16) }
    utf8.append(UInt8(ascii: "\""))
    for byte in string.utf8 { append(escaping: byte) }
    utf8.append(UInt8(ascii: "\""))
  }

  /// A string in quotes from UTF-16 code units; a surrogate without its partner becomes its escape.
  mutating func append(string units: some Sequence<UInt16>) {
    utf8.append(UInt8(ascii: "\""))
    var pendingLead: UInt16?
    for unit in units {
      if let lead = pendingLead {
        pendingLead = nil
        if UTF16.isTrailSurrogate(unit) {
          appendPair(lead, unit)
          continue
        }
        appendEscape(lead)
      }
      if UTF16.isLeadSurrogate(unit) {
        pendingLead = unit
      } else if UTF16.isTrailSurrogate(unit) {
        appendEscape(unit)
      } else {
        append(unit: unit)
      }
    }
    if let pendingLead { appendEscape(pendingLead) }
    utf8.append(UInt8(ascii: "\""))
  }

  /// A code unit that is no surrogate. DEL, the second set of control characters, those that turn the
  /// direction of writing round, Unicode's line ends and what has no width are escaped, as JSON allows for any: the text
  /// means the same, and a terminal that shows it is not commanded.
  private mutating func append(unit: UInt16) {
    switch unit {
    case 0..<0x7F:
      append(escaping: UInt8(truncatingIfNeeded: unit))
    case 0x7F..<0xA0, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
      appendEscape(unit)
    case 0x80..<0x800:
      utf8.append(0xC0 | UInt8(truncatingIfNeeded: unit >> 6))
      appendContinuation(UInt32(unit))
    default:
      utf8.append(0xE0 | UInt8(truncatingIfNeeded: unit >> 12))
      appendContinuation(UInt32(unit) >> 6)
      appendContinuation(UInt32(unit))
    }
  }

  private mutating func appendPair(_ lead: UInt16, _ trail: UInt16) {
    let scalar = 0x10000 + ((UInt32(lead) & 0x3FF) << 10) + (UInt32(trail) & 0x3FF)
    utf8.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
    appendContinuation(scalar >> 12)
    appendContinuation(scalar >> 6)
    appendContinuation(scalar)
  }

  private mutating func appendContinuation(_ bits: UInt32) {
    utf8.append(0x80 | UInt8(truncatingIfNeeded: bits & 0x3F))
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case UInt8(ascii: "\n"): append("\\n")
    case UInt8(ascii: "\r"): append("\\r")
    case UInt8(ascii: "\t"): append("\\t")
    case 0..<0x20: appendEscape(UInt16(byte))
    default: utf8.append(byte)
    }
  }

  /// `\u` and four hexadecimal digits.
  private mutating func appendEscape(_ unit: UInt16) {
    append("\\u")
    for shift in [12, 8, 4, 0] {
      let digit = UInt8(truncatingIfNeeded: (unit >> UInt16(shift)) & 0xF)
      utf8.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
