import Foundation

/// A lab in one archive: inputs, lab file, lock, outputs and a report, which `matkit verify` checks
/// wherever it comes.
public struct LabPack: Sendable {
  /// Writes the archive of a lab that is up to date. The same lab makes the same bytes.
  ///
  /// Returns the number of files. Throws `invalidLock` where the lab has no lock or is not up to
  /// date, and `invalidArgument` where an input lies at an absolute path.
  @discardableResult
  public static func write(_ lab: Lab, _ options: RunOptions, to path: String) throws -> Int {
    guard let lock = try LabLock.read(lab.lockFile) else {
      throw LabError(
        .invalidLock, at: lab.lockFile, "there is no lock", advice: "run the lab first")
    }
    let stale = try LabRunner(lab, options).status().filter { !$0.reasons.isEmpty }
    if let (stage, reasons) = stale.first {
      throw LabError(
        .invalidLock, at: lab.file, "'\(stage.name)' is not up to date: \(reasons[0])",
        advice: "run the lab first")
    }
    let paths = lab.inputs + lab.outputs
    if let absolute = paths.first(where: { $0.hasPrefix("/") }) {
      throw LabError(
        .invalidArgument, at: absolute, "a file with an absolute path cannot be packed",
        advice: "name it as seen from the lab file")
    }
    let summary = Array(LabSummary(lab, lock).text.utf8)
    let prefix = try self.prefix(of: lab)
    var seen: Set<String> = []
    let named = [LabPath.name(of: lab.file), LabPath.name(of: lab.lockFile)] + paths
    var files: [(name: String, source: TarFile.Source)] = [
      (marker, .bytes(Array((prefix + LabPath.name(of: lab.file) + "\n").utf8)))
    ]
    // A stage may read the lab file itself.
    files += named.filter { seen.insert($0).inserted }.map {
      (LabPath.normalized(prefix + $0), .file(LabPath.join(lab.folder, $0)))
    }
    // Unless one of the lab's files is called so.
    if !files.contains(where: { $0.name == "REPORT.md" }) {
      files.append(("REPORT.md", .bytes(summary)))
    }
    try TarFile.write(files, to: path)
    return files.count
  }

  /// True if a path names an archive and not a lab file.
  public static func isArchive(_ path: String) -> Bool {
    let name = path.lowercased()
    // What is compressed is said to be so as it is read.
    return [".tar", ".tar.gz", ".tgz"].contains(where: name.hasSuffix)
  }

  /// The file that tells where in the archive the lab file is.
  static let marker = "matkit-pack"

  /// The folders above the lab's that its paths go up through, as in `course/week6/`.
  private static func prefix(of lab: Lab) throws(LabError) -> String {
    guard let real = resolvedPath(lab.folder) else {
      throw LabError(.cannotRead, at: lab.folder, "there is no such folder")
    }
    return real.split(separator: "/").suffix(lab.levelsUp).map { $0 + "/" }.joined()
  }
}
