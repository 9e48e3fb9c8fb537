import Foundation

/// What the commands of a lab printed in their last run, kept in `.matkit/logs` for who wants to read it.
struct StageLog {
  /// The file, a stage's own.
  let path: String

  init(_ stage: Stage, workFolder: String) {
    var name = stage.name.replacing("/", with: "_")
    // No file system takes names of more than 255 bytes.
    if name.utf8.count > 200 { name = "\(name.prefix(40))-\(sha256(of: stage.name).prefix(16))" }
    path = "\(workFolder)/logs/\(name).txt"
  }

  /// Puts what was printed in place of what the run before printed.
  ///
  /// A log that cannot be kept stops nothing: it is no result.
  func keep(_ printed: String) {
    if FileStamp(printed)?.size ?? 0 == 0 { return removeAll(path) }
    try? makeFolder(LabPath.folder(of: path))
    _ = rename(printed, path)
  }

  /// What of it a reader of a run wants to see: of a training how good it is, and what is doubtful.
  func notes(of stage: Stage) -> [String] {
    guard case .builtIn(let kind, _) = stage.action, kind == .train || kind == .evaluate,
      let text = try? readText(path)
    else { return [] }
    return text.split(separator: "\n").filter { line in
      Self.told.contains { line.hasPrefix($0) }
    }.map { $0.split(separator: " ").joined(separator: " ") }
  }

  private static let told = ["Accuracy ", "Fit ", "R² ", "NOTE ", "WARNING "]
}
