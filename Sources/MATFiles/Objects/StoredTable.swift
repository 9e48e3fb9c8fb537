import Matrices
import OrderedCollections

/// The properties under which a table or timetable is stored, in the versions that MATLAB R2023b writes (4 of a
/// table, 6 of a timetable), which R2019b and later read; the counterpart of ``TableObject``.
struct StoredTable {
  private let object: MATObject
  private let variables: OrderedDictionary<String, MATValue>
  private let properties: MATStructArray

  /// Throws `cannotRepresent` where the object has no `Properties`, or some that are not known.
  init(_ object: MATObject, _ values: MATStructArray) throws(MATError) {
    var variables = values.fields.compactMapValues(\.first)
    guard case .structure(let properties)? = variables.removeValue(forKey: "Properties"),
      properties.count == 1, object.size.count == 2, object.size[1] == variables.count
    else { throw TypedObject.refusal(object, "its Properties and as many variables as it has") }
    let known = object.className == "table" ? Self.tableNames : Self.timetableNames
    if let name = properties.fields.keys.first(where: { !known.contains($0) }) {
      throw TypedObject.refusal(object, "no other property than \(known.joined(separator: ", "))")
        .inside(".Properties" + MATPath.Step.field(name).description)
    }
    self.object = object
    self.variables = variables
    self.properties = properties
  }

  private static let common = [
    "Description", "UserData", "VariableDescriptions", "VariableUnits", "VariableContinuity",
    "DimensionNames", "CustomProps", "VariableCustomProps",
  ]
  private static let tableNames = common + ["RowNames"]
  private static let timetableNames = common + ["RowTimes", "TableCustomProperties", "Events"]

  private static let empty = MATValue.numeric(MATNumericArray(size: [0, 0], real: .double([])))
  private static let noText = MATValue.char(NDArray(size: [0, 0], elements: []))
  private static let noCells = MATValue.cell(NDArray(size: [0, 0], elements: []))
  private static let noFields = MATValue.structure(MATStructArray([:]))

  private func property(_ name: String, or otherwise: MATValue) -> MATValue {
    properties.scalar(name) ?? otherwise
  }

  /// Names as MATLAB stores them: those that are no identifiers apart, with identifiers in their place.
  private struct Names {
    let stored: MATValue
    let original: MATValue
    let areOriginal: Bool

    init(_ names: [String], of object: MATObject) throws(MATError) {
      if let long = names.first(where: { $0.utf16.count > MATName.greatestLength }) {
        throw TypedObject.refusal(
          object, "names of at most \(MATName.greatestLength) characters"
        ).inside(MATPath.Step.field(long).description)
      }
      var identifiers: [String] = []
      var taken: Set<String> = []
      for name in names {
        let plain = Self.identifier(name)
        var identifier = plain
        var number = 0
        while !taken.insert(identifier).inserted {
          number += 1
          identifier = String(plain.prefix(MATName.greatestLength - 8)) + "_\(number)"
        }
        identifiers.append(identifier)
      }
      areOriginal = identifiers != names
      stored = Self.row(identifiers)
      original = areOriginal ? Self.row(names) : StoredTable.noCells
    }

    private static func row(_ names: [String]) -> MATValue {
      .cell(NDArray(size: [1, names.count], elements: names.map(\.matValue)))
    }

    /// The name with `_` for what an identifier cannot have, behind an `x` where it begins otherwise.
    private static func identifier(_ name: String) -> String {
      if (try? MATName.check(name, of: "a variable")) != nil { return name }
      let letters = name.unicodeScalars.map { scalar in
        let isAllowed =
          scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
          || ("0"..."9").contains(scalar)
        return isAllowed ? Character(scalar) : "_"
      }
      let text = String(letters)
      let isLetter = text.first.map { $0.isLetter } ?? false
      return String((isLetter ? text : "x" + text).prefix(MATName.greatestLength))
    }
  }

  private var data: MATValue {
    .cell(NDArray(size: [1, variables.count], elements: Array(variables.values)))
  }

  private func dimensionNames(or first: String) throws(MATError) -> Names {
    let names = property("DimensionNames", or: [first, "Variables"].matValue)
    guard case .cell(let cells) = names else {
      throw TypedObject.refusal(object, "the names of its dimensions")
    }
    return try Names(
      try [String](matValue: .cell(cells.reshaped(to: [1, cells.count]))), of: object)
  }

  /// The properties of a table.
  func tableProperties() throws(MATError) -> [(String, MATValue)] {
    let names = try Names(Array(variables.keys), of: object)
    let dimensions = try dimensionNames(or: "Row")
    let stored: OrderedDictionary<String, MATValue> = [
      "useVariableNamesOriginal": names.areOriginal.matValue,
      "useDimensionNamesOriginal": dimensions.areOriginal.matValue,
      "CustomProps": property("CustomProps", or: Self.noFields),
      "VariableCustomProps": property("VariableCustomProps", or: Self.noFields),
      "versionSavedFrom": (4.0).matValue, "minCompatibleVersion": (1.0).matValue,
      "incompatibilityMsg": Self.noText, "VersionSavedFrom": (4.0).matValue,
      "Description": property("Description", or: Self.noText),
      "VariableNamesOriginal": names.original, "DimensionNames": dimensions.stored,
      "DimensionNamesOriginal": dimensions.original,
      "UserData": property("UserData", or: Self.empty),
      "VariableDescriptions": property("VariableDescriptions", or: Self.noCells),
      "VariableUnits": property("VariableUnits", or: Self.noCells),
      "VariableContinuity": property("VariableContinuity", or: Self.noCells),
    ]
    return [
      ("data", data), ("ndims", (2.0).matValue), ("nrows", Double(object.size[0]).matValue),
      ("rownames", property("RowNames", or: Self.noCells)),
      ("nvars", Double(variables.count).matValue), ("varnames", names.stored),
      ("props", .structure(MATStructArray(stored))),
    ]
  }

  /// The property of a timetable.
  func timetableProperties() throws(MATError) -> [(String, MATValue)] {
    guard let rowTimes = properties.scalar("RowTimes") else {
      throw TypedObject.refusal(object, "the times of its rows")
    }
    let names = try Names(Array(variables.keys), of: object)
    let dimensions = try dimensionNames(or: "Time")
    let array: MATStructArray = [
      "Description": property("Description", or: Self.noText),
      "UserData": property("UserData", or: Self.empty),
      "TableCustomProperties": property("TableCustomProperties", or: Self.noFields),
    ]
    let stored: OrderedDictionary<String, MATValue> = [
      "CustomProps": property("CustomProps", or: Self.noFields),
      "VariableCustomProps": property("VariableCustomProps", or: Self.noFields),
      "versionSavedFrom": (6.0).matValue, "minCompatibleVersion": (2.0).matValue,
      "incompatibilityMsg": Self.noText, "arrayProps": .structure(array), "data": data,
      "numDims": (2.0).matValue, "useVarNamesOrig": names.areOriginal.matValue,
      "useDimNamesOrig": dimensions.areOriginal.matValue, "dimNames": dimensions.stored,
      "dimNamesOrig": dimensions.original, "varNames": names.stored,
      "varNamesOrig": names.original, "numRows": Double(object.size[0]).matValue,
      "numVars": Double(variables.count).matValue,
      "varDescriptions": property("VariableDescriptions", or: Self.noCells),
      "varUnits": property("VariableUnits", or: Self.noCells), "rowTimes": rowTimes,
      "timeEvents": property("Events", or: Self.empty),
      "varContinuity": property("VariableContinuity", or: Self.noCells),
    ]
    return [("any", .structure(MATStructArray(stored)))]
  }
}
