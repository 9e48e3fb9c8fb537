import Foundation
import TemporaryFolders
import Testing

/// The built tool, run as a user runs it: as a process of its own.
enum Tool {
  /// What a run left: its exit code and what it printed.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs `matkit` with the arguments in the folder, and waits for it.
  static func run(
    _ arguments: String..., in folder: URL? = nil, shellPrefix: String? = nil
  ) throws -> Outcome {
    try run(arguments, in: folder, shellPrefix: shellPrefix)
  }

  /// Runs `matkit`; `shellPrefix` are commands of the shell to come first (`ulimit -f 8;`).
  static func run(
    _ arguments: [String], in folder: URL? = nil, shellPrefix: String? = nil
  ) throws -> Outcome {
    let process = Process()
    if let shellPrefix {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", shellPrefix + "exec \"$0\" \"$@\"", executable.path(percentEncoded: false)]
        + arguments
    } else {
      process.executableURL = executable
      process.arguments = arguments
    }
    process.currentDirectoryURL = folder
    // Files, not pipes: a pipe that nobody empties while the other is read would stop the tool.
    let scratch = try Scratch()
    let (output, errors) = (scratch.file("output"), scratch.file("errors"))
    for file in [output, errors] {
      try Data().write(to: file)
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// The tool is built into the same folder as the tests.
  static let executable: URL = {
    var folder = URL(filePath: CommandLine.arguments[0])
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "matkit")
      if FileManager.default.isExecutableFile(atPath: candidate.path(percentEncoded: false)) {
        return candidate
      }
    }
    preconditionFailure("there is no matkit beside \(CommandLine.arguments[0])")
  }()
}

/// A folder of a test's own, removed with the value, and at the latest when the process ends.
final class Scratch: Sendable {
  let folder: URL

  init() throws {
    folder = try TemporaryFolders.untilExit()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func file(_ name: String) -> URL { folder.appending(path: name) }

  func path(_ name: String) -> String { file(name).path(percentEncoded: false) }

  /// The names of what is in the folder, sorted.
  var contents: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
        .sorted()
    }
  }
}

/// The project's own data files.
enum Fixture {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  static func path(_ name: String) -> String {
    folder.appending(path: name).path(percentEncoded: false)
  }

  static let class1 = path("pointsClass1Week6.mat")
  static let class2 = path("pointsClass2Week6.mat")
  static let threeClasses = (1...3).map { path("xWeek6Ex3PointsClass\($0).mat") }
}
