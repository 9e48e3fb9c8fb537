import MATFiles
import Matrices

/// How a table of MATLAB's becomes features: its numeric columns in their order, and on request its columns of
/// text, one for each text that occurs.
struct TableReading: Hashable {
  /// Whether columns of text become columns of 0 and 1, in the order of the alphabet.
  var spreadsText = false
  /// The columns that are no features: those that are to be answered.
  var leftOut: Set<String> = []

  /// The table of a value; nil where it is none.
  static func table(_ value: MATValue) throws -> MATTable? {
    guard value.className == "table" else { return nil }
    return try MATTable(matValue: value)
  }

  /// The features of a table, a sample a row; nil where the value is none.
  ///
  /// Throws `labelsDoNotFit` where no column is left, or one is neither numbers nor text.
  func matrix(of value: MATValue, at argument: DataArgument) throws -> Matrix<Double>? {
    guard let table = try Self.table(value) else { return nil }
    var columns: [Double] = []
    var passedOver: [String] = []
    for (name, variable) in table.variables where !leftOut.contains(name) {
      if let names = try LabelFile.names(variable, at: "\(argument.place).\(name)") {
        guard spreadsText else {
          passedOver.append(name)
          continue
        }
        for text in Set(names).sorted() { columns += names.map { $0 == text ? 1 : 0 } }
        continue
      }
      var column = argument
      column.variable = "\(argument.variable ?? "").\(name)"
      columns += try SampleArray(variable, column).samples(along: .rows).elements
    }
    guard passedOver.isEmpty, !columns.isEmpty, table.rowCount > 0 else {
      throw NetworkFileError(
        .labelsDoNotFit, at: argument.place,
        passedOver.isEmpty
          ? "the table has no columns to take for features"
          : "the table has columns of text, \(passedOver.joined(separator: ", "))",
        advice: passedOver.isEmpty
          ? "give a table with columns of numbers"
          : "give --one-hot to make a column of each text that occurs, or leave them out of the table"
      )
    }
    return Matrix(
      rowCount: table.rowCount, columnCount: columns.count / table.rowCount, elements: columns)
  }

  /// The one column of a table that is to be answered: by its name, or the only one of text.
  static func response(of table: MATTable) -> (name: String, reason: String)? {
    let named = table.variables.keys.filter { SampleName($0).role == .answers }
    let plain = named.filter { SampleName($0).isPlain }
    if plain.count == 1 { return (plain[0], "by its name") }
    if plain.isEmpty, named.count == 1 { return (named[0], "by its name") }
    let texts = table.variables.filter { _, value in
      ["cell", "string", "categorical", "char", "logical"].contains(value.className)
    }
    return texts.count == 1 ? texts.keys.first.map { ($0, "the only column of text") } : nil
  }
}
