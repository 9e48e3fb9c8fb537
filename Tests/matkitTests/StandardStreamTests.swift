import ArgumentParser
import Foundation
import MATFiles
import Matrices
import Testing

/// What the tool prints reaches its reader, or the exit code says that it does not; and it is text, whatever
/// the names in it.
@Suite("Standard output and standard error") struct StandardStreamTests {
  /// Runs the tool by a shell, which directs its streams.
  private func run(
    _ arguments: [String], _ redirection: String, in folder: URL? = nil
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "\"$0\" \"$@\" \(redirection)", Tool.executable.path(percentEncoded: false)]
      + arguments
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  static let printing: [[String]] = [
    ["whos", Fixture.class1], ["whos", "--hash", Fixture.class1], ["show", Fixture.class1],
    ["json", Fixture.class1], ["json", Fixture.class1 + ":pointsClass1Week6"],
    ["check", Fixture.class1], ["diff", Fixture.class1, Fixture.class2],
    ["plot", Fixture.class1, "--terminal"], ["--help"], ["help", "train"], ["train", "--help"],
    ["--version"], ["--generate-completion-script", "bash"],
    ["gradcheck", Fixture.class1, Fixture.class2, "--hidden", "2", "--most", "3"],
  ]

  @Test(
    "text that a full disk or a closed descriptor does not take is exit 74 and one sentence",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: printing)
  func unwritable(arguments: [String]) throws {
    for redirection in ["2>&1 >/dev/full", "2>&1 >&-"] {
      let run = try run(arguments, redirection)
      #expect(run.status == 74, "\(arguments) \(redirection): \(run)")
      #expect(run.output.hasPrefix("matkit: standard output: "), "\(run.output)")
      #expect(run.output.filter(\.isNewline).count == 1 && !run.output.contains("Domain"))
    }
  }

  @Test("a training whose report cannot be printed has written its file, and ends with 74")
  func train() throws {
    let scratch = try Scratch()
    let arguments = [
      "train", Fixture.class1, Fixture.class2, "--max-iterations", "1", "-o", "o.mat",
    ]
    #expect(try run(arguments, ">&-", in: scratch.folder).status == 74)
    let file = try MATFile(scratch.path("o.mat"))
    #expect(file.variables.contains { $0.name == "net" })
  }

  @Test("an error that cannot be told still has its exit code, and never traps")
  func errors() throws {
    let redirections = ["2>&-", ">&- 2>&-", "2>/dev/full"]
    for redirection in redirections
    where redirection != "2>/dev/full" || FileManager.default.fileExists(atPath: "/dev/full") {
      #expect(try run(["whos", "nowhere.mat"], redirection).status == 66, "\(redirection)")
      #expect(try run(["whos"], redirection).status == 64, "\(redirection)")
      #expect(try run(["show", Fixture.class1 + ":no"], redirection).status == 65)
    }
  }

  @Test("who closes a pipe early ends the tool quietly, as other tools are ended")
  func closedPipe() throws {
    let scratch = try Scratch()
    try MATFile.write(
      ["x": Matrix(column: (0..<100_000).map(Double.init))], to: scratch.path("x.mat"))
    for command in ["json", "show"] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      // The status of the tool, of which the pipe's end alone is otherwise known.
      process.arguments = [
        "-c", "{ \"$0\" \(command) x.mat; echo $? >status; } | head -c 1 >/dev/null",
        Tool.executable.path(percentEncoded: false),
      ]
      process.currentDirectoryURL = scratch.folder
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let told = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(told.isEmpty, "\(String(decoding: told, as: UTF8.self))")
      let status = try String(contentsOf: scratch.file("status"), encoding: .utf8)
      // What is short may have been taken whole by then.
      #expect(["141\n", "0\n"].contains(status), "\(command): \(status)")
      if command == "json" { #expect(status == "141\n") }
    }
  }

  @Test("no error of Foundation's is printed as it is, such as of a folder that cannot be made")
  func foundation() throws {
    let scratch = try Scratch()
    try Data().write(to: scratch.file("file"))
    for folder in ["file", "file/in/it"] {
      let run = try Tool.run("demo", "moons", "-o", folder, in: scratch.folder)
      #expect(run.status == 73 && run.errors.hasPrefix("matkit: \(folder): "), "\(run.errors)")
      for word in ["Domain", "operation", "Error", "error "] {
        #expect(!run.errors.contains(word), "\(run.errors)")
      }
    }
  }

  @Test("nothing is printed but through the one writer")
  func oneWriter() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/matkit")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var count = 0
    // The programs of the tutorials are not the tool's.
    for case let file as URL in files
    where file.pathExtension == "swift" && !file.pathComponents.contains("matkit.docc") {
      count += 1
      guard file.lastPathComponent != "StandardStream.swift" else { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let code = line.trimmingCharacters(in: .whitespaces)
        let writes = code.hasPrefix("print(") || code.contains(" print(") || code.contains("fputs")
        #expect(
          !(writes && !code.contains("func print(")) && !code.contains("FileHandle.standard"),
          "\(file.lastPathComponent): \(line)")
      }
    }
    #expect(count > 30)
  }
}
