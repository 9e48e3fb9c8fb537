import MATFiles

/// The fields of a table of text as RFC 4180 has them: rows of lines, fields between commas, in quotes where there is a
/// comma, a quote or a line end in them, and two quotes for one.
///
/// Lines end with LF or CRLF, a mark of UTF-8 at the beginning is passed over, and so are blank lines where there is
/// more than one column.
struct CSVText {
  struct Field {
    /// The bytes of the field, without the quotes around it.
    let range: Range<Int>
    let isQuoted: Bool

    var isEmpty: Bool { range.isEmpty && !isQuoted }
  }

  let bytes: [UInt8]
  /// The fields, row by row.
  private(set) var fields: [Field] = []
  private(set) var columnCount = 0
  /// The line on which each row begins, from one.
  private(set) var lines: [Int] = []

  var rowCount: Int { lines.count }

  subscript(row: Int, column: Int) -> Field { fields[row * columnCount + column] }

  /// Takes a text apart; throws `.damaged`, naming the line, where a quote stands in the middle of a field or is never
  /// closed, or a line has more or fewer fields than the first.
  init(_ bytes: [UInt8]) throws(MATError) {
    self.bytes = bytes
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw MATError(.unsupported, expected: "text in UTF-8", found: "text in UTF-16")
    }
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while position < bytes.count {
      let (start, firstLine) = (fields.count, line)
      var isOver = false
      while !isOver { isOver = try appendField(&position, &line) }
      try endRow(from: start, on: firstLine)
    }
    guard rowCount > 0 else {
      throw MATError(.damaged, expected: "a table", found: "an empty file")
    }
    try checkSeparator()
  }

  private mutating func endRow(from start: Int, on line: Int) throws(MATError) {
    let count = fields.count - start
    if rowCount == 0 { columnCount = count }
    if count == 1, columnCount > 1, fields[start].isEmpty {
      fields.removeLast()
      return
    }
    guard count == columnCount else {
      throw Self.damage(
        on: line, expected: "\(columnCount) fields, as on line \(lines[0])", found: "\(count)")
    }
    lines.append(line)
  }

  /// Appends the next field, and passes over what ends it; whether that ends the row too.
  private mutating func appendField(
    _ position: inout Int, _ line: inout Int
  ) throws(MATError) -> Bool {
    let start = position
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      let firstLine = line
      position += 1
      while true {
        guard position < bytes.count else {
          throw Self.damage(
            on: firstLine, expected: "a quote at the end of a field", found: "the end of the file")
        }
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        if bytes[position] == UInt8(ascii: "\"") {
          guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") else { break }
          position += 1
        }
        position += 1
      }
      fields.append(Field(range: start + 1..<position, isQuoted: true))
      position += 1
      return try skipEnd(&position, &line)
    }
    while position < bytes.count, !Self.endsField(bytes[position]) {
      if bytes[position] == UInt8(ascii: "\"") {
        throw Self.damage(
          on: line, expected: "quotes around all of a field", found: "one in the middle")
      }
      position += 1
    }
    fields.append(Field(range: start..<position, isQuoted: false))
    return try skipEnd(&position, &line)
  }

  /// Passes over a comma or a line end; whether the row is over.
  private func skipEnd(_ position: inout Int, _ line: inout Int) throws(MATError) -> Bool {
    guard position < bytes.count else { return true }
    switch bytes[position] {
    case UInt8(ascii: ","):
      position += 1
      return false
    case UInt8(ascii: "\n"):
      position += 1
    case UInt8(ascii: "\r"):
      // A lone CR ends a line too, as on old Macs.
      position += position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n") ? 2 : 1
    default:
      throw Self.damage(
        on: line, expected: "a comma or the end of the line behind a quote", found: "more")
    }
    line += 1
    return true
  }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// Throws where the fields seem to be separated by something else than commas.
  private func checkSeparator() throws(MATError) {
    guard columnCount == 1, rowCount > 1 else { return }
    for (separator, name) in [(UInt8(ascii: ";"), "semicolons"), (0x09, "tabs")] {
      let counts = fields.map { field in
        field.isQuoted ? 0 : bytes[field.range].count { $0 == separator }
      }
      guard counts[0] > 0, counts.allSatisfy({ $0 == counts[0] }) else { continue }
      var error = MATError(
        .unsupported, expected: "fields with commas between them", found: "\(name) in every line")
      error.remedy = "save it with commas"
      throw error
    }
  }

  static func damage(on line: Int, expected: String, found: String) -> MATError {
    MATError(.damaged, expected: "\(expected) on line \(line)", found: found)
  }
}

// What the fields say.
extension CSVText {
  /// The text of a field. Throws `.damaged` where it is no UTF-8.
  func text(_ row: Int, _ column: Int) throws(MATError) -> String {
    let field = self[row, column]
    guard let text = String(validating: bytes[field.range], as: UTF8.self) else {
      throw Self.damage(on: lines[row], expected: "text in UTF-8", found: "other bytes")
    }
    return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
  }

  /// The number that a field is; nil where it is none.
  ///
  /// Digits with a point and an exponent, and NaN and Inf as MATLAB writes them, with spaces around them.
  func number(_ field: Field) -> Double? {
    guard let word = word(field) else { return nil }
    switch word.lowercased() {
    case "nan", "-nan": return .nan
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default:
      let isPlain = word.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      return isPlain ? Double(word).flatMap { $0.isFinite ? $0 : nil } : nil
    }
  }

  /// The whole number that a field is; nil where it is none.
  func integer<Number: FixedWidthInteger>(_ field: Field, as type: Number.Type) -> Number? {
    word(field).flatMap { Number($0) }
  }

  /// The truth value that a field is; nil where it is none.
  func truth(_ field: Field) -> Bool? {
    switch word(field)?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// The text of a field that is not long, without spaces around it.
  private func word(_ field: Field) -> String? {
    var bytes = bytes[field.range]
    while bytes.first == 0x20 { bytes.removeFirst() }
    while bytes.last == 0x20 { bytes.removeLast() }
    return (1...64).contains(bytes.count) ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
