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
