import Foundation
import MATFiles

/// Standard output or standard error: the one place through which what the tool says reaches a
/// terminal, a file or a pipe.
///
///     try StandardStream.output.print("Written to \(path).")
///
/// A line is made printable as a whole, so that a name from a file in it can neither command a
/// terminal nor forge a line of its own. Every write is checked: where one fails, the sentence that
/// says so is an `inputOutputError`. Who closes a pipe early, as `head` does, wants no more of it:
/// that is ``ClosedPipe``.
struct StandardStream: Sendable {
  private let descriptor: Int32
  private let name: String

  /// Where results go.
  static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
  /// Where errors, notes and progress go.
  static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

  /// The pipe has nobody left who reads it.
  struct ClosedPipe: Error {}

  /// Prints a line.
  func print(_ line: String) throws {
    try print(lines: [line])
  }

  /// Prints lines.
  func print(lines: some Sequence<String>) throws {
    try write(lines.map { $0.printable + "\n" }.joined())
  }

  /// Prints a text of several lines, of which all but the line ends is made printable: for what
  /// MatKit itself has laid out, such as a value or a table, whose own names are printable already.
  func print(text: String) throws {
    try print(lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  /// Writes text as it is, with its line ends and escapes: the tool's own alone, such as a
  /// picture's colours.
  func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// Writes bytes as they are.
  func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(
          descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count > 0 { written += count } else if errno != EINTR { throw failure(errno) }
    }
  }

  private func failure(_ number: Int32) -> any Error {
    if number == EPIPE { return ClosedPipe() }
    // Text that nobody takes at the moment would be taken later, by a program that waits for it.
    let advice =
      number == ENOSPC || number == EFBIG ? "make room" : "see where it is directed to"
    return ToolError(
      .inputOutputError,
      "\(name): what was to be printed cannot be written; \(String(cString: strerror(number))); "
        + advice)
  }

  /// Makes the three standard descriptors stand for something, and a closed pipe an error.
  ///
  /// A program that is started with one of them closed would get it for the next file that it
  /// opens, and print into that file. And a run of a lab has commands to end and a lock to write: a
  /// signal that ends the process at its next line would leave them.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // In the direction in which it is not used, so that it fails as a closed one does.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Ends the process as a closed pipe ends other tools: by the signal, without a word.
  static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(ExitStatus.inputOutputError.rawValue)
  }
}
