import ArgumentParser
import Foundation
import MATFiles
import Matrices
import Testing

@testable import matkit

/// No command replaces what it reads, or what is the user's.
@Suite("Outputs that are inputs") struct OutputFileTests {
  /// A folder with a small network, its checkpoint, and a file of two classes and one of more variables.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    try MATFile.write(
      [
        "X": [[0.0, 0], [1, 1], [0, 1], [1, 0]] as Matrix, "y": [0.0, 1, 0, 1],
        "dear": "the only copy",
      ],
      to: scratch.path("data.mat"))
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "--max-iterations", "1", "--hidden", "2",
      "--checkpoint", "c.mat", "-o", "net.mat", in: scratch.folder)
    try #require(run.status == 0, "\(run.errors)")
    return scratch
  }

  /// One command, the input in place of `INPUT`, and the output in place of `OUTPUT`.
  struct Case: Sendable, CustomTestStringConvertible {
    let input: String
    let arguments: [String]
    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let samples = ["--features", "data.mat:X", "--labels", "data.mat:y"]
  private static let points = [Fixture.class1, Fixture.class2]

  static let cases: [Case] = [
    Case(input: "data.mat", arguments: ["convert", "data.mat", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["check", "--salvage", "OUTPUT", "data.mat"]),
    Case(input: "data.mat", arguments: ["train"] + samples + ["-o", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["train", "data.mat:X", "b.mat", "-o", "OUTPUT"]),
    Case(
      input: "data.mat", arguments: ["train"] + samples + ["-o", "o.mat", "--checkpoint", "OUTPUT"]),
    Case(
      input: "data.mat",
      arguments: ["train"] + points + ["--validation", "data.mat:X=1", "-o", "OUTPUT"]),
    Case(input: "net.mat", arguments: ["train"] + points + ["--from", "net.mat", "-o", "OUTPUT"]),
    Case(input: "c.mat", arguments: ["train"] + points + ["--resume", "c.mat", "-o", "OUTPUT"]),
    Case(
      input: "net.mat",
      arguments: ["train"] + points + [
        "--from", "net.mat", "--checkpoint", "OUTPUT", "-o", "o.mat",
      ]),
    Case(input: "net.mat", arguments: ["predict", "net.mat", "data.mat:X", "-o", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["predict", "net.mat", "data.mat:X", "-o", "OUTPUT"]),
    Case(input: "net.mat", arguments: ["evaluate", "net.mat"] + points + ["-o", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["evaluate", "net.mat"] + samples + ["-o", "OUTPUT"]),
    Case(input: "net.mat", arguments: ["grid", "net.mat"] + points + ["-o", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["grid", "net.mat"] + samples + ["-o", "OUTPUT"]),
    Case(input: "net.svg", arguments: ["plot", "net.svg", "-o", "OUTPUT"]),
    Case(input: "net.mat", arguments: ["report", "net.mat", "-o", "OUTPUT"]),
    Case(input: "data.mat", arguments: ["init", "data.mat", "-o", "OUTPUT"]),
    Case(input: "lab.tar", arguments: ["pack", "lab.yaml", "-o", "OUTPUT"]),
  ]

  @Test("no command writes over what it reads, whatever the spelling", arguments: cases)
  func outputIsInput(_ item: Case) throws {
    let scratch = try Self.folder()
    // Pictures and archives are told by their names' endings.
    let ending = String(item.input.split(separator: ".")[1])
    if ending == "svg" {
      try FileManager.default.copyItem(at: scratch.file("net.mat"), to: scratch.file("net.svg"))
    }
    try Data("deps".utf8).write(to: scratch.file("lab.tar"))
    try Data("stages:\n  a:\n    cmd: cp lab.tar o\n    deps: [lab.tar]\n    outs: [o]\n".utf8)
      .write(to: scratch.file("lab.yaml"))
    let input = scratch.file(item.input)
    try FileManager.default.createSymbolicLink(
      at: scratch.file("soft.\(ending)"), withDestinationURL: input)
    try FileManager.default.linkItem(at: input, to: scratch.file("hard.\(ending)"))
    let (before, names) = (try Data(contentsOf: input), try scratch.contents)
    let outputs =
      [item.input, "./" + item.input, input.path(percentEncoded: false)]
      + ["soft.\(ending)", "hard.\(ending)"]
    for output in outputs {
      let run = try Tool.run(
        item.arguments.map { $0 == "OUTPUT" ? output : $0 }, in: scratch.folder)
      #expect(run.status == 64, "\(output): \(run.output)\(run.errors)")
      #expect(run.errors.hasPrefix("matkit: \(output): "), "\(run.errors)")
      #expect(run.errors.contains("same file as the input"), "\(run.errors)")
      #expect(run.errors.contains(item.input) && run.errors.filter(\.isNewline).count == 1)
      #expect(try Data(contentsOf: input) == before, "\(output)")
      #expect(try scratch.contents == names)
    }
  }

  @Test("the demo does not write over the course's files")
  func demo() throws {
    let scratch = try Scratch()
    // The fourth exercise's output, as the data of another.
    let name = "pointsClass1Week6.mat"
    try FileManager.default.copyItem(atPath: Fixture.class1, toPath: scratch.path("moons.mat"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path(name), withDestinationPath: "moons.mat")
    let before = try Data(contentsOf: scratch.file("moons.mat"))
    let run = try Tool.run("demo", "--data", ".", "-o", ".", in: scratch.folder)
    #expect(run.status == 64, "\(run.errors)")
    #expect(try Data(contentsOf: scratch.file("moons.mat")) == before)
  }

  @Test(
    "an output named - is neither written as a file nor taken for standard output without a word")
  func dash() throws {
    let scratch = try Scratch()
    let run = try Tool.run("convert", Fixture.class1, "-", in: scratch.folder)
    #expect(run.status == 64 && run.errors.contains("/dev/stdout"), "\(run.errors)")
    #expect(try scratch.contents.isEmpty)
  }

  @Test("two outputs of one name are refused, before either is there")
  func twoOutputs() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      ["train"] + Self.points + ["--checkpoint", "./o.mat", "-o", "o.mat"], in: scratch.folder)
    #expect(run.status == 64 && run.errors.contains("--checkpoint"), "\(run.errors)")
    #expect(try scratch.contents.isEmpty)
  }

  @Test("a checkpoint goes on in its own file, and what is no file is no input that could be lost")
  func allowed() throws {
    let scratch = try Self.folder()
    let options = ["--hidden", "2", "--max-iterations", "2"]
    let resumed = try Tool.run(
      ["train"] + Self.points + options
        + ["--resume", "c.mat", "--checkpoint", "c.mat", "-o", "net.mat"],
      in: scratch.folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let nothing = try Tool.run(
      "grid", "net.mat", Fixture.class1, "--step", "1", "-o", "/dev/null", in: scratch.folder)
    #expect(nothing.status == 0, "\(nothing.errors)")
  }

  @Test("a lab_plot.m or lab_predict.m that is the user's is not replaced, and nothing is trained")
  func scripts() throws {
    for name in ["lab_plot.m", "lab_predict.m"] {
      let scratch = try Scratch()
      let text = "% my own, of many evenings\n"
      try Data(text.utf8).write(to: scratch.file(name))
      let arguments =
        ["train"] + Self.points + ["--max-iterations", "1", "--octave", "-o", "o.mat"]
      let run = try Tool.run(arguments, in: scratch.folder)
      #expect(run.status == 73 && run.errors.contains(name), "\(run.errors)")
      #expect(try scratch.contents == [name])
      #expect(try String(contentsOf: scratch.file(name), encoding: .utf8) == text)
      // One of MatKit's own is.
      try FileManager.default.removeItem(at: scratch.file(name))
      #expect(try Tool.run(arguments, in: scratch.folder).status == 0)
      #expect(try Tool.run(arguments, in: scratch.folder).status == 0)
    }
  }

  @Test(
    "every command that has an output says what it reads and writes", arguments: HelpTests.commands)
  func allCommands(command: any ParsableCommand.Type) throws {
    let outputs = ["--output", "--salvage", "--checkpoint"]
    let help = command.helpMessage(columns: 200)
    let writes = outputs.contains { help.contains("\($0) <") } || help.contains("<OUT>")
    // The tool's own manual reads no file that it could write over.
    guard command.configuration.commandName != "manual" else { return }
    #expect(writes == (command is any WritingCommand.Type), "\(command)")
  }
}
