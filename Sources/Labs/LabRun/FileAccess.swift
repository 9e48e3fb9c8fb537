import Foundation
import MATFiles

/// The text of a file; nil where there is none. Throws `cannotRead` where it is no UTF-8 or can't
/// be read.
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
///
/// A pipe, a socket or a device is no file of a lab: it is refused and never waited for, because it
/// may have no end.
///
/// - Parameter interruption: What ends the reading early, with an error `interrupted`.
func readPieces(
  of path: String, _ interruption: Interruption? = nil,
  unless isDone: (Int32) -> Bool = { _ in false },
  _ body: (UnsafeRawBufferPointer) -> Void
) throws(LabError) -> Bool {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    if errno == ENOENT || errno == ENOTDIR { return false }
    // What a socket says.
    if errno == ENXIO { throw notRegular(path) }
    throw unreadable(path)
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
  // A folder is told of by the reading itself.
  guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { throw notRegular(path) }
  if isDone(descriptor) { return true }
  // As much as the file has, a MiB at most.
  let size = min(1 << 20, max(4096, Int(status.st_size) + 1))
  var piece = [UInt8](repeating: 0, count: size)
  while true {
    if interruption?.isRequested == true { throw stopped }
    let count = read(descriptor, &piece, piece.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw unreadable(path) }
    guard count > 0 else { return true }
    piece.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }
}

/// The error of a run that its user ended.
let stopped = LabError(.interrupted, "the run was stopped", advice: "run again to go on")

/// The error of a pipe, a socket or a device where a file should be.
private func notRegular(_ path: String) -> LabError {
  LabError(.cannotRead, at: path, "it is no regular file but a device, pipe or socket")
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
