import MATFiles

/// Reads the text of a Python dictionary as NumPy writes it into a header: texts, truth values and tuples of whole
/// numbers, and nothing that could be executed.
struct PythonLiteral {
  enum Value {
    case text(String)
    case truth(Bool)
    case numbers([Int])
    /// A list, as that of the fields of a structured array, which is passed over.
    case list
  }

  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func value() throws(MATError) -> Value {
    skipSpace()
    switch text.dropFirst(position).first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "("): return .numbers(try numbers())
    case UInt8(ascii: "["):
      try skipList()
      return .list
    default:
      for (word, truth) in [("True", true), ("False", false)] where skip(word) {
        return .truth(truth)
      }
      throw damage(expected: "a text, a truth value or a tuple", found: "something else")
    }
  }

  /// A text in quotes of either kind, without escapes.
  mutating func string() throws(MATError) -> String {
    skipSpace()
    guard let quote = text.dropFirst(position).first,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = text[(position + 1)...].firstIndex(of: quote)
    else { throw damage(expected: "a text in quotes", found: "something else") }
    let content = text[position + 1..<end]
    guard !content.contains(UInt8(ascii: "\\")),
      let string = String(validating: content, as: UTF8.self)
    else { throw damage(expected: "a text without escapes", found: "another") }
    position = end + 1
    return string
  }

  /// A tuple of whole numbers, none of them negative.
  private mutating func numbers() throws(MATError) -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while !skip(")") {
      skipSpace()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
        throw damage(expected: "a whole number that fits memory", found: "something else")
      }
      numbers.append(number)
      position = digits.endIndex
      // Python 2 wrote long integers so.
      _ = skip("L")
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return numbers
  }

  /// Passes over a list and all that is in it.
  private mutating func skipList() throws(MATError) {
    var depth = 0
    repeat {
      skipSpace()
      guard position < text.count else {
        throw damage(expected: "the end of a list", found: "the end of the header")
      }
      switch text[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "["), UInt8(ascii: "("):
        depth += 1
        position += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        position += 1
      default: position += 1
      }
    } while depth > 0
  }

  /// Passes over a word where it comes next.
  mutating func skip(_ word: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  mutating func expect(_ word: String) throws(MATError) {
    guard skip(word) else { throw damage(expected: "“\(word)”", found: "something else") }
  }

  mutating func expectEnd() throws(MATError) {
    skipSpace()
    guard position == text.count else {
      throw damage(expected: "the end of the header", found: "more")
    }
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  func damage(expected: String, found: String) -> MATError {
    MATError(
      .damaged, expected: "\(expected) in the header of an array of NumPy's", found: found)
  }
}
