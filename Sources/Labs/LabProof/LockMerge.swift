import Foundation

/// Joins the locks of a lab's shards to the one that a run of the whole writes.
public struct LockMerge: Sendable {
  private let lab: Lab

  /// The merge of the locks of a lab's shards.
  public init(_ lab: Lab) {
    self.lab = lab
  }

  /// Reads the parts (`lab.lock.1-of-8` …), writes the lock, and takes the parts away.
  ///
  /// Returns how many parts and stages were joined. Throws `invalidLock` where there is no part,
  /// one of the parts is missing, two disagree on a stage, or one is of another lab.
  public func run() throws -> (parts: Int, stages: Int) {
    let parts = try readParts()
    var joined: [String: (stage: LockedStage, part: String)] = [:]
    for (path, lock) in parts {
      for stage in lock.stages {
        if let known = joined[stage.name], !known.stage.agrees(with: stage) {
          throw LabError(
            .invalidLock, at: path, "it says otherwise of '\(stage.name)' than \(known.part)",
            advice: "run matkit verify on either machine")
        }
        joined[stage.name] = (stage, path)
      }
    }
    let before = try LabLock.read(lab.lockFile)
    var lock = LabLock(
      machines: parts.flatMap(\.lock.machines) + (before?.machines ?? []))
    for stage in lab.stages {
      if let (locked, part) = joined[stage.name] {
        try check(locked, stage, part)
        lock.stages.append(locked)
      } else if let locked = before?.stage(named: stage.name) {
        lock.stages.append(locked)
      }
    }
    try lock.write(to: lab.lockFile)
    for (path, _) in parts { removeAll(path) }
    // What the shards remembered of files is of no use to anybody now.
    for number in 1...parts.count {
      removeAll("\(lab.workFolder)/hashes.\(number)-of-\(parts.count)")
    }
    return (parts.count, joined.count)
  }

  private func check(_ locked: LockedStage, _ stage: Stage, _ part: String) throws(LabError) {
    guard locked.command == stage.command, locked.parameters == stage.lockedParameters else {
      throw LabError(
        .invalidLock, at: part, "its stage '\(stage.name)' is not that of \(lab.file)",
        advice: "run the shard again")
    }
  }

  private func readParts() throws -> [(path: String, lock: LabLock)] {
    let prefix = LabPath.name(of: lab.lockFile) + "."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: lab.folder)) ?? []
    let shards = names.filter { $0.hasPrefix(prefix) }.compactMap { name in
      Shard(String(name.dropFirst(prefix.count)).replacing("-of-", with: "/"))
    }
    guard let count = shards.first?.count else {
      throw LabError(
        .invalidLock, at: lab.lockFile, "there are no parts to join",
        advice: "run the shards first, as in matkit run \(lab.file) --shard 1/8")
    }
    guard shards.allSatisfy({ $0.count == count }) else {
      throw LabError(
        .invalidLock, at: lab.lockFile, "the parts are of different numbers of shards",
        advice: "take the old ones away")
    }
    return try (1...count).map { number in
      let path = "\(lab.lockFile).\(number)-of-\(count)"
      guard let lock = try LabLock.read(path) else {
        throw LabError(
          .invalidLock, at: path, "this part is missing",
          advice: "run it: matkit run \(lab.file) --shard \(number)/\(count)")
      }
      return (path, lock)
    }
  }
}

extension LockedStage {
  /// True if two machines came to the same.
  fileprivate func agrees(with other: LockedStage) -> Bool {
    command == other.command && parameters == other.parameters
      && dependencies.map(\.identity) == other.dependencies.map(\.identity)
      && outputs.map(\.identity) == other.outputs.map(\.identity)
  }
}
