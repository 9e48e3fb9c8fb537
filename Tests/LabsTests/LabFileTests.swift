import Foundation
import Testing

@testable import Labs

/// A folder of a test's own, with a lab file in it.
final class LabFolder {
  let path: String

  init(_ yaml: String, files: [String: String] = ["in.txt": "1"]) throws {
    path = NSTemporaryDirectory() + "matkit-lab-\(UUID().uuidString)"
    try makeFolder(path)
    for (name, text) in files { try write(text, name) }
    try write(yaml, "lab.yaml")
  }

  deinit {
    removeAll(path)
  }

  var lab: String { path + "/lab.yaml" }

  func write(_ text: String, _ name: String) throws {
    try writeFile(Array(text.utf8), to: "\(path)/\(name)")
  }

  func read(_ name: String) throws -> String? {
    try readText("\(path)/\(name)")
  }
}

@Suite("Lab files") struct LabFileTests {
  /// The mistakes of a lab as lines without the file's name.
  private func mistakes(_ yaml: String, files: [String: String] = ["in.txt": "1"]) throws
    -> [String]
  {
    let folder = try LabFolder(yaml, files: files)
    do {
      _ = try Lab(folder.lab)
      return []
    } catch let mistakes as LabMistakes {
      return mistakes.mistakes.map(\.description)
    }
  }

  @Test("stages, variables and paths are read")
  func stages() throws {
    let folder = try LabFolder(
      """
      vars: {name: out, rate: 1e-4, sizes: [10, 20]}
      stages:
        first:
          cmd: cp in.txt ./${name}.txt
          deps: [./in.txt]
          outs: ["${name}.txt"]
          params: [rate]
        second:
          train: {hidden: "${sizes}", l2: "${rate}", threads: 4}
          deps: ["out.txt", "data/../in.mat:net.W{2}=1"]
          outs: [x/../y.mat]
          frozen: true
      """, files: ["in.txt": "1", "in.mat": ""])
    let lab = try Lab(folder.lab)
    #expect(lab.stages.map(\.name) == ["first", "second"])
    #expect(lab.stages[0].command == "cp in.txt ./out.txt")
    #expect(lab.stages[0].dependencies.map(\.name) == ["in.txt"])
    #expect(lab.stages[0].lockedParameters == [.init(name: "rate", value: "0.0001")])
    #expect(lab.stages[1].dependencies.map(\.name) == ["out.txt", "in.mat:net.W{2}"])
    #expect(
      lab.stages[1].command
        == "matkit train out.txt 'in.mat:net.W{2}=1' --hidden 10,20 --l2 0.0001 -o y.mat")
    #expect(lab.stages[1].arguments().contains("--threads"))
    #expect(lab.stages[1].isFrozen)
    #expect(lab.graph.needs == [[], [0]])
  }

  @Test("options are arguments: lists joined or repeated, files among them dependencies")
  func options() throws {
    let folder = try LabFolder(
      """
      stages:
        fit:
          train:
            features: ./in.mat:X
            targets: in.mat:T
            validation: [b.mat, "c.mat:y=1"]
            try-hidden: [5, [10, 20]]
            try-l2: [1e-4, 1e-3]
            standardize: true
            trace: false
          deps: [in.mat:X]
          outs: [y.mat]
        draw: {plot: {xlim: "-1,1"}, deps: [y.mat], plots: [y.svg]}
      """, files: ["in.mat": "", "b.mat": "", "c.mat": ""])
    let lab = try Lab(folder.lab)
    #expect(
      lab.stages[0].arguments() == [
        "train", "--features", "./in.mat:X", "--targets", "in.mat:T", "--validation", "b.mat",
        "--validation", "c.mat:y=1", "--try-hidden", "5", "--try-hidden", "10,20", "--try-l2",
        "0.0001,0.001", "--standardize", "-o", "y.mat",
      ])
    #expect(
      lab.stages[0].dependencies.map(\.name) == ["in.mat:X", "in.mat:T", "b.mat", "c.mat:y"])
    #expect(lab.stages[1].arguments() == ["plot", "y.mat", "--xlim=-1,1", "-o", "y.svg"])
  }

  @Test("foreach and matrix make a stage an item, named as in DVC")
  func sweeps() throws {
    let folder = try LabFolder(
      """
      stages:
        each:
          foreach: {a: 1, b: {x: 2}}
          do: {cmd: "echo ${key} > ${key}.txt", outs: ["${key}.txt"]}
        list:
          foreach: [7, {x: 8}]
          do: {cmd: "true", outs: ["list-${key}"]}
        grid:
          matrix: {p: [1, 2], q: [u, [v, w]]}
          cmd: echo ${item.p} ${item.q}
          outs: ["grid-${key}"]
        maps:
          matrix: {p: {small: {n: 3}, large: {n: 9}}, q: [1]}
          cmd: echo ${item.p.n}
          outs: ["maps-${key}"]
      """)
    let lab = try Lab(folder.lab)
    #expect(
      lab.stages.map(\.name) == [
        "each@a", "each@b", "list@7", "list@1", "grid@1-u", "grid@1-q1", "grid@2-u", "grid@2-q1",
        "maps@small-1", "maps@large-1",
      ])
    #expect(lab.stages.suffix(2).map(\.command) == ["echo 3", "echo 9"])
    #expect(lab.stages[5].command == "echo 1 v,w")
    #expect(lab.stages.count { $0.isPartOfSweep } == 10)
  }

  @Test("every mistake is told at once, with its place and what was probably meant")
  func allMistakes() throws {
    let found = try mistakes(
      """
      vrs: {a: 1}
      vars: {rate: 2}
      stages:
        one:
          cmd: cp ${rat} out.txt
          dep: [in.txt]
          outs: [out.txt]
        two:
          trian: {}
          outs: [../out.mat]
        three:
          cmd: "true"
          deps: [inn.txt]
          outs: [/tmp/x, out.txt]
      """)
    #expect(
      found == [
        "1:1: unknown key 'vrs'; did you mean 'vars'?",
        "5:13: the variable 'rat' is not set; did you mean 'rate'?",
        "6:5: unknown key 'dep'; did you mean 'deps'?",
        "8:3: the stage 'two' runs nothing; give it cmd, or one of train, predict, evaluate, grid,"
          + " plot, report, convert",
        "9:5: unknown key 'trian'; did you mean 'train'?",
        "13:12: 'three' needs 'inn.txt', which is no file and no stage's output; did you mean"
          + " 'in.txt'?",
        "14:12: '/tmp/x' is outside the lab's folder; write below the folder, or allow it with"
          + " allow_outside: true",
        "14:20: 'out.txt' is written by 'three' and by 'one' (line 4); give each its own output",
      ])
  }

  @Test("a cycle is told with its path")
  func cycle() throws {
    let found = try mistakes(
      """
      stages:
        start: {cmd: a, deps: [c], outs: [z]}
        a: {cmd: a, deps: [c], outs: [a]}
        b: {cmd: b, deps: [a], outs: [b]}
        c: {cmd: c, deps: [b], outs: [c]}
      """)
    #expect(found.count == 1)
    #expect(
      found.first?.contains("'c' needs 'b' needs 'a' needs 'c'") == true, "\(found)")
  }

  @Test("a wrong option of a sweep is looked for once, and another value of it is told of as well")
  func wrongOptionOfASweep() throws {
    let folder = try LabFolder(
      """
      stages:
        fit:
          matrix: {seed: [1, 2, 3, 4, 5, 6, 7, 8], l2: [1, 2]}
          train: {hidden: 3, wrong: 1, seed: "${item.seed}", l2: "${item.l2}"}
          deps: [in.txt]
          outs: ["${key}.mat"]
      """)
    let lab = try Lab(folder.lab)
    var calls = 0
    func problem(_ arguments: [String]) -> String? {
      calls += 1
      if arguments.contains("--wrong") { return "there is no --wrong" }
      return arguments.contains("8") ? "8 is too many" : nil
    }
    let found = #expect(throws: LabMistakes.self) { try lab.check(problem) }
    let told = Set((found?.mistakes ?? []).map(\.problem))
    #expect(told == ["train: there is no --wrong", "train: 8 is too many"])
    // One look a stage, and as many more as there are options for each of the two that are wrong.
    #expect(calls < 16 + 2 * 8)
  }

  @Test("an output may lie outside the folder where the lab allows it")
  func outside() throws {
    let yaml = "stages: {a: {cmd: x, outs: [../o]}}"
    #expect(try mistakes(yaml).count == 1)
    #expect(try mistakes("allow_outside: true\n" + yaml).isEmpty)
  }

  @Test("an output behind a link that leads out of the folder is refused")
  func linkOutside() throws {
    let folder = try LabFolder("stages: {a: {cmd: x, outs: [link/o]}}")
    symlink("/tmp", folder.path + "/link")
    #expect(throws: LabMistakes.self) { try Lab(folder.lab) }
  }

  @Test("an output that lies under another's file is refused")
  func nestedOutputs() throws {
    let found = try mistakes(
      "stages: {a: {cmd: x, outs: [d]}, b: {cmd: x, outs: [d/e/f, dd/e]}}")
    #expect(found == ["1:53: 'd/e/f' lies under 'd', which 'a' writes as a file"])
  }

  @Test("an output that lies under a file that is read is refused, and so is an empty name")
  func underInput() throws {
    #expect(
      try mistakes("stages: {a: {cmd: x, deps: [in.txt], outs: [in.txt/x]}}")
        == ["1:45: 'in.txt/x' lies under 'in.txt', which 'a' reads as a file"])
    #expect(
      try mistakes("stages: {a: {cmd: x, deps: [in.txt], outs: [\"\"]}}")
        == ["1:45: outs has an empty name; name a file, or take it away"])
    #expect(
      try mistakes("stages: {a: {cmd: x, deps: \"\", outs: [o]}}")
        == ["1:28: deps has an empty name; name a file, or take it away"])
  }

  @Test("a link that leads nowhere is called that, and its own name is not suggested")
  func deadLink() throws {
    let folder = try LabFolder("stages: {a: {cmd: x, deps: [dead, round], outs: [o]}}")
    symlink("nowhere", folder.path + "/dead")
    symlink("round", folder.path + "/round")
    let error = #expect(throws: LabMistakes.self) { try Lab(folder.lab) }
    #expect(
      error?.mistakes.map(\.description) == [
        "1:29: 'a' needs 'dead', which is a link to 'nowhere', where no file is; put the file there, or"
          + " mend the link",
        "1:35: 'a' needs 'round', which is a link to 'round', where no file is; put the file there, or"
          + " mend the link",
      ])
  }

  @Test("aliases that unfold to billions of values are refused at once")
  func bomb() throws {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(items)]\n"
    }
    let found = try mistakes(yaml)
    #expect(found.count == 1)
    #expect(found.first?.contains("aliases make far more values") == true)
    // As many values as that, all written out, are no bomb.
    let plain =
      "vars: {v: [" + String(repeating: "1,", count: 250_000) + "1]}\nstages: {a: {cmd: x}}"
    #expect(try mistakes(plain).isEmpty)
    let keys = yaml + "k: {*a12 : 1, *a11 : 2}\n"
    #expect(try mistakes(keys).first?.contains("an alias cannot be a key") == true)
  }

  @Test(
    "what is no lab is told with a place",
    arguments: [
      ("", "1:1: the file is empty; have matkit init write a lab"),
      ("stages: [", "2:1: did not find"), ("- a", "1:1: a lab is a map"),
      ("a: 1\na: 2", "1:1: the key 'a'"),
      ("stages: 3", "1:9: stages is a map"), ("stages: {a: 3}", "1:13: the stage 'a' is a map"),
      ("stages: {a: {cmd: x, outs: {b: 1}}}", "1:28: outs is a list of files"),
      ("stages: {a: {foreach: 3, do: {cmd: x}}}", "1:23: foreach goes over"),
      ("stages: {a: {matrix: {x: 3}, cmd: x}}", "1:26: 'x' is a list"),
      ("stages: {a: {cmd: '${b'}}", "1:20: '${' is not closed"),
    ])
  func noLab(yaml: String, start: String) throws {
    let found = try mistakes(yaml)
    #expect(found.contains { $0.hasPrefix(start) }, "\(found)")
  }

  @Test("deep nesting is an error, not a crash")
  func depth() throws {
    let found = try mistakes(String(repeating: "[", count: 100_000))
    #expect(found.count == 1)
    let closed = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(try mistakes("vars: \(closed)").first?.contains("nested more than") == true)
  }

  @Test("any text is a lab or a list of mistakes, never a crash")
  func fuzz() throws {
    var random = SystemRandomNumberGenerator()
    let words = [
      "stages", "vars", "cmd", ":", " ", "\n", "  ", "- ", "{", "}", "[", "]", "&a", "*a", "${a}",
      "${", "\"", "'", "#", "|", ">", "?", "foreach", "matrix", "do", "outs", "deps", "train", "!x",
      "%", "\u{0}", "\u{FEFF}", "é", "0", "1e9", "~", ",",
    ]
    for _ in 0..<1500 {
      let text = (0..<Int.random(in: 0..<40, using: &random))
        .map { _ in words.randomElement(using: &random) ?? "" }.joined()
      var reader = LabReader(folder: "/")
      let contents = reader.read(text)
      #expect(!reader.mistakes.mistakes.isEmpty || !contents.stages.isEmpty, "\(text)")
    }
  }

  @Test(
    "the nearest name is found by edit distance",
    arguments: [
      ("dep", "deps"), ("alwayschanged", "always_changed"), ("always-changed", "always_changed"),
      ("tarin", "train"), ("xyzzy", nil), ("OUTS", "outs"),
    ])
  func nearest(word: String, expected: String?) {
    #expect(nearestName(to: word, among: LabReader.stageKeys) == expected)
  }

  @Test(
    "paths are normalized",
    arguments: [
      ("a", "a"), ("./a", "a"), ("a/./b", "a/b"), ("a/../b", "b"), ("../a", "../a"),
      ("a/../../b", "../b"), ("/a/../../b", "/b"), ("a//b/", "a/b"), (".", "."), ("a/..", "."),
    ])
  func paths(path: String, expected: String) {
    #expect(LabPath.normalized(path) == expected)
  }

  @Test("the published schema has the keys that are read, and no others")
  func schema() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Examples/labs/lab.schema.json")
    let text = try #require(try readText(file.path(percentEncoded: false)))
    let schema = InterpolationScope([
      LabValue.Entry(key: "schema", value: try #require(try LabNode.parse(text)).value)
    ])
    func keys(_ path: String) -> Set<String> {
      guard case .map(let entries)? = schema.value(at: "schema." + path) else { return [] }
      return Set(entries.map(\.key))
    }
    #expect(keys("properties") == Set(LabReader.keys))
    let sweep: Set = ["foreach", "do"]
    #expect(keys("$defs.stage.properties") == Set(LabReader.stageKeys).subtracting(sweep))
    #expect(keys("$defs.foreach.properties") == sweep.union(["desc"]))
  }

  @Test("ten thousand stages of a matrix are read and ordered in a second or so")
  func many() throws {
    let numbers = (0..<100).map(String.init).joined(separator: ", ")
    let folder = try LabFolder(
      """
      stages:
        fit:
          matrix: {a: [\(numbers)], b: [\(numbers)]}
          cmd: fit ${item.a} ${item.b}
          deps: [in.txt]
          outs: ["r/${key}.txt"]
        all: {cmd: join, deps: [r/3-4.txt], outs: [all.txt]}
      """)
    let lab = try Lab(folder.lab)
    #expect(lab.stages.count == 10_001)
    #expect(lab.graph.order.count == 10_001)
  }
}
