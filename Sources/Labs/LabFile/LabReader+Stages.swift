extension LabReader {
  static let stageKeys =
    ["cmd"] + Stage.BuiltIn.allCases.map(\.rawValue) + [
      "deps", "outs", "params", "metrics", "plots", "foreach", "do", "matrix", "frozen",
      "always_changed", "desc",
    ]

  /// The stages that one entry under `stages` stands for: itself, or one an item of its `foreach`
  /// or `matrix`, with `${item}` and `${key}` in it replaced.
  mutating func readStage(
    named key: LabNode.Key, _ node: LabNode, _ scope: InterpolationScope
  ) -> [Stage] {
    guard case .map(let pairs) = node.content else {
      mistakes.add(node.mark, "the stage '\(key.name)' is a map, found \(node.kind)")
      return []
    }
    if let foreach = pairs.first(where: { $0.key.name == "foreach" })?.node {
      return readForeach(key, pairs, foreach.resolved(in: scope, &mistakes), scope)
    }
    if let matrix = pairs.first(where: { $0.key.name == "matrix" })?.node {
      return readMatrix(key, pairs, matrix.resolved(in: scope, &mistakes), scope)
    }
    var reader = StageReader(key.name, key.mark, pairs, scope, isPartOfSweep: false)
    return reader.read(&self).map { [$0] } ?? []
  }

  private mutating func readForeach(
    _ key: LabNode.Key, _ pairs: [(key: LabNode.Key, node: LabNode)], _ items: LabNode,
    _ scope: InterpolationScope
  ) -> [Stage] {
    for (other, _) in pairs where !["foreach", "do", "desc"].contains(other.name) {
      mistakes.add(
        other.mark, "'\(other.name)' stands beside foreach", suggestion: "move it under do")
    }
    guard case .map(let body)? = pairs.first(where: { $0.key.name == "do" })?.node.content else {
      mistakes.add(key.mark, "foreach has no do", suggestion: "put the stage under do")
      return []
    }
    let found = foreachItems(items)
    guard take(found.count, of: body, at: items.mark) else { return [] }
    return found.flatMap { item -> [Stage] in
      let entries = [
        LabValue.Entry(key: "item", value: item.value),
        LabValue.Entry(key: "key", value: .text(item.name)),
      ]
      var reader = StageReader(
        "\(key.name)@\(item.name)", key.mark, body, scope.adding(entries), isPartOfSweep: true)
      return reader.read(&self).map { [$0] } ?? []
    }
  }

  /// The items and what their stages are named after: the key of a map, a list's element itself, or
  /// its index where it is a list or map.
  private mutating func foreachItems(_ node: LabNode) -> [(name: String, value: LabValue)] {
    if let items = Self.items(of: node.value, listName: "") { return items }
    mistakes.add(node.mark, "foreach goes over a list or a map, found \(node.kind)")
    return []
  }

  /// The values that a sweep goes over, by names; nil where it is neither a list nor a map.
  ///
  /// - Parameter listName: What the index of an element is put after that is itself a list or map.
  private static func items(
    of value: LabValue, listName: String
  ) -> [(name: String, value: LabValue)]? {
    switch value {
    case .list(let values):
      values.enumerated().map { index, value in
        (name: name(of: value) ?? "\(listName)\(index)", value: value)
      }
    case .map(let entries): entries.map { (name: $0.key, value: $0.value) }
    default: nil
    }
  }

  private mutating func readMatrix(
    _ key: LabNode.Key, _ pairs: [(key: LabNode.Key, node: LabNode)], _ matrix: LabNode,
    _ scope: InterpolationScope
  ) -> [Stage] {
    guard case .map(let axes) = matrix.content, !axes.isEmpty else {
      mistakes.add(matrix.mark, "matrix is a map from names to lists or maps, found \(matrix.kind)")
      return []
    }
    guard axes.count <= Self.axisLimit else {
      mistakes.add(matrix.mark, "a matrix has at most \(Self.axisLimit) lists, found \(axes.count)")
      return []
    }
    var combinations: [(name: String, entries: [LabValue.Entry])] = [("", [])]
    for (axis, node) in axes {
      guard let values = Self.items(of: node.value, listName: axis.name), !values.isEmpty else {
        mistakes.add(
          node.mark, "'\(axis.name)' is a list or a map of values, found \(node.kind)")
        return []
      }
      guard combinations.count * values.count <= Self.sweepLimit else {
        mistakes.add(matrix.mark, "the matrix makes more than \(Self.sweepLimit) stages")
        return []
      }
      combinations = combinations.flatMap { combination in
        values.map { name, value in
          (
            combination.name.isEmpty ? name : "\(combination.name)-\(name)",
            combination.entries + [LabValue.Entry(key: axis.name, value: value)]
          )
        }
      }
    }
    let body = pairs.filter { $0.key.name != "matrix" }
    guard take(combinations.count, of: body, at: matrix.mark) else { return [] }
    return combinations.flatMap { name, entries -> [Stage] in
      let item = [
        LabValue.Entry(key: "item", value: .map(entries)),
        LabValue.Entry(key: "key", value: .text(name)),
      ]
      var reader = StageReader(
        "\(key.name)@\(name)", key.mark, body, scope.adding(item), isPartOfSweep: true)
      return reader.read(&self).map { [$0] } ?? []
    }
  }

  /// Counts the stages of a sweep; false, and a mistake, where they are too many.
  private mutating func take(
    _ count: Int, of body: [(key: LabNode.Key, node: LabNode)], at mark: LabMistake.Mark
  ) -> Bool {
    sweptCount += count
    guard sweptCount <= Self.sweepLimit else {
      mistakes.add(mark, "the lab's sweeps make more than \(Self.sweepLimit) stages")
      return false
    }
    guard mistakes.expansion.takeStages(count, of: body) else {
      mistakes.add(
        mark, "with \(count) stages of this sweep \(ExpansionBudget.tooLarge)",
        suggestion: "make fewer stages, or shorter ones")
      return false
    }
    return true
  }

  /// The most stages that the sweeps of a lab may make.
  static let sweepLimit = 1_000_000
  /// The most lists of a matrix.
  static let axisLimit = 64
  /// The longest text that a stage is named after.
  private static let nameLimit = 200

  /// The value that a stage is named after; nil for a list, a map or a long text, instead of which
  /// it is the index.
  private static func name(of value: LabValue) -> String? {
    switch value {
    case .list, .map: return nil
    default: return value.text.flatMap { $0.utf8.count <= nameLimit ? $0 : nil }
    }
  }
}
