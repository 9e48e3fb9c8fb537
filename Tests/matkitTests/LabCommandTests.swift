import Foundation
import MATFiles
import Matrices
import Testing

@Suite("Labs by the tool") struct LabCommandTests {
  /// A lab on the two classes: two networks, their pictures, and a command of the shell.
  static let yaml = """
    vars: {first: 1e-3, second: 1e-2}
    stages:
      one:
        train: {hidden: 3, l2: "${first}", max-iterations: 30, threads: 1}
        deps: [a.mat, b.mat]
        outs: [out/one.mat]
      two:
        train: {hidden: 2, l2: "${second}", max-iterations: 30}
        deps: ["a.mat:pointsClass1Week6", b.mat]
        outs: [out/two.mat]
      weights:
        cmd: cat out/one.mat | wc -c > out/size.txt
        deps: ["out/one.mat:net"]
        outs: [out/size.txt]
    """

  /// A folder with that lab and its data.
  static func folder(_ yaml: String = yaml) throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Fixture.class1, toPath: scratch.path("a.mat"))
    try FileManager.default.copyItem(atPath: Fixture.class2, toPath: scratch.path("b.mat"))
    try write(yaml, to: scratch)
    return scratch
  }

  static func write(_ yaml: String, to scratch: Scratch, name: String = "lab.yaml") throws {
    try yaml.write(to: scratch.file(name), atomically: true, encoding: .utf8)
  }

  /// Runs `matkit` in the folder; the last line of what it printed.
  @discardableResult
  static func matkit(_ arguments: String..., in scratch: Scratch, status: Int32 = 0) throws
    -> Tool.Outcome
  {
    let outcome = try Tool.run(arguments, in: scratch.folder)
    #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
    return outcome
  }

  static func lock(_ scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.file("lab.lock"), encoding: .utf8)
  }

  @Test(
    "a second run does nothing; data saved again or elsewhere rerun nothing; a point reruns what needs it"
  )
  func byMeaning() throws {
    let scratch = try Self.folder()
    #expect(try Self.matkit("run", in: scratch).output.hasSuffix("lab.yaml: 3 ran.\n"))
    let lock = try Self.lock(scratch)
    #expect(try Self.matkit("run", in: scratch).output == "lab.yaml: 3 up to date.\n")

    // The same numbers in another version, and with another date.
    let points: Matrix<Double> = try MATFile(scratch.path("a.mat"))["pointsClass1Week6"]
    for version in [MATVersion.v6, .v73] {
      try MATFile.write(
        ["pointsClass1Week6": points], to: scratch.path("a.mat"), version: version)
      #expect(try Self.matkit("run", in: scratch).output == "lab.yaml: 3 up to date.\n")
    }
    #expect(try Self.lock(scratch) == lock)

    // A variable that only one stage reads all of the file of.
    try MATFile.write(
      ["pointsClass1Week6": points, "pointsOther": "text"], to: scratch.path("a.mat"))
    let status = try Self.matkit("status", in: scratch, status: 1).output
    #expect(status.contains("one: to run: a.mat changed"))
    #expect(status.contains("two: up to date"))

    var moved = points
    moved[0, 0] += 1
    try MATFile.write(["pointsClass1Week6": moved], to: scratch.path("a.mat"))
    #expect(try Self.matkit("run", in: scratch).output.hasSuffix("lab.yaml: 3 ran.\n"))
  }

  @Test("a parameter reruns its stage alone, and going back to it costs nothing")
  func parameters() throws {
    let scratch = try Self.folder()
    try Self.matkit("run", in: scratch)
    let lock = try Self.lock(scratch)
    try Self.write(Self.yaml.replacing("second: 1e-2", with: "second: 2e-2"), to: scratch)
    let dry = try Self.matkit("run", "--dry-run", in: scratch).output
    #expect(dry.contains("two: would run: l2 is 0.02, it was 0.01"))
    #expect(
      try Self.matkit("run", in: scratch).output.hasSuffix("lab.yaml: 1 ran, 2 up to date.\n"))
    let runs = try Self.matkit("diff-runs", "lab.yaml", in: scratch, status: 1).output
    #expect(runs.contains("two: l2: 0.01 → 0.02"))
    #expect(runs.contains("two: loss: "))
    #expect(runs.contains("out/two.mat: net"))
    // The same value, written otherwise, and in the order that it had.
    try Self.write(Self.yaml.replacing("second: 1e-2", with: "second: 0.010"), to: scratch)
    let back = try Self.matkit("run", in: scratch).output
    #expect(back.hasSuffix("lab.yaml: 1 came from earlier runs, 2 up to date.\n"))
    #expect(try Self.lock(scratch) == lock)
    // The number of threads cannot change a bit.
    try Self.write(Self.yaml.replacing("threads: 1", with: "threads: 2"), to: scratch)
    #expect(try Self.matkit("run", in: scratch).output == "lab.yaml: 3 up to date.\n")
  }

  @Test("verify passes on any number of threads, and names one weight one ULP off")
  func verify() throws {
    let scratch = try Self.folder()
    try Self.matkit("run", in: scratch)
    for threads in ["1", "2", "8"] {
      let outcome = try Self.matkit(
        "verify", "lab.yaml", "--run-commands", "--threads", threads, in: scratch)
      #expect(outcome.output.hasSuffix("lab.yaml: made again, and the same.\n"))
    }
    #expect(try scratch.contents == [".matkit", "a.mat", "b.mat", "lab.lock", "lab.yaml", "out"])

    let path = scratch.path("out/one.mat")
    let file = try MATFile(path)
    var variables: [MATVariable] = try file.variables.map {
      MATVariable(name: $0.name, value: try file.value(of: $0))
    }
    let place = try #require(variables.firstIndex { $0.name == "Theta1" })
    var theta = try Matrix<Double>(matValue: variables[place].value)
    theta[1, 2] = theta[1, 2].nextUp
    variables[place] = MATVariable(name: "Theta1", value: theta.matValue)
    try MATFile.write(variables, to: path, version: .v7)
    let outcome = try Self.matkit("verify", "--run-commands", in: scratch, status: 1)
    #expect(outcome.output.contains("out/one.mat: the file is not the one that was locked"))
    #expect(outcome.output.contains("1 ULP at Theta1(2,3)"))
    let allowed = try Self.matkit(
      "verify", "lab.yaml", "--run-commands", "--ulps", "1", in: scratch)
    #expect(allowed.output.contains("not the one that was locked, within what is allowed"))
    // The next run puts back what was locked.
    #expect(try Self.matkit("run", in: scratch).output.contains("is not what it wrote"))
    try Self.matkit("verify", "--run-commands", in: scratch)
  }

  @Test("a lab in an archive is the same bytes again and is verified elsewhere")
  func pack() throws {
    let scratch = try Self.folder()
    try Self.matkit("pack", "lab.yaml", "-o", "x.tar", in: scratch, status: 65)
    try Self.matkit("run", in: scratch)
    try Self.matkit("pack", "lab.yaml", "-o", "x.tar", in: scratch)
    try Self.matkit("pack", "lab.yaml", "-o", "y.tar", in: scratch)
    #expect(try Data(contentsOf: scratch.file("x.tar")) == Data(contentsOf: scratch.file("y.tar")))
    let elsewhere = try Scratch()
    try FileManager.default.moveItem(at: scratch.file("x.tar"), to: elsewhere.file("x.tar"))
    try Self.matkit("verify", "x.tar", "--run-commands", in: elsewhere)
    #expect(try elsewhere.contents == ["x.tar"])
  }

  @Test("shards in folders of their own make, once merged, the same lock and outputs as one run")
  func shards() throws {
    let yaml = """
      stages:
        fit:
          matrix: {seed: [0, 1, 2], l2: [1e-2, 1e-3]}
          train: {hidden: 2, seed: "${item.seed}", l2: "${item.l2}", max-iterations: 3}
          deps: [a.mat, b.mat]
          outs: ["out/${key}.mat"]
      """
    let whole = try Self.folder(yaml)
    try Self.matkit("run", in: whole)
    let gathered = try Self.folder(yaml)
    for shard in 1...3 {
      let part = try Self.folder(yaml)
      let output = try Self.matkit("run", "lab.yaml", "--shard", "\(shard)/3", in: part).output
      #expect(output.hasSuffix("lab.yaml: 2 ran.\n"))
      if shard == 3 { try Self.matkit("merge", in: gathered, status: 65) }
      for name in try FileManager.default.subpathsOfDirectory(
        atPath: part.folder.path(percentEncoded: false))
      where name.hasPrefix("lab.lock.") || name.hasPrefix("out/") {
        try FileManager.default.createDirectory(
          at: gathered.file("out"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: part.file(name), to: gathered.file(name))
      }
    }
    try Self.matkit("merge", in: gathered)
    #expect(try Self.lock(gathered) == Self.lock(whole))
    #expect(try Self.matkit("run", in: gathered).output == "lab.yaml: 6 up to date.\n")
    for name in try FileManager.default.contentsOfDirectory(atPath: whole.path("out")) {
      let path = "out/\(name)"
      #expect(try Data(contentsOf: whole.file(path)) == Data(contentsOf: gathered.file(path)))
    }
  }

  @Test("init writes a lab that runs, for classes and for features with labels")
  func initialize() throws {
    let scratch = try Self.folder("x")
    try FileManager.default.removeItem(at: scratch.file("lab.yaml"))
    try Self.matkit("init", "a.mat", "b.mat", in: scratch)
    try Self.matkit("init", "a.mat", in: scratch, status: 73)
    let points: Matrix<Double> = try MATFile(scratch.path("a.mat"))["pointsClass1Week6"]
    let labels = Matrix(column: (0..<points.rowCount).map { Double($0 % 2) })
    try MATFile.write(["X": points, "y": labels], to: scratch.path("both.mat"))
    try Self.matkit("init", "both.mat", "-o", "both.yaml", in: scratch)
    for lab in ["lab.yaml", "both.yaml"] {
      try Self.matkit("run", lab, "--check", in: scratch)
      try Self.matkit("run", lab, "--dry-run", in: scratch)
    }
    try Self.matkit("run", "lab.yaml", in: scratch)
    #expect(try MATFile(scratch.path("results/trained.mat")).variable(named: "net") != nil)
  }

  @Test("options that a command does not know or take are told with their places")
  func wrongOptions() throws {
    let scratch = try Self.folder(
      Self.yaml.replacing("hidden: 3", with: "hiden: 3").replacing(
        "l2: \"${second}", with: "l2: \"x"))
    let outcome = try Self.matkit("run", "--check", in: scratch, status: 65)
    #expect(
      outcome.errors.contains(
        "lab.yaml:4:13: train: unknown option '--hiden'; did you mean --hidden?"))
    #expect(outcome.errors.contains("lab.yaml:8:24: train: the value 'x' is invalid"))
    // Before a run, too, and nothing is run then.
    let run = try Self.matkit("run", in: scratch, status: 65)
    #expect(run.errors == outcome.errors && run.output.isEmpty)
    #expect(try !scratch.contents.contains("lab.lock"))
  }

  @Test("an option that goes with another is not blamed for a third; choices are named")
  func wrongOptionAmongOthers() throws {
    let scratch = try Self.folder(
      """
      stages:
        fit:
          train: {validation: [c.mat, d.mat], patience: 3, method: newtom, l2: -1}
          deps: [a.mat, b.mat, c.mat]
          outs: [fit.mat]
        copy: {cmd: "cp a.mat c.mat; cp b.mat d.mat", deps: [a.mat, b.mat], outs: [c.mat, d.mat]}
      """)
    let lines = try Self.matkit("run", "--check", in: scratch, status: 65).errors
      .split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(lines.first?.contains("lab.yaml:3:54: train: the value 'newtom' is invalid") == true)
    #expect(lines.first?.contains("bfgs, lbfgs") == true)
    #expect(lines.last?.contains("lab.yaml:3:70: train: ") == true)
  }

  @Test("a variable that is not in its file, or no path at all, is told with its place")
  func wrongVariable() throws {
    let scratch = try Self.folder(
      """
      stages:
        one: {cmd: x, deps: ["a.mat:pointsClass1Weeg6"], outs: [o]}
        two: {train: {features: "a.mat:pointsClass1Week6", labels: "a.mat:y"}, outs: [p]}
      """)
    let errors = try Self.matkit("run", "--check", in: scratch, status: 65).errors
    #expect(
      errors.contains(
        "lab.yaml:2:24: 'a.mat' has no variable 'pointsClass1Weeg6'; did you mean"
          + " 'pointsClass1Week6'?"), "\(errors)")
    #expect(errors.contains("lab.yaml:3:54: 'a.mat' has no variable 'y'; known are"), "\(errors)")
    try Self.write("stages: {s: {cmd: x, deps: ['a.mat:X('], outs: [o]}}", to: scratch)
    let path = try Self.matkit("run", in: scratch, status: 65).errors
    #expect(path.contains("lab.yaml:1:29: 'X(': this is not a path into a value"), "\(path)")
  }

  @Test("metrics are where DVC and MLflow look for them")
  func export() throws {
    let scratch = try Self.folder()
    try Self.matkit("run", "lab.yaml", "--export", "dvc", in: scratch)
    try Self.matkit("run", "lab.yaml", "--export", "mlflow", in: scratch)
    let metrics = try JSONSerialization.jsonObject(
      with: Data(contentsOf: scratch.file("dvclive/metrics.json")))
    let one = try #require((metrics as? [String: [String: Double]])?["one"])
    #expect(one["iterations"] == 30)
    let run = try #require(
      FileManager.default.subpathsOfDirectory(atPath: scratch.path("mlruns"))
        .first { $0.hasSuffix("metrics/loss") })
    let line = try String(contentsOf: scratch.file("mlruns/\(run)"), encoding: .utf8)
    #expect(line.split(separator: " ").count == 3)
  }
}
