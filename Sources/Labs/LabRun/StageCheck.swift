/// Checks that a stage's outputs are what it would make now, judged by what its inputs mean.
struct StageCheck {
  let stage: Stage
  /// Its record in the lock; nil where it never ran.
  let locked: LockedStage?
  let hashes: HashCache

  /// Why it has to run, a sentence each; none where it is up to date.
  ///
  /// The inputs have to be there, but for those that a stage has yet to write: `pending`.
  func reasons(pending: Set<String> = []) throws -> [String] {
    guard let locked else { return ["it never ran"] }
    var reasons = stage.isAlwaysChanged ? ["it is always_changed"] : []
    reasons += try inputReasons(pending: pending)
    reasons += try outputReasons(locked)
    return reasons
  }

  /// The changes of command, parameters and inputs since the lock was written.
  func inputReasons(pending: Set<String>) throws -> [String] {
    guard let locked else { return ["it never ran"] }
    var reasons: [String] = []
    if stage.command != locked.command { reasons += commandReasons(locked) }
    reasons += parameterReasons(locked)
    reasons += try dependencyReasons(locked, pending)
    return reasons
  }

  /// A change of an option is told by its parameter; a command that changed otherwise is told here.
  private func commandReasons(_ locked: LockedStage) -> [String] {
    if case .builtIn = stage.action, parameterReasons(locked).isEmpty == false { return [] }
    return ["its command changed, it was: \(locked.command)"]
  }

  private func parameterReasons(_ locked: LockedStage) -> [String] {
    let now = stage.lockedParameters
    guard now != locked.parameters else { return [] }
    var before: [String: String] = [:]
    for parameter in locked.parameters { before[parameter.name] = parameter.value }
    var reasons: [String] = []
    for parameter in now {
      let old = before.removeValue(forKey: parameter.name)
      if old != parameter.value {
        reasons.append("\(parameter.name) is \(parameter.value), it was \(old ?? "not set")")
      }
    }
    reasons += before.keys.sorted().map { "\($0) is not set any more" }
    return reasons.isEmpty ? ["its parameters stand in another order"] : reasons
  }

  private func dependencyReasons(
    _ locked: LockedStage, _ pending: Set<String>
  ) throws -> [String] {
    var before: [String: LockedFile] = [:]
    for file in locked.dependencies { before[file.name] = file }
    var reasons: [String] = []
    // A file can be a sample of the training and of the validation.
    var seen: Set<String> = []
    for dependency in stage.dependencies where seen.insert(dependency.name).inserted {
      let old = before.removeValue(forKey: dependency.name)
      if pending.contains(dependency.path) { continue }
      guard let old else {
        reasons.append("\(dependency.name) is a new dependency")
        continue
      }
      guard let content = try hashes.content(of: dependency) else {
        reasons.append("\(dependency.path) is not there")
        continue
      }
      if content.identity != old.identity { reasons.append("\(dependency.name) changed") }
    }
    return reasons + before.keys.sorted().map { "\($0) is no dependency any more" }
  }

  private func outputReasons(_ locked: LockedStage) throws -> [String] {
    var before: [String: LockedFile] = [:]
    for file in locked.outputs { before[file.name] = file }
    let changes = try stage.outputs.compactMap { output -> String? in
      guard let old = before[output.path] else { return "\(output.path) is a new output" }
      guard let content = try hashes.content(of: output.path) else {
        return "\(output.path) is not there"
      }
      return content.identity == old.identity ? nil : "\(output.path) is not what it wrote"
    }
    return try changes + (changes.isEmpty ? trainingReasons(locked) : [])
  }

  /// The lock's record of a training is what the first network among the outputs says of itself.
  private func trainingReasons(_ locked: LockedStage) throws -> [String] {
    for output in stage.outputs {
      let recorded = try hashes.trainingIdentity(of: output.path)
      if recorded.isEmpty { continue }
      return recorded == locked.training?.identity
        ? [] : ["the lock does not say of its training what \(output.path) says"]
    }
    return locked.training == nil
      ? [] : ["the lock tells of a training, of which no output says anything"]
  }
}

extension Stage {
  /// The parameters as a lock has them.
  var lockedParameters: [LockedStage.Parameter] {
    parameters.map { LockedStage.Parameter(name: $0.key, value: $0.value.json) }
  }

  /// The stage's inputs as they are now. Throws `cannotRead` where a file is not there.
  func lockedDependencies(_ hashes: HashCache) throws -> [LockedFile] {
    var seen: Set<String> = []
    return try dependencies.filter { seen.insert($0.name).inserted }.map { dependency in
      guard let content = try hashes.content(of: dependency) else {
        throw LabError(
          .cannotRead, at: dependency.path, "the stage '\(name)' needs it, and it is not there",
          advice: "put it there")
      }
      return LockedFile(dependency.name, content)
    }
  }
}
