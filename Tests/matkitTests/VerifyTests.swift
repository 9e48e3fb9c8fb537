import Foundation
import MATFiles
import Testing

/// What `matkit verify` finds, runs and leaves alone.
@Suite("Verification by the tool") struct VerifyTests {
  private typealias Lab = LabCommandTests

  /// One thing changed in a lock: in a stage, the first line with a key after another line.
  struct Forgery: CustomTestStringConvertible, Sendable {
    let key: String
    let value: String
    /// The line after which the key is looked for.
    let after: String
    /// What the verification says.
    let told: String
    /// Whether the files in place alone tell it.
    var isSeenWithoutRunning = true

    var testDescription: String { "\(after) \(key)" }

    func doctor(_ lock: String) throws -> String {
      var lines = lock.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let start = try #require(lines.firstIndex { $0.contains(after) })
      let place = try #require(
        lines[start...].firstIndex { $0.drop { $0 == " " }.hasPrefix(key + ": ") })
      let indent = lines[place].prefix { $0 == " " }
      lines[place] = "\(indent)\(key): \(value)"
      return lines.joined(separator: "\n")
    }
  }

  static let zeros = String(repeating: "0", count: 64)

  static let forgeries: [Forgery] =
    [
      ("seed", "7"), ("stream", "\"dice\""), ("init", "\"uniform01\""), ("start", "2"),
      ("method", "\"newton\""), ("reason", "\"perfect\""), ("iterations", "3"),
      ("evaluations", "4"), ("loss", "0x1p-9"), ("gradient_norm", "0x0p+0"),
    ].map { key, value in
      Forgery(
        key: key, value: value, after: "\"one\":",
        told: "lab.lock: stages.one.training.\(key): \(value)")
    } + [
      Forgery(
        key: "meaning", value: zeros, after: "\"out/one.mat\":",
        told: "stages.one.outs.out/one.mat.meaning: \(zeros) in the lock"),
      Forgery(
        key: "sha256", value: zeros, after: "\"out/one.mat\":",
        told: "stages.one.outs.out/one.mat.sha256: \(zeros) in the lock",
        isSeenWithoutRunning: false),
      Forgery(
        key: "meaning", value: zeros, after: "\"out/one.mat:net\":",
        told: "stages.weights.deps.out/one.mat:net.meaning: \(zeros) in the lock"),
      Forgery(
        key: "meaning", value: zeros, after: "\"a.mat\":",
        told: "stages.one.deps.a.mat.meaning: \(zeros) in the lock"),
      Forgery(
        key: "cmd", value: "\"true\"", after: "\"weights\":", told: "stages.weights.cmd: true"),
      Forgery(
        key: "\"l2\"", value: "0.5", after: "\"one\":",
        told: "stages.one.params.l2: 0.5 in the lock"),
      Forgery(
        key: "machine", value: "\"00000000\"", after: "\"one\":",
        told: "stages.one.machine: 00000000 in the lock, which describes no such machine"),
      Forgery(
        key: "matkit", value: "\"9.9\"", after: "machines:",
        told: "what stands under it belongs to a machine named"),
    ]

  @Test("whatever is changed in a lock is named by its path, and nothing then is the same")
  func doctored() throws {
    let scratch = try Lab.folder()
    try Lab.matkit("run", in: scratch)
    let lock = try Lab.lock(scratch)
    let passing = try Lab.matkit("verify", "--check-only", in: scratch)
    #expect(passing.output.hasSuffix("lab.yaml: the files are the same.\n"))
    for forgery in Self.forgeries {
      try Lab.write(forgery.doctor(lock), to: scratch, name: "lab.lock")
      if forgery.isSeenWithoutRunning {
        let checked = try Lab.matkit("verify", "--check-only", in: scratch, status: 1)
        #expect(checked.output.contains(forgery.told), "\(forgery): \(checked.output)")
        #expect(checked.output.hasSuffix("lab.yaml: not the same.\n"))
      }
      let made = try Lab.matkit("verify", "--run-commands", in: scratch, status: 1)
      #expect(made.output.contains(forgery.told), "\(forgery): \(made.output)")
      #expect(made.output.hasSuffix("lab.yaml: not the same.\n"))
    }
  }

  @Test("a run mends a lock that says of a training what its file does not")
  func runMends() throws {
    let scratch = try Lab.folder()
    try Lab.matkit("run", in: scratch)
    let lock = try Lab.lock(scratch)
    for forgery in Self.forgeries.prefix(10) {
      try Lab.write(forgery.doctor(lock), to: scratch, name: "lab.lock")
      let status = try Lab.matkit("status", in: scratch, status: 1)
      #expect(status.output.contains("the lock does not say of its training what out/one.mat says"))
      try Lab.matkit("run", in: scratch)
      #expect(try Lab.lock(scratch) == lock)
    }
  }

  @Test("commands of the shell are listed and not run where nobody said so")
  func unasked() throws {
    let scratch = try Scratch()
    let yaml = """
      stages:
        innocent: {cmd: "echo data > out.txt; echo ran >> '\(scratch.path("ran"))'; true #\\e[31m", outs: [out.txt]}
      """
    try Lab.write(yaml, to: scratch)
    try Lab.matkit("run", in: scratch)
    try Lab.matkit("pack", "-o", "s.tar", in: scratch)
    try FileManager.default.removeItem(at: scratch.file("ran"))
    for lab in ["lab.yaml", "s.tar"] {
      let refused = try Lab.matkit("verify", lab, in: scratch, status: 64)
      #expect(refused.errors.contains("innocent: echo data > out.txt;"))
      #expect(refused.errors.contains("--run-commands"))
      #expect(!refused.errors.contains("\u{1B}") && refused.errors.contains("␛[31m"))
      try Lab.matkit("verify", lab, "--check-only", in: scratch)
      #expect(try !scratch.contents.contains("ran"))
    }
    // What is said of the confinement is what happens.
    let run = try Lab.matkit("verify", "s.tar", "--run-commands", in: scratch)
    let isConfined = run.errors.contains("commands run confined: only their folder can be written")
    #expect(isConfined != run.errors.contains("commands run with your rights"))
    #expect(try scratch.contents.contains("ran") != isConfined)
    let free = try Lab.matkit("verify", "s.tar", "--run-commands", "--unconfined", in: scratch)
    #expect(free.errors.contains("commands run with your rights"))
    #expect(try scratch.contents.contains("ran"))
  }

  @Test("at a terminal it is asked", arguments: [("y\n", 0), ("n\n", 64), ("\n", 64)])
  func asked(answer: String, status: Int32) throws {
    let scratch = try Scratch()
    try Lab.write("stages: {s: {cmd: echo > o, outs: [o]}}", to: scratch)
    try Lab.matkit("run", in: scratch)
    var (master, slave) = (Int32(-1), Int32(-1))
    try #require(openpty(&master, &slave, nil, nil, nil) == 0)
    defer { close(master) }
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = ["verify"]
    process.currentDirectoryURL = scratch.folder
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.standardInput = terminal
    process.standardError = terminal
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    _ = write(master, answer, answer.utf8.count)
    process.waitUntilExit()
    #expect(process.terminationStatus == status)
    var bytes = [UInt8](repeating: 0, count: 10_000)
    let count = read(master, &bytes, bytes.count)
    let shown = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    #expect(shown.contains("  s: echo > o") && shown.contains("Run? [y/N]"), "\(shown)")
  }

  @Test("labs of matkit's own stages are verified without a question, and cannot write elsewhere")
  func ownStages() throws {
    let yaml = """
      stages:
        fit: {train: {hidden: 2, max-iterations: 3}, deps: [a.mat, b.mat], outs: [fit.mat]}
        other: {convert: {version: v7.3}, deps: [a.mat], outs: [c.mat]}
        picture: {plot: {}, deps: [fit.mat], plots: [fit.svg]}
        table: {evaluate: {}, deps: [fit.mat, a.mat, b.mat], metrics: [m.json]}
      """
    let scratch = try Lab.folder(yaml)
    try Lab.matkit("run", in: scratch)
    let outcome = try Lab.matkit("verify", in: scratch)
    #expect(outcome.output.hasSuffix("lab.yaml: made again, and the same.\n"))
    let place = scratch.path("planted")
    try Lab.write(
      yaml.replacing("max-iterations: 3", with: "max-iterations: 3, checkpoint: \(place)"),
      to: scratch)
    #expect(try Lab.matkit("verify", in: scratch, status: 64).errors.contains("outside the lab"))
    #expect(try !scratch.contents.contains("planted"))
  }

  @Test("many labs make a table, and what is wrong with one stops none")
  func many() throws {
    let scratch = try Lab.folder(
      "stages: {fit: {train: {hidden: 2, max-iterations: 3}, deps: [a.mat, b.mat], outs: [f.mat]}}")
    try Lab.matkit("run", in: scratch)
    try Lab.matkit("pack", "-o", "good.tar", in: scratch)
    let lock = try Lab.lock(scratch)
    let forged = try Forgery(key: "loss", value: "0x1p-9", after: "fit", told: "").doctor(lock)
    try Lab.write("text", to: scratch, name: "text.tar")
    // An archive with a doctored lock is not one that pack writes.
    try Data(contentsOf: scratch.file("good.tar"))
      .replacing(lock, by: forged).write(to: scratch.file("forged.tar"))
    let outcome = try Lab.matkit(
      "verify", "text.tar", "forged.tar", "none.tar", "good.tar", in: scratch, status: 1)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 6, "\(outcome.output)")
    #expect(lines[0].hasPrefix("LAB"))
    #expect(lines[1].hasPrefix("text.tar    not verified"))
    #expect(lines[2].hasPrefix("forged.tar  differs       lab.lock: stages.fit.training.loss: "))
    #expect(lines[3].hasPrefix("none.tar    not verified  there is no such archive"))
    #expect(lines[4] == "good.tar    the same")
    #expect(lines[5] == "1 of 4 the same.")
    let good = try Lab.matkit("verify", "good.tar", "lab.yaml", in: scratch)
    #expect(good.output.hasSuffix("2 of 2 the same.\n"))
  }

  @Test("a lab that takes too long is stopped, though it does not obey, and the next is verified")
  func timeLimit() throws {
    let scratch = try Lab.folder(
      "stages: {fit: {train: {hidden: 2, max-iterations: 3}, deps: [a.mat, b.mat], outs: [f.mat]}}")
    let endless = "trap '' TERM; while [ $LOOP = 1 ]; do :; done; echo > o"
    try Lab.write(
      "stages: {s: {cmd: \"\(endless)\", outs: [o]}}", to: scratch, name: "endless.yaml")
    for lab in ["lab.yaml", "endless.yaml"] {
      let run = try Tool.run("run", lab, in: scratch.folder, shellPrefix: "LOOP=0; export LOOP; ")
      #expect(run.status == 0, "\(run)")
    }
    let outcome = try Tool.run(
      "verify", "endless.yaml", "lab.yaml", "--run-commands", "--time-limit", "20",
      in: scratch.folder, shellPrefix: "LOOP=1; export LOOP; ")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[1] == "endless.yaml  not verified  stopped, since it took more than 20 s")
    #expect(lines[2] == "lab.yaml      the same")
  }

  @Test("errors name the archive and its files, and no folder that is gone afterwards")
  func names() throws {
    let scratch = try Scratch()
    try Lab.write("1", to: scratch, name: "in.txt")
    let yaml = "stages: {s: {cmd: 'pwd; cat in.txt > o; test $BAD = 0', deps: [in.txt], outs: [o]}}"
    try Lab.write(yaml, to: scratch)
    let run = try Tool.run("run", in: scratch.folder, shellPrefix: "BAD=0; export BAD; ")
    #expect(run.status == 0, "\(run)")
    try Lab.matkit("pack", "-o", "s.tar", in: scratch)
    let good = try Data(contentsOf: scratch.file("s.tar"))
    let lock = try Lab.lock(scratch)
    // As many blocks of the archive as before.
    func filled(_ text: String) -> String {
      text + "\n#" + String(repeating: "x", count: lock.utf8.count - text.utf8.count - 2)
    }
    let changes = [
      (yaml, "stages: {s: {cmd: x, foo: 1}}", "matkit: x.tar: lab.yaml:1:22: unknown key 'foo'"),
      (lock, filled("lock: ["), "matkit: x.tar: lab.lock:1: it does not begin with"),
    ]
    for (old, new, said) in changes {
      try good.replacing(old, by: new).write(to: scratch.file("x.tar"))
      let errors = try Lab.matkit("verify", "x.tar", "--check-only", in: scratch, status: 65).errors
      #expect(errors.hasPrefix(said), "\(errors)")
      #expect(!errors.contains("matkit-verify"), "\(errors)")
    }
    for lab in ["s.tar", "lab.yaml"] {
      let failed = try Tool.run(
        "verify", lab, "--run-commands", in: scratch.folder, shellPrefix: "BAD=1; export BAD; ")
      #expect(failed.status == 1 && failed.errors.contains("the stage 's' ended with 1"))
      #expect(!failed.errors.contains("kept in") && !failed.errors.contains(".matkit/logs"))
      #expect(!failed.errors.contains("matkit-verify"), "\(failed.errors)")
    }
  }

  @Test("what a stage leaves running is ended with a verification, confined or not")
  func leftRunning() throws {
    let name = "h\(UUID().uuidString.prefix(8))"
    let scratch = try Scratch()
    try Lab.write(
      """
      stages:
        s: {cmd: "cp /bin/sleep \(name); (setsid ./\(name) $NAP >/dev/null 2>&1 &); echo > o", outs: [o]}
      """, to: scratch)
    let run = try Tool.run("run", in: scratch.folder, shellPrefix: "NAP=0; export NAP; ")
    #expect(run.status == 0, "\(run)")
    for option in ["--run-commands", "--unconfined"] {
      let verified = try Tool.run(
        "verify", "--run-commands", option, in: scratch.folder, shellPrefix: "NAP=60; export NAP; ")
      #expect(verified.status == 0, "\(verified)")
      let names = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap {
        try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)
      }
      #expect(!names.contains { $0.hasPrefix("./\(name)") })
    }
  }

  @Test("a compressed archive is said to be one")
  func compressed() throws {
    let scratch = try Scratch()
    try Data([0x1F, 0x8B, 8, 0]).write(to: scratch.file("lab.tar.gz"))
    let errors = try Lab.matkit("verify", "lab.tar.gz", in: scratch, status: 65).errors
    #expect(errors.contains("it is compressed; unpack it first: gunzip lab.tar.gz"))
  }

  @Test("a lab whose folder cannot be written in is verified and packed")
  func readOnly() throws {
    let scratch = try Lab.folder(
      "stages: {fit: {train: {hidden: 2, max-iterations: 3}, deps: [a.mat, b.mat], outs: [f.mat]}}")
    try Lab.matkit("run", in: scratch)
    // An administrator writes in any folder; in a file nobody makes one.
    try FileManager.default.removeItem(at: scratch.file(".matkit"))
    try Lab.write("", to: scratch, name: ".matkit")
    let elsewhere = try Scratch()
    try Lab.matkit("verify", in: scratch)
    try Lab.matkit("pack", "-o", elsewhere.path("x.tar"), in: scratch)
    try Lab.matkit("status", in: scratch)
    let failed = try Tool.run(
      "verify", in: scratch.folder, shellPrefix: "TMPDIR=/dev/null/none; export TMPDIR; ")
    #expect(failed.status == 73 && failed.errors.contains("Not a directory"), "\(failed)")
    try Lab.matkit("verify", "x.tar", in: elsewhere)
  }

  @Test("what was unpacked is gone after a signal, too")
  func stopped() throws {
    let scratch = try Scratch()
    try Lab.write("stages: {s: {cmd: 'sleep $NAP; echo > o', outs: [o]}}", to: scratch)
    let run = try Tool.run("run", in: scratch.folder, shellPrefix: "NAP=0; export NAP; ")
    #expect(run.status == 0, "\(run)")
    try Lab.matkit("pack", "-o", "s.tar", in: scratch)
    let temporary = try Scratch()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "--default-signal=INT,TERM", "NAP=60", "TMPDIR=\(temporary.path(""))",
      Tool.executable.path(percentEncoded: false), "verify", "s.tar", "--run-commands",
    ]
    process.currentDirectoryURL = scratch.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let paths = try? FileManager.default.subpathsOfDirectory(atPath: temporary.path(""))
      if paths?.contains(where: { $0.hasSuffix("/log") }) == true { break }
      usleep(5000)
    }
    let folders = try temporary.contents
    #expect(!folders.isEmpty)
    for folder in folders {
      let permissions = try FileManager.default.attributesOfItem(atPath: temporary.path(folder))
      #expect(permissions[.posixPermissions] as? Int == 0o700)
    }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try temporary.contents.isEmpty)
  }
}

extension Data {
  /// An archive with a text in it replaced by another of as many blocks: the header's size and checksum
  /// are made to fit.
  fileprivate func replacing(_ text: String, by other: String) throws -> Data {
    let range = try #require(self.range(of: Data(text.utf8)))
    var header = [UInt8](self[(range.lowerBound - 512)..<range.lowerBound])
    let blocks = (text.utf8.count + 511) / 512 * 512
    try #require(other.utf8.count <= blocks)
    func put(_ number: Int, _ digits: Int, at place: Int) {
      let text = String(number, radix: 8)
      let padded = String(repeating: "0", count: digits - text.count) + text
      header.replaceSubrange(place..<(place + digits), with: padded.utf8)
    }
    put(other.utf8.count, 11, at: 124)
    header.replaceSubrange(148..<156, with: String(repeating: " ", count: 8).utf8)
    put(header.reduce(0) { $0 + Int($1) }, 6, at: 148)
    let padding = [UInt8](repeating: 0, count: blocks - other.utf8.count)
    return self[..<(range.lowerBound - 512)] + header + Data(other.utf8) + padding
      + self[(range.lowerBound + blocks)...]
  }
}
