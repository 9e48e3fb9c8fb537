import Foundation
import MATFiles
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

  @Test("of an empty lock no line is named, as it has none")
  func empty() {
    let error = #expect(throws: LabError.self) { try LabLock([], from: "lab.lock") }
    #expect(error?.place == "lab.lock")
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

  @Test("what version control leaves of a conflict is called one, with the way out")
  func conflict() throws {
    let lines = Self.lock.text.split(separator: "\n", omittingEmptySubsequences: false)
    for mark in ["<<<<<<< HEAD", "=======", ">>>>>>> theirs: x", "||||||| base"] {
      for place in [0, 2, lines.count / 2] {
        let text = (lines[..<place] + [Substring(mark)] + lines[place...]).joined(separator: "\n")
        let error = #expect(throws: LabError.self) {
          try LabLock(Array(text.utf8), from: "x/lab.lock")
        }
        #expect(error?.place == "x/lab.lock:\(place + 1)")
        #expect(error?.problem == "a merge left both sides of a conflict in the lock")
        #expect(error?.advice?.contains("git checkout --ours lab.lock") == true)
      }
    }
  }

  @Test(
    "a lock that says something twice, or what no lock says, is refused: a reader would see one of both",
    arguments: [
      ("    machine: \"12345678\"", "    machine: \"12345678\"", "'machine' stands there twice"),
      ("      seed: 4294967295", "      seed: 4294967295", "'seed' stands there twice"),
      ("      seed: 4294967295", "      accuracy: 1", "'accuracy' is no part of 'training'"),
      ("  \"empty\":", "  \"empty\":", "'empty' stands there twice"),
      ("      \"n.json\":", "      \"n.json\":", "'n.json' stands there twice"),
    ])
  func twice(line: String, added: String, problem: String) throws {
    let text = Self.lock.text.replacing(
      line + "\n", with: "\(line)\n\(added)\n", maxReplacements: 1)
    let second = text.replacing(
      "\(line)\n\(added)\n",
      with: "\(line)\n" + (line == "      \"n.json\":" ? "        sha256: \(Self.hash)\n" : "")
        + "\(added)\n")
    let error = #expect(throws: LabError.self) {
      try LabLock(Array(second.utf8), from: "lab.lock")
    }
    #expect(error?.problem == problem)
  }
}
