/// Reads one stage, with its `${…}` replaced.
struct StageReader {
  private let name: String
  private let mark: LabMistake.Mark
  private let pairs: [(key: LabNode.Key, node: LabNode)]
  private let scope: InterpolationScope
  private let isPartOfSweep: Bool

  init(
    _ name: String, _ mark: LabMistake.Mark, _ pairs: [(key: LabNode.Key, node: LabNode)],
    _ scope: InterpolationScope, isPartOfSweep: Bool
  ) {
    self.name = name
    self.mark = mark
    self.pairs = pairs
    self.scope = scope
    self.isPartOfSweep = isPartOfSweep
  }

  /// The stage; nil where it has nothing to run.
  mutating func read(_ lab: inout LabReader) -> Stage? {
    for (key, node) in pairs where !LabReader.stageKeys.contains(key.name) {
      if key.name == "wdir" {
        lab.mistakes.add(
          key.mark, "a stage has no 'wdir' here",
          suggestion: "write paths as seen from the lab file's folder")
      } else {
        lab.mistakes.addUnknown("key", key.name, at: key.mark, known: LabReader.stageKeys)
      }
      _ = node.resolved(in: scope, &lab.mistakes)
    }
    for (key, _) in pairs where ["foreach", "matrix", "do"].contains(key.name) {
      lab.mistakes.add(key.mark, "'\(key.name)' cannot stand here")
    }
    guard let action = readAction(&lab) else { return nil }
    var outputs: [Stage.Output] = []
    for role in [Stage.Output.Role.output, .metric, .plot] {
      for (text, mark) in texts(role.rawValue, &lab) {
        outputs.append(Stage.Output(path: LabPath.normalized(text), role: role, mark: mark))
      }
    }
    if outputs.isEmpty, case .builtIn(let kind, _) = action {
      lab.mistakes.add(
        mark, "'\(kind.rawValue)' writes nothing", suggestion: "name its file under outs")
    }
    return Stage(
      name: name, mark: mark, action: action, dependencies: dependencies(of: action, &lab),
      outputs: outputs, parameters: parameters(of: action, &lab), isPartOfSweep: isPartOfSweep,
      isFrozen: flag("frozen", &lab), isAlwaysChanged: flag("always_changed", &lab),
      about: resolved("desc", &lab)?.value.text, optionMarks: optionMarks)
  }

  private func readAction(_ lab: inout LabReader) -> Stage.Action? {
    let actions = pairs.filter {
      $0.key.name == "cmd" || Stage.BuiltIn(rawValue: $0.key.name) != nil
    }
    guard let (key, node) = actions.first else {
      lab.mistakes.add(
        mark, "the stage '\(name)' runs nothing",
        suggestion: "give it cmd, or one of "
          + Stage.BuiltIn.allCases.map(\.rawValue).joined(separator: ", "))
      return nil
    }
    for (other, _) in actions.dropFirst() {
      lab.mistakes.add(other.mark, "'\(other.name)' beside '\(key.name)': a stage runs one thing")
    }
    let resolved = node.resolved(in: scope, &lab.mistakes)
    guard let kind = Stage.BuiltIn(rawValue: key.name) else { return shell(resolved, &lab) }
    switch resolved.content {
    case .null: return .builtIn(kind, options: [])
    case .map(let options): return .builtIn(kind, options: entries(options, &lab))
    default:
      lab.mistakes.add(
        resolved.mark, "'\(kind.rawValue)' holds options with values, found \(resolved.kind)",
        suggestion: "write nothing after it for none")
      return nil
    }
  }

  private var optionMarks: [LabNode.Key] {
    pairs.flatMap { key, node -> [LabNode.Key] in
      guard Stage.BuiltIn(rawValue: key.name) != nil, case .map(let options) = node.content else {
        return []
      }
      return options.map(\.key)
    }
  }

  /// A command, or a list of commands, each to succeed before the next.
  private func shell(_ node: LabNode, _ lab: inout LabReader) -> Stage.Action? {
    let texts: [String]
    if case .list(let values) = node.value {
      texts = values.compactMap(\.text)
    } else {
      texts = [node.value.text].compactMap(\.self)
    }
    guard !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else {
      lab.mistakes.add(node.mark, "cmd is a command of the shell, found \(node.kind)")
      return nil
    }
    return .shell(texts.joined(separator: " && "))
  }

  private func entries(
    _ options: [(key: LabNode.Key, node: LabNode)], _ lab: inout LabReader
  ) -> [LabValue.Entry] {
    options.compactMap { key, node in
      guard node.value.text != nil else {
        lab.mistakes.add(node.mark, "the option '\(key.name)' has one value, found \(node.kind)")
        return nil
      }
      return LabValue.Entry(key: key.name, value: node.value)
    }
  }

  private func dependencies(
    of action: Stage.Action, _ lab: inout LabReader
  ) -> [Stage.Dependency] {
    let named = texts("deps", &lab)
    guard case .builtIn(_, let options) = action else {
      return named.map { Self.dependency($0.text, at: $0.mark, isData: false, isOption: false) }
    }
    let marks = optionMarks
    let files = options.filter { Stage.fileOptions.contains($0.key) }.flatMap { option in
      let place = marks.first { $0.name == option.key }?.mark ?? mark
      return Self.files(of: option.value)
        .map { Self.dependency($0, at: place, isData: true, isOption: true) }
    }
    let others = named.map {
      Self.dependency($0.text, at: $0.mark, isData: true, isOption: false)
    }
    // What is listed for completeness and named by an option is no argument as well.
    let variables = Dictionary(grouping: files, by: \.path)
      .mapValues { Set($0.map(\.variable)) }
    let arguments = others.filter { other in
      guard let named = variables[other.path] else { return true }
      return other.variable != nil && !named.contains(other.variable)
    }
    let hasArguments = !arguments.isEmpty || options.contains { $0.key == "features" }
    return (hasArguments ? arguments : others) + files
  }

  /// The files that the value of an option names.
  private static func files(of value: LabValue) -> [String] {
    if case .list(let values) = value { return values.flatMap(files) }
    return [value.text].compactMap(\.self).filter { !$0.isEmpty }
  }

  /// `data.mat`, `data.mat:X`, and for data `data.mat:X=1`.
  private static func dependency(
    _ text: String, at mark: LabMistake.Mark, isData: Bool, isOption: Bool
  ) -> Stage.Dependency {
    var item = text[...]
    var label = ""
    if isData, let equals = text.lastIndex(of: "="),
      Double(text[text.index(after: equals)...]) != nil
    {
      (item, label) = (text[..<equals], String(text[equals...]))
    }
    let (path, variable) = LabPath.splitVariable(String(item))
    let normalized = LabPath.normalized(path)
    return Stage.Dependency(
      path: normalized, variable: variable,
      argument: normalized + (variable.map { ":\($0)" } ?? "") + label, isOption: isOption,
      mark: mark)
  }

  /// The parameters: a stage of ours has its options, a command what `params` lists.
  private func parameters(
    of action: Stage.Action, _ lab: inout LabReader
  ) -> [LabValue.Entry] {
    var parameters: [LabValue.Entry] = []
    if case .builtIn(_, let options) = action {
      parameters = options.filter { !Stage.optionsWithoutEffect.contains($0.key) }
    }
    guard let node = resolved("params", &lab) else { return parameters }
    guard case .list(let items) = node.content else {
      lab.mistakes.add(node.mark, "params is a list of names, found \(node.kind)")
      return parameters
    }
    for item in items {
      switch item.content {
      case .text(let name): parameters += parameter(name, item.mark, &lab)
      case .map(let files):
        for (file, keys) in files { parameters += self.parameters(keys, in: file, &lab) }
      default: lab.mistakes.add(item.mark, "a parameter is a name, found \(item.kind)")
      }
    }
    return parameters
  }

  private func parameter(
    _ name: String, _ mark: LabMistake.Mark, _ lab: inout LabReader
  ) -> [LabValue.Entry] {
    if let value = scope.value(at: name) {
      if let problem = lab.mistakes.expansion.take(value, as: name, after: nil, depth: 0) {
        lab.mistakes.add(mark, problem)
      }
      return [LabValue.Entry(key: name, value: value)]
    }
    lab.mistakes.add(
      mark, "the parameter '\(name)' is not set",
      suggestion: lab.mistakes.suggestion(for: name, among: { scope.names }) ?? "set it under vars")
    return []
  }

  private func parameters(
    _ keys: LabNode, in file: LabNode.Key, _ lab: inout LabReader
  ) -> [LabValue.Entry] {
    guard case .map(let known)? = lab.parameterFile(file.name, at: file.mark) else { return [] }
    let scope = lab.parameterScope(file.name, known)
    guard case .list(let names) = keys.content else {
      return known.map { LabValue.Entry(key: "\(file.name):\($0.key)", value: $0.value) }
    }
    return names.compactMap { node in
      let name = node.value.text ?? ""
      guard let value = scope.value(at: name) else {
        lab.mistakes.add(
          node.mark, "'\(file.name)' has no parameter '\(name)'",
          suggestion: lab.mistakes.suggestion(for: name, among: { scope.names }))
        return nil
      }
      return LabValue.Entry(key: "\(file.name):\(name)", value: value)
    }
  }

  private func resolved(_ key: String, _ lab: inout LabReader) -> LabNode? {
    pairs.first { $0.key.name == key }?.node.resolved(in: scope, &lab.mistakes)
  }

  private func flag(_ key: String, _ lab: inout LabReader) -> Bool {
    resolved(key, &lab).map { lab.flag($0, key) } ?? false
  }

  /// The paths under a key: one, or a list; lists inside it, as of a `${…}`, are part of it.
  private func texts(
    _ key: String, _ lab: inout LabReader
  ) -> [(text: String, mark: LabMistake.Mark)] {
    guard let node = resolved(key, &lab) else { return [] }
    return texts(node, key, &lab)
  }

  private func texts(
    _ node: LabNode, _ key: String, _ lab: inout LabReader
  ) -> [(text: String, mark: LabMistake.Mark)] {
    switch node.content {
    case .list(let nodes): return nodes.flatMap { texts($0, key, &lab) }
    case .text(let text) where !text.isEmpty: return [(text, node.mark)]
    case .text:
      lab.mistakes.add(
        node.mark, "\(key) has an empty name", suggestion: "name a file, or take it away")
      return []
    case .integer, .number: return [(node.value.text ?? "", node.mark)]
    case .null: return []
    case .map(let pairs):
      // DVC has settings of each file there, which all mean something to its cache or remotes.
      let names = pairs.map { "'\($0.key.name)'" }.joined(separator: ", ")
      lab.mistakes.add(
        node.mark, "\(key) is a list of files, found a map with \(names)",
        suggestion: "write each file's name alone; files have no settings here")
      return []
    default:
      lab.mistakes.add(node.mark, "\(key) is a list of files, found \(node.kind)")
      return []
    }
  }
}
