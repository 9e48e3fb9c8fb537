import Foundation

/// Runs `body` with a folder of its own, removed afterwards: in memory where the system has such a place,
/// since every file that is written waits for the disk to have it.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let inMemory = "/dev/shm"
  let isThere = FileManager.default.isWritableFile(atPath: inMemory)
  return try withFolder(in: isThere ? inMemory : FileManager.default.temporaryDirectory.path, body)
}

/// Runs `body` with a folder of its own on the disk, removed afterwards.
func withFolderOnDisk<Result>(_ body: (String) throws -> Result) throws -> Result {
  try withFolder(in: FileManager.default.temporaryDirectory.path, body)
}

private func withFolder<Result>(
  in parent: String, _ body: (String) throws -> Result
) throws -> Result {
  let folder = "\(parent)/matkit-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}
