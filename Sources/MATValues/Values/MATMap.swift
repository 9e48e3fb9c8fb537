import Matrices
import OrderedCollections

/// A `containers.Map` of MATLAB's: keys that are all texts or all numbers, each with a value.
///
///     try MATFile.write(["ages": MATMap(["Ada": 36.0, "Max": 89.0])], to: "map.mat")
///
/// MATLAB keeps the keys in order: texts by their code units, numbers by size.
///
/// ```swift
/// let ages = try MATMap(["Max": 89.0, "Ada": 36.0])
/// assert(ages.keyType == "char" && ages["Ada"] == 36.0.matValue && ages["Bob"] == nil)
/// ```
public struct MATMap: Hashable, Sendable {
  /// The class of the keys: `char`, `double`, `single`, `int32`, `uint32`, `int64`, `uint64`.
  public let keyType: String
  /// The class of all values, or `any`.
  public let valueType: String
  /// The keys: a text or a number each.
  public let keys: [MATValue]
  /// The values, one a key.
  public let values: [MATValue]

  /// The classes that keys can have.
  private static let keyTypes: Set = [
    "char", "double", "single", "int32", "uint32", "int64", "uint64",
  ]
  /// The classes that all values can be said to have.
  private static let valueTypes: Set = [
    "any", "char", "logical", "double", "single", "int8", "uint8", "int16", "uint16", "int32",
    "uint32", "int64", "uint64",
  ]

  /// A map with texts as keys.
  public init(_ entries: [String: any MATWritable], valueType: String = "any") throws(MATError) {
    let sorted = entries.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    try self.init(
      keyType: "char", valueType: valueType, keys: sorted.map(\.key.matValue),
      values: sorted.map(\.value.matValue))
  }

  /// A map with numbers as keys.
  ///
  /// ```swift
  /// let names = try MATMap([2.0: "two", 1.0: "one"])
  /// assert(names.keys.count == 2 && names[2.0] == "two".matValue)
  /// ```
  public init(_ entries: [Double: any MATWritable], valueType: String = "any") throws(MATError) {
    let sorted = entries.sorted { $0.key < $1.key }
    try self.init(
      keyType: "double", valueType: valueType, keys: sorted.map(\.key.matValue),
      values: sorted.map(\.value.matValue))
  }

  /// A map of keys and values in MATLAB's order.
  ///
  /// Throws `.mismatch` where there are more of the one than of the other, a class is none that
  /// MATLAB has there, or a key or value is not of the class that is said.
  public init(
    keyType: String, valueType: String = "any", keys: [MATValue], values: [MATValue]
  ) throws(MATError) {
    guard Self.keyTypes.contains(keyType), Self.valueTypes.contains(valueType) else {
      throw MATError(
        .mismatch, expected: "classes that a map can have as keys and values",
        found: "\(keyType) and \(valueType)")
    }
    guard keys.count == values.count else {
      throw MATError(
        .mismatch, expected: "a value for each of \(keys.count) keys", found: "\(values.count)")
    }
    for (index, key) in keys.enumerated() {
      guard key.className == keyType, keyType == "char" || key.size == [1, 1] else {
        throw MATError(
          .mismatch, path: ".keys{\(index + 1)}", expected: "a key of class \(keyType)",
          found: key.summary)
      }
    }
    for (index, value) in values.enumerated()
    where valueType != "any" && value.className != valueType {
      throw MATError(
        .mismatch, path: ".values{\(index + 1)}", expected: "a value of class \(valueType)",
        found: value.summary)
    }
    (self.keyType, self.valueType, self.keys, self.values) = (keyType, valueType, keys, values)
  }

  /// The value of a text; nil where it is no key. O(keys).
  public subscript(key: String) -> MATValue? {
    keys.firstIndex(of: key.matValue).map { values[$0] }
  }

  /// The value of a number; nil where it is no key. O(keys).
  public subscript(key: Double) -> MATValue? {
    keys.firstIndex(of: key.matValue).map { values[$0] }
  }
}

extension MATMap: MATWritable {
  /// The object that MATLAB has for it, of class `containers.Map`.
  public var matValue: MATValue {
    let row = { (values: [MATValue]) in
      MATValue.cell(NDArray(size: [1, values.count], elements: values))
    }
    return .object(
      MATObject(
        className: "containers.Map", size: [keys.count, 1],
        properties: [
          "KeyType": keyType, "ValueType": valueType, "UniformValues": valueType != "any",
          "keys": row(keys), "values": row(values),
        ]))
  }
}

extension MATMap: MATReadable {
  /// From a `containers.Map`; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "containers.Map",
      let properties = object.properties, case .cell(let keys)? = properties.scalar("keys"),
      case .cell(let values)? = properties.scalar("values"),
      let keyType = properties.text("KeyType"), let valueType = properties.text("ValueType")
    else { throw MATError(.mismatch, expected: "a map", found: matValue.summary) }
    (self.keyType, self.valueType) = (keyType, valueType)
    (self.keys, self.values) = (keys.elements, values.elements)
  }
}

/// A `dictionary` of MATLAB's (R2022b and later): a column of keys of one class, and one of values.
///
///     let sizes = try MATDictionary(keys: MATStringArray(size: [2, 1], elements: ["a", "b"]), values: column)
///
/// ```swift
/// let sizes = try MATDictionary(
///   keys: MATStringArray(size: [2, 1], elements: ["a", "b"]), values: Matrix(column: [1.0, 2]))
/// assert(sizes.values?.size == [2, 1])
/// ```
public struct MATDictionary: Hashable, Sendable {
  /// The keys as a column: numbers, a string array, a cell array; nil where the dictionary was never given any.
  public let keys: MATValue?
  /// The values as a column; nil where there are no keys.
  public let values: MATValue?

  /// A dictionary that was never given a key.
  public init() { (keys, values) = (nil, nil) }

  /// A dictionary of a column of keys and one of values.
  ///
  /// Throws `.mismatch` where either is no column, or they are not equally long.
  public init(keys: some MATWritable, values: some MATWritable) throws(MATError) {
    let (keys, values) = (keys.matValue, values.matValue)
    guard keys.size.count == 2, keys.size[1] == 1, keys.size == values.size else {
      throw MATError(
        .mismatch, expected: "a column of keys, and as many values",
        found: "\(keys.summary) and \(values.summary)")
    }
    (self.keys, self.values) = (keys, values)
  }
}

extension MATDictionary: MATWritable {
  /// The object that MATLAB has for it, of class `dictionary`.
  public var matValue: MATValue {
    var fields: OrderedDictionary<String, MATValue> = ["Version": UInt64(1).matValue]
    if let keys, let values {
      fields["IsKeyCombined"] = true.matValue
      fields["IsValueCombined"] = true.matValue
      fields["Key"] = keys
      fields["Value"] = values
    } else {
      fields["Unconfigured"] = true.matValue
    }
    return .object(
      MATObject(
        className: "dictionary", size: [1, 1],
        properties: MATStructArray(["data": .structure(MATStructArray(fields))])))
  }
}

extension MATDictionary: MATReadable {
  /// From a `dictionary`; throws `.mismatch` where the value is none.
  public init(matValue: MATValue) throws(MATError) {
    guard case .object(let object) = matValue, object.className == "dictionary",
      case .structure(let data)? = object.properties?.scalar("data"), data.count == 1
    else { throw MATError(.mismatch, expected: "a dictionary", found: matValue.summary) }
    (keys, values) = (data.scalar("Key"), data.scalar("Value"))
  }
}
