/// Which exported files MatKit wrote, as `.matkit/exports` tells by path and SHA-256: these may be
/// replaced, and nobody else's.
struct ExportRecord {
  private let lab: Lab
  private let path: String
  private let written: Set<String>

  init(_ lab: Lab) throws(LabError) {
    self.lab = lab
    path = "\(lab.workFolder)/exports"
    written = Set(try readText(path)?.split(separator: "\n").map(String.init) ?? [])
  }

  /// Writes the files, all of them or, where one that is there is somebody else's, none.
  func write(_ files: [(text: String, path: String)]) throws {
    let new = files.map { Self.line(sha256(of: $0.text), $0.path) }
    for (file, line) in zip(files, new) {
      let place = LabPath.join(lab.folder, file.path)
      guard FileStamp(place) != nil else { continue }
      let old = Self.line(try FileContent(place).sha256, file.path)
      guard old == line || written.contains(old) else {
        throw LabError(
          .cannotWrite, at: place, "it is there, and no export of this lab wrote it",
          advice: "move it away and export again")
      }
    }
    // Noted before it is done: what a killed export wrote is known, too.
    let lines = written.union(new).sorted()
    try writeFile(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    for (text, path) in files {
      try writeFile(Array(text.utf8), to: LabPath.join(lab.folder, path))
    }
  }

  private static func line(_ sha256: String, _ path: String) -> String { "\(sha256) \(path)" }
}
