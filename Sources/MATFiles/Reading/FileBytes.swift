import Foundation

/// An open file, read by position.
///
/// It stays open as long as anything holds it, so what was indexed is what is decoded later: a file
/// replaced under its name (as atomic writers do) changes nothing here, and one cut short in place gives
/// an error. That, and not speed, is why the file is read with `pread` and not mapped into memory: reading
/// a mapped page that is no longer in the file kills the process with SIGBUS. Any number of threads may
/// read at once.
final class FileBytes: ByteSource, Sendable {
  /// The file, as the caller named it.
  let path: String
  /// The file's length when it was opened.
  let count: Int
  /// The open file, lent: it is closed with this value.
  let descriptor: Int32

  /// Opens a regular file. A folder, a device or a pipe is refused, and never waited for.
  init(_ path: String) throws(MATError) {
    // O_NONBLOCK: opening a pipe nobody writes to would otherwise wait forever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw MATError(.cannotOpen, file: path, found: systemMessage())
    }
    var status = stat()
    let failed = unsafe fstat(descriptor, &status) != 0
    let kind = status.st_mode & S_IFMT
    guard !failed, kind == S_IFREG else {
      let reason = failed ? systemMessage() : nil
      _ = close(descriptor)
      throw Self.refusal(of: kind, path: path, reason: reason)
    }
    self.path = path
    self.count = Int(status.st_size)
    self.descriptor = descriptor
  }

  private static func refusal(of kind: mode_t, path: String, reason: String?) -> MATError {
    if let reason { return MATError(.cannotOpen, file: path, found: reason) }
    if kind == S_IFDIR {
      return MATError(.cannotOpen, file: path, expected: "a file", found: "a folder")
    }
    return MATError(
      .notAMATFile, file: path, expected: "a regular file", found: "a device, pipe or socket")
  }

  /// Which file of the system this is, whatever has become of its name.
  var identity: FileIdentity? { FileIdentity(of: descriptor) }

  /// Fills `buffer` with the bytes from `offset` on; throws where the file ends before.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(MATError) {
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw MATError(.readFailed, file: path, offset: offset + done, found: systemMessage())
      }
      guard count > 0 else {
        throw MATError(
          .damaged, file: path, offset: offset + done, expected: "\(self.count) bytes in the file",
          found: "its end, because it was cut short after it was opened")
      }
      done += count
    }
  }

  deinit {
    // The file was only read: closing it cannot lose anything.
    _ = close(descriptor)
  }
}

extension MATFile {
  /// The bytes of a regular file, whatever is in it; throws `.limitExceeded` where they are more than that.
  package static func bytes(of path: String, atMost most: Int) throws(MATError) -> [UInt8] {
    let file = try FileBytes(path)
    guard file.count <= most else {
      throw MATError(
        .limitExceeded, file: path, expected: "a file of at most \(most) bytes",
        found: "\(file.count)", limit: .decodedBytes)
    }
    var reader = ByteReader(file)
    return try reader.bytes(0..<file.count)
  }
}

/// What tells one file of the system from all others as long as it is open.
struct FileIdentity: Equatable {
  private let device: dev_t
  private let number: ino_t

  /// The identity of an open file; nil where the system does not say.
  init?(of descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    device = status.st_dev
    number = status.st_ino
  }
}
