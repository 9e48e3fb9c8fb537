import MATFiles

extension Lab {
  /// Checks what is not told by the lab file alone: the options of the stages of ours, each as its
  /// command does, and that the variables that stages need are in their files. Throws
  /// ``LabMistakes`` with all that are wrong.
  ///
  /// - Parameter problem: What a `matkit` command says against its arguments; nil where nothing.
  public func check(_ problem: ([String]) -> String?) throws(LabMistakes) {
    try check(stages, problem)
  }

  /// Checks some of the stages.
  func check(_ stages: [Stage], _ problem: ([String]) -> String?) throws(LabMistakes) {
    var mistakes = MistakeList()
    var known: Set<[String]> = []
    var blamed: Set<Blame> = []
    for stage in stages where known.insert(stage.arguments()).inserted {
      checkOptions(of: stage, problem, &blamed, &mistakes)
    }
    checkVariables(of: stages, &mistakes)
    guard mistakes.mistakes.isEmpty else { throw LabMistakes(file: file, mistakes.mistakes) }
  }

  /// An option that was told of, of the stages that stand at one place.
  private struct Blame: Hashable {
    let mark: LabMistake.Mark
    let option: LabValue.Entry
  }

  /// Tells every wrong option, by taking one away after another: the one without which a command
  /// says something else is what it spoke of.
  ///
  /// To find it out takes a look at every option, so that of the many stages of a sweep one that has been told
  /// of already, with the same value, is left out.
  private func checkOptions(
    of stage: Stage, _ problem: ([String]) -> String?, _ blamed: inout Set<Blame>,
    _ mistakes: inout MistakeList
  ) {
    guard case .builtIn(let kind, var options) = stage.action else { return }
    if !blamed.isEmpty {
      options.removeAll { blamed.contains(Blame(mark: stage.mark, option: $0)) }
    }
    func said(_ options: [LabValue.Entry]) -> String? {
      var other = stage
      other.action = .builtIn(kind, options: options)
      return problem(other.arguments())
    }
    while let message = said(options) {
      let culprit = options.indices.first { place in
        var others = options
        others.remove(at: place)
        return said(others) != message
      }
      guard let culprit else {
        mistakes.add(stage.mark, "\(kind.rawValue): \(message)")
        return
      }
      mistakes.add(
        stage.place(ofOption: options[culprit].key), "\(kind.rawValue): \(message)")
      blamed.insert(Blame(mark: stage.mark, option: options.remove(at: culprit)))
    }
  }

  private func checkVariables(of stages: [Stage], _ mistakes: inout MistakeList) {
    var files: [String: MATFile?] = [:]
    for stage in stages {
      for dependency in stage.dependencies where graph.writers[dependency.path] == nil {
        guard let text = dependency.variable else { continue }
        let path = dependency.path
        let file = files[path] ?? (try? MATFile(LabPath.join(folder, path)))
        files[path] = .some(file)
        // Of a file that cannot be read the stage itself will tell.
        guard let file, let variable = try? MATPath(text).variable else { continue }
        if file.variables.contains(where: { $0.name == variable }) { continue }
        mistakes.add(
          dependency.mark, "'\(path)' has no variable '\(variable)'",
          suggestion: MistakeList.suggestion(for: variable, among: file.variables.map(\.name)))
      }
    }
  }
}

extension Stage {
  /// Where an option stands in the lab file.
  fileprivate func place(ofOption name: String) -> LabMistake.Mark {
    optionMarks.first { $0.name == name }?.mark ?? mark
  }
}
