import Foundation
import Testing

/// That no run of a lab destroys what is the user's, and that nothing a stage wrote goes unsaid.
@Suite("What labs keep") struct KeptFileTests {
  private typealias Lab = LabCommandTests

  private func folder(_ yaml: String, files: [String: String] = [:]) throws -> Scratch {
    let scratch = try Scratch()
    try Lab.write(yaml, to: scratch)
    for (name, text) in files { try Lab.write(text, to: scratch, name: name) }
    return scratch
  }

  private func text(_ name: String, _ scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.file(name), encoding: .utf8)
  }

  @Test("what a stage writes and does not declare is named and kept, until it runs again")
  func undeclared() throws {
    let scratch = try folder(
      """
      stages:
        a:
          cmd: "echo 1 > o.txt; echo hours > model.bin; mkdir -p sub/empty; echo > sub/two; cat in.txt"
          deps: [in.txt]
          outs: [o.txt]
      """, files: ["in.txt": "in"])
    let said = try Lab.matkit("run", in: scratch).output
    #expect(
      said.contains(
        "wrote model.bin, sub/two, which are not under outs; kept in .matkit/dropped/a\n"),
      "\(said)")
    #expect(try text(".matkit/dropped/a/model.bin", scratch) == "hours\n")
    let kept = try FileManager.default.subpathsOfDirectory(atPath: scratch.path(".matkit/dropped"))
    #expect(Set(kept) == ["a", "a/model.bin", "a/sub", "a/sub/two"])
    #expect(try scratch.contents == [".matkit", "in.txt", "lab.lock", "lab.yaml", "o.txt"])
    try Lab.matkit("run", "lab.yaml", "--force", in: scratch)
    #expect(try text(".matkit/dropped/a/model.bin", scratch) == "hours\n")
  }

  @Test("an input that a command puts a file in place of is named, too")
  func replacedInput() throws {
    let scratch = try folder(
      """
      stages: {a: {cmd: "rm in.txt; echo new > in.txt; echo > o", deps: [in.txt], outs: [o]}}
      """, files: ["in.txt": "old"])
    #expect(try Lab.matkit("run", in: scratch).output.contains("wrote in.txt, which is not under"))
    #expect(try text("in.txt", scratch) == "old")
    #expect(try text(".matkit/dropped/a/in.txt", scratch) == "new\n")
  }

  @Test(
    "the files that a training writes for Octave are named, or are outputs where they are declared")
  func octaveFiles() throws {
    let yaml = """
      stages:
        fit:
          train: {hidden: 2, max-iterations: 2, octave: true}
          deps: [a.mat, b.mat]
          outs: [out/fit.mat]
      """
    let scratch = try Lab.folder(yaml)
    let said = try Lab.matkit("run", in: scratch).output
    #expect(said.contains("wrote out/lab_plot.m, out/lab_predict.m, which are not under outs"))
    let declared = try Lab.folder(
      yaml.replacing("out/fit.mat", with: "out/fit.mat, out/lab_plot.m, out/lab_predict.m"))
    #expect(try !Lab.matkit("run", in: declared).output.contains("not under outs"))
    #expect(FileManager.default.fileExists(atPath: declared.path("out/lab_plot.m")))
  }

  @Test("the folder of a stage that fails is kept until it runs again, and the error names it")
  func failed() throws {
    let scratch = try folder(
      "stages: {b/c: {cmd: 'cat ../x/in.txt; echo notes > debug.log; exit 3', deps: [../x/in.txt],"
        + " outs: [p.txt]}}")
    // The stage reads from beside its folder.
    try FileManager.default.createDirectory(
      at: scratch.file("lab"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: scratch.file("x"), withIntermediateDirectories: true)
    try Lab.write("in", to: scratch, name: "x/in.txt")
    try FileManager.default.moveItem(at: scratch.file("lab.yaml"), to: scratch.file("lab/lab.yaml"))
    let errors = try Lab.matkit("run", "lab/lab.yaml", in: scratch, status: 1).errors
    #expect(errors.contains("what it wrote is kept in lab/.matkit/failed/bc-"), "\(errors)")
    func kept() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: scratch.path("lab/.matkit/failed"))
    }
    #expect(try kept().contains { $0.hasSuffix("up/lab/debug.log") })
    try Lab.write(
      "stages: {b/c: {cmd: 'echo > p.txt', outs: [p.txt]}}", to: scratch, name: "lab/lab.yaml")
    try Lab.matkit("run", "lab/lab.yaml", in: scratch)
    #expect(try kept().isEmpty)
  }

  @Test("a user's own file where an output goes is kept, and told of; what a run wrote is replaced")
  func ownFile() throws {
    let yaml = "vars: {n: 1}\nstages: {a: {cmd: 'echo ${n} > notes.txt', outs: [notes.txt]}}"
    let scratch = try folder(yaml, files: ["notes.txt": "years of work"])
    let said = try Lab.matkit("run", in: scratch).output
    #expect(said.contains("replaced notes.txt, which no run of this lab had written so"), "\(said)")
    #expect(try text("notes.txt", scratch) == "1\n")
    func kept() throws -> [String] {
      let replaced = scratch.path(".matkit/replaced")
      return try FileManager.default.subpathsOfDirectory(atPath: replaced)
        .filter { $0.hasSuffix("notes.txt") }
        .map { try text(".matkit/replaced/\($0)", scratch) }.sorted()
    }
    #expect(try kept() == ["years of work"])
    // Of a run's own output nothing is kept.
    try Lab.write(yaml.replacing("n: 1", with: "n: 2"), to: scratch)
    #expect(try !Lab.matkit("run", in: scratch).output.contains("replaced"))
    // An output that was edited is the user's again, also where the run cache has what comes there.
    try Lab.write("edited", to: scratch, name: "notes.txt")
    try Lab.write(yaml, to: scratch)
    #expect(try Lab.matkit("run", in: scratch).output.contains("replaced notes.txt"))
    #expect(try text("notes.txt", scratch) == "1\n")
    #expect(try kept() == ["edited", "years of work"])
    // The kept copies are no other name of a file that somebody may write into.
    try Lab.write("other", to: scratch, name: "notes.txt")
    #expect(try kept() == ["edited", "years of work"])
  }

  @Test("a link or a second name that a stage leaves as its output becomes a file of its own")
  func links() throws {
    let scratch = try folder(
      """
      stages:
        a: {cmd: "ln -s in.txt o; echo > p; ln p q", deps: [in.txt], outs: [o, p]}
      """, files: ["in.txt": "in"])
    try Lab.matkit("run", in: scratch)
    #expect(
      try FileManager.default.attributesOfItem(atPath: scratch.path("o"))[.type]
        as? FileAttributeType == .typeRegular)
    #expect(try text("o", scratch) == "in")
    let names = try FileManager.default.attributesOfItem(atPath: scratch.path("p"))[.referenceCount]
    #expect(names as? Int == 1)
  }

  @Test("an export replaces what an export wrote, and nothing of DVCLive's own")
  func exports() throws {
    let yaml = "stages: {a: {cmd: 'echo {x: 1} > m.json', metrics: [m.json]}}"
    let scratch = try folder(yaml)
    try FileManager.default.createDirectory(
      at: scratch.file("dvclive"), withIntermediateDirectories: true)
    try Lab.write("{\"loss\": 0.5}", to: scratch, name: "dvclive/metrics.json")
    let errors = try Lab.matkit("run", "lab.yaml", "--export", "dvc", in: scratch, status: 73)
      .errors
    #expect(errors.contains("dvclive/metrics.json: it is there, and no export"), "\(errors)")
    #expect(try text("dvclive/metrics.json", scratch) == "{\"loss\": 0.5}")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("dvclive/params.yaml")))
    try FileManager.default.removeItem(at: scratch.file("dvclive/metrics.json"))
    try Lab.matkit("run", "lab.yaml", "--export", "dvc", in: scratch)
    try Lab.write(yaml.replacing("x: 1", with: "x: 2"), to: scratch)
    try Lab.matkit("run", "lab.yaml", "--export", "dvc", in: scratch)
    #expect(try text("dvclive/metrics.json", scratch).contains("2"))
  }

  @Test("a stage finds what the user's shell finds, and matkit, whatever the tool is called")
  func searchPath() throws {
    let scratch = try folder(
      """
      stages:
        a: {cmd: "python3 > o; matkit --version >> o", outs: [o]}
      """)
    for (name, said) in [("first", "first"), ("tools", "tools")] {
      try FileManager.default.createDirectory(
        at: scratch.file(name), withIntermediateDirectories: true)
      try Lab.write("#!/bin/sh\necho \(said)\n", to: scratch, name: "\(name)/python3")
      chmod(scratch.path("\(name)/python3"), 0o755)
    }
    // The tool under another name, beside a program that is also elsewhere.
    symlink(Tool.executable.path(percentEncoded: false), scratch.path("tools/matkit-0.1"))
    let process = Process()
    process.executableURL = scratch.file("tools/matkit-0.1")
    process.arguments = ["run"]
    process.currentDirectoryURL = scratch.folder
    process.environment = [
      "PATH": "\(scratch.path("first")):\(scratch.path("tools")):/usr/bin:/bin"
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try text("o", scratch).split(separator: "\n").first == "first")
    #expect(try text("o", scratch).split(separator: "\n").count == 2)
  }

  @Test("a command that fails is quoted whatever it printed, and its log is named")
  func notText() throws {
    let scratch = try folder(
      "stages: {c: {cmd: \"printf 'Fehler: \\\\351\\\\n' >&2; exit 1\", outs: [q]}}")
    let errors = try Lab.matkit("run", in: scratch, status: 1).errors
    #expect(errors.contains("saying: Fehler: \u{FFFD}"), "\(errors)")
    #expect(errors.contains(".matkit/logs/c.txt"), "\(errors)")
  }

  @Test("clean removes what earlier stages left, and nothing that is anybody's")
  func clean() throws {
    func sweep(_ seeds: String) -> String {
      "stages: {r: {foreach: [\(seeds)], do: {cmd: 'echo ${item} > r${item}', outs: ['r${item}']}}}"
    }
    let scratch = try folder(sweep("0, 1, 2, 3"))
    try Lab.write(
      "stages: {o: {cmd: 'echo 7 > other', outs: [other]}}", to: scratch, name: "other.yaml")
    try Lab.matkit("run", in: scratch)
    try Lab.matkit("run", "other.yaml", in: scratch)
    #expect(try !Lab.matkit("status", in: scratch).output.contains("left by"))
    #expect(try Lab.matkit("clean", in: scratch).output == "lab.yaml: nothing to remove.\n")
    try Lab.write(sweep("6"), to: scratch)
    try Lab.matkit("run", in: scratch)
    // One was edited, one is a link to something of the same content, one is read now.
    try Lab.write("edited", to: scratch, name: "r1")
    try Lab.write("2\n", to: scratch, name: "mine")
    try FileManager.default.removeItem(at: scratch.file("r2"))
    symlink("mine", scratch.path("r2"))
    try Lab.write("7\n", to: scratch, name: "unrelated")
    let status = try Lab.matkit("status", in: scratch).output
    #expect(
      status.hasSuffix("left by earlier stages: r0, r3; matkit clean removes them\n"), "\(status)")
    let before = try scratch.contents
    let dry = try Lab.matkit("clean", "lab.yaml", "--dry-run", "--cache", in: scratch).output
    // The outputs 0, 1, 2, 3 and 6 are in locks, of this run and of the one before.
    #expect(dry == "would remove r0\nwould remove r3\n")
    #expect(try scratch.contents == before)
    #expect(try Lab.matkit("clean", in: scratch).output == "removed r0\nremoved r3\n")
    #expect(try scratch.contents == before.filter { $0 != "r0" && $0 != "r3" })
    // The earlier lab brings them back.
    try Lab.write(sweep("0, 6"), to: scratch)
    #expect(try Lab.matkit("run", in: scratch).output.contains("1 came from earlier runs"))
    // What no lock names any more goes from the cache: 1, 2 and 3; 0, 6 and 7 stay.
    let pruned = try Lab.matkit("clean", "lab.yaml", "--cache", in: scratch).output
    #expect(pruned == "removed 6 files of the run cache, \(try cacheSize(of: pruned)) bytes\n")
    let kept = try FileManager.default.subpathsOfDirectory(
      atPath: scratch.path(".matkit/cache/files"))
    #expect(kept.count { $0.count > 64 } == 3)
    #expect(try Lab.matkit("run", in: scratch).output == "lab.yaml: 2 up to date.\n")
  }

  private func cacheSize(of text: String) throws -> String {
    try #require(text.split(separator: ", ").last?.split(separator: " ").first.map(String.init))
  }
}
