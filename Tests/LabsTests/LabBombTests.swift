import Foundation
import Testing

@testable import Labs

/// Lab files of a few lines that would fill any memory, and large ones that are no more than that.
@Suite("Lab files that would grow") struct LabBombTests {
  private func read(_ yaml: String) -> (contents: LabReader.Contents, mistakes: [String]) {
    var reader = LabReader(folder: "/")
    let contents = reader.read(yaml)
    return (contents, LabMistakes(file: "", reader.mistakes.mistakes).mistakes.map(\.description))
  }

  /// Variables of which each is made of eight of the one before.
  private func doubling(_ first: String, _ next: (String) -> String, count: Int = 14) -> String {
    let lines = (1..<count).map { "  v\($0): \(next("${v\($0 - 1)}"))\n" }
    return "vars:\n  v0: \(first)\n\(lines.joined())stages: {a: {cmd: x}}\n"
  }

  @Test("a text that variables make too long is told with its place, and not made")
  func texts() {
    let found = read(
      doubling(
        "xxxxxxxxxxxxxxxx", { "\"" + String(repeating: $0, count: 8) + "\"" }, count: 8))
    // 16 · 8⁶ bytes are four MiB; what is made of the text as it stands is short.
    #expect(found.mistakes.count == 1)
    #expect(
      found.mistakes.first?.hasPrefix("8:13: with 'v5' in it the text would have more than 1 MiB")
        == true, "\(found.mistakes)")
    #expect(found.contents.variables[5].value.text?.utf8.count == 16 * 32768)
  }

  @Test("lists and maps of variables are counted, whatever holds them")
  func lists() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
      let found = read(
        doubling("1") { name in
          let items = (0..<8).map { open == "[" ? "\"\(name)\"" : "k\($0): \"\(name)\"" }
          return (open == "[" ? "[" : "{") + items.joined(separator: ", ") + close
        })
      #expect(found.mistakes.count == 1, "\(found.mistakes)")
      #expect(found.mistakes.first?.contains("would take more than 256 MiB") == true)
    }
  }

  @Test("variables nested in variables end at the depth of lists and maps")
  func depth() {
    let found = read(doubling("1", { "[\"\($0)\"]" }, count: 100))
    #expect(
      found.mistakes.first?.hasPrefix("67:10: with 'v64' in it, lists and maps are nested")
        == true, "\(found.mistakes.prefix(2))")
    #expect(read(doubling("1", { "[\"\($0)\"]" }, count: 60)).mistakes.isEmpty)
  }

  @Test("a long text that aliases repeat is counted by its length")
  func aliases() {
    let text = String(repeating: "x", count: 1 << 20)
    let items = Array(repeating: "*b", count: 1000).joined(separator: ", ")
    let found = read("vars: {b: &b \(text), c: [\(items)]}\nstages: {a: {cmd: x}}")
    #expect(found.mistakes.first?.contains("aliases make far more") == true)
    let few = read("vars: {b: &b \(text), c: [*b, *b, *b]}\nstages: {a: {cmd: x}}")
    #expect(few.mistakes.isEmpty)
  }

  @Test("sweeps are counted together, by their stages and by what these hold")
  func sweeps() {
    let thousand = "[" + (0..<1000).map(String.init).joined(separator: ",") + "]"
    let cases = [
      ("{matrix: {a: &l \(thousand), b: *l, c: *l}, cmd: x}", "stages"),
      ("{matrix: {a: &l \(thousand), b: *l}, cmd: x, deps: *l}", "256 MiB"),
      (
        "{foreach: &l \(thousand), do: {cmd: x, deps: [*l, *l, *l, *l, *l, *l, *l, *l, *l, *l,"
          + " *l, *l, *l, *l, *l, *l, *l, *l, *l, *l]}}", "256 MiB"
      ),
      (
        "{matrix: {" + (0..<100).map { "k\($0): [1]" }.joined(separator: ", ") + "}, cmd: x}",
        "at most 64 lists"
      ),
    ]
    for (stage, words) in cases {
      let found = read("stages:\n  s: \(stage)\n")
      #expect(found.mistakes.count == 1, "\(found.mistakes.prefix(3))")
      #expect(found.mistakes.first?.contains(words) == true, "\(found.mistakes.prefix(3))")
      #expect(found.contents.stages.isEmpty)
    }
    let twice = "{foreach: [1], do: {cmd: x}}"
    #expect(read("stages: {a: \(twice), b: \(twice)}").mistakes.isEmpty)
  }

  @Test(
    "a hundred thousand variables are read in about a second, at the top or in one map",
    .timeLimit(.minutes(5)))
  func many() throws {
    let count = 100_000
    let plain = (0..<count).map { "  v\($0): \($0 == 0 ? "0" : "${v\($0 - 1)}")\n" }.joined()
    let found = read("vars:\n\(plain)stages: {a: {cmd: \"echo ${v99999}\"}}")
    #expect(found.mistakes.isEmpty)
    #expect(found.contents.variables.count == count)
    #expect(found.contents.stages.first?.command == "echo 0")
    let map = (0..<count).map { "    k\($0): \($0)\n" }.joined()
    let uses = (0..<count).map { "  v\($0): ${m.k\($0)}\n" }.joined()
    let nested = read("vars:\n  m:\n\(map)\(uses)stages: {a: {cmd: \"echo ${v99999}\"}}")
    #expect(nested.mistakes.isEmpty)
    #expect(nested.contents.stages.first?.command == "echo 99999")
    // None of them is set: that is told, and what was meant is not looked for a hundred thousand times.
    let unset = (0..<count).map { "  v\($0): ${w\($0)}\n" }.joined()
    #expect(read("vars:\n\(unset)stages: {a: {cmd: x}}").mistakes.count == count)
  }

  @Test("of two variables of one name the later counts, in a map of its own or in a file")
  func later() throws {
    let folder = try LabFolder(
      "vars: [{a: 1, b: 2}, {a: 3}, p.yaml]\nstages: {s: {cmd: \"${a} ${b}\"}}",
      files: ["p.yaml": "b: 4"])
    let lab = try Lab(folder.lab)
    #expect(lab.stages[0].command == "3 4")
    #expect(lab.variables.map(\.key) == ["a", "b"])
  }

  @Test(
    "a lab file that is no UTF-8 says so, with its line",
    arguments: [
      (
        Array("stages:\n  a: {cmd: 'f".utf8) + [0xFC] + Array("r'}".utf8),
        "lab.yaml:2: the line is no text in UTF-8; save it as UTF-8"
      ),
      ([0xFF, 0xFE, 0x61, 0], "lab.yaml: it is text in UTF-16; save it as UTF-8"),
      ([0x89, 0x50, 0, 1], "lab.yaml: this is no lab file"),
    ] as [([UInt8], String)])
  func notUTF8(bytes: [UInt8], words: String) throws {
    let folder = try LabFolder("x")
    try writeFile(bytes, to: folder.lab)
    let error = #expect(throws: LabError.self) { try Lab(folder.lab) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(
    "what begins no word in YAML is told in plain words",
    arguments: [
      ("stages:\n\ta: {cmd: x}", "2:1: a tab stands where the line is indented; YAML is"),
      ("stages: {a: {cmd: @x}}", "1:19: '@' cannot begin a word; put the text in quotation"),
      ("stages: {a: {cmd: `x`}}", "1:19: '`' cannot begin a word"),
    ])
  func noToken(yaml: String, start: String) {
    #expect(read(yaml).mistakes.first?.hasPrefix(start) == true, "\(read(yaml).mistakes)")
  }
}
