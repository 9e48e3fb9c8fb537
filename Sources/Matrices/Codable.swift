// Matrices and arrays in formats that know neither, such as JSON: an object with the size and the elements in
// column-major order. MATFiles encodes them as the arrays they are.

private enum Keys: String, CodingKey {
  case size, elements
}

extension NDArray: Encodable where Element: Encodable {
  /// Writes `size` and `elements`, these in column-major order.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// let text = try JSONEncoder().encode(NDArray(size: [1, 2], elements: [3, 4]))
  /// let array = try JSONDecoder().decode(NDArray<Int>.self, from: text)
  /// assert(array.size == [1, 2] && array.elements == [3, 4])
  /// ```
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(size, forKey: .size)
    try container.encode(elements, forKey: .elements)
  }
}

extension NDArray: Decodable where Element: Decodable {
  /// Reads `size` and `elements`; throws `DecodingError.dataCorrupted` where they do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let size = try container.decode([Int].self, forKey: .size)
    let elements = try container.decode([Element].self, forKey: .elements)
    guard size.count >= 2, size.allSatisfy({ $0 >= 0 }), elementCount(of: size) == elements.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) elements for a size of \(size)")
    }
    self.init(size: size, elements: elements)
  }
}

extension Matrix: Encodable where Element: Encodable {
  /// Writes `size` and `elements`, these in column-major order.
  ///
  /// ```swift
  /// import Foundation
  ///
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// let text = try JSONEncoder().encode(A)
  /// assert(try! JSONDecoder().decode(Matrix<Int>.self, from: text) == A)
  /// ```
  public func encode(to encoder: any Encoder) throws {
    try NDArray<Element>(self).encode(to: encoder)
  }
}

extension Matrix: Decodable where Element: Decodable {
  /// Reads `size` and `elements`; throws `DecodingError.dataCorrupted` where they do not fit together or
  /// the size is not one of two dimensions.
  public init(from decoder: any Decoder) throws {
    let array = try NDArray<Element>(from: decoder)
    guard let matrix = Matrix(array) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "a size of \(array.rank) dimensions for a matrix"))
    }
    self = matrix
  }
}

/// The number of elements of an array; nil where it is too large for one.
private func elementCount(of size: [Int]) -> Int? {
  var count = 1
  for extent in size {
    let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
    if isTooLarge { return nil }
    count = product
  }
  return count
}
