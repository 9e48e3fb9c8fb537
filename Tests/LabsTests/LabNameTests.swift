import Foundation
import Testing

@testable import Labs

/// Names that are code in the language that they are written into.
@Suite("Names in what labs write") struct LabNameTests {
  /// A `.mat` file of level 5 with one 2×2 matrix under a name that MatKit itself does not write.
  private static func file(variable name: String) -> [UInt8] {
    func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    func padded(_ bytes: [UInt8]) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    }
    let text = Array(name.utf8)
    var body = [6, 8, 6, 0, 5, 8, 2, 2].flatMap(number)
    body += number(1) + number(UInt32(text.count)) + padded(text)
    body += number(9) + number(32) + [UInt8](repeating: 0, count: 32)
    let header = Array("MATLAB 5.0 MAT-file".utf8)
    return header + [UInt8](repeating: 0x20, count: 116 - header.count)
      + [UInt8](repeating: 0, count: 8) + [0, 1, 0x49, 0x4D] + number(14)
      + number(UInt32(body.count)) + body
  }

  @Test(
    "matkit init writes names as names, whatever they hold",
    arguments: [
      ("inj.mat", "p\nallow_outside: true\n#"), ("inj.mat", "p\u{85}allow_outside: true"),
      ("inj.mat", "p\u{2028}allow_outside: true"), ("inj.mat", "a\u{1B}[31mb\u{202E}c"),
      ("a\nstages: 1\n#.mat", "x"), ("a: b#c\"d'e.mat", "x"), ("${x}.mat", "x"),
      ("- a.mat", "x"), ("true.mat", "x"), ("1e3", "x"), ("null", "x"), ("日本.mat", "x"),
    ])
  func draft(file: String, variable: String) throws {
    let folder = try LabFolder("x", files: [:])
    for name in [file, "other.mat"] {
      try writeFile(Self.file(variable: variable), to: "\(folder.path)/\(name)")
    }
    let draft = try LabDraft([file, "other.mat"], in: folder.path)
    try folder.write(draft.text, "lab.yaml")
    let root = try #require(try LabNode.parse(draft.text))
    guard case .map(let entries) = root.value else {
      Issue.record("no map: \(draft.text)")
      return
    }
    #expect(entries.map(\.key) == ["vars", "stages"])
    #expect(
      try Lab(folder.lab).stages[0].dependencies.map(\.path) == [
        LabPath.normalized(file), "other.mat",
      ])
    let allowed = draft.text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || scalar.value >= 0x20 && ![0x85, 0x2028, 0x202E].contains(scalar.value)
    }
    #expect(allowed)
  }

  @Test("the diagrams hold names as labels, whatever they hold")
  func diagrams() throws {
    let names = [
      "a", "b\"];evil[label=\"x", "c\\", "d\\nd", "e\nf", "<script>&#35;", "`md`", "\u{1B}[31m",
    ]
    let stages = names.map { "  \(quotedJSON($0)): {cmd: x}\n" }.joined()
    let folder = try LabFolder("stages:\n\(stages)")
    let diagram = StageDiagram(try Lab(folder.lab))
    let dot = diagram.text(.dot).split(separator: "\n").map(String.init)
    #expect(
      dot == [
        "digraph lab {", "  node [shape=box];", "  s0 [label=\"a\"];",
        "  s1 [label=\"b\\\"];evil[label=\\\"x\"];", "  s2 [label=\"c\\\\\"];",
        "  s3 [label=\"d\\\\nd\"];", "  s4 [label=\"e\\\\nf\"];",
        "  s5 [label=\"<script>&#35;\"];", "  s6 [label=\"`md`\"];",
        "  s7 [label=\"\\\\u001b[31m\"];", "}",
      ])
    let mermaid = diagram.text(.mermaid).split(separator: "\n").map(String.init)
    #expect(
      mermaid == [
        "flowchart TD", "  s0[\"a\"]", "  s1[\"b#34;#93;#59;evil#91;label=#34;x\"]",
        "  s2[\"c#92;\"]", "  s3[\"d#92;nd\"]", "  s4[\"e#92;nf\"]",
        "  s5[\"#60;script#62;#38;#35;35#59;\"]", "  s6[\"#96;md#96;\"]",
        "  s7[\"#92;u001b#91;31m\"]",
      ])
  }
}
