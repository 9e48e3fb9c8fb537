extension MATFile {
  /// A Swift value whose properties are the file's variables.
  ///
  ///     struct Week6: Decodable {
  ///       var points: Matrix<Double>
  ///       var labels: [Int]
  ///     }
  ///     let week6 = try MATFile("week6.mat").decode(Week6.self)
  ///
  /// Only the variables that the type asks for are read. A dictionary with `String` keys takes them all.
  ///
  /// Throws as reading a variable and ``/MATValues/MATDecoder/decode(_:from:)`` do, naming the file and the variable.
  public func decode<Value: Decodable>(
    _ type: Value.Type, using decoder: MATDecoder = MATDecoder()
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: self)
    } catch let error as MATError {
      throw error.placed(in: self)
    }
  }

  /// Writes the properties of a Swift value as the variables of a file, which appears whole or not at all.
  ///
  ///     try MATFile.encode(week6, to: "week6.mat")
  ///
  /// Throws as ``/MATValues/MATEncoder/encode(_:)`` and `write` do, and `cannotRepresent` for a value
  /// that has no named properties, such as an array.
  public static func encode(
    _ value: some Encodable, to path: String, version: MATVersion = .v7,
    using encoder: MATEncoder = MATEncoder()
  ) throws {
    do {
      guard case .structure(let fields) = try encoder.encode(value), fields.size == [1, 1] else {
        throw MATError(
          .cannotRepresent, expected: "a value with named properties, one a variable",
          found: "\(type(of: value))")
      }
      let variables = fields.fields.map { name, values in
        MATVariable(name: name, value: values[0])
      }
      try write(variables, to: path, version: version)
    } catch let error as MATError {
      throw error.with(file: path)
    }
  }
}

extension MATError {
  /// The same error with the file, and the first step of its path as the variable, where it names none.
  fileprivate func placed(in file: MATFile) -> MATError {
    var error = with(file: file.path)
    guard error.variable == nil, let path = error.path, path.hasPrefix(".") else { return error }
    let steps = path.dropFirst()
    let name = steps.prefix { $0 != "." && $0 != "{" && $0 != "(" }
    guard !name.isEmpty else { return error }
    error.variable = String(name)
    error.path = name.count == steps.count ? nil : String(steps.dropFirst(name.count))
    return error
  }
}
