import Foundation
import MATFiles
import Testing

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

  @Test("what is no limit has the code 64")
  func wrong() throws {
    for wrong in ["elements", "elements=", "elements=-1", "bytes=3", "seconds=soon"] {
      #expect(try Tool.run("show", Fixture.class1, "--limit", wrong).status == 64, "\(wrong)")
    }
  }
}
