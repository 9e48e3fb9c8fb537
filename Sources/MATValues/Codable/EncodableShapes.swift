import ComplexModule
import Matrices

// The arrays and dictionaries that are encoded as a whole and not element by element: which they are is
// asked of the type, so that a million numbers cost one question.

/// A one-dimensional array whose elements a `.mat` file can hold.
protocol EncodableVector {
  func value(options: MATEncoder) -> MATValue
}

extension Array: EncodableVector where Element: MATWritableElement {
  func value(options: MATEncoder) -> MATValue {
    Element.matArray(size: options.size(ofVector: count), elements: self)
  }
}

/// An array of arrays that are rows of a matrix.
protocol EncodableRows {
  func value(options: MATEncoder) -> MATValue
}

extension Array: EncodableRows where Element: MatrixRow {
  func value(options: MATEncoder) -> MATValue {
    Element.matrix(of: self)
      ?? .cell(NDArray(size: options.size(ofVector: count), elements: map(\.rowValue)))
  }
}

/// An array that can be a row of a matrix of numbers or truth values.
protocol MatrixRow {
  /// The array as a row.
  var rowValue: MATValue { get }
  /// The matrix of the rows; nil where they differ in length.
  static func matrix(of rows: [Self]) -> MATValue?
}

extension Array: MatrixRow where Element: MatrixElement {
  var rowValue: MATValue { matValue }

  static func matrix(of rows: [[Element]]) -> MATValue? {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else { return nil }
    return Matrix(rows: rows).matValue
  }
}

/// A number or truth value: what matrices are made of, and not cell arrays.
protocol MatrixElement: MATWritableElement, MATReadableElement {}

extension Double: MatrixElement {}
extension Float: MatrixElement {}
extension Int8: MatrixElement {}
extension Int16: MatrixElement {}
extension Int32: MatrixElement {}
extension Int64: MatrixElement {}
extension Int: MatrixElement {}
extension UInt8: MatrixElement {}
extension UInt16: MatrixElement {}
extension UInt32: MatrixElement {}
extension UInt64: MatrixElement {}
extension UInt: MatrixElement {}
extension Bool: MatrixElement {}
extension Complex: MatrixElement where RealType: MATRealNumber & MATReadableElement {}

/// A dictionary whose keys are names of fields.
protocol EncodableDictionary {
  func write(to encoder: ValueEncoder) throws
}

extension Dictionary: EncodableDictionary where Key == String, Value: Encodable {
  /// Writes the fields in the order of their names: a dictionary has none of its own, and another every
  /// time the program runs.
  func write(to encoder: ValueEncoder) throws {
    guard encoder.options.dictionaries == .structure else { return try writeObject(to: encoder) }
    var container = encoder.container(keyedBy: FieldKey.self)
    encoder.node.isDictionary = true
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      try container.encode(value, forKey: FieldKey(key))
    }
  }

  /// Writes a map or a dictionary of MATLAB's.
  private func writeObject(to encoder: ValueEncoder) throws {
    let options = encoder.options
    // In MATLAB's order: by the code units.
    let entries = try sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      .map { key, value in
        let path = encoder.codingPath + [FieldKey(key)]
        let node = EncodingNode()
        try ValueEncoder(node: node, codingPath: path, options: options).write(value)
        return (key: key, value: try node.value(options: options, path: path))
      }
    let values = entries.map(\.value)
    if options.dictionaries == .map {
      let map = try MATMap(keyType: "char", keys: entries.map(\.key.matValue), values: values)
      return encoder.node.set(map.matValue)
    }
    guard !entries.isEmpty else { return encoder.node.set(MATDictionary().matValue) }
    let keys = MATStringArray(size: [entries.count, 1], elements: entries.map(\.key))
    let column = MATValue.column(of: values).flatMap { $0.size[1] == 1 ? $0 : nil }
    let dictionary = try MATDictionary(
      keys: keys,
      values: column ?? .cell(NDArray(size: [values.count, 1], elements: values)))
    encoder.node.set(dictionary.matValue)
  }
}
