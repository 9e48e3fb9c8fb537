import Foundation
import MATFiles
import Matrices
import Testing

/// Names that would command a terminal or forge a line, in everything that the tool prints.
@Suite("Names that are no plain text") struct HostileNameTests {
  /// Title, colour, clear screen, carriage return, backspace, DEL, a C1 control, a change of direction, and a
  /// line that looks like the tool's own.
  private static let hostile =
    "a\u{1B}]0;pwn\u{7}\u{1B}[31m\u{1B}[2J\r\u{8}\u{7F}\u{9B}\u{202E}\u{2028}\nmatkit: all is well"

  /// Nothing but plain text and the ends of lines, none of which begins as the name's second line does.
  private func expectPlain(
    _ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let bad = text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x0A: false
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
    #expect(bad.isEmpty, "\(what): \(text.debugDescription)", sourceLocation: sourceLocation)
    #expect(
      !text.split(separator: "\n").contains { $0.hasPrefix("matkit: all is well") },
      "\(what): a forged line", sourceLocation: sourceLocation)
  }

  /// A v6 file whose names have been put in place of others of their length, as no writer would.
  private func file(_ name: String, _ points: Matrix<Double>, in scratch: Scratch) throws {
    let hostile = Array(Self.hostile.utf8)
    let plain = String(repeating: "q", count: hostile.count)
    let fields: MATStructArray = ["f": [plain: 1.0] as MATStructArray]
    try MATFile.write(
      [
        MATVariable(name: plain, value: points.matValue),
        MATVariable(name: "s", value: fields.matValue),
      ],
      to: scratch.path(name), version: .v6)
    var bytes = try Data(contentsOf: scratch.file(name))
    while let place = bytes.range(of: Data(plain.utf8)) {
      bytes.replaceSubrange(place, with: hostile)
    }
    try bytes.write(to: scratch.file(name))
  }

  @Test("variables and fields of every name are printed as text by every command that reads files")
  func variables() throws {
    let scratch = try Scratch()
    let points: Matrix = [[0.0, 1], [2, 3], [4, 5]]
    try file("a.mat", points, in: scratch)
    try file("b.mat", points.map { $0 + 1 }, in: scratch)
    let commands = [
      ["whos", "a.mat"], ["whos", "--hash", "a.mat"], ["show", "a.mat"], ["show", "a.mat:s"],
      ["json", "a.mat"], ["diff", "a.mat", "b.mat"], ["check", "a.mat"],
      ["convert", "a.mat", "o.mat", "--version", "v4"], ["train", "a.mat", "b.mat", "-o", "o.mat"],
      ["plot", "a.mat", "-o", "o.svg"], ["plot", "a.mat", "--terminal"],
      ["init", "a.mat", "b.mat"],
      ["show", "a.mat:nothing"], ["show", "a.mat:s.f.nothing"], ["whos", Self.hostile],
      ["show", "a.mat:" + Self.hostile], ["train", Self.hostile, "b.mat", "-o", "o.mat"],
      ["plot", "a.mat", "-o", Self.hostile],
      ["train", "a.mat", "b.mat", "-o", "o.mat", "--" + Self.hostile],
      [Self.hostile], ["run", Self.hostile],
      ["plot", "a.mat:s.f", "--title", Self.hostile, "--terminal"],
    ]
    for command in commands {
      let run = try Tool.run(
        command, in: scratch.folder, shellPrefix: "export NO_COLOR=1 COLUMNS=80 LINES=24; ")
      #expect(run.status < 128, "\(command)")
      expectPlain(run.output, "\(command)")
      expectPlain(run.errors, "\(command)")
      #expect(!(run.output + run.errors).isEmpty || command[0] == "convert", "\(command)")
    }
    #expect(try Tool.run("diff", "a.mat", "b.mat", in: scratch.folder).output.contains("␛]0;pwn␇"))
  }

  @Test("classes of every name are printed as text by what trains and judges")
  func classes() throws {
    let scratch = try Scratch()
    let X = Matrix(rowCount: 12, columnCount: 2) { row, column in Double(row % 2) + Double(column) }
    let y = (0..<12).map { $0 % 2 == 0 ? Self.hostile : "plain" }
    try MATFile.write(
      ["X": X.matValue, "y": Matrix(column: y.map(\.matValue)).matValue], to: scratch.path("e.mat"))
    let samples = ["--features", "e.mat:X", "--labels", "e.mat:y"]
    let commands = [
      ["train"] + samples + ["--max-iterations", "2", "-o", "n.mat"],
      ["evaluate", "n.mat"] + samples, ["predict", "n.mat", "e.mat:X", "-o", "p.mat"],
      ["show", "n.mat"], ["show", "e.mat"], ["json", "e.mat:y"],
      ["plot", "n.mat", "--terminal"],
      ["train"] + samples + [
        "--folds", "2", "--try-l2", "1,2", "--max-iterations", "1", "-o", "f.mat",
      ],
    ]
    for command in commands {
      let run = try Tool.run(
        command, in: scratch.folder, shellPrefix: "export NO_COLOR=1 COLUMNS=80 LINES=24; ")
      #expect(run.status == 0, "\(command): \(run.errors)")
      expectPlain(run.output, "\(command)")
      expectPlain(run.errors, "\(command)")
    }
  }

  @Test("stages of every name, and what a failed command printed, are printed as text")
  func stages() throws {
    let scratch = try Scratch()
    let yaml = """
      stages:
        "st\\e[31mage\\nmatkit: all is well":
          cmd: "printf '\\e[31mred\\amatkit: all is well\\n'; exit 3"
          outs: ["o\\e[2Jut"]
        "b\\e[31m":
          cmd: "echo fine > q"
          outs: [q]
          "k\\e[31mey": 1
      """
    try Data(yaml.utf8).write(to: scratch.file("wrong.yaml"))
    let lines = yaml.split(separator: "\n").dropLast()
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: scratch.file("lab.yaml"))
    for command in [
      ["run", "wrong.yaml"], ["status", "lab.yaml"], ["dag", "lab.yaml"],
      ["dag", "lab.yaml", "--format", "dot"], ["dag", "lab.yaml", "--format", "mermaid"],
      ["run", "lab.yaml", "--dry-run"], ["run", "lab.yaml", "--keep-going"],
      ["status", "lab.yaml"],
      ["run", "lab.yaml", "--stage", Self.hostile], ["diff-runs", "lab.yaml"],
      ["verify", "lab.yaml"],
    ] {
      let run = try Tool.run(command, in: scratch.folder)
      #expect(run.status < 128, "\(command)")
      #expect(!(run.output + run.errors).isEmpty, "\(command)")
      expectPlain(run.output, "\(command)")
      expectPlain(run.errors, "\(command)")
    }
  }

  @Test("JSON escapes what would command a terminal, and means the same")
  func json() throws {
    let scratch = try Scratch()
    let text = Self.hostile + "é ü ∂ 🙂"
    try MATFile.write(["t": text], to: scratch.path("t.mat"))
    for target in ["t.mat", "t.mat:t"] {
      let run = try Tool.run("json", target, in: scratch.folder)
      expectPlain(run.output, target)
      #expect(
        run.output.contains("\\u009b") && run.output.contains("\\u202e") && run.output.contains("é")
      )
    }
    let value = try JSONSerialization.jsonObject(
      with: Data(Tool.run("json", "t.mat:t", in: scratch.folder).output.utf8))
    #expect(((value as? [String: Any])?["data"] as? [String]) == [text])
  }
}
