import ArgumentParser
import Foundation
import Labs

/// The lab file of a command.
struct LabArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The lab file, or a folder with a lab.yaml.", valueName: "LAB.yaml"))
  var lab = "lab.yaml"

  /// The lab file itself.
  var file: String { Self.file(lab) }

  /// The lab file that a path stands for: itself, or that of a folder.
  static func file(_ lab: String) -> String {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: lab, isDirectory: &isFolder)
    guard isThere && isFolder.boolValue else { return lab }
    return lab.hasSuffix("/") ? "\(lab)lab.yaml" : "\(lab)/lab.yaml"
  }

  /// Reads the lab.
  func read() throws -> Lab { try Lab(file) }
}

/// Which stages.
struct StageArguments: ParsableArguments {
  @Option(
    name: .customLong("stage"),
    help: ArgumentHelp(
      "Only this stage, with those that it needs; a sweep's name stands for all of it.",
      valueName: "name"))
  var stages: [String] = []
}

/// How many things at once.
struct WorkArguments: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "The most stages to run at once; as many as cores by default.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The threads of each training, in place of the lab's; the bits are the same with any.",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard jobs.map({ $0 > 0 }) ?? true else { throw ValidationError("--jobs is at least 1.") }
    guard threads.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--threads is 1 to 1024.")
    }
  }

  /// What the options say.
  var options: RunOptions {
    var options = RunOptions(
      tool: toolPath, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    options.threads = threads
    return options
  }
}

/// This program, for the stages that are commands of its own.
let toolPath: String = {
  #if os(Linux)
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      return path
    }
  #endif
  return Bundle.main.executablePath ?? CommandLine.arguments[0]
}()
