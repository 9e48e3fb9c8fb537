import Foundation
import MATFiles
import NetworkFiles

/// The two functions that carry a lab over to MATLAB and GNU Octave: `lab_predict.m`, which computes a
/// network's answers from its file, and `lab_plot.m`, which recomputes the file's `grid`, stops where it
/// differs by more than 1e-12, and draws the picture that `Figure.network(_:title:theme:)` draws.
///
/// They name no file, so that one pair serves all labs of a folder.
public enum OctaveScripts {
  /// The contents by the files' names.
  public static let files = ["lab_predict.m": predictScript, "lab_plot.m": plotScript]

  /// Writes both beside a `.mat` file, each whole or not at all, in place of those that MatKit wrote before.
  ///
  /// Throws what ``checkReplaceable(beside:)`` throws, and a `MATError` where one can't be created or written.
  @discardableResult
  public static func write(beside path: String) throws -> [String] {
    try checkReplaceable(beside: path)
    return try scripts(beside: path).map { script, text in
      try AtomicFile.write(Array(text.utf8), to: script)
      return script
    }
  }

  /// The paths that ``write(beside:)`` writes to.
  public static func paths(beside path: String) -> [String] { scripts(beside: path).map(\.path) }

  /// Throws `cannotWrite` where a file of one of the two names is there that MatKit did not write, which the
  /// functions would replace.
  public static func checkReplaceable(beside path: String) throws {
    for (script, _) in scripts(beside: path) {
      guard FileManager.default.fileExists(atPath: script) else { continue }
      let bytes = try? Data(contentsOf: URL(filePath: script))
      guard bytes?.range(of: Data(mark.utf8)) == nil else { continue }
      throw NetworkFileError(
        .cannotWrite, at: script, "a file of this name is there that MatKit did not write",
        advice: "rename it, or write to another folder")
    }
  }

  /// The mark in each function that MatKit wrote.
  private static let mark = "Written by MatKit."

  /// The functions' paths and contents, in a fixed order.
  private static func scripts(beside path: String) -> [(path: String, text: String)] {
    let folder = URL(filePath: path).deletingLastPathComponent()
    return files.sorted { $0.key < $1.key }.map { name, text in
      (folder.appending(path: name).relativePath, text)
    }
  }
}
