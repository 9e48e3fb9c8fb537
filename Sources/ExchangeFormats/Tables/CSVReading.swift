import MATFiles
import Matrices
import OrderedCollections

/// How a table of text becomes a value: a matrix of numbers, or a table.
///
/// The first line has the names of the columns where something in it shows that: a text over a
/// column of numbers or truth values, or nothing but texts. Without names, and with nothing but
/// numbers, the value is a matrix; else it is a table, whose columns are
///
/// - numbers where all fields are (`1`, `-2.5e3`, `NaN`, `Inf`), NaN where a field is empty: double, or int64 or
///   uint64 where all are whole and a double has not all of them;
/// - logical where all are `true` or `false`;
/// - texts, a string array, otherwise: `<missing>` where a field is empty, and "" where it is empty in quotes.
///
/// A field in quotes is text though it looks like a number, unless all fields of the file are in
/// quotes, which then say nothing. A column without a name is `Var3`, by its place, as in MATLAB.
public struct CSVReading: Hashable, Sendable {
  /// The kind of value that a table of text becomes.
  public enum Shape: String, CaseIterable, Sendable {
    /// A matrix of numbers or truth values, or a table of columns.
    case matrix, table
  }

  /// The kind of value to make; nil to look at the fields.
  public var shape: Shape?
  /// True if the first line has the names of the columns; nil to look at the fields.
  public var hasHeader: Bool?

  /// A way to read a table of text; nil to look at its fields.
  ///
  /// ```swift
  /// let reading = CSVReading(shape: .table)
  /// assert(reading.hasHeader == nil)
  /// ```
  public init(shape: Shape? = nil, hasHeader: Bool? = nil) {
    (self.shape, self.hasHeader) = (shape, hasHeader)
  }

  /// The value of a text.
  ///
  /// Throws `.damaged` where it is no table, two columns have one name, or a matrix is asked for
  /// and a field is no number, naming the line.
  func value(of bytes: [UInt8]) throws(MATError) -> MATValue {
    let table = try CSVColumns(CSVText(bytes), hasHeader: hasHeader)
    switch shape ?? (table.isMatrix ? .matrix : .table) {
    case .matrix: return try table.matrix()
    case .table: return try table.table().matValue
    }
  }
}

/// The columns of a table of text.
struct CSVColumns {
  private let text: CSVText
  private var hasHeader: Bool
  private let quotesSayNothing: Bool

  init(_ text: CSVText, hasHeader: Bool?) {
    self.text = text
    quotesSayNothing = text.fields.allSatisfy { $0.isQuoted || $0.isEmpty }
    self.hasHeader = hasHeader ?? false
    if hasHeader == nil { self.hasHeader = looksLikeHeader }
  }

  private var rows: Range<Int> { (hasHeader ? 1 : 0)..<text.rowCount }

  private var looksLikeHeader: Bool {
    let columns = 0..<text.columnCount
    if columns.allSatisfy({ !isPlain(text[0, $0]) }) { return true }
    return columns.contains { column in
      text.rowCount > 1 && !text[0, column].isEmpty && !isPlain(text[0, column])
        && (1..<text.rowCount).allSatisfy { row in
          text[row, column].isEmpty || isPlain(text[row, column])
        }
        && (1..<text.rowCount).contains { !text[$0, column].isEmpty }
    }
  }

  /// True if a field is a number or a truth value.
  private func isPlain(_ field: CSVText.Field) -> Bool {
    number(field) != nil || truth(field) != nil
  }

  private func number(_ field: CSVText.Field) -> Double? {
    field.isQuoted && !quotesSayNothing ? nil : text.number(field)
  }

  private func truth(_ field: CSVText.Field) -> Bool? {
    field.isQuoted && !quotesSayNothing ? nil : text.truth(field)
  }

  /// True if there are no names, and nothing but numbers or nothing but truth values.
  var isMatrix: Bool {
    guard !hasHeader, text.rowCount > 0 else { return false }
    return text.fields.allSatisfy { $0.isEmpty || number($0) != nil }
      || text.fields.allSatisfy { truth($0) != nil }
  }

  /// All fields as a matrix.
  func matrix() throws(MATError) -> MATValue {
    let size = [rows.count, text.columnCount]
    // Column by column, as MATLAB has them.
    let places = (0..<text.columnCount).flatMap { column in rows.map { ($0, column) } }
    let fields = places.map { text[$0.0, $0.1] }
    if let truths = truths(fields), !truths.isEmpty {
      return .logical(NDArray(size: size, elements: truths))
    }
    if let numbers = numbers(fields) {
      return .numeric(MATNumericArray(size: size, real: numbers))
    }
    let bad = fields.firstIndex { !$0.isEmpty && number($0) == nil } ?? 0
    throw CSVText.damage(
      on: text.lines[places[bad].0], expected: "a number in column \(places[bad].1 + 1)",
      found: "“\(try text.text(places[bad].0, places[bad].1))”")
  }

  /// The table of the columns.
  func table() throws(MATError) -> MATTable {
    var variables: OrderedDictionary<String, any MATWritable> = [:]
    for column in 0..<text.columnCount {
      let written = hasHeader ? try text.text(0, column) : ""
      let name = written.isEmpty ? "Var\(column + 1)" : written
      guard variables.updateValue(try values(column), forKey: name) == nil else {
        throw CSVText.damage(
          on: text.lines[0], expected: "different names of columns", found: "“\(name)” twice")
      }
    }
    return try MATTable(variables)
  }

  private func values(_ column: Int) throws(MATError) -> MATValue {
    let fields = rows.map { text[$0, column] }
    let size = [fields.count, 1]
    if let truths = truths(fields), !truths.isEmpty {
      return .logical(NDArray(size: size, elements: truths))
    }
    if let numbers = numbers(fields) {
      return .numeric(MATNumericArray(size: size, real: numbers))
    }
    var texts: [String?] = []
    texts.reserveCapacity(fields.count)
    for (row, field) in zip(rows, fields) {
      texts.append(field.isEmpty ? nil : try text.text(row, column))
    }
    return .string(MATStringArray(size: size, elements: texts))
  }

  private func truths(_ fields: [CSVText.Field]) -> [Bool]? {
    let truths = fields.lazy.prefix { truth($0) != nil }
    return truths.count == fields.count ? fields.map { truth($0) ?? false } : nil
  }

  /// The numbers of fields, NaN where one is empty; nil where one is something else.
  private func numbers(_ fields: [CSVText.Field]) -> MATNumbers? {
    var numbers: [Double] = []
    numbers.reserveCapacity(fields.count)
    var isExact = true
    for field in fields {
      guard let number = field.isEmpty ? .nan : number(field) else { return nil }
      isExact = isExact && !(number.magnitude >= 0x1p53)
      numbers.append(number)
    }
    if !isExact {
      let signed = fields.lazy.compactMap { text.integer($0, as: Int64.self) }
      if signed.count == fields.count { return .int64(Array(signed)) }
      let unsigned = fields.lazy.compactMap { text.integer($0, as: UInt64.self) }
      if unsigned.count == fields.count { return .uint64(Array(unsigned)) }
    }
    return .double(numbers)
  }
}
