/// Makes Swift values of any `Decodable` type from MATLAB values.
///
///     struct Layer: Decodable {
///       var W: Matrix<Double>
///       var activation: Activation         // enum Activation: String, Decodable
///       var rate: Double?
///     }
///     let layers = try MATDecoder().decode([Layer].self, from: file.value("layers"))
///
/// It takes what ``MATEncoder`` makes, and more, since MATLAB code rarely says how large a vector is or
/// which class a whole number has:
///
/// - Numbers of any class, and logicals as 0 and 1, become any type of Swift's that holds them exactly. One
///   that it does not hold is an error with its path, and never rounded: `.outOfRange`.
/// - Arrays come from rows and columns alike, of any class that suits the elements, from cell arrays and
///   from struct arrays; one element from a scalar.
/// - `[[T]]` comes from a matrix, an inner array a row, or from a cell array of rows.
/// - An optional is nil where there is no such field, and where it is `[]` (a 0×0 double).
/// - Names are case-sensitive. Fields that the type does not ask for are left alone.
///
/// ```swift
/// struct Layer: Decodable {
///   var units: Int
///   var rate: Double?
/// }
/// let value: MATStructArray = ["units": 10.0, "activation": "tanh"]
/// let layer = try MATDecoder().decode(Layer.self, from: value.matValue)
/// assert(layer.units == 10 && layer.rate == nil)
/// ```
public struct MATDecoder: Sendable {
  /// Values that the decoded types can ask for.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// A decoder without user information.
  public init() {}

  /// The Swift value of a MATLAB value.
  ///
  /// Throws ``MATError`` with the path: `.mismatch` where the value is of another kind or shape, `.notFound`
  /// for a missing field, `.outOfRange` for a number that the type does not hold. What a type's own
  /// `init(from:)` throws comes through as it is, but for `DecodingError`, which becomes a ``MATError``.
  ///
  /// ```swift
  /// let numbers = try MATDecoder().decode([[Int]].self, from: Matrix(rows: [[1.0, 2], [3, 4]]).matValue)
  /// assert(numbers == [[1, 2], [3, 4]])
  /// ```
  public func decode<Value: Decodable>(
    _ type: Value.Type, from value: MATValue
  ) throws -> Value {
    try reporting { try read(type, from: value, at: []) }
  }

  /// The Swift value that the variables of a file are the properties of.
  package func decode<Value: Decodable>(
    _ type: Value.Type, from variables: any MATVariables
  ) throws -> Value {
    try reporting {
      if let dictionary = type as? any DecodableDictionary.Type {
        let decoder = ValueDecoder(content: .variables(variables), codingPath: [], options: self)
        if let value = try dictionary.read(from: decoder) as? Value { return value }
      }
      return try Value(
        from: ValueDecoder(content: .variables(variables), codingPath: [], options: self))
    }
  }

  /// Has errors of Codable itself come out as errors of MatKit.
  private func reporting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DecodingError {
      throw MATError(error)
    }
  }

  /// Decodes a value, by the short way where there is one.
  func read<Value: Decodable>(
    _ type: Value.Type, from value: MATValue, at path: CodingPath
  ) throws -> Value {
    do throws(MATError) {
      if let short = try Self.shortcut(type, from: value) { return short }
    } catch {
      throw error.at(path)
    }
    let decoder = ValueDecoder(content: .value(value), codingPath: path, options: self)
    if let dictionary = type as? any DecodableDictionary.Type,
      let value = try dictionary.read(from: decoder) as? Value
    {
      return value
    }
    return try Value(from: decoder)
  }

  /// The value of a type that is read as a whole; nil for other types.
  private static func shortcut<Value>(
    _ type: Value.Type, from value: MATValue
  ) throws(MATError) -> Value? {
    switch type {
    case let readable as any MATReadable.Type: try readable.init(matValue: value) as? Value
    case let rows as any DecodableRows.Type: try rows.rows(of: value) as? Value
    case let foundation as any DecodableLeaf.Type: try foundation.leaf(of: value) as? Value
    default: nil
    }
  }
}

extension MATError {
  /// An error of Codable's own as one of MatKit's, with the path.
  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(
        .notFound, path: context.codingPath.matlabPath, expected: "a field \(key.stringValue)",
        found: "none")
    case .valueNotFound(let type, let context):
      self.init(
        .mismatch, path: context.codingPath.matlabPath, expected: "\(type)", found: "nothing")
    case .typeMismatch(let type, let context):
      self.init(
        .mismatch, path: context.codingPath.matlabPath, expected: "\(type)",
        found: context.debugDescription)
    case .dataCorrupted(let context):
      self.init(
        .mismatch, path: context.codingPath.matlabPath, found: context.debugDescription)
    @unknown default:
      self.init(.mismatch, found: "\(error)")
    }
  }
}
