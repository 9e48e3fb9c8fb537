import CMatio
import Foundation

/// A file without a name, gone when its owner is: bytes on their way to or from a C library that wants
/// a path.
///
/// It lives in memory (`memfd_create`) where the kernel allows, and as an unlinked temporary file
/// elsewhere. Its ``path`` works in this process only, and each opening of it has a position of its own
/// (on Linux).
struct AnonymousFile: ~Copyable {
  /// The open file, lent: it is closed with this value.
  let descriptor: Int32

  /// An empty file.
  init() throws(MATError) {
    #if os(Linux)
      let inMemory = unsafe cmatio_memory_file("matkit")
      descriptor = inMemory >= 0 ? inMemory : try Self.unlinkedTemporaryFile()
    #else
      descriptor = try Self.unlinkedTemporaryFile()
    #endif
  }

  /// The path under which this process can open the file.
  var path: String {
    #if os(Linux)
      "/proc/self/fd/\(descriptor)"
    #else
      "/dev/fd/\(descriptor)"
    #endif
  }

  /// Writes the bytes after those written before.
  func write(_ bytes: UnsafeRawBufferPointer) throws(MATError) {
    var written = 0
    while written < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw MATError(.writeFailed, found: systemMessage()) }
      written += count
    }
  }

  /// A new file in the folder for temporary files, without its name there.
  static func unlinkedTemporaryFile() throws(MATError) -> Int32 {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var name = Array((folder + "/matkit-XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&name)
    guard descriptor >= 0 else {
      throw MATError(.cannotCreate, file: folder, found: systemMessage())
    }
    // Neither can fail on a file just made; if one did, the file would only live a little longer.
    _ = unsafe unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  deinit {
    // Nothing is kept in the file, so a failure to close it loses nothing.
    _ = close(descriptor)
  }
}

/// A file in the folder for temporary files, without its name there: its descriptor, which whoever asks has to close.
package func unlinkedTemporaryFile() throws(MATError) -> Int32 {
  try AnonymousFile.unlinkedTemporaryFile()
}

/// What the system says of the call that just failed: "No space left on device".
func systemMessage(_ number: Int32 = errno) -> String {
  guard let text = unsafe strerror(number) else { return "error \(number)" }
  return unsafe String(cString: text)
}
