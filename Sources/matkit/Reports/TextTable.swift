/// Rows of cells as lines, all columns as wide as the widest cell and two blanks more, to the right as
/// numbers are.
///
///     TextTable([["", "precision"], ["yes", "0.5"]]).lines
struct TextTable {
  let lines: [String]

  init(_ rows: [[String]]) {
    let width = (rows.joined().map(\.count).max() ?? 0) + 2
    lines = rows.map { row in
      row.map { String(repeating: " ", count: width - $0.count) + $0 }.joined()
    }
  }

  /// A table of numbers under a row of titles, each with its first cell as it is.
  ///
  /// - Parameters:
  ///   - titles: One a column.
  ///   - names: The first cell of each row of numbers.
  ///   - columns: The numbers, column by column, as many as names.
  ///   - digits: The significant digits of a number.
  init(titles: [String], names: [String], columns: [[Double]], digits: Int) {
    self.init(
      [titles]
        + names.enumerated().map { row, name in
          [name] + columns.map { $0[row].significant(digits) }
        })
  }
}
