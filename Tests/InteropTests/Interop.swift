import Foundation
import Testing

/// The peers that the tests of this target run, and MatKit's own tool.
///
/// `make interop` installs the peers and names their virtual environment in `MATKIT_INTEROP`; without it
/// the tests are skipped.
enum Interop {
  /// The virtual environment with NumPy and SciPy; nil where the tests are not to run.
  static let environment = ProcessInfo.processInfo.environment["MATKIT_INTEROP"]

  /// The condition of every suite of this target.
  static let isEnabled: Bool = environment != nil
  /// What a skipped suite says.
  static let comment: Comment = "run them with make interop, which sets MATKIT_INTEROP"

  /// The scripts that the peers run.
  static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Scripts")
  /// Octave's check of a file that holds a network; `check_network.py` is NumPy's.
  static let networkCheck = scripts.appending(path: "check_network.m")
  /// The repository's folder.
  static let repository = scripts.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of files that other software wrote, which are not ours to ship; nil where none is named.
  static let corpora = ProcessInfo.processInfo.environment["MATKIT_CORPORA"]

  /// Runs a Python script of `scripts`.
  static func python(_ script: String, _ arguments: [String] = []) throws -> Outcome {
    let interpreter = try #require(environment) + "/bin/python"
    return try run(interpreter, [scripts.appending(path: script).path] + arguments)
  }

  /// Runs an Octave script of the repository.
  static func octave(_ script: URL, _ arguments: [String] = []) throws -> Outcome {
    try run("/usr/bin/env", ["octave-cli", "--norc", script.path] + arguments)
  }

  /// Runs a shell script of the repository.
  static func shell(_ script: URL, _ arguments: [String]) throws -> Outcome {
    try run("/bin/bash", [script.path] + arguments)
  }

  /// Runs `matkit`.
  static func matkit(_ arguments: [String]) throws -> Outcome {
    try run(tool().path, arguments)
  }

  /// `matkit`, which the build leaves beside the test bundle.
  static func tool() throws -> URL {
    let bundle = try #require(Bundle.main.executableURL)
    return bundle.deletingLastPathComponent().appending(path: "matkit")
  }

  /// Compares what `matkit json` says of files with what SciPy reads from them.
  static func compareWithSciPy(_ files: [URL]) throws -> Outcome {
    try withTemporaryFolder { folder in
      var arguments: [String] = []
      for file in files {
        let json = try matkit(["json", file.path])
        try #require(json.status == 0, "\(json.text)")
        let copy = folder.appending(path: file.lastPathComponent + ".json")
        try Data(json.text.utf8).write(to: copy)
        arguments += [file.path, copy.path]
      }
      return try python("compare_json.py", arguments)
    }
  }

  /// Runs a program in the repository's folder, with nothing on its standard input.
  private static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = repository
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, text: String(decoding: text, as: UTF8.self))
  }

  /// Calls `body` with a new folder, which is removed afterwards.
  static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "matkit-interop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

/// How a program ended and what it printed, on standard output and error together.
struct Outcome {
  let status: Int32
  let text: String

  /// What a check said about each file, by the file's name without the extension: the text has the
  /// file's path above indented lines.
  var textByFile: [String: String] {
    var texts: [String: String] = [:]
    var name = ""
    for line in text.split(separator: "\n").map(String.init) {
      if line.hasPrefix("  ") {
        texts[name, default: ""] += line + "\n"
      } else {
        name = URL(filePath: line).deletingPathExtension().lastPathComponent
      }
    }
    return texts
  }

  /// The last line printed.
  var lastLine: String { text.split(separator: "\n").last.map(String.init) ?? "" }
}
