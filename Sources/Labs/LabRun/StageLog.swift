import Foundation

/// The output of a lab's commands in their last run, kept in `.matkit/logs` for who wants to
/// read it.
struct StageLog {
  /// The file, a stage's own.
  let path: String

  init(_ stage: Stage, workFolder: String) {
    path = "\(workFolder)/logs/\(stage.fileName).txt"
  }

  /// Puts what was printed in place of what the run before printed.
  ///
  /// A log that cannot be kept stops nothing: it is no result.
  func keep(_ printed: String) {
    if FileStamp(printed)?.size ?? 0 == 0 { return removeAll(path) }
    try? makeFolder(LabPath.folder(of: path))
    _ = rename(printed, path)
  }

  /// The lines to show while a lab runs: of a training how good it is, and what is doubtful.
  func notes(of stage: Stage) -> [String] {
    guard case .builtIn(let kind, _) = stage.action, kind == .train || kind == .evaluate,
      let bytes = try? readBytes(path)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { line in
      Self.told.contains { line.hasPrefix($0) }
    }.map { $0.split(separator: " ").joined(separator: " ") }
  }

  /// The last lines, whether they are all of it, and whether they are text in UTF-8; nil where
  /// nothing was printed. Of a log of any length no more than the last 64 KiB are read.
  func end(lines count: Int) -> (text: String, isAll: Bool, isText: Bool)? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size > 0 else { return nil }
    let start = size > Self.bytesShown ? size - Self.bytesShown : 0
    guard (try? file.seek(toOffset: start)) != nil,
      let data = try? file.read(upToCount: Int(Self.bytesShown))
    else { return nil }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let end = [UInt8](lines.suffix(count).joined(separator: [UInt8(ascii: "\n")]))
    guard !end.isEmpty else { return nil }
    return (
      String(decoding: end, as: UTF8.self), start == 0 && lines.count <= count,
      String(validating: end, as: UTF8.self) != nil
    )
  }

  private static let bytesShown: UInt64 = 64 << 10

  private static let told = ["Accuracy ", "Fit ", "R² ", "NOTE ", "WARNING "]
}

extension Stage {
  /// The name as that of a file: itself where it can be one, else with a hash of it, so that no two
  /// stages have one.
  var fileName: String {
    let isPlain =
      !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= Self.nameLimit
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" }
    if isPlain { return name }
    let readable = name.filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    return "\(readable.prefix(40))-\(sha256(of: name).prefix(16))"
  }

  /// No file system takes names of more than 255 bytes, and endings are added.
  private static let nameLimit = 200
}
