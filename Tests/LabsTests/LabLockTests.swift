import Foundation
import Testing

@testable import Labs

@Suite("Locks") struct LabLockTests {
  static let hash = String(repeating: "ab", count: 32)

  /// A lock with everything that one can hold, odd letters among it.
  static let lock = LabLock(
    stages: [
      LockedStage(
        name: "fit@\"1\"", command: "matkit train 'a b.mat'\n\\ é",
        parameters: [.init(name: "l2", value: "0.0001"), .init(name: "h", value: "[10, 20]")],
        dependencies: [LockedFile(name: "a b.mat:X", meaning: hash, sha256: hash)],
        outputs: [
          LockedFile(name: "o: #.mat", meaning: hash, sha256: hash),
          LockedFile(name: "n.json", meaning: nil, sha256: hash),
        ],
        training: TrainingProvenance(
          seed: 4_294_967_295, method: "bfgs", reason: "f \"flat\"", start: 2,
          initialWeights: "xavier", iterations: 3, evaluations: 4, loss: 0.1, gradientNorm: .nan),
        machine: "12345678"),
      LockedStage(
        name: "empty", command: "true", parameters: [], dependencies: [], outputs: [],
        training: nil, machine: "12345678"),
    ],
    machines: [Machine(name: "12345678", [.init(name: "matkit", value: "1")])])

  @Test("what is written is read back, bit for bit")
  func roundTrip() throws {
    let text = Self.lock.text
    let read = try LabLock(Array(text.utf8), from: "lab.lock")
    #expect(read.text == text)
    #expect(read.stages[0].training?.loss == 0.1)
    #expect(read.stages[1] == Self.lock.stages[1])
    #expect(text.contains("loss: 0x1.999999999999ap-4"))
    #expect(try LabLock(Array(LabLock().text.utf8), from: "").stages.isEmpty)
  }

  @Test("a lock is YAML that any reader understands")
  func yaml() throws {
    guard case .map(let entries) = try LabNode.parse(Self.lock.text)?.value else {
      Issue.record("no map")
      return
    }
    #expect(entries.map(\.key) == ["lock", "machines", "stages"])
    guard case .map(let stages) = entries[2].value else { return }
    #expect(stages.map(\.key) == ["fit@\"1\"", "empty"])
    guard case .map(let fields) = stages[0].value else { return }
    #expect(fields[0].value == .text("matkit train 'a b.mat'\n\\ é"))
  }

  @Test("a lock from a newer version is refused, and says what to do")
  func newer() {
    let error = #expect(throws: LabError.self) {
      try LabLock(Array("lock: 2\nstages: {}\n".utf8), from: "lab.lock")
    }
    #expect(
      error?.description
        == "lab.lock:1: the lock has version 2 where this matkit knows 1; use a newer matkit")
  }

  @Test("a damaged lock is an error with its line, never a wrong lock")
  func damaged() throws {
    let lines = Self.lock.text.split(separator: "\n", omittingEmptySubsequences: false)
    for number in lines.indices.dropFirst() where !lines[number].isEmpty {
      var damaged = lines
      damaged[number] = "      ???"
      #expect(throws: LabError.self) {
        try LabLock(Array(damaged.joined(separator: "\n").utf8), from: "lab.lock")
      }
    }
    for text in ["", "x", "lock: x", "lock: 1\nstages:\n  \"a", "lock: 1\nfoo: 1"] {
      #expect(throws: LabError.self) { try LabLock(Array(text.utf8), from: "lab.lock") }
    }
  }

  @Test("two locks of one stage changed differ in its lines alone")
  func smallDifferences() {
    var other = Self.lock
    other.stages[1].command = "false"
    let (a, b) = (Self.lock.text.split(separator: "\n"), other.text.split(separator: "\n"))
    #expect(a.count == b.count)
    #expect(zip(a, b).count(where: { $0 != $1 }) == 1)
  }

  @Test("a machine is named by what it is")
  func machine() {
    let machine = Machine.current
    #expect(machine["matkit"] == matKitVersion)
    for library in [
      "libopenblas", "libsleef", "libhdf5", "libmatio", "libdeflate", "libz", "libcairo", "libm",
    ] {
      #expect(machine[library]?.contains(#/[0-9]\.[0-9]/#) == true, "\(library)")
    }
    #expect(machine.name == Machine(machine.properties).name)
    #expect(machine.differences(from: machine).isEmpty)
    #expect(Machine([.init(name: "a", value: "1")]).name != machine.name)
  }

  @Test("archives hold what was put in, the same bytes again, and nothing leads out of them")
  func archives() throws {
    let folder = try LabFolder("x", files: ["a.txt": "hello", "empty": ""])
    let long = String(repeating: "folder/", count: 30) + "name.txt"
    let files = [("a.txt", "a.txt"), ("sub/empty", "empty"), (long, "a.txt")].map {
      (name: $0.0, path: "\(folder.path)/\($0.1)")
    }
    try TarFile.write(files, to: "\(folder.path)/one.tar")
    try TarFile.write(files, to: "\(folder.path)/two.tar")
    let bytes = try #require(try readBytes("\(folder.path)/one.tar"))
    #expect(bytes == (try readBytes("\(folder.path)/two.tar")))
    try TarFile.unpack("\(folder.path)/one.tar", into: "\(folder.path)/out")
    #expect(try folder.read("out/a.txt") == "hello")
    #expect(try folder.read("out/sub/empty") == "")
    #expect(try folder.read("out/\(long)") == "hello")
    for count in [0, 100, 511, 512, 700, 1024] {
      try writeFile(Array(bytes.prefix(count)), to: "\(folder.path)/cut.tar")
      #expect(throws: LabError.self) {
        try TarFile.unpack("\(folder.path)/cut.tar", into: "\(folder.path)/cut")
      }
    }
    try TarFile.write([(name: "../evil", path: files[0].path)], to: "\(folder.path)/evil.tar")
    #expect(throws: LabError.self) {
      try TarFile.unpack("\(folder.path)/evil.tar", into: "\(folder.path)/out")
    }
    #expect(try folder.read("evil") == nil)
  }
}
