import Matrices

/// The table that MATLAB's `whos` prints: a line a variable with its name, size, bytes, class and
/// attributes.
///
///       Name      Size            Bytes  Class     Attributes
///
///       X         200x2            3200  double
///       mask        3x3              59  logical   sparse
///
/// ```swift
/// let row = MATWhosTable.Row(MATVariable(name: "x", value: [1.0, 2].matValue))
/// assert(row.size == [1, 2] && row.byteCount == 16 && row.className == "double")
/// assert(MATWhosTable([row]).description.contains("1x2"))
/// ```
public struct MATWhosTable: CustomStringConvertible {
  /// The contents of one line.
  public struct Row: Hashable, Sendable {
    /// The name of the variable.
    public var name: String
    /// The size along each dimension; empty where it is not known, shown as `-`.
    public var size: [Int]
    /// The bytes in memory; nil where they are not known, shown as `-`.
    public var byteCount: Int?
    /// The class.
    public var className: String
    /// Remarks: `sparse`, `complex`, `global`, why it is not decoded.
    public var attributes: [String]

    /// A line of the given texts and numbers.
    public init(
      name: String, size: [Int], byteCount: Int?, className: String, attributes: [String] = []
    ) {
      self.name = name
      self.size = size
      self.byteCount = byteCount
      self.className = className
      self.attributes = attributes
    }

    /// The line of a value in memory.
    ///
    /// ```swift
    /// let row = MATWhosTable.Row(MATVariable(name: "m", value: true.matValue, isGlobal: true))
    /// assert(row.attributes == ["global"])
    /// ```
    public init(_ variable: MATVariable) {
      let value = variable.value
      let attributes = [
        ("global", variable.isGlobal), ("sparse", value.isSparse), ("complex", value.isComplex),
      ]
      var texts = attributes.filter(\.1).map(\.0)
      if case .opaque(_, _, let reason) = value { texts.append(reason.description) }
      self.init(
        name: variable.name, size: value.size, byteCount: value.byteCount,
        className: value.className, attributes: texts)
    }
  }

  /// The lines.
  public var rows: [Row]
  /// Headings of further columns, and a text for each row under each.
  private var furtherColumns: [(heading: String, texts: [String])] = []

  /// A table of lines, in their order.
  public init(_ rows: [Row]) {
    self.rows = rows
  }

  /// Adds a column after the others, a text for each row, such as a hash.
  ///
  /// Traps where there are not as many texts as rows.
  ///
  /// ```swift
  /// var table = MATWhosTable([.init(MATVariable(name: "x", value: 1.0.matValue))])
  /// table.addColumn("Unit", ["mm"])
  /// assert(table.description.contains("mm"))
  /// ```
  public mutating func addColumn(_ heading: String, _ texts: [String]) {
    require(
      texts.count == rows.count, "\(texts.count) texts cannot stand in \(rows.count) rows")
    furtherColumns.append((heading, texts))
  }

  /// The table, each line ended but the last; sizes aligned at their first `x`, as in MATLAB.
  public var description: String {
    var columns = [
      Column("Name", rows.map(\.name.printable)), sizeColumn,
      Column("Bytes", rows.map { $0.byteCount.map(String.init) ?? "-" }, isRight: true),
      Column("Class", rows.map(\.className.printable)),
      Column("Attributes", rows.map { $0.attributes.joined(separator: ", ") }),
    ]
    columns += furtherColumns.map { Column($0.heading, $0.texts) }
    var table = ""
    for row in -2..<rows.count {
      // The heading, and an empty line under it.
      var line = ""
      for column in columns {
        line +=
          "  " + column.aligned(row < 0 ? (row == -2 ? column.heading : "") : column.texts[row])
      }
      let end = line.utf8.lastIndex { $0 != UInt8(ascii: " ") }.map(line.utf8.index(after:))
      table += (row > -2 ? "\n" : "") + line[..<(end ?? line.startIndex)]
    }
    return table
  }

  /// Sizes with the extents before the first `x` aligned on the right and the rest on the left.
  private var sizeColumn: Column {
    let firsts = rows.map { $0.size.first.map(String.init) ?? "-" }
    let widest = firsts.map(\.utf8.count).max() ?? 0
    let texts = zip(rows, firsts).map { row, first in
      let others = row.size.dropFirst().map { "x\($0)" }.joined()
      return String(repeating: " ", count: widest - first.utf8.count) + first + others
    }
    return Column("Size", texts)
  }

  private struct Column {
    let heading: String
    let texts: [String]
    private let isRight: Bool
    private let width: Int

    init(_ heading: String, _ texts: [String], isRight: Bool = false) {
      self.heading = heading
      self.texts = texts
      self.isRight = isRight
      width = max(heading.count, texts.map(\.shownWidth).max() ?? 0) + (isRight ? 4 : 2)
    }

    func aligned(_ text: String) -> String {
      let padding = String(repeating: " ", count: width - text.shownWidth)
      return isRight ? padding + text : text + padding
    }
  }
}

extension String {
  /// The characters that the text has: of ASCII its bytes, which need no search for where characters end.
  fileprivate var shownWidth: Int { isPlain ? utf8.count : count }
}
