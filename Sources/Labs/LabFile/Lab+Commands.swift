extension Lab {
  /// Checks the options of the stages of ours, each as its command does, and throws ``LabMistakes`` with
  /// all that are wrong.
  ///
  /// - Parameter problem: What a `matkit` command says against its arguments; nil where nothing.
  public func check(_ problem: ([String]) -> String?) throws(LabMistakes) {
    var mistakes = MistakeList()
    var known: Set<[String]> = []
    for stage in stages {
      guard case .builtIn(let kind, let options) = stage.action else { continue }
      guard known.insert(stage.arguments()).inserted, let whole = problem(stage.arguments()) else {
        continue
      }
      // Told option by option where that finds them, so that all are told at once.
      var told = false
      for option in options {
        var alone = stage
        alone.action = .builtIn(kind, options: [option])
        guard let single = problem(alone.arguments()) else { continue }
        mistakes.add(stage.place(ofOption: option.key), "\(kind.rawValue): \(single)")
        told = true
      }
      if !told { mistakes.add(stage.mark, "\(kind.rawValue): \(whole)") }
    }
    guard mistakes.mistakes.isEmpty else { throw LabMistakes(file: file, mistakes.mistakes) }
  }
}

extension Stage {
  /// Where an option stands in the lab file.
  fileprivate func place(ofOption name: String) -> LabMistake.Mark {
    optionMarks.first { $0.name == name }?.mark ?? mark
  }
}
