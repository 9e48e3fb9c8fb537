import Foundation
import MATFiles
import Matrices
import Testing

/// The labs in Examples/, run as they stand.
@Suite("Example labs") struct ExampleLabTests {
  private typealias Lab = LabCommandTests

  static let names = ["moons", "week6", "own-data"]

  /// A folder like the repository's: the examples' labs, and the data that they take from Fixtures/.
  static func repository() throws -> Scratch {
    let scratch = try Scratch()
    let root = Fixture.folder.deletingLastPathComponent()
    try FileManager.default.createDirectory(
      at: scratch.file("Examples"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: root.appending(path: "Examples/labs"), to: scratch.file("Examples/labs"))
    for name in names {
      for leftover in [".matkit", "lab.lock", "results"] {
        try? FileManager.default.removeItem(at: scratch.file("Examples/labs/\(name)/\(leftover)"))
      }
    }
    try FileManager.default.createDirectory(
      at: scratch.file("Fixtures"), withIntermediateDirectories: true)
    for path in [Fixture.class1, Fixture.class2] + Fixture.threeClasses {
      let name = URL(filePath: path).lastPathComponent
      try FileManager.default.copyItem(atPath: path, toPath: scratch.path("Fixtures/\(name)"))
    }
    return scratch
  }

  static func lab(_ name: String) -> String { "Examples/labs/\(name)/lab.yaml" }

  @Test(
    "a lab in Examples/ has no mistakes, runs, and has nothing to do then",
    arguments: names.filter { $0 != "week6" })
  func runs(name: String) throws {
    let scratch = try Self.repository()
    let lab = Self.lab(name)
    try Lab.matkit("run", lab, "--check", in: scratch)
    let first = try Lab.matkit("run", lab, in: scratch).output
    #expect(first.contains(/: \d+ ran\.\n$/), "\(first)")
    let second = try Lab.matkit("run", lab, in: scratch).output
    #expect(second.contains(/^Examples[^\n]*: \d+ up to date\.\n$/), "\(second)")
  }

  @Test(
    "week6: data saved again rerun nothing, a point what depends on it, one λ its exercise alone, and a clone verifies"
  )
  func week6() throws {
    let scratch = try Self.repository()
    let lab = Self.lab("week6")
    try Lab.matkit("run", lab, "--check", in: scratch)
    try Lab.matkit("run", lab, in: scratch)
    let lock = try String(contentsOf: scratch.file("Examples/labs/week6/lab.lock"), encoding: .utf8)

    // Elsewhere, with the lab, its lock and its data alone, as in a clone.
    let clone = try Self.repository()
    try lock.write(
      to: clone.file("Examples/labs/week6/lab.lock"), atomically: true, encoding: .utf8)
    // That any number of threads does is tested on a smaller lab.
    try Lab.matkit("verify", lab, "--threads", "8", in: clone)

    let class1 = "Fixtures/pointsClass1Week6.mat"
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
      ofItemAtPath: scratch.path(class1))
    try Self.expectNothing(lab, scratch)
    for version in ["v7.3", "v4", "v6"] {
      try Lab.matkit("convert", class1, "new.mat", "--version", version, in: scratch)
      try FileManager.default.removeItem(at: scratch.file(class1))
      try FileManager.default.moveItem(at: scratch.file("new.mat"), to: scratch.file(class1))
      try Self.expectNothing(lab, scratch)
    }

    var points: Matrix<Double> = try MATFile(scratch.path(class1))["pointsClass1Week6"]
    points[3, 1] = points[3, 1].nextUp
    try MATFile.write(["pointsClass1Week6": points], to: scratch.path(class1))
    #expect(
      try Self.toRun(lab, scratch) == [
        "points", "exercise1@sigmoid", "exercise1@relu", "exercise2", "picture@exercise1-sigmoid",
        "picture@exercise1-relu", "picture@exercise2",
      ])
    try FileManager.default.removeItem(at: scratch.file(class1))
    try FileManager.default.copyItem(atPath: Fixture.class1, toPath: scratch.path(class1))
    try Self.expectNothing(lab, scratch)

    let yaml = try String(contentsOf: scratch.file(lab), encoding: .utf8)
    #expect(yaml.contains("exercise3: 1e-4"))
    try Lab.write(
      yaml.replacing("exercise3: 1e-4", with: "exercise3: 2e-4"), to: scratch, name: lab)
    #expect(try Self.toRun(lab, scratch) == ["exercise3", "picture@exercise3"])
    let changed = try Lab.matkit("run", lab, in: scratch).output
    #expect(changed.hasSuffix("2 ran, 7 up to date.\n"), "\(changed)")
    try Lab.write(yaml, to: scratch, name: lab)
    let back = try Lab.matkit("run", lab, in: scratch).output
    #expect(back.hasSuffix("2 came from earlier runs, 7 up to date.\n"), "\(back)")
    #expect(
      try String(contentsOf: scratch.file("Examples/labs/week6/lab.lock"), encoding: .utf8) == lock)
  }

  @Test("the tasks of the Slurm array make, once merged, the lock of one run")
  func slurm() throws {
    let yaml = """
      stages:
        fit:
          matrix: {a: [1, 2], b: [x, y, z]}
          cmd: echo ${item.a} ${item.b} > ${key}.txt
          outs: ["${key}.txt"]
        all:
          cmd: cat *.txt > all
          deps: [1-x.txt, 1-y.txt, 1-z.txt, 2-x.txt, 2-y.txt, 2-z.txt]
          outs: [all]
      """
    let whole = try Scratch()
    try Lab.write(yaml, to: whole)
    try Lab.matkit("run", in: whole)
    let shared = try Scratch()
    try Lab.write(yaml, to: shared)
    // What Slurm says of an array; task 3 is killed, and sent again by itself.
    for (task, ends) in [(1, 1...4), (2, 1...4), (4, 1...4), (3, 3...3)] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [
        Fixture.folder.deletingLastPathComponent().appending(path: "Examples/labs/sweep.slurm")
          .path(percentEncoded: false), "lab.yaml", "4",
      ]
      process.currentDirectoryURL = shared.folder
      let tools = Tool.executable.deletingLastPathComponent().path(percentEncoded: false)
      process.environment = ProcessInfo.processInfo.environment.merging([
        "PATH": tools + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
        "SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_ARRAY_TASK_MIN": "\(ends.lowerBound)",
        "SLURM_ARRAY_TASK_MAX": "\(ends.upperBound)", "SLURM_ARRAY_TASK_COUNT": "\(ends.count)",
        "SLURM_CPUS_PER_TASK": "1",
      ]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try Lab.matkit("merge", in: shared)
    #expect(try Lab.matkit("run", in: shared).output.hasSuffix("lab.yaml: 1 ran, 6 up to date.\n"))
    #expect(try Lab.lock(shared) == Lab.lock(whole))
  }

  private static func expectNothing(_ lab: String, _ scratch: Scratch) throws {
    #expect(try Lab.matkit("run", lab, in: scratch).output == "\(lab): 9 up to date.\n")
  }

  /// The stages that `matkit status` says are to run.
  private static func toRun(_ lab: String, _ scratch: Scratch) throws -> [String] {
    try Lab.matkit("status", lab, in: scratch, status: 1).output.split(separator: "\n")
      .filter { $0.contains(": to run: ") }
      .map { String($0.prefix { $0 != ":" }) }
  }
}
