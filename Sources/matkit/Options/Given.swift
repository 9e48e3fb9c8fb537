import ArgumentParser

/// The value of an option, and whether the user gave it: what cannot have an effect is refused, or
/// said to have none, only where it was given.
struct Given<Value: ExpressibleByArgument>: ExpressibleByArgument {
  let value: Value
  let isGiven: Bool

  /// The value where the user gives none.
  init(standard value: Value) {
    self.value = value
    isGiven = false
  }

  init?(argument: String) {
    guard let value = Value(argument: argument) else { return nil }
    self.value = value
    isGiven = true
  }

  var defaultValueDescription: String { value.defaultValueDescription }
  static var allValueStrings: [String] { Value.allValueStrings }
}
