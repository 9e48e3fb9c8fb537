import Foundation
import Matrices

// What is decoded as a whole and not element by element; `EncodableShapes.swift` is its mirror.

/// An array of arrays that are rows of a matrix.
protocol DecodableRows {
  static func rows(of value: MATValue) throws(MATError) -> Self
}

extension Array: DecodableRows where Element: DecodableRow {
  static func rows(of value: MATValue) throws(MATError) -> [Element] {
    guard case .cell(let cells) = value else { return try Element.rows(ofMatrix: value) }
    guard cells.isEmpty || cells.size.filter({ $0 != 1 }).count <= 1 else {
      throw MATError(.mismatch, expected: "a row or a column of cells", found: value.summary)
    }
    var rows: [Element] = []
    for (index, cell) in cells.elements.enumerated() {
      do throws(MATError) {
        rows.append(try Element(matValue: cell))
      } catch {
        throw error.inside("{\(index + 1)}")
      }
    }
    return rows
  }
}

/// An array that can be a row of a matrix.
protocol DecodableRow: MATReadable {
  static func rows(ofMatrix value: MATValue) throws(MATError) -> [Self]
}

extension Array: DecodableRow where Element: MatrixElement {
  static func rows(ofMatrix value: MATValue) throws(MATError) -> [[Element]] {
    let matrix = try Matrix<Element>(matValue: value)
    return (0..<matrix.rowCount).map { matrix.row($0) }
  }
}

/// A dictionary whose keys are names of fields.
protocol DecodableDictionary {
  static func read(from decoder: ValueDecoder) throws -> Self
}

extension Dictionary: DecodableDictionary where Key == String, Value: Decodable {
  static func read(from decoder: ValueDecoder) throws -> [String: Value] {
    if let entries = try decoder.entries() {
      var dictionary: [String: Value] = [:]
      for (key, value) in entries {
        dictionary[key] = try decoder.options.read(
          Value.self, from: value, at: decoder.codingPath + [FieldKey(key)])
      }
      return dictionary
    }
    let container = try decoder.container(keyedBy: FieldKey.self)
    var dictionary: [String: Value] = [:]
    for key in container.allKeys {
      dictionary[key.stringValue] = try container.decode(Value.self, forKey: key)
    }
    return dictionary
  }
}

/// A type of Foundation's that is one number, text or row of bytes.
protocol DecodableLeaf {
  static func leaf(of value: MATValue) throws(MATError) -> Self
}

extension Date: DecodableLeaf {
  /// From seconds since 1970, or a `datetime`.
  static func leaf(of value: MATValue) throws(MATError) -> Date {
    guard case .object = value else {
      return Date(timeIntervalSince1970: try Double(matValue: value))
    }
    let time = try MATDatetimeArray(matValue: value)
    guard time.milliseconds.count == 1, let date = time.exactDates[0] else {
      throw MATError(.mismatch, expected: "one point in time", found: value.summary)
    }
    return date
  }
}

extension Data: DecodableLeaf {
  /// From a row or column of bytes, of any class.
  static func leaf(of value: MATValue) throws(MATError) -> Data {
    Data(try [UInt8](matValue: value))
  }
}

extension URL: DecodableLeaf {
  /// From its text.
  static func leaf(of value: MATValue) throws(MATError) -> URL {
    let text = try String(matValue: value)
    guard let url = URL(string: text) else {
      throw MATError(.mismatch, expected: "a URL", found: text)
    }
    return url
  }
}
