import MATFiles

/// The comparison of a stage's record with what was found: each difference with its path in the
/// lock, and both values.
///
/// That a file is another one is not told here but with the file, by how much its numbers differ;
/// what is told is all that does not follow from that. SHA-256 may differ where the meaning is the
/// same.
struct LockComparison {
  let lock: LabLock
  /// The outputs of all stages as they were found, by their paths.
  let foundOutputs: [String: LockedFile]
  let tolerance: MATTolerance

  init(_ lock: LabLock, found: [LockedStage], tolerance: MATTolerance) {
    self.lock = lock
    self.tolerance = tolerance
    foundOutputs = Dictionary(
      found.flatMap(\.outputs).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    lockedOutputs = Dictionary(
      lock.stages.flatMap(\.outputs).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private let lockedOutputs: [String: LockedFile]

  /// The differences of a stage from its record in the lock.
  func differences(_ locked: LockedStage, _ found: LockedStage) -> [String] {
    let path = "stages.\(locked.name)"
    var lines = change("\(path).cmd", locked.command, found.command)
    lines += parameters(path, locked.parameters, found.parameters)
    lines += files("\(path).deps", locked.dependencies, found.dependencies, isRead: true)
    lines += files("\(path).outs", locked.outputs, found.outputs, isRead: false)
    lines += training("\(path).training", locked.training, found.training)
    if !lock.machines.contains(where: { $0.name == locked.machine }) {
      lines.append(
        "\(path).machine: \(locked.machine) in the lock, which describes no such machine")
    }
    return lines
  }

  /// Properties of the machines that cannot be: each one's name follows from its properties, and networks say
  /// by which MatKit they were written. More of a machine is not proved.
  ///
  /// - Parameter version: The version of MatKit that the outputs of a stage tell; nil where they
  ///   tell none.
  func machineDifferences(_ version: (LockedStage) -> String?) -> [String] {
    var lines: [String] = []
    for machine in lock.machines {
      let name = Machine(machine.properties).name
      if name != machine.name {
        lines.append(
          "machines.\(machine.name): what stands under it belongs to a machine named \(name)")
      }
    }
    for stage in lock.stages where stage.training != nil {
      guard let machine = lock.machines.first(where: { $0.name == stage.machine }),
        let locked = machine["matkit"], let found = version(stage)
      else { continue }
      lines += change("machines.\(machine.name).matkit", locked, found)
    }
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  private func parameters(
    _ path: String, _ locked: [LockedStage.Parameter], _ found: [LockedStage.Parameter]
  ) -> [String] {
    guard locked != found else { return [] }
    let old = Dictionary(
      locked.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(found.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let names = locked.map(\.name) + found.map(\.name).filter { old[$0] == nil }
    let lines = names.flatMap { change("\(path).params.\($0)", old[$0], new[$0]) }
    return lines.isEmpty ? ["\(path).params: they stand in another order"] : lines
  }

  private func files(
    _ path: String, _ locked: [LockedFile], _ found: [LockedFile], isRead: Bool
  ) -> [String] {
    let old = Dictionary(locked.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(found.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = locked.map(\.name) + found.map(\.name).filter { old[$0] == nil }
    return names.flatMap { name -> [String] in
      let place = "\(path).\(name)"
      guard let before = old[name] else { return ["\(place): nothing in the lock"] }
      guard let after = new[name] else { return ["\(place): in the lock, and not found"] }
      if before.sha256 == after.sha256 {
        return change("\(place).meaning", before.meaning, after.meaning)
      }
      guard isRead, before.identity != after.identity, !isExplained(before) else { return [] }
      return change("\(place).meaning", before.meaning, after.meaning)
        + change("\(place).sha256", before.sha256, after.sha256)
    }
  }

  /// True if what was read is, by the lock, the output of a stage that did not come out the same:
  /// then that output is what is told.
  private func isExplained(_ file: LockedFile) -> Bool {
    let path = LabPath.splitVariable(file.name).path
    guard let locked = lockedOutputs[path], let found = foundOutputs[path] else { return false }
    return locked.identity != found.identity && locked.sha256 == file.sha256
  }

  private func training(
    _ path: String, _ locked: TrainingProvenance?, _ found: TrainingProvenance?
  ) -> [String] {
    guard let locked, let found else {
      if locked == nil, found == nil { return [] }
      return ["\(path): " + (locked == nil ? "nothing in the lock" : "in the lock, and not found")]
    }
    return zip(locked.fields, found.fields).flatMap { old, new -> [String] in
      if let a = old.number, let b = new.number, isWithinTolerance(a, b) { return [] }
      return change("\(path).\(old.name)", Self.text(old), Self.text(new))
    }
  }

  /// A hexadecimal number with what a reader understands.
  private static func text(_ field: TrainingProvenance.Field) -> String {
    field.number.map { "\(field.text) (\($0))" } ?? field.text
  }

  private func isWithinTolerance(_ a: Double, _ b: Double) -> Bool {
    let variables = [a, b].map { [MATVariable(name: "x", value: $0.matValue)] }
    return MATComparison(of: variables[0], and: variables[1], tolerance: tolerance).areEqual
  }

  private func change(_ path: String, _ old: String?, _ new: String?) -> [String] {
    old == new ? [] : ["\(path): \(old ?? "nothing") in the lock, \(new ?? "nothing") found"]
  }
}
