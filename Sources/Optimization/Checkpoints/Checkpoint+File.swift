internal import Foundation

extension Checkpoint {
  /// Writes the checkpoint to a file, which appears whole or not at all: an older one is replaced only once
  /// the new one is complete.
  ///
  /// - Throws: `notWritable` where the folder does not allow it.
  public func write(to path: String) throws(CheckpointError) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw CheckpointError(
        .notWritable, file: path, "the checkpoint cannot be written: \(error.localizedDescription)")
    }
  }

  /// The checkpoint in a file.
  ///
  /// - Throws: `notReadable` where there is no such file, and what `init(bytes:)` throws, with its name.
  public init(contentsOf path: String) throws(CheckpointError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw CheckpointError(
        .notReadable, file: path, "the checkpoint cannot be read: \(error.localizedDescription)")
    }
    do throws(CheckpointError) {
      try self.init(bytes: Array(data))
    } catch {
      throw CheckpointError(error.code, file: path, error.detail)
    }
  }
}
