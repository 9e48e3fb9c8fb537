public import Foundation
import Synchronization

/// Folders that the tests of a whole suite share.
public enum TemporaryFolders {
  private static let paths = Mutex<[String]>([])
  private static let removal: Void = {
    _ = atexit {
      for path in TemporaryFolders.paths.withLock({ $0 }) {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }()

  /// A new folder, removed when the process ends: what a static property holds is never released.
  public static func untilExit() throws -> URL {
    _ = removal
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "matkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    paths.withLock { $0.append(folder.path) }
    return folder
  }
}
