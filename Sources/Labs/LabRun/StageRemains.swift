import Foundation
import MATFiles

/// The files that are left in a stage's folder when it has ended. None of it is thrown away unsaid:
/// its author may have worked hours for it.
struct StageRemains {
  private let stage: Stage
  /// Where the files lie that a stage wrote and did not declare, until it runs again.
  private let dropped: String
  /// Where the whole folder of a stage that failed lies, until it runs again.
  private let failed: String

  init(_ stage: Stage, workFolder: String) {
    self.stage = stage
    dropped = "\(workFolder)/dropped/\(stage.fileName)"
    failed = "\(workFolder)/failed/\(stage.fileName)"
  }

  /// Takes away what the last failure left.
  func clear() { removeAll(failed) }

  /// Keeps what is in the folder of a stage that ended well and whose outputs are in their places.
  ///
  /// Returns what is to be said of it; nil where there is nothing.
  func keepUndeclared(in folder: StageFolder) throws(LabError) -> String? {
    let names = folder.written
    guard !names.isEmpty else { return nil }
    folder.removeInputs()
    try move(folder.smallest(holding: names), to: dropped)
    let several = names.count > 1
    return "wrote \(list(names)), which \(several ? "are" : "is") not under outs;"
      + " kept in \(dropped)"
  }

  /// Keeps the folder of a stage that failed, and says so in the error.
  func keepFailed(_ folder: StageFolder, _ error: any Error) -> any Error {
    guard !folder.written.isEmpty else { return error }
    do {
      try move(folder.root, to: failed)
    } catch {
      // What the stage says of its failure is worth more than that.
      return error
    }
    var told = error as? LabError ?? LabError(Self.code(of: error), "\(error)")
    let kept = "what it wrote is kept in \(failed) until it runs again"
    told.advice = told.advice.map { "\($0); \(kept)" } ?? kept
    return told
  }

  private static func code(of error: any Error) -> LabError.Code {
    (error as? MATError)?.code == .writeFailed ? .writeFailed : .cannotWrite
  }

  private func move(_ source: String, to target: String) throws(LabError) {
    removeAll(target)
    try makeFolder(LabPath.folder(of: target))
    guard rename(source, target) == 0 else {
      throw LabError(.cannotWrite, at: target, String(cString: strerror(errno)))
    }
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(Self.namesShown).joined(separator: ", ")
    let rest = names.count - Self.namesShown
    return rest > 0 ? "\(shown) and \(rest) more" : shown
  }

  private static let namesShown = 5
}
