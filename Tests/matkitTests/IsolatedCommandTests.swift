import Foundation
import MATFiles
import Testing

@Suite("Every command reads v7.3 files in a process of its own")
struct IsolatedCommandTests {
  /// What a command is to read: `a.mat` and `b.mat`, the points, and `net.mat`, a network, are of version
  /// 7.3; `c.mat`, `d.mat` and `old.mat` are the same of version 7.
  static let commands = [
    "whos a.mat", "show a.mat", "json a.mat", "convert a.mat new.mat", "diff a.mat b.mat",
    "diff c.mat b.mat", "check a.mat", "check --salvage new.mat a.mat",
    "train a.mat b.mat -o new.mat",
    "train c.mat d.mat --from net.mat -o new.mat", "predict net.mat c.mat -o new.mat",
    "predict old.mat a.mat -o new.mat", "evaluate net.mat c.mat d.mat",
    "evaluate old.mat a.mat b.mat",
    "grid net.mat c.mat -o new.mat", "grid old.mat a.mat -o new.mat", "plot a.mat -o new.svg",
    "plot net.mat -o new.svg", "report net.mat -o new.html", "gradcheck a.mat b.mat",
    "init a.mat b.mat -o new.yaml", "run lab.yaml",
  ]

  /// The folder with the files, made once.
  static let scratch: Result<Scratch, any Error> = Result {
    let scratch = try Scratch()
    func copy(_ source: String, _ old: String, _ new: String) throws {
      let variables = try MATFile(source, isolation: .none).contents()
      try MATFile.write(variables, to: scratch.path(old), version: .v7)
      try MATFile.write(variables, to: scratch.path(new), version: .v73)
    }
    try copy(Fixture.class1, "c.mat", "a.mat")
    try copy(Fixture.class2, "d.mat", "b.mat")
    let words = ["c.mat", "d.mat", "--hidden", "2", "--max-iterations", "3", "-o", "trained.mat"]
    let trained = try Tool.run(["train"] + words, in: scratch.folder)
    try #require(trained.status == 0, "\(trained.errors)")
    try copy(scratch.path("trained.mat"), "old.mat", "net.mat")
    let lab = """
      stages:
        one:
          train: {hidden: 2, max-iterations: 3}
          deps: ["a.mat:pointsClass1Week6", b.mat]
          outs: [new.mat]
      """
    try lab.write(to: scratch.file("lab.yaml"), atomically: true, encoding: .utf8)
    let reader = scratch.file("crashing-reader")
    try "#!/bin/sh\nkill -SEGV $$\n".write(to: reader, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: reader.path)
    return scratch
  }

  @Test(
    "a file that crashes its reader ends in the code 65 and one sentence, and leaves nothing",
    arguments: commands)
  func crash(command: String) throws {
    let scratch = try Self.scratch.get()
    let words = command.split(separator: " ").map(String.init)
    let run = try Tool.run(
      words, in: scratch.folder,
      shellPrefix: "export MATKIT_EXECUTABLE='\(scratch.path("crashing-reader"))'; ")
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.hasPrefix("matkit: "), "\(run.errors)")
    #expect(run.errors.count { $0 == "\n" } == 1, "\(run.errors)")
    #expect(run.errors.contains("signal 11"), "\(run.errors)")
    #expect(try !scratch.contents.contains { $0.hasPrefix("new") })
  }

  @Test("the same file is read where its reader lives")
  func sound() throws {
    let scratch = try Self.scratch.get()
    #expect(try Tool.run("check", "a.mat", "b.mat", "net.mat", in: scratch.folder).status == 0)
    #expect(try Tool.run("diff", "c.mat", "a.mat", in: scratch.folder).status == 0)
  }
}
