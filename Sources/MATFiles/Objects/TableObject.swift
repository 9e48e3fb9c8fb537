import Matrices
import OrderedCollections

/// A table or timetable as MATLAB's user sees it: each variable under its name, then what MATLAB has under
/// `Properties`.
struct TableObject {
  private let className: String
  private let rowCount: Int
  private let variables: OrderedDictionary<String, MATValue>
  private let properties: OrderedDictionary<String, MATValue>

  /// A table; nil where it is not stored as expected.
  init?(table stored: MATStructArray) {
    guard let rowCount = stored.scalar("nrows")?.wholeNumber,
      case .cell(let data)? = stored.scalar("data"),
      case .structure(let extra)? = stored.scalar("props"), extra.count == 1,
      let names = Self.names(
        extra,
        [
          ("useVariableNames2048", "VariableNames2048"),
          ("useVariableNamesOriginal", "VariableNamesOriginal"),
        ]) ?? stored.scalar("varnames")
    else { return nil }
    var properties: OrderedDictionary<String, MATValue> = [:]
    properties["RowNames"] = stored.scalar("rownames")
    properties["DimensionNames"] =
      Self.names(
        extra,
        [
          ("useDimensionNames2048", "DimensionNames2048"),
          ("useDimensionNamesOriginal", "DimensionNamesOriginal"),
        ]) ?? extra.scalar("DimensionNames")
    for name in [
      "Description", "UserData", "VariableDescriptions", "VariableUnits", "VariableContinuity",
      "CustomProps", "VariableCustomProps",
    ] {
      properties[name] = extra.scalar(name)
    }
    let read: Set = ["data", "ndims", "nrows", "rownames", "nvars", "varnames", "props"]
    Self.add(stored, except: read, to: &properties)
    Self.add(extra, except: Self.storageFields, to: &properties)
    self.init("table", rowCount: rowCount, names, data, properties)
  }

  /// A timetable; nil where it is not stored as expected.
  init?(timetable object: MATStructArray) {
    guard case .structure(let stored)? = object.scalar("any"), stored.count == 1,
      let rowCount = stored.scalar("numRows")?.wholeNumber,
      case .cell(let data)? = stored.scalar("data"),
      let names = Self.names(
        stored, [("useVarNames2048", "varNames2048"), ("useVarNamesOrig", "varNamesOrig")])
        ?? stored.scalar("varNames")
    else { return nil }
    var properties: OrderedDictionary<String, MATValue> = [:]
    properties["RowTimes"] = stored.scalar("rowTimes")
    properties["DimensionNames"] =
      Self.names(
        stored, [("useDimNames2048", "dimNames2048"), ("useDimNamesOrig", "dimNamesOrig")])
      ?? stored.scalar("dimNames")
    if case .structure(let array)? = stored.scalar("arrayProps") {
      for name in ["Description", "UserData", "TableCustomProperties"] {
        properties[name] = array.scalar(name)
      }
      Self.add(array, except: [], to: &properties)
    }
    for (name, storedName) in [
      ("VariableDescriptions", "varDescriptions"), ("VariableUnits", "varUnits"),
      ("VariableContinuity", "varContinuity"), ("Events", "timeEvents"),
      ("CustomProps", "CustomProps"), ("VariableCustomProps", "VariableCustomProps"),
    ] {
      properties[name] = stored.scalar(storedName)
    }
    let read: Set = [
      "arrayProps", "data", "numDims", "numRows", "numVars", "varNames", "dimNames", "rowTimes",
      "varDescriptions", "varUnits", "varContinuity", "timeEvents",
    ]
    Self.add(stored, except: read.union(Self.storageFields), to: &properties)
    self.init("timetable", rowCount: rowCount, names, data, properties)
  }

  private init?(
    _ className: String, rowCount: Int, _ names: MATValue, _ data: NDArray<MATValue>,
    _ properties: OrderedDictionary<String, MATValue>
  ) {
    guard case .cell(let names) = names, names.count == data.count else { return nil }
    var variables: OrderedDictionary<String, MATValue> = [:]
    for (name, value) in zip(names.elements, data.elements) {
      guard case .char(let units) = name,
        let text = String(validating: units.elements, as: UTF16.self), text != Self.propertiesField,
        variables.updateValue(value, forKey: text) == nil
      else { return nil }
    }
    self.className = className
    self.rowCount = rowCount
    self.variables = variables
    self.properties = properties
  }

  /// Fields that tell how MATLAB stored a table and not what is in it: versions, and the names that
  /// stand in for those that are no identifiers, with their switches.
  private static let storageFields: Set = [
    "versionSavedFrom", "VersionSavedFrom", "minCompatibleVersion", "incompatibilityMsg",
    "useVariableNamesOriginal", "VariableNamesOriginal", "useDimensionNamesOriginal",
    "DimensionNamesOriginal", "useVariableNames2048", "VariableNames2048",
    "useDimensionNames2048", "DimensionNames2048", "useVarNamesOrig", "varNamesOrig",
    "useDimNamesOrig", "dimNamesOrig", "useVarNames2048", "varNames2048", "useDimNames2048",
    "dimNames2048",
  ]

  /// Adds what is not among the properties yet, such as those of a version to come.
  private static func add(
    _ stored: MATStructArray, except known: Set<String>,
    to properties: inout OrderedDictionary<String, MATValue>
  ) {
    for name in stored.fields.keys where !known.contains(name) && properties[name] == nil {
      properties[name] = stored.scalar(name)
    }
  }

  /// No variable of a table can have this name.
  private static let propertiesField = "Properties"

  /// The names in the first field whose switch is on: names that are no identifiers stand apart.
  private static func names(
    _ stored: MATStructArray, _ fields: [(isUsed: String, names: String)]
  ) -> MATValue? {
    for field in fields {
      if case .logical(let isUsed)? = stored.scalar(field.isUsed), isUsed.elements == [true] {
        return stored.scalar(field.names)
      }
    }
    return nil
  }

  /// The table as an object of rows × variables with the variables and `Properties` as properties.
  var value: MATValue {
    var fields = variables
    fields[Self.propertiesField] = .structure(MATStructArray(properties))
    return .object(
      MATObject(
        className: className, size: [rowCount, variables.count],
        properties: MATStructArray(fields)))
  }
}

extension MATValue {
  /// A whole number from 0; nil where this is none.
  fileprivate var wholeNumber: Int? {
    guard case .numeric(let array) = self, array.count == 1, case .double(let numbers) = array.real,
      let number = Int(exactly: numbers[0]), number >= 0
    else { return nil }
    return number
  }
}
