import Foundation

/// A file that is changed in place, so that a process killed at any moment leaves it as it was, or with a
/// journal from which the change is completed.
///
/// What lies behind the old end is written first, where nothing refers to it. Then a journal beside the file
/// gets the pages that change, whole or not at all, and only then do the pages themselves; the journal goes
/// when the disk has them. Who changes the file has it locked, so a journal of an unlocked file is that of a
/// process that died (write-ahead logging with redo; Gray and Reuter, "Transaction Processing", 1993, ch. 10).
struct GrowingFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens and locks a file, and completes a change that was broken off.
  static func open(_ path: String) throws(MATError) -> GrowingFile {
    let file = try lock(path, mode: O_RDWR)
    try file.recover()
    return file
  }

  private static func lock(_ path: String, mode: Int32) throws(MATError) -> GrowingFile {
    let descriptor = unsafe Foundation.open(path, mode | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code: MATError.Code = mode == O_RDWR && errno != ENOENT ? .cannotCreate : .cannotOpen
      throw MATError(code, file: path, found: systemMessage())
    }
    let file = GrowingFile(path: path, descriptor: descriptor)
    guard flock(descriptor, LOCK_EX) == 0 else { throw file.failure() }
    return file
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// Completes a change to the file at `path` that was broken off, if there was one.
  ///
  /// Throws where there was one and the file may not be written to, because what it holds is not whole.
  static func recover(_ path: String) throws(MATError) {
    guard unsafe access(try journalPath(of: path), F_OK) == 0 else { return }
    // A process that is in the midst of a change is waited for.
    let file = try lock(path, mode: O_RDONLY)
    guard try file.journal() != nil else { return }
    _ = consume file
    _ = try open(path)
  }

  /// Makes the changes that lie over the file.
  func apply(_ overlay: HDF5Overlay) throws(MATError) {
    let (start, end) = (overlay.baseCount, overlay.finalCount)
    do throws(MATError) {
      for position in stride(from: start, to: end, by: 1 << 22) {
        try write(overlay.bytes(position..<min(end, position + 1 << 22)), at: position)
      }
      try synchronize()
      try AtomicFile.write(
        GrowthJournal(identity: identity(), pages: overlay.pages).bytes,
        to: Self.journalPath(of: path))
    } catch {
      // Nothing refers to what was written.
      _ = ftruncate(descriptor, off_t(start))
      throw error
    }
    do throws(MATError) {
      try complete(overlay.pages)
    } catch {
      throw MATError(.changeUnfinished, file: path, found: error.found)
    }
  }

  private func recover() throws(MATError) {
    if let journal = try journal() {
      try complete(journal.pages)
    } else {
      try removeJournal()
    }
  }

  /// The change that was broken off; nil where there is none.
  ///
  /// A journal that is not of this file, because another has been put in its place since, is of no use; nor is
  /// one that belongs to somebody who could not have changed the file.
  private func journal() throws(MATError) -> GrowthJournal? {
    var (file, owner) = (stat(), stat())
    let path = try Self.journalPath(of: path)
    guard unsafe fstat(descriptor, &file) == 0, unsafe lstat(path, &owner) == 0,
      owner.st_mode & S_IFMT == S_IFREG, [0, geteuid(), file.st_uid].contains(owner.st_uid),
      let bytes = try? Data(contentsOf: URL(filePath: path)),
      let journal = GrowthJournal([UInt8](bytes)), journal.identity == (try identity())
    else { return nil }
    return journal
  }

  private func complete(_ pages: [Int: [UInt8]]) throws(MATError) {
    for (page, bytes) in pages { try write(bytes, at: page * HDF5Overlay.pageSize) }
    try synchronize()
    try removeJournal()
  }

  private func removeJournal() throws(MATError) {
    guard unsafe unlink(try Self.journalPath(of: path)) == 0 || errno == ENOENT else {
      throw failure()
    }
  }

  /// What tells this file from another that has been put in its place: where it is, and how long.
  private func identity() throws(MATError) -> GrowthJournal.Identity {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure() }
    return GrowthJournal.Identity(
      device: UInt64(status.st_dev), file: UInt64(status.st_ino), count: UInt64(status.st_size))
  }

  private func failure() -> MATError {
    MATError(.writeFailed, file: path, found: systemMessage())
  }

  private func synchronize() throws(MATError) {
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(MATError) {
    try unsafe bytes.span.withUnsafeBytes { bytes throws(MATError) in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure() }
        done += count
      }
    }
  }

  /// Where the journal of a file lies: beside it, links followed, under a name that follows from its own.
  private static func journalPath(of path: String) throws(MATError) -> String {
    let url = URL(filePath: path).resolvingSymlinksInPath()
    return url.deletingLastPathComponent().appending(
      path: ".matkit-\(url.lastPathComponent.prefix(200)).journal"
    ).path
  }
}
