/// Reads a lab file: its keys, variables and stages, with the mistakes in them.
struct LabReader {
  /// The lab file's folder, where parameter files are looked for.
  let folder: String
  var mistakes = MistakeList()
  /// Parameter files that were read.
  var parameterFiles: [String: LabValue] = [:]
  private var parameterScopes: [String: InterpolationScope] = [:]
  /// How many stages sweeps have made.
  var sweptCount = 0

  init(folder: String) {
    self.folder = folder
  }

  /// The content of a lab file.
  struct Contents {
    var variables: [LabValue.Entry] = []
    var stages: [Stage] = []
    var allowsOutside = false
  }

  static let keys = ["vars", "stages", "allow_outside", "desc"]

  /// The contents; what is wrong is in ``mistakes``.
  mutating func read(_ text: String) -> Contents {
    do throws(LabMistake) {
      guard let root = try LabNode.parse(text) else {
        throw LabMistake(
          LabMistake.Mark(line: 1, column: 1), "the file is empty",
          suggestion: "have matkit init write a lab")
      }
      return read(root)
    } catch {
      mistakes.add(error.mark, error.problem, suggestion: error.suggestion)
      return Contents()
    }
  }

  private mutating func read(_ root: LabNode) -> Contents {
    var contents = Contents()
    guard case .map(let pairs) = root.content else {
      mistakes.add(root.mark, "a lab is a map with the key 'stages', found \(root.kind)")
      return contents
    }
    for (key, _) in pairs where !Self.keys.contains(key.name) {
      mistakes.addUnknown("key", key.name, at: key.mark, known: Self.keys)
    }
    func node(_ name: String) -> LabNode? { pairs.first { $0.key.name == name }?.node }
    let scope = node("vars").map { readVariables($0) } ?? InterpolationScope()
    contents.variables = scope.entries
    if let allows = node("allow_outside") { contents.allowsOutside = flag(allows, "allow_outside") }
    guard let stages = node("stages") else {
      mistakes.add(
        root.mark, "there is no key 'stages'", suggestion: "add it, with a map of stages")
      return contents
    }
    contents.stages = readStages(stages, scope)
    return contents
  }

  /// The variables: a map, or a list of maps and of files that hold maps.
  ///
  /// Each may name those before it. Of two with one name the later counts.
  private mutating func readVariables(_ node: LabNode) -> InterpolationScope {
    var parts: [LabNode] = []
    if case .list(let nodes) = node.content { parts = nodes } else { parts = [node] }
    var scope = InterpolationScope()
    for part in parts {
      switch part.content {
      case .map(let pairs):
        for (key, node) in pairs {
          let node = node.resolved(in: scope, &mistakes)
          scope.set(LabValue.Entry(key: key.name, value: node.value))
        }
      case .text(let path):
        if case .map(let entries) = parameterFile(path, at: part.mark) {
          for entry in entries { scope.set(entry) }
        }
      case .null: break
      default: mistakes.add(part.mark, "vars holds names with values, found \(part.kind)")
      }
    }
    return scope
  }

  private mutating func readStages(
    _ node: LabNode, _ scope: InterpolationScope
  ) -> [Stage] {
    guard case .map(let pairs) = node.content else {
      mistakes.add(node.mark, "stages is a map from names to stages, found \(node.kind)")
      return []
    }
    var stages: [Stage] = []
    for (key, node) in pairs {
      stages += readStage(named: key, node, scope)
    }
    if pairs.isEmpty { mistakes.add(node.mark, "there are no stages") }
    return stages
  }

  /// The map in a YAML or JSON file of parameters.
  mutating func parameterFile(_ path: String, at mark: LabMistake.Mark) -> LabValue? {
    if let known = parameterFiles[path] { return known }
    do {
      guard let text = try readText(LabPath.join(folder, path)) else {
        mistakes.add(mark, "there is no file '\(path)'", suggestion: "make it, or mend the name")
        return nil
      }
      let value = try LabNode.parse(text)?.value ?? .map([])
      parameterFiles[path] = value
      return value
    } catch {
      mistakes.add(mark, "'\(path)' cannot be read: \(error)")
      return nil
    }
  }

  /// The content of a file of parameters, to be looked up by name.
  mutating func parameterScope(
    _ path: String, _ entries: [LabValue.Entry]
  ) -> InterpolationScope {
    if let known = parameterScopes[path] { return known }
    let scope = InterpolationScope(entries)
    parameterScopes[path] = scope
    return scope
  }

  /// A value that has to be true or false.
  mutating func flag(_ node: LabNode, _ name: String) -> Bool {
    if case .bool(let value) = node.content { return value }
    mistakes.add(node.mark, "\(name) is true or false, found \(node.kind)")
    return false
  }
}
