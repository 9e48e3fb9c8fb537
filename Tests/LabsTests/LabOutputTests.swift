import Foundation
import Testing

@testable import Labs

@Suite("Outputs of labs") struct LabOutputTests {
  /// The mistakes of a lab with one stage that writes `output`.
  private func mistakes(_ output: String, in folder: LabFolder) throws -> [String] {
    try folder.write(
      "vars: [p.yaml]\nstages:\n  a: {cmd: x, deps: [in.txt], outs: ['\(output)']}\n", "lab.yaml")
    do {
      _ = try Lab(folder.lab)
      return []
    } catch let mistakes as LabMistakes {
      return mistakes.mistakes.map(\.description)
    }
  }

  private func folder() throws -> LabFolder {
    let folder = try LabFolder("x", files: ["in.txt": "1", "p.yaml": "{v: 1}", "sub/x": ""])
    for (link, target) in [
      ("l", "lab.yaml"), ("ll", "l"), ("here", "."), ("sub/up", ".."), ("new", "lab.lock"),
      ("data", "in.txt"), ("home", "/tmp/nobody/has/this"), ("work", ".matkit"),
    ] { symlink(target, "\(folder.path)/\(link)") }
    return folder
  }

  @Test(
    "the lab's own files are no outputs, in any spelling and through any link",
    arguments: [
      ("lab.yaml", "it is the lab file"), ("./lab.yaml", "it is the lab file"),
      ("sub/../lab.yaml", "it is the lab file"), ("LAB.yaml", "it is the lab file"),
      ("l", "it is the lab file"), ("ll", "it is the lab file"),
      ("here/lab.yaml", "it is the lab file"), ("sub/up/lab.yaml", "it is the lab file"),
      ("lab.lock", "it is the lock"), ("new", "it is the lock"), ("Lab.Lock", "it is the lock"),
      ("lab.lock.1-of-2", "it is the lock of a shard"),
      ("lab.lock/x", "it is in a folder in the place of the lock"),
      ("lab.yaml/x/y", "it is in a folder in the place of the lab file"),
      ("p.yaml", "it is the file that parameters are read from"),
      (".matkit/hashes", "it is of MatKit's working folder"),
      (".MatKit/x", "it is of MatKit's working folder"),
      ("work/x", "it is of MatKit's working folder"), (".", "it is the lab's folder"),
      ("data", "it leads to 'in.txt', which 'a' reads"),
      ("here/in.txt", "it leads to 'in.txt', which 'a' reads"),
    ])
  func own(output: String, problem: String) throws {
    let found = try mistakes(output, in: folder())
    #expect(
      found.first?.hasPrefix(
        "3:38: '\(LabPath.normalized(output))' cannot be an output: \(problem)")
        == true, "\(found)")
  }

  @Test(
    "an output that a link leads out of the folder is outside, there or not",
    arguments: ["home", "sub/up/../x", "../x"])
  func outside(output: String) throws {
    let found = try mistakes(output, in: folder())
    #expect(output == "sub/up/../x" ? found.isEmpty : found.first?.contains("outside") == true)
  }

  @Test(
    "what only looks like the lab's own is an output",
    arguments: [
      "lab.yaml.txt", "sub/lab.yaml", "lab.lock.txt", "lab.locks", "x.matkit/y", "sub/here",
    ])
  func allowed(output: String) throws {
    #expect(try mistakes(output, in: folder()).isEmpty)
  }

  @Test("two outputs that a link makes one are told of")
  func twice() throws {
    let folder = try folder()
    try folder.write(
      "stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [here/o]}\n", "lab.yaml")
    let found = #expect(throws: LabMistakes.self) { try Lab(folder.lab) }
    #expect(found?.mistakes.first?.problem == "'here/o' and 'o' are one file, by a link")
  }

  @Test("a pipe, a device or a socket is no dependency", .timeLimit(.minutes(1)))
  func devices() throws {
    let folder = try LabFolder("x")
    mkfifo("\(folder.path)/pipe", 0o600)
    for dependency in ["pipe", "/dev/zero"] {
      try folder.write("stages: {a: {cmd: x, deps: [\(dependency)], outs: [o]}}", "lab.yaml")
      let found = #expect(throws: LabMistakes.self) { try Lab(folder.lab) }
      #expect(
        found?.mistakes.first?.description
          == "1:29: 'a' needs '\(dependency)', which is a device, pipe or socket; put what comes"
          + " from it into a file first")
      let path = dependency == "pipe" ? "\(folder.path)/pipe" : dependency
      #expect(throws: LabError.self) { try FileContent(path) }
      #expect(throws: LabError.self) { try copyFile(path, to: "\(folder.path)/copy") }
    }
  }

  @Test("reading and copying end where the run is stopped")
  func stoppedReading() throws {
    let folder = try LabFolder("x")
    let interruption = Interruption()
    interruption.request()
    let error = #expect(throws: LabError.self) {
      try FileContent("\(folder.path)/in.txt", FileReading(interruption: interruption))
    }
    #expect(error?.code == .interrupted)
  }

  @Test("the name of a stage as a file's is its own and leads nowhere")
  func fileNames() throws {
    let names = [
      "a", "a/b", "a_b", "..", ".", "", "a\nb", "é@1", String(repeating: "x", count: 300),
    ]
    let files = try names.map { name in
      let quoted = quotedJSON(name)
      let folder = try LabFolder("stages: {\(quoted): {cmd: x}}")
      return try Lab(folder.lab).stages[0].fileName
    }
    #expect(Set(files).count == names.count)
    #expect(files.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && $0.utf8.count < 230 })
    #expect(files[0] == "a" && files[7] == "é@1")
  }
}
