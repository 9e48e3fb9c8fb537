/// Names with values in their order, found in a time that does not grow with their number.
struct VariableTable {
  private var slots: [LabValue.Entry?] = []
  private var places: [String: Int] = [:]

  init(_ entries: [LabValue.Entry] = []) {
    for entry in entries { set(entry) }
  }

  /// Sets a value; of a name that is there the new value counts, and stands last.
  mutating func set(_ entry: LabValue.Entry) {
    if let old = places.updateValue(slots.count, forKey: entry.key) { slots[old] = nil }
    slots.append(entry)
  }

  subscript(name: String) -> LabValue? { places[name].flatMap { slots[$0]?.value } }

  var entries: [LabValue.Entry] { slots.compactMap(\.self) }
}

/// The names that `${…}` can use: the variables of the lab, and the item of a `foreach` or
/// `matrix`.
struct InterpolationScope {
  /// The item and key of a sweep, which hide variables of the same name.
  private var item = VariableTable()
  private var variables: VariableTable
  private let maps = MapIndexes()

  init(_ variables: [LabValue.Entry] = []) {
    self.variables = VariableTable(variables)
  }

  /// The scope with the names of an item.
  func adding(_ entries: [LabValue.Entry]) -> InterpolationScope {
    var scope = self
    scope.item = VariableTable(entries)
    return scope
  }

  /// Sets a variable.
  mutating func set(_ entry: LabValue.Entry) {
    variables.set(entry)
    maps.forget(entry.key)
  }

  /// The variables in their order.
  var entries: [LabValue.Entry] { variables.entries }

  /// Every name that can be written, for a suggestion.
  var names: [String] { item.entries.map(\.key) + variables.entries.map(\.key) }

  /// The value at `name.key[0]`; nil where there is none.
  func value(at path: String) -> LabValue? {
    var steps = path.split(
      separator: ".", omittingEmptySubsequences: false
    ).flatMap(Self.indexed)[...]
    guard let first = steps.popFirst() else { return nil }
    let ofItem = item[first]
    guard var value = ofItem ?? variables[first] else { return nil }
    for (place, step) in zip(steps.indices, steps) {
      let next: LabValue? =
        switch value {
        case .map(let entries) where entries.count > MapIndexes.least && ofItem == nil:
          maps.value(step, in: entries, of: first, at: steps[..<place].joined(separator: "."))
        case .map(let entries): entries.first { $0.key == step }?.value
        case .list(let values):
          Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
        default: nil
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// `a[0][1]` as `a`, `0`, `1`.
  private static func indexed(_ step: Substring) -> [String] {
    step.split(separator: "[", omittingEmptySubsequences: false).map { part in
      String(part.last == "]" ? part.dropLast() : part)
    }
  }
}

/// The keys of large maps among the variables, listed when one of them is first asked for: a file
/// of parameters can be one map of 100,000 keys.
private final class MapIndexes {
  /// Below that a look at each key is as fast.
  static let least = 16

  /// By variable, and by the path in it.
  private var tables: [String: [String: VariableTable]] = [:]

  func value(
    _ key: String, in entries: [LabValue.Entry], of variable: String, at path: String
  ) -> LabValue? {
    if let table = tables[variable]?[path] { return table[key] }
    let table = VariableTable(entries)
    tables[variable, default: [:]][path] = table
    return table[key]
  }

  func forget(_ variable: String) { tables[variable] = nil }
}
