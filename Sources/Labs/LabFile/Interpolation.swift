extension LabNode {
  /// The node with every `${…}` in it replaced.
  ///
  /// A text that is one `${…}` and nothing else becomes the value, list or map itself; inside a
  /// longer text it becomes its words. `\${` stands for itself. Names that are not set are told in
  /// `mistakes`, and so is what would become far too large or too deep, which is then left as it
  /// stands.
  ///
  /// - Parameter depth: In how many lists and maps the node stands.
  func resolved(
    in scope: InterpolationScope, _ mistakes: inout MistakeList, depth: Int = 0
  ) -> LabNode {
    guard !mistakes.expansion.isExhausted else { return self }
    switch content {
    case .text(let text):
      guard text.contains("${") else { return self }
      return resolved(text, in: scope, &mistakes, depth)
    case .list(let nodes):
      return LabNode(
        .list(nodes.map { $0.resolved(in: scope, &mistakes, depth: depth + 1) }), at: mark)
    case .map(let pairs):
      return LabNode(
        .map(
          pairs.map { ($0.key, $0.node.resolved(in: scope, &mistakes, depth: depth + 1)) }),
        at: mark)
    default: return self
    }
  }

  private func resolved(
    _ text: String, in scope: InterpolationScope, _ mistakes: inout MistakeList, _ depth: Int
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
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        mistakes.add(
          place(of: start.lowerBound, in: text, mistakes), "'${' is not closed",
          suggestion: "write } after the name")
        return self
      }
      let path = rest[start.upperBound..<end].split(separator: " ").joined(separator: " ")
      rest = rest[rest.index(after: end)...]
      guard let value = scope.value(at: path) else {
        mistakes.add(
          place(of: start.lowerBound, in: text, mistakes), "the variable '\(path)' is not set",
          suggestion: mistakes.suggestion(for: path, among: { scope.names }) ?? "set it under vars")
        continue
      }
      let isWhole = result.isEmpty && rest.isEmpty
      if let problem = mistakes.expansion.take(
        value, as: path, after: isWhole ? nil : result.utf8.count, depth: depth)
      {
        mistakes.add(
          place(of: start.lowerBound, in: text, mistakes), problem,
          suggestion: "name what is needed of it, or write it out")
        return self
      }
      if isWhole { return LabNode(value, at: mark) }
      guard let written = value.text else {
        mistakes.add(
          place(of: start.lowerBound, in: text, mistakes),
          "'\(path)' is a map, which cannot stand inside a text",
          suggestion: "name one of its keys")
        continue
      }
      result += written
    }
    result += String(rest)
    return LabNode(Content.text(result), at: mark)
  }

  /// Where a part of a text stands; of a text of several lines, and after very many mistakes, where
  /// the text begins.
  private func place(
    of index: String.Index, in text: String, _ mistakes: MistakeList
  ) -> LabMistake.Mark {
    guard mistakes.mistakes.count < MistakeList.placedCount,
      !text.contains("\n" as Character)
    else { return mark }
    return LabMistake.Mark(
      line: mark.line, column: mark.column + text.distance(from: text.startIndex, to: index))
  }
}
