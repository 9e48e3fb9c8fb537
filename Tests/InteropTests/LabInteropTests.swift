import Foundation
import Testing

/// Labs beside the tools of others: data that those saved again, their schema checker, and what they find
/// of a lab's metrics.
@Suite("Labs and other tools", .enabled(if: Interop.isEnabled, Interop.comment))
struct LabInteropTests {
  private static let yaml = """
    vars: {rate: 1e-3}
    stages:
      fit:
        train: {hidden: 2, l2: "${rate}", max-iterations: 5}
        deps: [a.mat, b.mat]
        outs: [fit.mat]
      one:
        cmd: matkit json a.mat:pointsClass1Week6 > points.json
        deps: ["a.mat:pointsClass1Week6"]
        outs: [points.json]
    """

  /// A folder with that lab, run.
  private func withLab(_ body: (URL) throws -> Void) throws {
    try Interop.withTemporaryFolder { folder in
      for (name, fixture) in ["a": "pointsClass1Week6", "b": "pointsClass2Week6"] {
        try FileManager.default.copyItem(
          at: Interop.repository.appending(path: "Fixtures/\(fixture).mat"),
          to: folder.appending(path: "\(name).mat"))
      }
      try Data(Self.yaml.utf8).write(to: folder.appending(path: "lab.yaml"))
      #expect(try Interop.matkit(["run", folder.path]).lastLine.hasSuffix(": 2 ran."))
      try body(folder)
    }
  }

  @Test("data that SciPy or Octave saves again rerun nothing")
  func savedAgain() throws {
    try withLab { folder in
      let file = folder.appending(path: "a.mat")
      let savings: [() throws -> Outcome] = [
        { try Interop.python("save_again.py", [file.path]) },
        { try Interop.python("save_again.py", [file.path, "compressed"]) },
        { try Interop.octave(Interop.scripts.appending(path: "save_again.m"), [file.path]) },
      ]
      for save in savings {
        let before = try Data(contentsOf: file)
        let saved = try save()
        #expect(saved.status == 0, "\(saved.text)")
        #expect(try Data(contentsOf: file) != before)
        let run = try Interop.matkit(["run", folder.path])
        #expect(run.text.hasSuffix(": 2 up to date.\n"), "\(run.text)")
      }
    }
  }

  static let wrongLabs = [
    "", "stages: 3", "stages: {}", "stages: {a: {cmd: x}}\nvrs: {}", "stages: {a: {}}",
    "stages: {a: {cmd: x, train: {}}}", "stages: {a: {cmd: x, dep: [a]}}",
    "stages: {a: {cmd: x, outs: {b: 1}}}", "stages: {a: {cmd: x, outs: [{b: {cache: false}}]}}",
    "stages: {a: {foreach: [1]}}", "stages: {a: {foreach: [1], do: {cmd: x}, outs: [b]}}",
    "stages: {a: {foreach: 3, do: {cmd: x}}}", "stages: {a: {matrix: [1], cmd: x}}",
    "stages: {a: {matrix: {x: 3}, cmd: x}}", "stages: {a: {train: [x], outs: [a]}}",
    "stages: {a: {train: {hidden: {x: 1}}, outs: [a]}}", "stages: {a: {cmd: x, frozen: 3}}",
    "allow_outside: 3\nstages: {a: {cmd: x}}",
  ]

  @Test("the schema takes the labs of the examples, and refuses what matkit refuses")
  func schema() throws {
    let labs = Interop.repository.appending(path: "Examples/labs")
    let schema = labs.appending(path: "lab.schema.json").path
    let examples = ["moons", "week6", "own-data"].map {
      labs.appending(path: "\($0)/lab.yaml").path
    }
    let taken = try Interop.python("check_labs.py", [schema] + examples)
    #expect(taken.status == 0 && !taken.text.contains("refused"), "\(taken.text)")
    try Interop.withTemporaryFolder { folder in
      var wrong: [String] = []
      for (number, text) in Self.wrongLabs.enumerated() {
        let file = folder.appending(path: "wrong\(number).yaml")
        try Data(text.utf8).write(to: file)
        #expect(try Interop.matkit(["run", file.path, "--check"]).status == 65, "\(text)")
        wrong.append(file.path)
      }
      let refused = try Interop.python("check_labs.py", [schema] + wrong)
      #expect(refused.status == 0 && !refused.text.contains("  taken"), "\(refused.text)")
      #expect(refused.textByFile.count == wrong.count)
    }
  }

  @Test("MLflow finds each run with its parameters and metrics, once")
  func mlflow() throws {
    try withLab { folder in
      for _ in 0..<2 {
        #expect(try Interop.matkit(["run", folder.path, "--export", "mlflow"]).status == 0)
      }
      let lock = try String(contentsOf: folder.appending(path: "lab.lock"), encoding: .utf8)
      let loss = try #require(lock.firstMatch(of: /loss: (0x\S+)/)?.1)
      let found = try Interop.python("read_exports.py", [folder.path])
      #expect(found.status == 0, "\(found.text)")
      let exact = try #require(Double(loss))
      #expect(found.text.contains("fit FINISHED 0.001 \(exact)\n"), "\(found.text)")
    }
  }
}
