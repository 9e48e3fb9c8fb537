import CMatio
import Foundation

/// An output file that appears under its name whole, or not at all.
///
///     try AtomicFile.write(Array(text.utf8), to: "out/plot.svg")
///     try AtomicFile.write(to: "out/net.mat") { file throws(MATError) in try file.write(bytes) }
///
/// The bytes go to a file without a name in the same folder (a hidden `.matkit-…` where the file system
/// has no such files), every write checked; committing it makes the disk have them, renames the file to
/// the target and makes the disk have that. Until the rename an older file stays what it was, a killed
/// process or a full disk included. A process killed between giving the file its hidden name and renaming
/// it leaves that name behind: the next output under the same target's name removes it (``HiddenName``). An existing target's permissions and owner are kept, symbolic links
/// are followed to what they name (but not those of others in a folder that all may write to, as `/tmp`
/// is), and what is there and is no regular file (`/dev/stdout`, a pipe) is
/// written to as it is.
///
/// Errors are `cannotCreate` where the target or its folder allows no file, and `writeFailed` after that;
/// both name the path as the caller gave it. A write beyond the size limit of the process raises SIGXFSZ,
/// which ends a process that does not ignore it; ignored, it is a `writeFailed` like any other.
package struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private let descriptor: Int32
  private var state: State

  private enum State {
    /// A file that no folder knows: it is gone when it is closed.
    case unnamed
    /// A file under this name in the target's folder.
    case named(String)
    /// The target itself, which is no regular file.
    case direct
  }

  /// Begins an output, with nothing to be seen of it yet.
  package init(path: String) throws(MATError) {
    // Taken for a file's name it would leave a file that is awkward to remove, where standard output was meant.
    if path == "-" {
      var error = MATError(.cannotCreate, file: path, expected: "the name of a file", found: "-")
      error.remedy = "write to /dev/stdout for standard output, or to ./- for a file of that name"
      throw error
    }
    do throws(SystemError) {
      // What stands behind /dev/stdout, a pipe or a terminal, has no path that its link would tell.
      let target = try Self.isSpecial(path) ? path : Self.followingLinks(path)
      let (descriptor, state) = try Self.create(target)
      self.init(path: path, target: target, descriptor: descriptor, state: state)
    } catch {
      throw MATError(.cannotCreate, file: path, found: error.message)
    }
  }

  private init(path: String, target: String, descriptor: Int32, state: State) {
    self.path = path
    self.target = target
    self.descriptor = descriptor
    self.state = state
  }

  /// The open file, to write and read it anywhere; nil for what is no regular file.
  var seekableDescriptor: Int32? {
    if case .direct = state { nil } else { descriptor }
  }

  /// Makes the file so long.
  borrowing func setCount(_ count: Int) throws(MATError) {
    guard ftruncate(descriptor, off_t(count)) == 0 else { throw failure(SystemError()) }
  }

  /// Puts bytes in the place of others, which were written before; only where there is a
  /// ``seekableDescriptor``.
  borrowing func overwrite(_ bytes: [UInt8], at offset: Int) throws(MATError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
        return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(SystemError()) }
      written += count
    }
  }

  /// How many bytes are written at a time.
  private static let stretch = 1 << 23

  /// Appends bytes.
  ///
  /// Of many, the disk takes the first while the next are copied to the system: 128 MB took 0.12 s in place of 0.19
  /// with the wait for the disk.
  package borrowing func write(_ bytes: RawSpan) throws(MATError) {
    try unsafe bytes.withUnsafeBytes { bytes throws(MATError) in
      var written = 0
      while written < bytes.count {
        let end = min(bytes.count, written + Self.stretch)
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written..<end])
        let count = unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure(SystemError()) }
        written += count
        if count == Self.stretch { beginSync(count) }
      }
    }
  }

  /// Lets the disk take the last bytes that were written, where the system can.
  private borrowing func beginSync(_ count: Int) {
    #if os(Linux)
      let position = lseek(descriptor, 0, SEEK_CUR)
      // An error says no more than that the disk will take them later.
      if position >= count {
        _ = cmatio_begin_sync(descriptor, position - off_t(count), off_t(count))
      }
    #endif
  }

  /// Appends bytes.
  package borrowing func write(_ bytes: [UInt8]) throws(MATError) {
    try unsafe write(bytes.span.bytes)
  }

  /// Makes the file, with nothing in it yet, a copy of another by sharing its blocks: at once and without
  /// taking room, until one of the two is changed. False where the file system can't (Btrfs, XFS and a few
  /// others can), and then nothing was written.
  ///
  /// - Parameter source: A descriptor of the other file, open for reading.
  package borrowing func share(_ source: Int32) -> Bool {
    #if os(Linux)
      guard seekableDescriptor != nil else { return false }
      // `FICLONE`, which is a macro that Swift's importer does not see.
      return ioctl(descriptor, 0x4004_9409, source) == 0
    #else
      return false
    #endif
  }

  /// Takes room on the disk for so many bytes, where the file system can. The file's length stays.
  ///
  /// A full disk says so before the work, and blocks that are found at once lie together: 128 MB took
  /// 0.10 s on ext4 in place of 0.12.
  borrowing func reserve(_ count: Int) throws(MATError) {
    #if os(Linux)
      // Other errors mean that it can't be had here.
      if cmatio_reserve(descriptor, count) != 0 && errno == ENOSPC {
        throw failure(SystemError())
      }
    #endif
  }

  /// Gives back what was reserved and not used.
  borrowing func releaseReserve() throws(MATError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, ftruncate(descriptor, status.st_size) == 0 else {
      throw failure(SystemError())
    }
  }

  /// Puts the file under its name. Without this nothing of it remains.
  package consuming func commit() throws(MATError) {
    do throws(SystemError) {
      try moveToTarget()
    } catch {
      throw failure(error)
    }
  }

  deinit {
    // What was not committed is given up, and there is nobody to tell if that fails.
    if case .named(let name) = state { _ = unsafe unlink(name) }
    _ = close(descriptor)
  }

  /// Writes what `body` writes, whole or not at all: where it throws, nothing has changed.
  package static func write(
    to path: String, _ body: (borrowing AtomicFile) throws(MATError) -> Void
  ) throws(MATError) {
    let file = try AtomicFile(path: path)
    try body(file)
    try file.commit()
  }

  /// Writes the bytes, whole or not at all.
  package static func write(_ bytes: [UInt8], to path: String) throws(MATError) {
    try write(to: path) { file throws(MATError) in try file.write(bytes) }
  }

  private borrowing func failure(_ error: SystemError) -> MATError {
    MATError(.writeFailed, file: path, found: error.message)
  }
}

// Where the file is made, and how it gets its name.
extension AtomicFile {
  private mutating func moveToTarget() throws(SystemError) {
    if case .direct = state { return }
    if let existing = try Self.status(of: target) {
      Self.copyPermissions(of: existing, to: descriptor)
    }
    _ = try SystemError.check(fsync(descriptor))
    if case .unnamed = state {
      state = .named(try Self.link(descriptor, beside: target))
    }
    if case .named(let name) = state {
      _ = try SystemError.check(unsafe rename(name, target))
    }
    state = .direct
    try Self.synchronizeFolder(of: target)
  }

  /// Whether there is something at a path, links followed, that is no regular file.
  private static func isSpecial(_ path: String) -> Bool {
    guard let existing = try? status(of: path) else { return false }
    return existing.st_mode & S_IFMT != S_IFREG
  }

  /// The path that symbolic links at the end of `path` lead to, which need not exist.
  private static func followingLinks(_ path: String) throws(SystemError) -> String {
    var path = path
    if path.isEmpty { throw SystemError(number: ENOENT) }
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      if isPlanted(path) {
        throw SystemError(
          number: EACCES,
          explanation: "it is a symbolic link of another user's in a folder that all may write to")
      }
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    throw SystemError(number: ELOOP)
  }

  /// Whether a symbolic link may have been laid by a stranger: it lies in a folder that all may write to and
  /// where nobody may remove another's files (`/tmp`), and belongs neither to this process's user nor to
  /// the folder's owner. Linux refuses to follow these by itself where `fs.protected_symlinks` is set, but
  /// an output is renamed and not opened.
  private static func isPlanted(_ link: String) -> Bool {
    var (own, parent) = (stat(), stat())
    guard unsafe lstat(link, &own) == 0, unsafe stat(folder(of: link), &parent) == 0 else {
      return false
    }
    let isShared = parent.st_mode & S_ISVTX != 0 && parent.st_mode & S_IWOTH != 0
    return isShared && own.st_uid != geteuid() && own.st_uid != parent.st_uid
  }

  /// The path of the file that an output at `path` becomes: where its symbolic links lead to.
  package static func place(of path: String) throws(MATError) -> String {
    do throws(SystemError) {
      return try followingLinks(path)
    } catch {
      throw MATError(.cannotCreate, file: path, found: error.message)
    }
  }

  fileprivate static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What is at a path; nil where nothing is.
  private static func status(of path: String) throws(SystemError) -> stat? {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return status }
    if errno == ENOENT { return nil }
    throw SystemError()
  }

  private static func copyPermissions(of existing: stat, to descriptor: Int32) {
    // Only root can give files away; for others the file becomes theirs, as with any replacement.
    _ = fchown(descriptor, existing.st_uid, existing.st_gid)
    _ = fchmod(descriptor, existing.st_mode & 0o7777)
  }

  private static func create(_ target: String) throws(SystemError) -> (Int32, State) {
    guard let existing = try status(of: target) else { return try createBeside(target) }
    guard existing.st_mode & S_IFMT == S_IFREG else {
      return (try SystemError.check(unsafe open(target, O_WRONLY | O_CLOEXEC)), .direct)
    }
    _ = try SystemError.check(unsafe access(target, W_OK))
    return try createBeside(target)
  }

  /// A new file in the target's folder: unnamed where the file system can, else under a hidden name.
  private static func createBeside(_ target: String) throws(SystemError) -> (Int32, State) {
    #if os(Linux)
      let unnamed = unsafe open(
        folder(of: target), temporaryFileFlags | O_RDWR | O_CLOEXEC, 0o666)
      if unnamed >= 0 { return (unnamed, .unnamed) }
    #endif
    var names = HiddenName.names(beside: target)
    while true {
      let name = names.removeFirst()
      let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 && errno == EEXIST && !names.isEmpty { continue }
      _ = try SystemError.check(descriptor)
      if HiddenName.mark(descriptor) { return (descriptor, .named(name)) }
      // Taken for a leftover by another process, before it was marked.
      _ = close(descriptor)
      names.append(name)
    }
  }

  #if os(Linux)
    /// `O_TMPFILE`, which is a macro that Swift's importer does not see.
    private static var temporaryFileFlags: Int32 { 0o20_000_000 | O_DIRECTORY }
  #endif

  /// Gives an unnamed file a hidden name beside the target.
  private static func link(
    _ descriptor: Int32, beside target: String
  ) throws(SystemError) -> String {
    _ = HiddenName.mark(descriptor)
    var names = HiddenName.names(beside: target)
    while true {
      let name = names.removeFirst()
      let result = unsafe linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
      if result < 0 && errno == EEXIST && !names.isEmpty { continue }
      _ = try SystemError.check(result)
      return name
    }
  }

  private static func synchronizeFolder(of path: String) throws(SystemError) {
    let descriptor = try SystemError.check(unsafe open(folder(of: path), O_RDONLY | O_CLOEXEC))
    defer { _ = close(descriptor) }
    // Some network file systems cannot, and say so with EINVAL.
    if fsync(descriptor) != 0 && errno != EINVAL { throw SystemError() }
  }
}

/// The hidden names that an output may have beside its target before it takes the target's name.
///
/// They follow from the target's name, so that the next output of that name finds what a killed process
/// left. The system unlocks a file when the process that had it open dies: what is there and not locked is
/// a leftover.
private enum HiddenName {
  /// How many processes may be about to rename a file to one target at once; further ones take other names.
  private static let slotCount = 4

  /// The names to try in turn, the leftovers among them removed.
  static func names(beside target: String) -> [String] {
    let name = target.utf8.split(separator: UInt8(ascii: "/")).last ?? target.utf8[...]
    let hash = SHA256.word(of: Array(name))
    let stem = "\(AtomicFile.folder(of: target))/.matkit-\(String(hash, radix: 36))"
    let slots = (0..<slotCount).map { "\(stem)-\($0)" }
    slots.forEach(removeLeftover)
    return slots + [stem + "-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)]
  }

  /// Marks a file as one that a living process has; false where it has lost its name meanwhile.
  static func mark(_ descriptor: Int32) -> Bool {
    _ = flock(descriptor, LOCK_EX)
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  private static func removeLeftover(_ name: String) {
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { _ = close(descriptor) }
    var (found, named) = (stat(), stat())
    // Locked is in use; and the name may have gone to another file since it was opened.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &found) == 0,
      unsafe lstat(name, &named) == 0, found.st_ino == named.st_ino, found.st_dev == named.st_dev
    else { return }
    _ = unsafe unlink(name)
  }
}

/// What the system said of the call that failed.
private struct SystemError: Error {
  var number: Int32 = errno
  /// What is to be said in place of the system's words.
  var explanation: String?

  var message: String { explanation ?? systemMessage(number) }

  /// The result of a call, or the error that it left.
  static func check(_ result: Int32) throws(SystemError) -> Int32 {
    guard result >= 0 else { throw SystemError() }
    return result
  }
}
