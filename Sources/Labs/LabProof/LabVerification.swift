import Foundation
public import MATFiles

/// The check of a claim: that the lab, made again from its inputs in an empty folder, comes out as its lock
/// says.
///
///     let verification = LabVerification(try Lab("lab.yaml"), options)
///     for finding in try verification.run().findings { print(finding) }
public struct LabVerification: Sendable {
  private let lab: Lab
  private let options: RunOptions
  private let tolerance: MATTolerance
  private let interruption: Interruption

  /// - Parameters:
  ///   - lab: The lab, with its lock beside it.
  ///   - options: How its stages are run.
  ///   - tolerance: By how much numbers may differ; not at all by default.
  ///   - interruption: What ends the verification early.
  public init(
    _ lab: Lab, _ options: RunOptions, tolerance: MATTolerance = .exact,
    interruption: Interruption = Interruption()
  ) {
    self.lab = lab
    self.options = options
    self.tolerance = tolerance
    self.interruption = interruption
  }

  /// What was found of one file, or of the lock.
  public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// The file, or the stage.
    public let place: String
    /// What is to be said of it, a line each.
    public let lines: [String]
    /// Whether the claim holds there.
    public let holds: Bool

    public var description: String {
      "\(place.printable): \(lines.map(\.printable).joined(separator: "\n  "))"
    }
  }

  /// All that was found.
  public struct Result: Sendable {
    public let findings: [Finding]
    /// How this machine differs from those that the lock was made on; none where it promises every bit.
    public let machineDifferences: [String]

    /// Whether the claim holds everywhere.
    public var passes: Bool { findings.allSatisfy(\.holds) }
  }

  /// Makes the lab again and compares.
  ///
  /// Throws `invalidLock` where there is no lock, `stageFailed` where a stage fails, and as running does.
  public func run(observer: @escaping @Sendable (RunEvent) -> Void = { _ in }) throws -> Result {
    guard let lock = try LabLock.read(lab.lockFile) else {
      throw LabError(
        .invalidLock, at: lab.lockFile, "there is no lock to verify",
        advice: "run the lab first")
    }
    let hashes = HashCache("\(lab.workFolder)/hashes", folder: lab.folder)
    var findings = try claims(lock, hashes)
    let scratch = try VerificationFolder(lab)
    let result = try scratch.run(options, interruption, observer)
    for stage in lock.stages {
      guard let again = result.lock.stage(named: stage.name) else { continue }
      findings += try compare(stage, again, scratch, hashes)
    }
    let machines = lock.machines.flatMap { Machine.current.differences(from: $0) }
    return Result(findings: findings, machineDifferences: Array(Set(machines)).sorted())
  }

  /// Whether the lock is that of the lab as it stands, and of its inputs as they are.
  private func claims(_ lock: LabLock, _ hashes: HashCache) throws -> [Finding] {
    var findings: [Finding] = []
    for stage in lab.stages {
      guard let locked = lock.stage(named: stage.name) else {
        findings.append(failing(stage.name, ["the lock has no such stage"]))
        continue
      }
      guard !stage.isFrozen else { continue }
      let pending = Set(stage.dependencies.map(\.path).filter { lab.graph.writers[$0] != nil })
      let check = StageCheck(stage: stage, locked: locked, hashes: hashes)
      let reasons = try check.inputReasons(pending: pending)
      if !reasons.isEmpty { findings.append(failing(stage.name, reasons)) }
    }
    let names = Set(lab.stages.map(\.name))
    for stage in lock.stages where !names.contains(stage.name) {
      findings.append(failing(stage.name, ["the lab has no such stage"]))
    }
    return findings
  }

  private func compare(
    _ locked: LockedStage, _ again: LockedStage, _ scratch: VerificationFolder,
    _ hashes: HashCache
  ) throws -> [Finding] {
    try locked.outputs.flatMap { output -> [Finding] in
      let made = LabPath.join(scratch.folder, output.name)
      guard let new = again.outputs.first(where: { $0.name == output.name }) else {
        return [failing(output.name, ["it was not made again"])]
      }
      var findings: [Finding] = []
      if new.sha256 == output.sha256 {
        findings.append(Finding(place: output.name, lines: ["the same bits"], holds: true))
      } else if new.identity == output.identity {
        findings.append(
          Finding(place: output.name, lines: ["the same values, stored otherwise"], holds: true))
      } else {
        findings.append(try different(output, made, hashes))
      }
      if let finding = try inPlace(output, made, hashes) { findings.append(finding) }
      return findings
    }
  }

  /// How the file made again differs from the one that was locked, where that is still to be found.
  private func different(
    _ output: LockedFile, _ made: String, _ hashes: HashCache
  ) throws -> Finding {
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

  /// How the file that lies in its place differs from what the lock says; nil where it does not, or is not
  /// there: who takes a lab from somebody else gets its inputs and its lock.
  private func inPlace(
    _ output: LockedFile, _ made: String, _ hashes: HashCache
  ) throws -> Finding? {
    guard let content = try hashes.content(of: output.name), content.identity != output.identity
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
      let lines = comparison.differences.flatMap { difference in
        ["\(difference)"]
      }
      return Finding(place: name, lines: [what] + lines, holds: comparison.areEqual)
    } catch {
      return failing(name, [what, "\(error)"])
    }
  }

  private func failing(_ place: String, _ lines: [String]) -> Finding {
    Finding(place: place, lines: lines, holds: false)
  }
}
