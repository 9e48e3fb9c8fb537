import Foundation
import MATFiles

/// Copies a file, whole or not at all, in place of what is there.
///
/// Where the file system can, the copy shares the blocks of the file until one of the two is
/// changed. It is never another name for the same file: who writes into an output would change what
/// the run cache has.
func copyFile(_ source: String, to target: String) throws {
  try makeFolder(LabPath.folder(of: target))
  var failure: MATError?
  let file = try AtomicFile(path: target)
  let isThere = try readPieces(of: source, unless: { file.share($0) }) { piece in
    guard failure == nil else { return }
    do throws(MATError) {
      try file.write(RawSpan(_unsafeBytes: piece))
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  guard isThere else { throw LabError(.cannotRead, at: source, "there is no such file") }
  try file.commit()
}

/// Moves a finished file to its place in one step, after the disk has it. Where the place is on
/// another disk it is copied, whole or not at all; and so is what a link leads to, or what has
/// another name besides, since a change there would change the output.
func moveFile(_ source: String, to target: String) throws {
  // An absolute path is written to by the command itself.
  guard source != target else { return }
  try makeFolder(LabPath.folder(of: target))
  // A link at the place is followed, as when a program writes to it.
  let place = try AtomicFile.place(of: target)
  if let there = FileStamp(place), !there.isRegular {
    throw LabError(
      .cannotWrite, at: target, "a folder, device, pipe or socket is there",
      advice: "move it away, or choose another name")
  }
  var status = stat()
  guard lstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else {
    try copyFile(source, to: target)
    return removeAll(source)
  }
  let descriptor = open(source, O_RDONLY | O_CLOEXEC)
  if descriptor >= 0 {
    // The disk may refuse, as some network file systems do; the file is there all the same.
    _ = fsync(descriptor)
    close(descriptor)
  }
  guard rename(source, place) != 0 else { return }
  guard errno == EXDEV else {
    throw LabError(.cannotWrite, at: target, String(cString: strerror(errno)))
  }
  try copyFile(source, to: target)
  removeAll(source)
}
