import Foundation

/// The outputs of earlier runs, kept by what they were made of: going back to old parameters costs
/// a copy.
///
/// `stages/KEY` is a lock of the one stage, `files/XX/…` the bytes of an output by their SHA-256.
/// Both are checked when they are used; the folder can be thrown away at any time.
struct RunCache: Sendable {
  private let folder: String

  init(folder: String) {
    self.folder = folder
  }

  /// The key of a stage's result: its command, parameters and what its inputs mean.
  static func key(of stage: Stage, _ dependencies: [LockedFile]) -> String {
    var text = "matkit stage 1\n\(stage.command)\n"
    for parameter in stage.lockedParameters { text += "\(parameter.name)=\(parameter.value)\n" }
    for file in dependencies { text += "\(file.name) \(file.identity)\n" }
    for output in stage.outputs { text += "\(output.path)\n" }
    return sha256(of: text)
  }

  /// The stage as it once ran, with its machine; nil where it did not, or an output of it is gone.
  func find(_ key: String) -> (stage: LockedStage, machine: Machine)? {
    guard let lock = try? LabLock.read("\(folder)/stages/\(key)"), let stage = lock.stages.first,
      let machine = lock.machines.first,
      stage.outputs.allSatisfy({ FileStamp(file($0.sha256)) != nil })
    else { return nil }
    return (stage, machine)
  }

  /// The place of an output's bytes.
  func file(_ sha256: String) -> String { "\(folder)/files/\(sha256.prefix(2))/\(sha256)" }

  /// Keeps a stage and its outputs, which lie at `paths`.
  func keep(_ stage: LockedStage, _ machine: Machine, key: String, outputs paths: [String]) throws {
    for (output, path) in zip(stage.outputs, paths) {
      let place = file(output.sha256)
      if FileStamp(place) != nil { continue }
      try makeFolder(LabPath.folder(of: place))
      try copyFile(path, to: place)
    }
    let lock = LabLock(stages: [stage], machines: [machine])
    try writeFile(Array(lock.text.utf8), to: "\(folder)/stages/\(key)")
  }
}
