import ArgumentParser
import Foundation
import NetworkFiles
import MATFiles

/// A command that writes files which the user names.
///
/// One rule holds for all of them and is looked at before any work is done: no output is an input. An output
/// appears in place of what is there, so that `train data.mat -o data.mat` would leave nothing of the data.
protocol WritingCommand: ParsableCommand {
  /// Every file that is read.
  func filesRead() throws -> [String]
  /// Every file that is written, with the option or argument that names it.
  func filesWritten() throws -> [OutputFile]
}

/// A file that a command writes.
struct OutputFile {
  /// The path, as the user named it.
  let path: String
  /// How it was named: `-o`.
  let option: String

  init(_ path: String, _ option: String) {
    self.path = path
    self.option = option
  }

  /// The same where an option was given; nothing where not.
  static func optional(_ path: String?, _ option: String) -> [OutputFile] {
    path.map { [OutputFile($0, option)] } ?? []
  }
}

extension WritingCommand {
  /// Throws where an output is an input, two outputs are one file, or one is `-`, which other tools take for
  /// standard output.
  ///
  /// Files are compared by device and inode, so that links and other spellings of a name count, and where
  /// nothing is yet under the names, by the folder and the name.
  func checkFilesWritten() throws {
    let outputs = try filesWritten()
    let inputs = try filesRead()
    for (index, output) in outputs.enumerated() {
      guard output.path != "-" else {
        throw ToolError(
          .usage,
          "-: \(output.option) names a file; write to standard output by /dev/stdout, or to a file of this"
            + " name by ./-")
      }
      guard let identity = FileIdentity(output.path) else { continue }
      if let input = inputs.first(where: { FileIdentity($0) == identity }) {
        throw ToolError(
          .usage,
          "\(output.path): \(output.option) names the same file as the input \(input), which would be"
            + " lost; name another file to write")
      }
      if let other = outputs[..<index].first(where: { FileIdentity($0.path) == identity }) {
        throw ToolError(
          .usage,
          "\(output.path): \(output.option) names the same file as \(other.option) \(other.path); name"
            + " two files")
      }
    }
  }
}

/// What makes two names those of one file.
enum FileIdentity: Equatable {
  /// A file that is there.
  case present(device: UInt64, inode: UInt64)
  /// A name in a folder, under which nothing is yet.
  case absent(folder: String, name: String)

  /// Nil for what is no file, such as `/dev/stdout` or a pipe: writing to it replaces nothing.
  init?(_ path: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self = .present(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      return
    }
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent().path(percentEncoded: false)
    guard let resolved = realpath(folder, nil) else { return nil }
    defer { free(resolved) }
    self = .absent(folder: String(cString: resolved), name: url.lastPathComponent)
  }
}

/// The file of an item of DATA, `file.mat[:variable][=label]`; the text itself where it is none, which the
/// command then says.
func dataFile(_ text: String) -> String {
  (try? DataArgument(parsing: text))?.file ?? text
}
