import MATFiles
import Matrices
import OrderedCollections

/// Writes a table or a matrix of numbers as a table of text.
///
/// A matrix has no line of names. A table has one, and its names of rows or times come first, in a
/// column of the name that MATLAB has for them (`Row`, `Time`). Numbers are the shortest text that
/// reads back as the same number; truth values `true` and `false`; times as `matkit show` has them;
/// categories their labels. What is missing is an empty field. A text is in quotes where it must
/// be, and where it would be read as something else.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []
  /// The part of the value that is not in the text.
  private(set) var notes: [String] = []

  /// A column as it is written: its name and its fields.
  private typealias Column = (name: String, fields: [String])

  /// Appends a value. Throws `cannotRepresent`, naming the column, where a table of text has no form for it.
  mutating func append(_ value: MATValue) throws(MATError) {
    switch value {
    case .numeric, .logical:
      guard value.size.count == 2, let fields = Self.plainFields(of: value) else { break }
      append(rows: value.size[0], columns: value.size[1], fields)
      return
    case .object(let object) where object.className == "table":
      let table = try MATTable(matValue: value)
      let names = table.rowNames
      noteProperties(table.properties)
      let first =
        names.isEmpty ? [] : [(dimensionName(table.properties, "Row"), names.map(Self.quoted))]
      return try append(table.variables, table.rowCount, after: first)
    case .object(let object) where object.className == "timetable":
      let table = try MATTimetable(matValue: value)
      noteProperties(table.properties)
      let name = dimensionName(table.properties, "Time")
      guard let times = table.rowTimes else { break }
      let columns = try Self.columns(of: times, named: name)
      return try append(table.variables, table.rowCount, after: columns)
    default: break
    }
    throw Self.refusal(expected: "a table, or a real matrix of numbers", found: value)
  }

  private mutating func append(
    _ variables: OrderedDictionary<String, MATValue>, _ rowCount: Int, after first: [Column]
  ) throws(MATError) {
    var columns = first
    for (name, value) in variables {
      do throws(MATError) {
        columns += try Self.columns(of: value, named: name)
      } catch {
        throw error.inside(MATPath.Step.field(name).description)
      }
    }
    appendLine(columns.map { Self.quoted($0.name) })
    for row in 0..<rowCount { appendLine(columns.map { $0.fields[row] }) }
  }

  /// The columns of a variable: of a matrix one each, as MATLAB's `writetable` names them.
  private static func columns(of value: MATValue, named name: String) throws(MATError) -> [Column] {
    guard value.size.count == 2 else {
      throw refusal(expected: "columns of two dimensions", found: value)
    }
    let (rowCount, columnCount) = (value.size[0], value.size[1])
    if case .char(let array) = value {
      let rows = (0..<rowCount).map { row in
        String(
          decoding: (0..<columnCount).map { array.elements[row + $0 * rowCount] }, as: UTF16.self)
      }
      return [(name, rows.map(quoted))]
    }
    let fields = try fields(of: value)
    return (0..<columnCount).map { column in
      (
        columnCount == 1 ? name : "\(name)_\(column + 1)",
        Array(fields[column * rowCount..<(column + 1) * rowCount])
      )
    }
  }

  /// The fields of a value, column by column.
  private static func fields(of value: MATValue) throws(MATError) -> [String] {
    if let fields = plainFields(of: value) { return fields }
    switch value {
    case .string(let array): return array.elements.map { $0.map(quoted) ?? "" }
    case .cell(let array):
      var fields: [String] = []
      for (index, element) in array.elements.enumerated() {
        guard case .char = element, let text = try? String(matValue: element) else {
          throw refusal(expected: "a row of text in each cell", found: element).inside(
            "{\(subscriptText(of: index, in: array.size))}")
        }
        fields.append(quoted(text))
      }
      return fields
    case .object(let object) where object.className == "categorical":
      return try MATCategoricalArray(matValue: value).labels.elements.map { $0.map(quoted) ?? "" }
    case .object(let object) where object.className == "datetime":
      return try MATDatetimeArray(matValue: value).texts().map { $0 == "NaT" ? "" : $0 }
    default:
      var error = refusal(
        expected: "numbers, truth values, texts, categories or times", found: value)
      if value.className == "duration" { error.remedy = "write seconds(x) in its place" }
      throw error
    }
  }

  /// The fields of real numbers and truth values; nil of another value.
  private static func plainFields(of value: MATValue) -> [String]? {
    switch value {
    case .numeric(let array):
      array.isComplex ? nil : array.real.visit(NumberFields())
    case .logical(let array): array.elements.map { $0 ? "true" : "false" }
    default: nil
    }
  }

  private struct NumberFields: MATNumberVisitor {
    func visit<Number: StoredNumber>(_ numbers: [Number]) -> [String] { numbers.map(text) }

    private func text<Number: StoredNumber>(_ number: Number) -> String {
      guard Number.isFloatingPoint else { return "\(number)" }
      let double = number.double
      if double.isNaN { return "NaN" }
      if double.isInfinite { return double > 0 ? "Inf" : "-Inf" }
      if double != 0, let whole = Int(exactly: double), whole.magnitude < 1 << 53 {
        return "\(whole)"
      }
      return double == 0 ? (double.sign == .minus ? "-0" : "0") : "\(number)"
    }
  }
}

// The text.
extension CSVWriter {
  private mutating func append(rows: Int, columns: Int, _ fields: [String]) {
    for row in 0..<rows { appendLine((0..<columns).map { fields[row + $0 * rows] }) }
  }

  private mutating func appendLine(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += field.utf8
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// A text, in quotes where it has a comma, a quote or a line end in it, is empty, or would be
  /// read as a number or a truth value.
  private static func quoted(_ text: String) -> String {
    let isSpecial = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    let looksPlain =
      text.utf8.first.map { " +-.0123456789".utf8.contains($0) } ?? true
      || text.utf8.count < 9 && plainWords.contains(text.lowercased())
    guard isSpecial || looksPlain || text.utf8.last == 0x20 else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The words that are numbers and truth values.
  private static let plainWords: Set = ["nan", "inf", "infinity", "true", "false"]

  private func dimensionName(
    _ properties: OrderedDictionary<String, MATValue>, _ usual: String
  ) -> String {
    guard let names = properties["DimensionNames"], let texts = try? [String](matValue: names),
      let name = texts.first
    else { return usual }
    return name
  }

  private mutating func noteProperties(_ properties: OrderedDictionary<String, MATValue>) {
    let lost = [
      "Description", "UserData", "VariableDescriptions", "VariableUnits", "VariableContinuity",
      "Events",
    ].filter { name in properties[name].map { !$0.isBlank } ?? false }
    let custom = ["CustomProps", "VariableCustomProps", "TableCustomProperties"].filter { name in
      guard case .structure(let array)? = properties[name] else { return false }
      return !array.fields.isEmpty
    }
    guard !lost.isEmpty || !custom.isEmpty else { return }
    notes.append("not in the text: Properties." + (lost + custom).joined(separator: ", "))
  }

  private static func refusal(expected: String, found: MATValue) -> MATError {
    var error = MATError(.cannotRepresent, expected: expected, found: found.summary)
    error.remedy = "write it to a .json file, which holds everything"
    return error
  }
}

extension MATValue {
  /// True if there is nothing in it: no elements, or cells that are all so.
  fileprivate var isBlank: Bool {
    if case .cell(let array) = self { return array.elements.allSatisfy(\.isBlank) }
    return count == 0
  }
}
