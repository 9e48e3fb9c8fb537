import Foundation
public import MATFiles

/// The check of a claim: that the lab, made again from its inputs in an empty folder, comes out as
/// its lock says.
///
///     let verification = LabVerification(try Lab("lab.yaml"), options)
///     for finding in try verification.run().findings { print(finding) }
public struct LabVerification: Sendable {
  private let lab: Lab
  private let options: RunOptions
  private let tolerance: MATTolerance
  private let interruption: Interruption
  private let isConfined: Bool
  private let hashes: HashCache

  /// - Parameters:
  ///   - lab: The lab, with its lock beside it.
  ///   - options: How its stages are run.
  ///   - tolerance: By how much numbers may differ; not at all by default.
  ///   - isConfined: Whether stages run with less than the user's rights, where the system can do
  ///     that.
  ///   - interruption: What ends the verification early.
  public init(
    _ lab: Lab, _ options: RunOptions, tolerance: MATTolerance = .exact, isConfined: Bool = true,
    interruption: Interruption = Interruption()
  ) {
    self.isConfined = isConfined
    self.lab = lab
    self.options = options
    self.tolerance = tolerance
    self.interruption = interruption
    // Not what an earlier run remembers of files, which whoever made the lab may have written.
    hashes = HashCache("", folder: lab.folder)
  }

  /// A finding about one file, or about the lock.
  public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// The file, or the stage.
    public let place: String
    /// The text of the finding, by lines.
    public let lines: [String]
    /// True if the claim holds there.
    public let holds: Bool

    /// The place and its lines, one below the other.
    public var description: String {
      "\(place.printable): \(lines.map(\.printable).joined(separator: "\n  "))"
    }
  }

  /// All that was found.
  public struct Result: Sendable {
    /// The findings, stage by stage.
    public let findings: [Finding]
    /// How this machine differs from those that the lock was made on; none where it promises every
    /// bit.
    public let machineDifferences: [String]

    /// True if the claim holds everywhere.
    public var passes: Bool { findings.allSatisfy(\.holds) }
  }

  /// Makes the lab again and compares.
  ///
  /// The stages run in folders of their own and, where the system can do that, confined:
  /// ``Confinement``. Throws `invalidLock` where there is no lock, `stageFailed` where a stage
  /// fails, and as running does.
  public func run(observer: @escaping @Sendable (RunEvent) -> Void = { _ in }) throws -> Result {
    let lock = try readLock()
    try checkWrittenOptions()
    let scratch = try VerificationFolder(lab)
    let made = try scratch.run(options, isConfined: isConfined, interruption, observer).lock
    let locked = Self.byName(lock.stages)
    let madeStages = Self.byName(made.stages)
    let found = try lab.stages.compactMap { stage in
      stage.isFrozen ? try asFound(stage, locked[stage.name]) : madeStages[stage.name]
    }
    let places = { (output: LockedFile) in LabPath.join(scratch.folder, output.name) }
    let ours = Set(lab.stages.filter(\.isBuiltIn).map(\.name))
    return try compare(
      lock, found, places,
      contradicts: { stage, file in
        // This machine promises the bits of our own stages; and who stored it otherwise after the
        // lock was written did not store it as it is made.
        try ours.contains(stage.name) && stage.machine == Machine.current.name
          || hashes.content(of: file.name)?.sha256 == file.sha256
      }
    ) { locked, new in
      try self.compare(locked, new, madeAt: places(locked))
    }
  }

  /// Compares what the lock says with the lab, its inputs and its outputs as they are, and runs
  /// nothing.
  ///
  /// Throws `invalidLock` where there is no lock, and as reading does.
  public func check() throws -> Result {
    let lock = try readLock()
    let locked = Self.byName(lock.stages)
    let found = try lab.stages.map { try asFound($0, locked[$0.name]) }
    let places = { (output: LockedFile) in LabPath.join(lab.folder, output.name) }
    return try compare(lock, found, places, contradicts: { _, _ in false }) { locked, new in
      if new.sha256 == locked.sha256 { return [holding(locked.name, "the same bits")] }
      if new.identity == locked.identity {
        return [holding(locked.name, "the same values, stored otherwise")]
      }
      let kept = RunCache(folder: "\(lab.workFolder)/cache").file(locked.sha256)
      let what = "the file is not the one that was locked"
      return [
        FileStamp(kept) == nil
          ? failing(locked.name, [what]) : differences(what, locked.name, kept, places(locked))
      ]
    }
  }

  private static func byName(_ stages: [LockedStage]) -> [String: LockedStage] {
    Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func readLock() throws -> LabLock {
    guard let lock = try LabLock.read(lab.lockFile) else {
      throw LabError(
        .invalidLock, at: lab.lockFile, "there is no lock to verify",
        advice: "run the lab first")
    }
    return lock
  }

  /// An option of a training that names a file to write is followed by matkit itself, confined or
  /// not.
  private func checkWrittenOptions() throws(LabError) {
    for stage in lab.stages {
      guard case .builtIn(_, let options) = stage.action,
        let path = options.first(where: { $0.key == "checkpoint" })?.value.text,
        LabPath.isOutside(LabPath.normalized(path))
      else { continue }
      throw LabError(
        .invalidArgument, at: lab.file,
        "the stage '\(stage.name)' writes its checkpoint to \(path), outside the lab",
        advice: "take the option away: a lab keeps checkpoints of its own")
    }
  }

  /// A stage as the lab file and the files in place tell it; outputs that are not there are not in
  /// it.
  private func asFound(_ stage: Stage, _ locked: LockedStage?) throws -> LockedStage {
    let outputs = try stage.outputs.compactMap { output in
      try hashes.content(of: output.path).map { LockedFile(output.path, $0) }
    }
    let training = stage.outputs.lazy
      .compactMap { TrainingProvenance(LabPath.join(lab.folder, $0.path)) }.first
    if stage.isFrozen, var frozen = locked {
      // It did not run since; what it was made of is nothing that the lab claims.
      (frozen.outputs, frozen.training) = (outputs, training)
      return frozen
    }
    var seen: Set<String> = []
    let dependencies = try stage.dependencies.filter { seen.insert($0.name).inserted }
      .compactMap { dependency in
        try hashes.content(of: dependency).map { LockedFile(dependency.name, $0) }
      }
    return LockedStage(
      name: stage.name, command: stage.command, parameters: stage.lockedParameters,
      dependencies: dependencies, outputs: outputs, training: training,
      machine: Machine.current.name)
  }

  /// Holds the whole lock against what was found.
  ///
  /// - Parameters:
  ///   - places: Where the file that was found for an output lies.
  ///   - contradicts: Whether an output of a stage, found with the values that were locked in other
  ///     bits, shows that the lock's bits are wrong.
  ///   - outputs: What is to be said of an output, as it was locked and as it was found.
  private func compare(
    _ lock: LabLock, _ found: [LockedStage], _ places: (LockedFile) -> String,
    contradicts: (LockedStage, LockedFile) throws -> Bool,
    _ outputs: (LockedFile, LockedFile) throws -> [Finding]
  ) throws -> Result {
    let comparison = LockComparison(lock, found: found, tolerance: tolerance)
    let foundStages = Self.byName(found)
    let lockedNames = Set(lock.stages.map(\.name))
    var lines: [String] = []
    var findings: [Finding] = []
    for stage in lab.stages where !lockedNames.contains(stage.name) {
      lines.append("stages.\(stage.name): the lock has no such stage")
    }
    for locked in lock.stages {
      guard let new = foundStages[locked.name] else {
        lines.append("stages.\(locked.name): the lab has no such stage")
        continue
      }
      lines += comparison.differences(locked, new)
      for output in locked.outputs {
        guard let file = new.outputs.first(where: { $0.name == output.name }) else { continue }
        findings += try outputs(output, file)
        if file.sha256 != output.sha256, file.identity == output.identity,
          try contradicts(locked, file)
        {
          lines.append(
            "stages.\(locked.name).outs.\(output.name).sha256: \(output.sha256) in the lock,"
              + " \(file.sha256) found")
        }
      }
    }
    lines += comparison.machineDifferences { stage in
      for output in stage.outputs
      where comparison.foundOutputs[output.name]?.identity == output.identity {
        if let version = TrainingProvenance.version(recordedIn: places(output)) { return version }
      }
      return nil
    }
    if !lines.isEmpty { findings.append(failing(LabPath.name(of: lab.lockFile), lines)) }
    let machines = lock.machines.flatMap { Machine.current.differences(from: $0) }
    return Result(findings: findings, machineDifferences: Array(Set(machines)).sorted())
  }

  private func compare(
    _ locked: LockedFile, _ new: LockedFile, madeAt made: String
  ) throws -> [Finding] {
    var findings: [Finding] = []
    if new.sha256 == locked.sha256 {
      findings.append(holding(locked.name, "the same bits"))
    } else if new.identity == locked.identity {
      findings.append(holding(locked.name, "the same values, stored otherwise"))
    } else {
      findings.append(try different(locked, made))
    }
    if let finding = try inPlace(locked, new, made) { findings.append(finding) }
    return findings
  }

  /// How the file made again differs from the one that was locked, where that is still to be found.
  private func different(_ output: LockedFile, _ made: String) throws -> Finding {
    let place = LabPath.join(lab.folder, output.name)
    let kept = RunCache(folder: "\(lab.workFolder)/cache").file(output.sha256)
    if try hashes.content(of: output.name)?.identity == output.identity {
      return differences("made again, it differs", output.name, place, made)
    }
    if FileStamp(kept) != nil {
      return differences("made again, it differs", output.name, kept, made)
    }
    return failing(output.name, ["made again, it differs; the file that was locked is gone"])
  }

  /// How the file that lies in its place differs from the one made again; nil where it does not, or
  /// is not there: who takes a lab from somebody else gets its inputs and its lock.
  private func inPlace(
    _ output: LockedFile, _ new: LockedFile, _ made: String
  ) throws -> Finding? {
    guard let content = try hashes.content(of: output.name), content.identity != new.identity,
      content.identity != output.identity
    else { return nil }
    return differences(
      "the file is not the one that was locked", output.name,
      LabPath.join(lab.folder, output.name), made)
  }

  private func differences(
    _ what: String, _ name: String, _ first: String, _ second: String
  ) -> Finding {
    guard FileContent.isMATFile(name) else { return failing(name, [what]) }
    do {
      let comparison = try MATComparison(
        of: MATFile(first), and: MATFile(second), tolerance: tolerance)
      let lines = comparison.differences.map { "\($0)" }
      // Of a difference that is allowed it is said that it is.
      let heading = comparison.areEqual ? "\(what), within what is allowed" : what
      return Finding(place: name, lines: [heading] + lines, holds: comparison.areEqual)
    } catch {
      return failing(name, [what, "\(error)"])
    }
  }

  private func holding(_ place: String, _ line: String) -> Finding {
    Finding(place: place, lines: [line], holds: true)
  }

  private func failing(_ place: String, _ lines: [String]) -> Finding {
    Finding(place: place, lines: lines, holds: false)
  }
}
