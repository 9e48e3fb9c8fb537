import Foundation
import MATFiles

/// The two functions that carry a lab over to MATLAB and GNU Octave: `lab_predict.m`, which computes a
/// network's answers from its file, and `lab_plot.m`, which recomputes the file's `grid`, stops where it
/// differs by more than 1e-12, and draws the picture that `Figure.network(_:title:theme:)` draws.
///
/// They name no file, so that one pair serves all labs of a folder.
public enum LabScripts {
  /// The contents by the files' names.
  public static let files = ["lab_predict.m": predictScript, "lab_plot.m": plotScript]

  /// Writes both beside a `.mat` file, each whole or not at all.
  ///
  /// Throws a `MATError` where one can't be created or written.
  @discardableResult
  public static func write(beside path: String) throws -> [String] {
    let folder = URL(filePath: path).deletingLastPathComponent()
    return try files.sorted { $0.key < $1.key }.map { name, text in
      let script = folder.appending(path: name).relativePath
      try AtomicFile.write(Array(text.utf8), to: script)
      return script
    }
  }
}
