/// A variable of a `.mat` file: its name, its value, and whether it was declared `global`.
public struct MATVariable: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: MATValue
  /// Whether MATLAB is to make it a global variable when the file is loaded.
  public var isGlobal: Bool

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
  /// Whether there is a variable of a name.
  func hasVariable(named name: String) -> Bool
  /// The value of the variable of a name, the last where there are several; throws `.notFound` where there is
  /// none.
  func value(_ name: String) throws(MATError) -> MATValue
}
