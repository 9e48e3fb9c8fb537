import Matrices
public import OrderedCollections

/// A table of MATLAB's: variables of any class under names, each with a value a row.
///
///     let table = try MATTable(["name": MATStringArray(size: [2, 1], elements: ["a", "b"]), "x": column])
///     try MATFile.write(["T": table], to: "table.mat")
///
/// In ``properties`` is what MATLAB has under `T.Properties`, by the same names.
///
/// ```swift
/// let table = try MATTable(
///   ["x": Matrix(column: [1.0, 2]), "name": MATStringArray(size: [2, 1], elements: ["a", "b"])],
///   rowNames: ["first", "second"])
/// assert(table.rowCount == 2 && table.rowNames[1] == "second")
/// ```
public struct MATTable: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The variables by name, in their order.
  public let variables: OrderedDictionary<String, MATValue>
  /// `RowNames`, `DimensionNames`, `Description`, `UserData`, `VariableDescriptions`, `VariableUnits`,
  /// `VariableContinuity`, `CustomProps`, `VariableCustomProps`, as far as they are said.
  public let properties: OrderedDictionary<String, MATValue>

  /// A table of variables, each an array whose first dimension is the rows: a column, a matrix, a
  /// cell or string array, another table.
  ///
  /// `units` and `descriptions` are one a variable, or none. Throws `.mismatch` where a variable
  /// has another number of rows than the first, there are not as many row names or units as rows or
  /// variables, a row name comes twice, or a name is empty, `Properties`, or one that MATLAB keeps
  /// for itself (`RowNames`, `:`).
  public init(
    _ variables: OrderedDictionary<String, any MATWritable>, rowNames: [String] = [],
    units: [String] = [], descriptions: [String] = [], description: String = ""
  ) throws(MATError) {
    let values = variables.mapValues(\.matValue)
    let rowCount = values.values.first?.size[0] ?? rowNames.count
    try TableChecks.check(values, rowCount: rowCount)
    guard rowNames.isEmpty || rowNames.count == rowCount, Set(rowNames).count == rowNames.count
    else {
      throw MATError(
        .mismatch, path: ".Properties.RowNames", expected: "\(rowCount) different names of rows",
        found: "\(Set(rowNames).count)")
    }
    self.rowCount = rowCount
    self.variables = values
    var properties = TableChecks.common
    properties["RowNames"] = TableChecks.column(rowNames)
    properties["DimensionNames"] = ["Row", "Variables"].matValue
    properties["Description"] = description.matValue
    properties["VariableDescriptions"] = try TableChecks.row(
      descriptions, "VariableDescriptions", count: values.count)
    properties["VariableUnits"] = try TableChecks.row(
      units, "VariableUnits", count: values.count)
    self.properties = TableChecks.ordered(properties, first: "RowNames")
  }

  /// The names of the rows; empty where they have none.
  public var rowNames: [String] { TableChecks.texts(properties["RowNames"]) }
  /// The units of the variables; empty where none are said.
  public var units: [String] { TableChecks.texts(properties["VariableUnits"]) }
}

extension MATTable: MATWritable {
  /// The object that MATLAB has for it, of class `table`.
  public var matValue: MATValue {
    TableChecks.value("table", rowCount: rowCount, variables, properties)
  }
}

extension MATTable: MATReadable {
  /// From a `table`; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    (rowCount, variables, properties) = try TableChecks.parts(of: matValue, "table")
  }
}

/// A timetable of MATLAB's: a table whose rows have times.
///
///     let table = try MATTimetable(["x": column], times: MATDatetimeArray(dates))
///
/// ```swift
/// let readings = try MATTimetable(
///   ["x": Matrix(column: [1.0, 2])], times: MATDurationArray(seconds: [0, 0.5]))
/// assert(readings.rowCount == 2 && readings.matValue.className == "timetable")
/// ```
public struct MATTimetable: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The variables by name, in their order.
  public let variables: OrderedDictionary<String, MATValue>
  /// `RowTimes`, and otherwise as ``MATTable/properties``, with `Events` and `TableCustomProperties`.
  public let properties: OrderedDictionary<String, MATValue>

  /// A timetable of variables, each an array whose first dimension is the rows, whose times are points in time.
  ///
  /// Throws `.mismatch` as a table does, and where there are not as many times as rows.
  public init(
    _ variables: OrderedDictionary<String, any MATWritable>, times: MATDatetimeArray
  ) throws(MATError) {
    try self.init(variables, rowTimes: times.matValue)
  }

  /// A timetable whose times are lengths of time from a beginning.
  public init(
    _ variables: OrderedDictionary<String, any MATWritable>, times: MATDurationArray
  ) throws(MATError) {
    try self.init(variables, rowTimes: times.matValue)
  }

  private init(
    _ variables: OrderedDictionary<String, any MATWritable>, rowTimes: MATValue
  ) throws(MATError) {
    let values = variables.mapValues(\.matValue)
    guard rowTimes.size.count == 2, rowTimes.size[1] == 1 else {
      throw MATError(
        .mismatch, path: ".Properties.RowTimes", expected: "a column of times",
        found: rowTimes.summary)
    }
    rowCount = rowTimes.size[0]
    try TableChecks.check(values, rowCount: rowCount)
    self.variables = values
    var properties = TableChecks.common
    properties["RowTimes"] = rowTimes
    properties["DimensionNames"] = ["Time", "Variables"].matValue
    properties["Description"] = "".matValue
    properties["VariableDescriptions"] = TableChecks.noCells
    properties["VariableUnits"] = TableChecks.noCells
    properties["TableCustomProperties"] = .structure(MATStructArray([:]))
    properties["Events"] = TableChecks.empty
    self.properties = TableChecks.ordered(properties, first: "RowTimes")
  }

  /// The times of the rows: a `datetime` or `duration` array, or the struct of regular times.
  public var rowTimes: MATValue? { properties["RowTimes"] }
}

extension MATTimetable: MATWritable {
  /// The object that MATLAB has for it, of class `timetable`.
  public var matValue: MATValue {
    TableChecks.value("timetable", rowCount: rowCount, variables, properties)
  }
}

extension MATTimetable: MATReadable {
  /// From a `timetable`; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    (rowCount, variables, properties) = try TableChecks.parts(of: matValue, "timetable")
  }
}

/// The properties that tables and timetables share.
private enum TableChecks {
  static let empty = MATValue.numeric(MATNumericArray(size: [0, 0], real: .double([])))
  static let noCells = MATValue.cell(NDArray(size: [0, 0], elements: []))
  private static let reserved: Set = ["Properties", "RowNames", "VariableNames", ":"]
  /// The properties in the order in which tables are read.
  private static let order = [
    "DimensionNames", "Description", "UserData", "TableCustomProperties", "VariableDescriptions",
    "VariableUnits", "VariableContinuity", "Events", "CustomProps", "VariableCustomProps",
  ]

  static var common: OrderedDictionary<String, MATValue> {
    [
      "UserData": empty, "VariableContinuity": noCells,
      "CustomProps": .structure(MATStructArray([:])),
      "VariableCustomProps": .structure(MATStructArray([:])),
    ]
  }

  static func ordered(
    _ properties: OrderedDictionary<String, MATValue>, first: String
  ) -> OrderedDictionary<String, MATValue> {
    var ordered: OrderedDictionary<String, MATValue> = [:]
    for name in [first] + order { ordered[name] = properties[name] }
    return ordered
  }

  static func check(
    _ variables: OrderedDictionary<String, MATValue>, rowCount: Int
  ) throws(MATError) {
    for (name, value) in variables {
      let path = MATPath.Step.field(name).description
      guard value.size[0] == rowCount else {
        throw MATError(
          .mismatch, path: path, expected: "\(rowCount) rows, as the table has",
          found: value.summary)
      }
      guard !name.isEmpty, !reserved.contains(name) else {
        throw MATError(
          .mismatch, path: path, expected: "a name that a variable of a table can have",
          found: "“\(name)”")
      }
    }
  }

  static func column(_ texts: [String]) -> MATValue {
    texts.isEmpty
      ? noCells : .cell(NDArray(size: [texts.count, 1], elements: texts.map(\.matValue)))
  }

  static func row(
    _ texts: [String], _ name: String, count: Int
  ) throws(MATError) -> MATValue {
    if texts.isEmpty { return noCells }
    guard texts.count == count else {
      throw MATError(
        .mismatch, path: ".Properties." + name, expected: "\(count) texts, one a variable",
        found: "\(texts.count)")
    }
    return texts.matValue
  }

  static func texts(_ value: MATValue?) -> [String] {
    guard case .cell(let cells)? = value else { return [] }
    return (try? [String](matValue: .cell(cells.reshaped(to: [1, cells.count])))) ?? []
  }

  static func value(
    _ className: String, rowCount: Int, _ variables: OrderedDictionary<String, MATValue>,
    _ properties: OrderedDictionary<String, MATValue>
  ) -> MATValue {
    var fields = variables
    fields["Properties"] = .structure(MATStructArray(properties))
    return .object(
      MATObject(
        className: className, size: [rowCount, variables.count],
        properties: MATStructArray(fields)))
  }

  static func parts(
    of value: MATValue, _ className: String
  ) throws(MATError) -> (
    Int, OrderedDictionary<String, MATValue>, OrderedDictionary<String, MATValue>
  ) {
    guard case .object(let object) = value, object.className == className,
      let stored = object.properties, stored.count == 1, object.size.count == 2
    else { throw MATError(.mismatch, expected: "a \(className)", found: value.summary) }
    var variables = stored.fields.compactMapValues(\.first)
    guard case .structure(let properties)? = variables.removeValue(forKey: "Properties"),
      properties.count == 1, variables.count == object.size[1]
    else {
      throw MATError(
        .mismatch, expected: "a \(className) of a known form", found: value.summary)
    }
    return (object.size[0], variables, properties.fields.compactMapValues(\.first))
  }
}
