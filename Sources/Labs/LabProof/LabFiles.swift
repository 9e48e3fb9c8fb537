/// The files that a lab is made of, beside its outputs.
extension Lab {
  /// The files that stages read and no stage writes: data, scripts, and the outputs of frozen
  /// stages.
  var inputs: [String] {
    var seen: Set<String> = []
    let read = stages.filter { !$0.isFrozen }.flatMap { $0.dependencies.map(\.path) }
      .filter { graph.writers[$0].map { stages[$0].isFrozen } ?? true }
    let frozen = stages.filter(\.isFrozen).flatMap { $0.outputs.map(\.path) }
    return (read + frozen + parameterFiles).filter { seen.insert($0).inserted }
  }

  /// The files that stages write.
  var outputs: [String] { stages.flatMap { $0.outputs.map(\.path) } }

  /// The lab file, its lock, and what the stages read and write, as seen from here.
  package var files: [String] {
    [file, lockFile] + (inputs + outputs).map { LabPath.join(folder, $0) }
  }

  /// How many folders above the lab's the highest of its files lies.
  var levelsUp: Int {
    (inputs + outputs).filter { !$0.hasPrefix("/") }.map(LabPath.levelsUp).max() ?? 0
  }
}
