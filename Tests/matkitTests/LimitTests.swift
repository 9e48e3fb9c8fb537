import ArgumentParser
import Foundation
import MATFiles
import Testing

@testable import matkit

@Suite("--limit")
struct LimitTests {
  /// The commands that read `.mat` files, as they are given a file.
  static let commands: [[String]] = [
    ["show"], ["json"], ["check"], ["diff", Fixture.class1], ["train", "-o", "never.mat"],
    ["gradcheck"], ["plot", "-o", "never.svg"], ["convert", "never.mat"],
  ]

  @Test("is an option of every command that reads, and its error says how to raise it")
  func everywhere() throws {
    let scratch = try Scratch()
    for command in Self.commands {
      // The output of `convert` stands behind its input.
      let words = [command[0], Fixture.class1] + command.dropFirst()
      let run = try Tool.run(words + ["--limit", "elements=3"], in: scratch.folder)
      let text = run.errors + run.output
      #expect(run.status == 65, "\(command): \(text)")
      #expect(text.contains("--limit elements=…"), "\(command): \(text)")
    }
    #expect(try scratch.contents.isEmpty)
    let raised = try Tool.run(
      "show", Fixture.class1, "--limit", "elements=3", "--limit", "elements=1K")
    #expect(raised.status == 0)
  }

  /// `dag` and `merge` read lab files and locks alone, `import` files of other programs, `manual` and `ranks` nothing.
  @Test(
    "is in the help of every command but those that read no .mat file",
    arguments: MatKitTool.configuration.subcommands)
  func help(command: any ParsableCommand.Type) {
    let reads = !["dag", "merge", "import", "manual", "ranks"].contains(
      command.configuration.commandName)
    #expect(command.helpMessage().contains("--limit") == reads, "\(command)")
  }

  @Test("of a lab's command holds for the lab's own reading, and for the stages that it runs")
  func labs() throws {
    let scratch = try LabCommandTests.folder(
      """
      stages:
        named:
          train: {hidden: 2, max-iterations: 3}
          deps: ["a.mat:pointsClass1Week6", b.mat]
          outs: [named.mat]
        whole:
          train: {hidden: 2, max-iterations: 3}
          deps: [a.mat, b.mat]
          outs: [whole.mat]
      """)
    for stage in ["named", "whole"] {
      let run = try Tool.run(
        "run", "--stage", stage, "--limit", "elements=3", in: scratch.folder)
      #expect(run.status == (stage == "named" ? 65 : 1), "\(run.output)\(run.errors)")
      #expect((run.output + run.errors).contains("--limit elements=…"), "\(run.errors)")
    }
    #expect(try Tool.run("run", "--limit", "elements=1K", in: scratch.folder).status == 0)
    let verified = try Tool.run("verify", "--limit", "elements=3", in: scratch.folder)
    #expect(verified.status == 65 && verified.errors.contains("--limit elements=…"))
  }

  /// OpenBLAS asked for its threads' memory for ever; the limit on time ends the test where it does.
  @Test("addresses that are few for OpenBLAS's threads are enough, and the user's number stays")
  func addressSpace() throws {
    #if os(Linux)
      let limits = "ulimit -v 250000; ulimit -t 20; "
      let run = try Tool.run(["whos", Fixture.class1], shellPrefix: limits)
      #expect(run.status == 0 && run.output.contains("pointsClass1Week6"), "\(run.errors)")
      let one = try Tool.run(
        ["whos", Fixture.class1], shellPrefix: limits + "export OPENBLAS_NUM_THREADS=1; ")
      #expect(one.status == 0 && one.output == run.output)
    #endif
  }

  @Test("what is no limit has the code 64")
  func wrong() throws {
    for wrong in ["elements", "elements=", "elements=-1", "bytes=3", "seconds=soon"] {
      #expect(try Tool.run("show", Fixture.class1, "--limit", wrong).status == 64, "\(wrong)")
    }
  }
}
