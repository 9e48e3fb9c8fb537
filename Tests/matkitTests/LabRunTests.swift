import Foundation
import Labs
import Testing

@testable import matkit

/// How a run behaves when commands fail, write too little or too much, are stopped or killed.
@Suite("Runs of labs") struct LabRunTests {
  private typealias Lab = LabCommandTests

  private func folder(_ yaml: String) throws -> Scratch {
    let scratch = try Scratch()
    try Lab.write(yaml, to: scratch)
    try Lab.write("input\n", to: scratch, name: "in.txt")
    return scratch
  }

  private func start(_ arguments: [String], in scratch: Scratch) throws -> Process {
    let process = Process()
    // A test may itself have been started in the background, where Ctrl-C is ignored.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["--default-signal=INT,TERM", Tool.executable.path(percentEncoded: false)] + arguments
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test("a command sees its inputs and nothing else")
  func alone() throws {
    let scratch = try folder("stages: {a: {cmd: 'cp in.txt out.txt', outs: [out.txt]}}")
    let outcome = try Lab.matkit("run", in: scratch, status: 1)
    #expect(outcome.errors.contains("list there all that it reads"))
    #expect(try scratch.contents == [".matkit", "in.txt", "lab.lock", "lab.yaml"])
  }

  @Test("a command that fails, or writes not all, leaves nothing in place")
  func failures() throws {
    for command in ["echo half > a; false", "echo a > a", "mkdir b; echo > a"] {
      let scratch = try folder("stages: {s: {cmd: '\(command)', outs: [a, b]}}")
      #expect(try Lab.matkit("run", in: scratch, status: 1).errors.contains("the stage 's'"))
      #expect(try scratch.contents == [".matkit", "in.txt", "lab.lock", "lab.yaml"])
    }
  }

  @Test("a command that writes what it reads is told of")
  func writesInput() throws {
    let scratch = try folder("stages: {s: {cmd: 'echo x >> in.txt', deps: [in.txt], outs: []}}")
    #expect(try Lab.matkit("run", in: scratch, status: 1).errors.contains("may not write"))
  }

  @Test("after a failure what does not need it goes on where asked to")
  func keepsGoing() throws {
    let scratch = try folder(
      """
      stages:
        bad: {cmd: "false", outs: [bad]}
        after: {cmd: "echo > after", deps: [bad], outs: [after]}
        good: {cmd: "echo > good", outs: [good]}
      """)
    try Lab.matkit("run", "lab.yaml", "-j1", in: scratch, status: 1)
    #expect(try !scratch.contents.contains("good"))
    let outcome = try Lab.matkit("run", "lab.yaml", "--keep-going", in: scratch, status: 1)
    #expect(outcome.output.hasSuffix("lab.yaml: 1 ran, 1 failed, 1 not done.\n"))
    #expect(try scratch.contents.contains("good"))
  }

  @Test("what comes out the same stops the rerun there; frozen and always_changed are obeyed")
  func cutoff() throws {
    let yaml = """
      stages:
        count: {cmd: "wc -l < in.txt > n", deps: [in.txt], outs: [n]}
        use: {cmd: "cat n > m", deps: [n], outs: [m]}
        frozen: {cmd: "cat in.txt > f", deps: [in.txt], outs: [f], frozen: true}
        always: {cmd: "echo > t", outs: [t], always_changed: true}
      """
    let scratch = try folder(yaml)
    let missing = try Lab.matkit("run", "lab.yaml", "--keep-going", in: scratch, status: 1)
    #expect(missing.errors.contains("is frozen, and it is not there"))
    try Lab.write("kept", to: scratch, name: "f")
    try Lab.matkit("run", in: scratch)
    try Lab.write("other\n", to: scratch, name: "in.txt")
    let outcome = try Lab.matkit("run", in: scratch)
    #expect(outcome.output.contains("count: done"))
    #expect(outcome.output.contains("always: done"))
    #expect(outcome.output.hasSuffix("lab.yaml: 2 ran, 2 up to date.\n"))
    #expect(try String(contentsOf: scratch.file("f"), encoding: .utf8) == "kept")
  }

  @Test("a second run is refused with the owner's name, or waits for the first")
  func two() throws {
    let scratch = try folder("stages: {s: {cmd: 'sleep 1; echo > o', outs: [o]}}")
    let first = try start(["run"], in: scratch)
    defer { first.waitUntilExit() }
    while !FileManager.default.fileExists(atPath: scratch.path(".matkit/work/all")) {
      usleep(5000)
    }
    let second = try Lab.matkit("run", in: scratch, status: 73)
    #expect(second.errors.hasPrefix("matkit: lab.yaml: it is being run by process"))
    #expect(second.errors.contains("is being run by process \(first.processIdentifier) of"))
    let third = try Lab.matkit("run", "lab.yaml", "--wait", in: scratch)
    #expect(third.output == "lab.yaml: 1 up to date.\n")
  }

  @Test(
    "Ctrl-C ends the commands, keeps what is done, and the next run goes on",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let scratch = try folder(
      """
      stages:
        a: {cmd: "echo > a", outs: [a]}
        b: {cmd: "sleep 60; echo > b", deps: [a], outs: [b]}
      """)
    let process = try start(["run"], in: scratch)
    while !FileManager.default.fileExists(atPath: scratch.path(".matkit/work/all/1/log")) {
      usleep(5000)
    }
    let began = ContinuousClock.now
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(ContinuousClock.now - began < .seconds(20))
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try scratch.contents.contains("a"))
    #expect(try Lab.matkit("status", in: scratch, status: 1).output.hasPrefix("a: up to date\n"))
  }

  @Test("Ctrl-C ends what a command has started and let go of, and says what that was")
  func interruptedDaemon() throws {
    let name = "h\(UUID().uuidString.prefix(8))"
    let scratch = try folder(
      """
      stages:
        s: {cmd: "cp /bin/sleep \(name); (setsid ./\(name) 60 &) ; sleep 60", outs: [o]}
      """)
    let said = scratch.file("said")
    try Data().write(to: said)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "--default-signal=INT,TERM", Tool.executable.path(percentEncoded: false), "run",
    ]
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = try FileHandle(forWritingTo: said)
    process.standardError = FileHandle.nullDevice
    func count() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").count {
        (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?
          .hasPrefix("./\(name)") == true
      }
    }
    try process.run()
    while try count() == 0 { usleep(20_000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(try count() == 0)
    let lines = try String(contentsOf: said, encoding: .utf8)
    #expect(lines.contains("\ns: ended what it had started: \(name)\n"), "\(lines)")
  }

  @Test(
    "what a failed command printed stands last, so that nothing of it is taken for MatKit's own")
  func lastWord() throws {
    let scratch = try folder(
      """
      stages:
        s: {cmd: "seq 20; echo '(all of it is in /etc/passwd); it is fine'; false", outs: [o]}
      """)
    let errors = try Lab.matkit("run", in: scratch, status: 1).errors
    #expect(errors.contains("all that it printed is in .matkit/logs/s.txt; it ended saying: 10␊"))
    #expect(errors.hasSuffix("␊20␊(all of it is in /etc/passwd); it is fine\n"), "\(errors)")
  }

  @Test("a trap of matkit's own ends it with the exit code of a bug, and says that it is one")
  func bug() throws {
    let scratch = try folder("stages: {s: {cmd: 'sleep 60', outs: [o]}}")
    let said = scratch.file("said")
    try Data().write(to: said)
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = ["run"]
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: said)
    try process.run()
    while !FileManager.default.fileExists(atPath: scratch.path(".matkit/work/all/0/log")) {
      usleep(5000)
    }
    // The signal by which Swift traps.
    kill(process.processIdentifier, SIGILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 70)
    let text = try String(contentsOf: said, encoding: .utf8)
    #expect(text == "matkit: this is a bug in matkit: please report it\n")
  }

  @Test("an error of a kind that matkit does not know is a bug")
  func unknownError() {
    struct Unknown: Error {}
    #expect(exitStatus(of: Unknown()) == .bug)
    #expect(sentences(of: Unknown()).first?.contains("this is a bug in matkit") == true)
    #expect(exitStatus(of: LabError(.notALab, "x")) == .dataError)
  }

  @Test("a name that differs from another in what nobody sees does not look like it")
  func invisible() throws {
    let scratch = try folder(
      """
      stages:
        "a\\u200bb": {cmd: "false", outs: ["o\\u2060"]}
        "می\\u200cخ": {cmd: echo, outs: []}
      """)
    let status = try Lab.matkit("status", in: scratch, status: 1).output
    #expect(status.contains("a\u{FFFD}b: to run"))
    // The joiner that Persian is written with stays.
    #expect(status.contains("می\u{200C}خ: to run"))
    #expect(!status.unicodeScalars.contains("\u{200B}"))
  }

  @Test("in a folder that cannot be written in a run says what to do")
  func readOnly() throws {
    let scratch = try folder("stages: {s: {cmd: 'echo > o', outs: [o]}}")
    // An administrator writes in any folder; in a file nobody makes one.
    try Lab.write("", to: scratch, name: ".matkit")
    let errors = try Lab.matkit("run", in: scratch, status: 73).errors
    #expect(errors.hasPrefix("matkit: lab.yaml: its folder is not one that can be written in"))
    #expect(errors.contains("copy the lab to a folder of your own"), "\(errors)")
  }

  @Test("Ctrl-C ends the hashing of a huge input, and that of an output that a stage wrote")
  func interruptedReading() throws {
    let labs = [
      "stages: {a: {cmd: 'echo > o', deps: [big.bin], outs: [o]}}",
      "stages: {a: {cmd: 'truncate -s 64G o', outs: [o]}}",
    ]
    for yaml in labs {
      let scratch = try folder(yaml)
      let big = try #require(fopen(scratch.path("big.bin"), "w"))
      #expect(ftruncate(fileno(big), 64 << 30) == 0)
      fclose(big)
      let process = try start(["run"], in: scratch)
      // The second lab's stage is at its end soon, and what it wrote is being read then.
      usleep(1_500_000)
      #expect(process.isRunning)
      let began = ContinuousClock.now
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(ContinuousClock.now - began < .seconds(10))
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(try !scratch.contents.contains("o"))
    }
  }

  @Test("a stage that makes a pipe of its output fails, and is not waited for")
  func pipe() throws {
    let scratch = try folder("stages: {s: {cmd: 'mkfifo o', outs: [o]}}")
    let errors = try Lab.matkit("run", in: scratch, status: 1).errors
    #expect(errors.contains("the stage 's' wrote a device, pipe or socket at o"), "\(errors)")
  }

  @Test("a training that Ctrl-C stopped goes on where it was, to the same bits")
  func goesOn() throws {
    let yaml = """
      stages:
        fit:
          train: {hidden: 4, method: gradient-descent, max-iterations: 4000, tolerance: 0, starts: 2}
          deps: [a.mat, b.mat]
          outs: [fit.mat]
      """
    let whole = try Lab.folder(yaml)
    let began = ContinuousClock.now
    try Lab.matkit("run", in: whole)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let scratch = try Lab.folder(yaml)
    let process = try start(["run"], in: scratch)
    usleep(UInt32(seconds * 600_000))
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    let checkpoints = try FileManager.default.subpathsOfDirectory(atPath: scratch.path(".matkit"))
      .filter { $0.hasPrefix("checkpoints/") }
    // None where the machine was so busy that the training had not begun, or was done.
    #expect(checkpoints.count <= 1)
    try Lab.matkit("run", in: scratch)
    #expect(try Lab.lock(scratch) == Lab.lock(whole))
    let left = try FileManager.default.subpathsOfDirectory(atPath: scratch.path(".matkit"))
    #expect(!left.contains { $0.hasPrefix("checkpoints/") })

    // A checkpoint that is damaged is not believed.
    if let name = checkpoints.first {
      let other = try Lab.folder(yaml)
      try FileManager.default.createDirectory(
        at: other.file(".matkit/checkpoints"), withIntermediateDirectories: true)
      try Lab.write("damaged", to: other, name: ".matkit/" + name)
      try Lab.matkit("run", in: other)
      #expect(try Lab.lock(other) == Lab.lock(whole))
    }
  }

  @Test(
    "a run killed at random moments: the next one ends with the same lock, and no output is half there"
  )
  func killed() throws {
    let whole = try killedFolder()
    let began = ContinuousClock.now
    try Lab.matkit("run", in: whole)
    let microseconds = (ContinuousClock.now - began) / .microseconds(1)
    let lock = try Lab.lock(whole)
    let outputs = try Self.outputs.map { try Data(contentsOf: whole.file($0)) }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<(Self.killCount / 2) {
      let scratch = try killedFolder()
      for _ in 0..<2 {
        let process = try start(["run"], in: scratch)
        usleep(UInt32(Double.random(in: 0..<(microseconds * 1.1), using: &random)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        for (name, whole) in zip(Self.outputs, outputs) {
          let output = try? Data(contentsOf: scratch.file(name))
          #expect(output == nil || output == whole, "\(name)")
        }
      }
      try Lab.matkit("run", in: scratch)
      #expect(try Lab.lock(scratch) == lock)
      let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path(".matkit/work"))
      #expect(left.isEmpty)
      #expect(try scratch.contents == whole.contents)
    }
  }

  /// Outputs so long that a write takes a while, in two chains so that runs end in every state, and a stage
  /// of ours.
  private func killedFolder() throws -> Scratch {
    let stages = (0..<6).map { number in
      "  s\(number): {cmd: 'head -c 300000 /dev/zero | tr \"\\0\" x > o\(number)',"
        + " deps: [\(number < 2 ? "in.txt" : "o\(number - 2)")], outs: [o\(number)]}\n"
    }
    let scratch = try folder(
      "stages:\n" + stages.joined()
        + "  ours: {convert: {version: v7.3}, deps: [a.mat], outs: [b.mat]}\n")
    try FileManager.default.copyItem(atPath: Fixture.class1, toPath: scratch.path("a.mat"))
    return scratch
  }

  private static let outputs = (0..<6).map { "o\($0)" } + ["b.mat"]

  /// How many times a run is killed; `make kills` asks for 200.
  private static let killCount =
    ProcessInfo.processInfo.environment["MATKIT_KILLS"].flatMap { Int($0) } ?? 8
}
