import Matrices

/// The decoder that a type sees: one value, or the variables of a file, which are read as they are asked
/// for.
struct ValueDecoder: Decoder {
  enum Content {
    case value(MATValue)
    /// An element of an array of several structs, in which `[]` stands for a field that this one lacks.
    case element(MATStructArray, Int)
    /// A row of a table, in which NaN stands for what is not there, too, where a type can do without.
    case row(MATStructArray, Int)
    case variables(any MATVariables)
  }

  let content: Content
  let codingPath: CodingPath
  let options: MATDecoder

  var userInfo: [CodingUserInfoKey: Any] { options.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedContainer<Key>(fields: try fields(), decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    UnkeyedContainer(elements: try elements(), decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    SingleContainer(decoder: self)
  }

  /// The fields of a scalar struct, or what else has names.
  func fields() throws(MATError) -> DecodedFields {
    switch content {
    case .value(.structure(let array)) where array.count == 1:
      return DecodedFields(array, element: 0, isOneOfMany: false)
    case .value(.object(let object)):
      guard let properties = object.properties, properties.count == 1 else { break }
      return DecodedFields(properties, element: 0, isOneOfMany: false)
    case .value(.functionHandle(let handle)):
      return DecodedFields(
        MATStructArray(handle.capturedVariables), element: 0, isOneOfMany: false)
    case .element(let array, let index):
      return DecodedFields(array, element: index, isOneOfMany: true)
    case .row(let array, let index):
      return DecodedFields(array, element: index, isOneOfMany: true, isRow: true)
    case .variables(let variables):
      return DecodedFields(variables)
    default: break
    }
    throw mismatch(expected: "a scalar struct")
  }

  /// The elements of a one-dimensional array.
  private func elements() throws(MATError) -> DecodedElements {
    do throws(MATError) {
      if case .value(let value) = content, let elements = try DecodedElements(value) {
        return elements
      }
    } catch {
      throw error.at(codingPath)
    }
    throw mismatch(expected: "a row or a column of elements")
  }

  /// The entries of a map or a dictionary of MATLAB's whose keys are texts; nil where this is none.
  func entries() throws(MATError) -> [(key: String, value: MATValue)]? {
    guard case .value(let value) = content, case .object(let object) = value else { return nil }
    do throws(MATError) {
      switch object.className {
      case "containers.Map":
        let map = try MATMap(matValue: value)
        guard map.keyType == "char" else { return nil }
        return Array(
          zip(try map.keys.map { key throws(MATError) in try String(matValue: key) }, map.values)
        )
        .map { (key: $0, value: $1) }
      case "dictionary":
        let dictionary = try MATDictionary(matValue: value)
        guard let keys = dictionary.keys, let values = dictionary.values else { return [] }
        guard case .string(let texts) = keys, let rows = try TableRows.rows(of: values),
          rows.count == texts.count
        else { return nil }
        return zip(texts.elements, rows).compactMap { key, value in
          key.map { (key: $0, value: value) }
        }
      default: return nil
      }
    } catch {
      throw error.at(codingPath)
    }
  }

  func mismatch(expected: String) -> MATError {
    MATError(.mismatch, expected: expected, found: summary).at(codingPath)
  }

  private var summary: String {
    switch content {
    case .value(let value): value.summary
    case .element: "1×1 struct"
    case .row: "a row of a table"
    case .variables: "the variables of a file"
    }
  }

  /// Decodes this as a value of a type.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    switch content {
    case .value(let value): try options.read(type, from: value, at: codingPath)
    default:
      if let dictionary = type as? any DecodableDictionary.Type,
        let value = try dictionary.read(from: self) as? Value
      {
        value
      } else {
        try Value(from: self)
      }
    }
  }

  var isAbsent: Bool {
    if case .value(let value) = content { value.isAbsent } else { false }
  }
}

extension MATValue {
  /// True if this is `[]` or `<missing>`, which stand for what is not there.
  var isAbsent: Bool {
    switch self {
    case .numeric(let array): array.size == [0, 0] && array.numericClass == .double
    case .string(let array): array.elements == [nil]
    default: false
    }
  }
}

/// The source of a keyed container: the fields of one struct, or the variables of a file.
struct DecodedFields {
  let names: [String]
  private let source: Source

  private enum Source {
    case structure(MATStructArray, element: Int, isOneOfMany: Bool, isRow: Bool)
    case variables(any MATVariables)
  }

  init(_ array: MATStructArray, element: Int, isOneOfMany: Bool, isRow: Bool = false) {
    names = array.fields.compactMap { name, values in
      isOneOfMany && values[element].isAbsent ? nil : name
    }
    source = .structure(array, element: element, isOneOfMany: isOneOfMany, isRow: isRow)
  }

  init(_ variables: any MATVariables) {
    names = variables.variableNames
    source = .variables(variables)
  }

  /// True if there is a field; `[]` in one of many structs is none.
  func contains(_ name: String) -> Bool {
    switch source {
    case .structure(let array, let element, let isOneOfMany, let isRow):
      guard let values = array.fields[name] else { return false }
      return !(isOneOfMany && values[element].isAbsent || isRow && values[element].isNotANumber)
    case .variables(let variables): return variables.hasVariable(named: name)
    }
  }

  /// The value of a field; throws `.notFound` where there is none.
  func value(_ name: String) throws(MATError) -> MATValue {
    switch source {
    case .structure(let array, let element, _, _):
      if let values = array.fields[name] { return values[element] }
      let found = array.fields.keys.prefix(12).joined(separator: ", ")
      throw MATError(
        .notFound, expected: "a field \(name)",
        found: found.isEmpty ? "a struct without fields" : "the fields \(found)")
    case .variables(let variables): return try variables.value(name)
    }
  }
}

/// The source of an unkeyed container: the elements of a one-dimensional array.
struct DecodedElements {
  let count: Int
  private let value: MATValue
  /// True if they are the rows of a table.
  private let areRows: Bool

  /// Nil where the value has rows and columns, or no elements of its own; of a table the rows.
  init?(_ value: MATValue) throws(MATError) {
    if let rows = try TableRows.structs(of: value) {
      (count, self.value, areRows) = (rows.count, .structure(rows), true)
      return
    }
    areRows = false
    if case .object(let object) = value, object.className == "datetime",
      object.size.filter({ $0 != 1 }).count <= 1
    {
      let times = MATValue.column(of: try MATDatetimeArray(matValue: value))
      (count, self.value) = (times.count, .cell(times))
      return
    }
    guard value.count == 0 || value.size.filter({ $0 != 1 }).count <= 1 else { return nil }
    switch value {
    case .numeric, .logical, .string, .cell, .structure: break
    case .char where value.count == 0: break
    default: return nil
    }
    self.value = value
    count = value.count
  }

  /// True if the elements are contents of cells.
  var areContents: Bool { if case .cell = value { true } else { false } }

  subscript(index: Int) -> ValueDecoder.Content {
    switch value {
    case .numeric(let array):
      .value(
        .numeric(
          MATNumericArray(
            size: [1, 1], real: array.real.selecting(1, from: index, by: 1),
            imaginary: array.imaginary?.selecting(1, from: index, by: 1))))
    case .logical(let array): .value(.logical(NDArray(array.elements[index])))
    case .string(let array):
      .value(.string(MATStringArray(size: [1, 1], elements: [array.elements[index]])))
    case .cell(let array): .value(array.elements[index])
    case .structure(let array) where areRows: .row(array, index)
    case .structure(let array) where array.count > 1: .element(array, index)
    default: .value(value)
    }
  }
}

extension MATValue {
  /// True if this is one NaN.
  fileprivate var isNotANumber: Bool {
    guard case .numeric(let array) = self, array.count == 1, !array.isComplex else { return false }
    switch array.real {
    case .double(let numbers): return numbers[0].isNaN
    case .single(let numbers): return numbers[0].isNaN
    default: return false
    }
  }

  /// Points in time one by one, `[]` for what is none.
  fileprivate static func column(of times: MATDatetimeArray) -> NDArray<MATValue> {
    let dates = times.exactDates.map { date in
      date.map { MATDatetimeArray([$0], timeZone: times.timeZone).matValue } ?? .absent
    }
    return NDArray(size: [dates.count, 1], elements: dates)
  }
}
