import Foundation
import MATFiles

/// The text of a file; nil where there is none. Throws `cannotRead` where it is no UTF-8 or can't be read.
func readText(_ path: String) throws(LabError) -> String? {
  guard let bytes = try readBytes(path) else { return nil }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw LabError(.cannotRead, at: path, "it is no text in UTF-8")
  }
  return text
}

/// The bytes of a file; nil where there is none.
func readBytes(_ path: String) throws(LabError) -> [UInt8]? {
  var bytes: [UInt8] = []
  let isThere = try readPieces(of: path) { bytes.append(contentsOf: $0) }
  return isThere ? bytes : nil
}

/// Reads a file from its beginning to its end, piece by piece; false where there is none.
func readPieces(
  of path: String, _ body: (UnsafeRawBufferPointer) -> Void
) throws(LabError) -> Bool {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    if errno == ENOENT || errno == ENOTDIR { return false }
    throw unreadable(path)
  }
  defer { close(descriptor) }
  var piece = [UInt8](repeating: 0, count: pieceSize(of: descriptor))
  while true {
    let count = read(descriptor, &piece, piece.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw unreadable(path) }
    guard count > 0 else { return true }
    piece.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }
}

/// As much as a file has, a MiB at most.
private func pieceSize(of descriptor: Int32) -> Int {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return 4096 }
  return min(1 << 20, max(4096, Int(status.st_size) + 1))
}

private func unreadable(_ path: String) -> LabError {
  LabError(.cannotRead, at: path, String(cString: strerror(errno)))
}

/// Writes a file, whole or not at all, with the folders that it needs.
func writeFile(_ bytes: [UInt8], to path: String) throws {
  try makeFolder(LabPath.folder(of: path))
  try AtomicFile.write(bytes, to: path)
}

/// Makes a folder with those above it; nothing where it is there.
func makeFolder(_ path: String) throws(LabError) {
  var status = stat()
  if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
  if mkdir(path, 0o777) == 0 { return }
  if errno == ENOENT, LabPath.folder(of: path) != path {
    try makeFolder(LabPath.folder(of: path))
    if mkdir(path, 0o777) == 0 { return }
  }
  let number = errno
  // Another process may have made it meanwhile.
  if number == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
  throw LabError(
    .cannotWrite, at: path, "the folder cannot be made: \(String(cString: strerror(number)))")
}

/// Takes a file or a folder with all in it away, if it is there.
func removeAll(_ path: String) {
  // What cannot be taken away is looked at again by the next run.
  try? FileManager.default.removeItem(atPath: path)
}
