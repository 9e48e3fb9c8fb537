public import OrderedCollections
import Synchronization

extension MATFile {
  /// The value of the variable of the given name, decoded now.
  ///
  /// Throws `.notFound` where there is none, `.damaged` where its bytes contradict themselves or their
  /// checksum.
  public func value(_ name: String) throws(MATError) -> MATValue {
    try value(of: find(name))
  }

  /// The value of one of the file's ``variables``, decoded now.
  public func value(of variable: Variable) throws(MATError) -> MATValue {
    try reading(of: variable).value
  }

  /// The value of one of the file's ``variables``, and by which readers it was decoded: as ``MATDecoding/reader``
  /// says, or by MatKit's own alone, and why.
  ///
  /// Throws as ``value(of:)`` does, and `.readersDiffer`, with the path of the first difference, where the
  /// readers do not agree.
  public func reading(
    of variable: Variable
  ) throws(MATError) -> (value: MATValue, by: MATReading) {
    try readings(of: [variable], workers: Self.workers, .resolved)[0]
  }

  /// The same of the variable of a name, the last where there are several. Throws `.notFound` where there is none.
  public func reading(_ name: String) throws(MATError) -> (value: MATValue, by: MATReading) {
    try reading(of: find(name))
  }

  /// Who has read a variable that is read in parts, as the readers of a large one are told: MatKit's own reader, for
  /// libmatio reads no parts as MatKit does.
  package var readingOfParts: MATReading {
    if decoding.reader == .swift { return .onlySwift(because: "as asked for") }
    let fault = format == .v73 ? LibmatioFault.version73 : LibmatioFault.large
    return .onlySwift(because: fault.rawValue)
  }

  /// All values by name, in file order.
  ///
  /// Throws `.mismatch` where two variables have one name, because one of them would be lost: those are
  /// read one by one with ``value(of:)``.
  public func values() throws(MATError) -> OrderedDictionary<String, MATValue> {
    let decoded = try values(of: variables)
    var values: OrderedDictionary<String, MATValue> = [:]
    values.reserveCapacity(decoded.count)
    for index in decoded.indices {
      let name = variables[index].name
      guard values.updateValue(decoded[index], forKey: name) == nil else {
        throw MATError(
          .mismatch, file: path, variable: name, expected: "one variable of that name",
          found: "several")
      }
    }
    return values
  }

  /// All variables with their values, in file order, as they are written and compared.
  public func contents() throws(MATError) -> [MATVariable] {
    try contents(of: variables)
  }

  /// Some of the variables with their values.
  func contents(of variables: [Variable]) throws(MATError) -> [MATVariable] {
    zip(variables, try values(of: variables)).map { variable, value in
      MATVariable(name: variable.name, value: value, isGlobal: variable.isGlobal)
    }
  }

  /// The variable of a name as a Swift value: `let points: Matrix<Double> = try file["points"]`.
  ///
  /// Throws as ``value(_:)`` does, and `.mismatch` or `.outOfRange` where the value is no such thing or
  /// would lose something on the way.
  public subscript<Value: MATReadable>(name: String) -> Value {
    get throws(MATError) {
      let value = try value(name)
      do throws(MATError) {
        return try Value(matValue: value)
      } catch {
        throw error.with(file: path, variable: name)
      }
    }
  }

  func find(_ name: String) throws(MATError) -> Variable {
    if let variable = variable(named: name) { return variable }
    throw absence(of: name)
  }

  /// The error for a variable that there is not.
  func absence(of name: String) -> MATError {
    Self.absence(of: name, among: variables.map(\.name), in: path)
  }

  /// The error for a variable that is none of those of a file.
  static func absence(of name: String, among names: [String], in path: String) -> MATError {
    MATError(
      .notFound, file: path, variable: name,
      expected: names.isEmpty
        ? "no name, as the file is empty" : listing(names.map(MATPath.name)))
  }
}

/// Names as a person lists them: `one of a, b, c`, the first twelve of many.
private func listing(_ names: [String]) -> String {
  if names.count == 1 { return names[0] }
  let more = names.count > 12 ? " or \(names.count - 12) more" : ""
  return "one of " + names.prefix(12).joined(separator: ", ") + more
}

extension MATFile: MATVariables {
  package var variableNames: [String] { variables.map(\.name) }

  package func hasVariable(named name: String) -> Bool { variable(named: name) != nil }
}

extension MATComparison {
  /// Compares two files by the names of their variables; no more than two are held at a time.
  ///
  /// Throws as reading a variable does. Of two variables of one name the last is compared, as in MATLAB.
  public init(
    of first: MATFile, and second: MATFile, tolerance: MATTolerance = .exact
  ) throws(MATError) {
    try self.init(between: first, and: second, tolerance: tolerance)
  }
}

/// Where the variables of a file stand, by name: made when a name is first asked for, since whoever reads
/// all of a file never asks, and with thousands of variables it takes a tenth of the time.
final class NameIndex: Sendable {
  private let positions = Mutex<[String: Int]?>(nil)

  /// The position of the variable of a name, the last where there are several.
  func position(of name: String, in variables: [MATFile.Variable]) -> Int? {
    positions.withLock { positions in
      if positions == nil {
        var made = [String: Int](minimumCapacity: variables.count)
        for index in variables.indices { made[variables[index].name] = index }
        positions = made
      }
      return positions?[name]
    }
  }
}
