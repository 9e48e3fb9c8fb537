/// A variable of a `.mat` file: its name, its value, and whether it was declared `global`.
///
/// ```swift
/// let variable = MATVariable(name: "x", value: 1.5.matValue)
/// assert(!variable.isGlobal && variable.value.size == [1, 1])
/// ```
public struct MATVariable: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: MATValue
  /// True if MATLAB is to make it a global variable when the file is loaded.
  public var isGlobal: Bool

  /// A variable; whether MATLAB can have the name is checked where it is written.
  public init(name: String, value: MATValue, isGlobal: Bool = false) {
    self.name = name
    self.value = value
    self.isGlobal = isGlobal
  }
}

/// Variables that are found by name and decoded when they are asked for, as those of a file are.
package protocol MATVariables {
  /// The names in their order; a name may come twice.
  var variableNames: [String] { get }
  /// True if there is a variable of a name.
  func hasVariable(named name: String) -> Bool
  /// The value of the variable of a name, the last where there are several; throws `.notFound` where there is
  /// none.
  func value(_ name: String) throws(MATError) -> MATValue
}

/// MATLAB's rule for the name of a variable or a field.
package enum MATName {
  /// The longest name that MATLAB knows (`namelengthmax`).
  package static let greatestLength = 63
  /// The way out where a name cannot be written.
  package static let remedy = "give it another name"

  /// Throws `cannotRepresent` where the name is no identifier of MATLAB's, as that of a variable must be.
  package static func check(_ name: String, of what: String) throws(MATError) {
    let isLetter = { (byte: UInt8) in (65...90).contains(byte & ~32) }
    let isAllowed = { (byte: UInt8) in isLetter(byte) || (48...57).contains(byte) || byte == 95 }
    guard let first = name.utf8.first, isLetter(first), name.utf8.allSatisfy(isAllowed) else {
      throw refusal(
        expected: "a name for \(what) of letters, digits and _ that begins with a letter",
        found: "“\(name)”")
    }
    if name.utf8.count > greatestLength {
      throw refusal(
        expected: "a name for \(what) of at most \(greatestLength) characters",
        found: "\(name.utf8.count): “\(name)”")
    }
  }

  /// The error for a name.
  package static func refusal(expected: String, found: String) -> MATError {
    var error = MATError(.cannotRepresent, expected: expected, found: found)
    error.remedy = remedy
    return error
  }
}
