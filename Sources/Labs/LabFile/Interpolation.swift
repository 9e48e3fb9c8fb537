/// What `${…}` can name: the variables of the lab, and the item of a `foreach` or `matrix`.
struct InterpolationScope {
  /// The innermost first: item and key, then the vars of the lab.
  private var layers: [[LabValue.Entry]]

  init(_ variables: [LabValue.Entry]) {
    layers = [variables]
  }

  /// The scope with more names, which hide those there are.
  func adding(_ entries: [LabValue.Entry]) -> InterpolationScope {
    var scope = self
    scope.layers.insert(entries, at: 0)
    return scope
  }

  /// Every name that can be written, for a suggestion.
  var names: [String] { layers.flatMap { $0.map(\.key) } }

  /// The value at `name.key[0]`; nil where there is none.
  func value(at path: String) -> LabValue? {
    var steps = path.split(
      separator: ".", omittingEmptySubsequences: false
    ).flatMap(Self.indexed)[...]
    guard let first = steps.popFirst() else { return nil }
    guard
      var value = layers.lazy.compactMap({ layer in
        layer.first { $0.key == first }?.value
      }).first
    else { return nil }
    for step in steps {
      switch value {
      case .map(let entries):
        guard let next = entries.first(where: { $0.key == step }) else { return nil }
        value = next.value
      case .list(let values):
        guard let index = Int(step), values.indices.contains(index) else { return nil }
        value = values[index]
      default: return nil
      }
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

extension LabNode {
  /// The node with every `${…}` in it replaced.
  ///
  /// A text that is one `${…}` and nothing else becomes the value, list or map itself; inside a longer
  /// text it becomes its words. `\${` stands for itself. Names that are not set are told in `mistakes`.
  func resolved(in scope: InterpolationScope, _ mistakes: inout MistakeList) -> LabNode {
    switch content {
    case .text(let text):
      guard text.contains("${") else { return self }
      return resolved(text, in: scope, &mistakes)
    case .list(let nodes):
      return LabNode(.list(nodes.map { $0.resolved(in: scope, &mistakes) }), at: mark)
    case .map(let pairs):
      return LabNode(
        .map(pairs.map { ($0.key, $0.node.resolved(in: scope, &mistakes)) }), at: mark)
    default: return self
    }
  }

  private func resolved(
    _ text: String, in scope: InterpolationScope, _ mistakes: inout MistakeList
  ) -> LabNode {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      if rest[..<start.lowerBound].last == "\\" {
        result += rest[..<start.lowerBound].dropLast() + "${"
        rest = rest[start.upperBound...]
        continue
      }
      result += rest[..<start.lowerBound]
      let place = self.place(of: start.lowerBound, in: text)
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        mistakes.add(place, "'${' is not closed", suggestion: "write } after the name")
        return self
      }
      let path = rest[start.upperBound..<end].split(separator: " ").joined(separator: " ")
      rest = rest[rest.index(after: end)...]
      guard let value = scope.value(at: path) else {
        mistakes.add(
          place, "the variable '\(path)' is not set",
          suggestion: MistakeList.suggestion(for: path, among: scope.names)
            ?? "set it under vars")
        continue
      }
      if result.isEmpty && rest.isEmpty { return LabNode(value, at: mark) }
      guard let written = value.text else {
        mistakes.add(
          place, "'\(path)' is a map, which cannot stand inside a text",
          suggestion: "name one of its keys")
        continue
      }
      result += written
    }
    result += String(rest)
    return LabNode(Content.text(result), at: mark)
  }

  /// Where a part of a text stands; of a text of several lines, where the text begins.
  private func place(of index: String.Index, in text: String) -> LabMistake.Mark {
    guard !text.contains("\n" as Character) else { return mark }
    return LabMistake.Mark(
      line: mark.line, column: mark.column + text.distance(from: text.startIndex, to: index))
  }
}
