import Matrices

/// The keys and values of a `containers.Map` or a `dictionary`, as they are shown.
struct KeysAndValues {
  let notes: [String]
  /// How many there are.
  let count: Int
  private let keys: MATValue
  private let values: MATValue
  /// True if what a cell array holds are the keys, and not cells of it.
  private let (areKeysContents, areValuesContents): (Bool, Bool)

  /// Nil where the object is none of those, or not stored as expected.
  init?(_ object: MATObject) {
    guard let properties = object.properties else { return nil }
    if object.className == "containers.Map" {
      guard let keys = properties.scalar("keys"), let values = properties.scalar("values") else {
        return nil
      }
      (self.keys, self.values, count) = (keys, values, keys.count)
      (areKeysContents, areValuesContents) = (true, true)
      let types = [("KeyType", "keys"), ("ValueType", "values")].compactMap { field, name in
        properties.text(field).map { "\(name) \($0.printable)" }
      }
      notes = types + (properties.isOn("UniformValues") ? ["uniform values"] : [])
      return
    }
    guard object.className == "dictionary", case .structure(let data)? = properties.scalar("data"),
      data.count == 1
    else { return nil }
    if data.isOn("Unconfigured") {
      let nothing = MATValue.cell(NDArray(size: [0, 1], elements: []))
      (keys, values, count, notes) = (nothing, nothing, 0, ["unconfigured"])
      (areKeysContents, areValuesContents) = (true, true)
      return
    }
    guard let keys = data.scalar("Key"), let values = data.scalar("Value"),
      keys.count == values.count
    else { return nil }
    (self.keys, self.values, count) = (keys, values, keys.count)
    areKeysContents = !data.isOn("IsKeyCombined")
    areValuesContents = !data.isOn("IsValueCombined")
    notes = [
      "\(count) \(count == 1 ? "entry" : "entries")",
      "keys \(keys.className.printable)", "values \(values.className.printable)",
    ]
  }

  /// A key in one line, and its value; nil where the elements of one of them can't be told apart.
  func entry(_ index: Int) -> (key: String, value: MATValue)? {
    guard let key = Self.element(index, of: keys, areContents: areKeysContents),
      let value = Self.element(index, of: values, areContents: areValuesContents)
    else { return nil }
    return (Self.text(ofKey: key), value)
  }

  private static func text(ofKey key: MATValue) -> String {
    if case .cell(let cells) = key, cells.count == 1 {
      return "{\(cells.elements[0].inlineText(characters: 60) ?? cells.elements[0].summary)}"
    }
    return key.inlineText(characters: 60) ?? key.summary
  }

  private static func element(_ index: Int, of array: MATValue, areContents: Bool) -> MATValue? {
    if areContents, case .cell(let cells) = array { return cells.elements[index] }
    let place = [MATPath.Index.ranges([MATPath.Range(.number(index + 1))])]
    return try? array.selecting(MATSelection(place, of: array.size))
  }
}

extension MATStructArray {
  /// True if a field of a scalar struct is true.
  fileprivate func isOn(_ field: String) -> Bool {
    guard case .logical(let flag)? = scalar(field) else { return false }
    return flag.elements == [true]
  }
}
