/// The place of an element in a coding path: as MATLAB writes it, `{2}` in a cell array and `(2)` in
/// another.
struct ElementKey: CodingKey {
  /// The index, from zero.
  let index: Int
  /// True if the element is the content of a cell.
  let isContent: Bool

  init(_ index: Int, isContent: Bool) {
    self.index = index
    self.isContent = isContent
  }

  /// There is no element of a name.
  init?(stringValue: String) {
    nil
  }

  init?(intValue: Int) {
    self.init(intValue, isContent: true)
  }

  var intValue: Int? { index }
  var stringValue: String { isContent ? "{\(index + 1)}" : "(\(index + 1))" }
}

/// The key under which a class writes its superclass's part.
struct SuperKey: CodingKey {
  let stringValue = "super"
  var intValue: Int? { nil }

  init() {}

  /// There is one such key.
  init?(stringValue: String) {
    guard stringValue == "super" else { return nil }
  }

  init?(intValue: Int) {
    nil
  }
}

/// Where a value lies, as `Codable` counts it.
typealias CodingPath = [any CodingKey]

extension CodingPath {
  /// The path as MATLAB writes it: `.W{2}`; nil for no step.
  var matlabPath: String? {
    guard !isEmpty else { return nil }
    return map { key in
      if let element = key as? ElementKey { return element.stringValue }
      if let index = key.intValue { return "{\(index + 1)}" }
      return MATPath.Step.field(key.fieldName).description
    }.joined()
  }
}

extension CodingKey {
  /// The name of the field for this key.
  ///
  /// The compiler calls what has no label in an enum's case `_0`, `_1`, …, which is no name in MATLAB; it
  /// becomes `x_0`, as MATLAB's own `matlab.lang.makeValidName` makes it.
  var fieldName: String {
    let name = stringValue
    guard name.first == "_", name.count > 1, name.dropFirst().allSatisfy(\.isWholeNumber) else {
      return name
    }
    return "x" + name
  }
}

extension MATError {
  /// The error with the place where coding had come to before its own path.
  func at(_ path: CodingPath) -> MATError {
    guard let outer = path.matlabPath else { return self }
    return inside(outer)
  }
}
