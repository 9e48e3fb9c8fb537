import Foundation
import MATFiles
import Matrices
import Testing

/// Training that is stopped and resumed, judged, compared and repeated, each time in a process of its own.
@Suite("Training by the tool") struct TrainTests {
  /// 60 points of two classes, one around the other, and a network small enough for many runs.
  private static let small = [
    "--features", "data.mat:X", "--labels", "data.mat:y", "--hidden", "3", "--l2", "0.001",
  ]

  /// A folder with data.mat: X, 60×2, y of 0 and 1, T, 60×2 targets, and others of use.
  private func folder(count: Int = 60) throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: count, columnCount: 2) { row, column in
      let angle = 0.7 * Double(row)
      let radius = row.isMultiple(of: 2) ? 1 : 2 + 0.1 * Double(row % 5)
      return radius * (column == 0 ? cos(angle) : sin(angle))
    }
    let y = (0..<count).map { $0.isMultiple(of: 2) ? 0.0 : 1 }
    let T = Matrix<Double>(rowCount: count, columnCount: 2) { row, column in
      column == 0 ? X[row, 0] * X[row, 1] : X[row, 0] - 1
    }
    try MATFile.write(
      ["X": X, "y": Matrix(column: y), "T": T], to: scratch.path("data.mat"))
    return scratch
  }

  /// Runs `matkit train … --no-timing -o OUT` in the folder.
  @discardableResult private func train(
    _ options: [String], to output: String, in scratch: Scratch, status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Tool.Outcome {
    let run = try Tool.run(
      ["train"] + options + ["--no-timing", "-o", output], in: scratch.folder)
    #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    return run
  }

  private func bytes(_ name: String, _ scratch: Scratch) throws -> Data {
    try Data(contentsOf: scratch.file(name))
  }

  // MARK: Stopping and going on

  /// The names of `--method` that the help lists.
  private static let methods = Result {
    let help = try Tool.run("train", "--help").output.split(whereSeparator: \.isWhitespace)
    let text = help.joined(separator: " ")
    let list = try #require(text.firstMatch(of: /The minimiser: ([a-z0-9, -]+)\./)).1
    return list.split(separator: ", ").map(String.init)
  }

  @Test("a training resumed in a new process writes the same bytes, by every method")
  func resume() throws {
    let scratch = try folder()
    let methods = try Self.methods.get()
    #expect(methods.count >= 9 && methods.contains("bfgs") && methods.contains("adam"))
    for method in methods {
      // Levenberg and Marquardt's method is for sums of squares alone.
      let loss = method == "lm" ? ["--loss", "squared-error"] : []
      let options = Self.small + ["--method", method] + loss
      try train(options + ["--max-iterations", "9"], to: "whole.mat", in: scratch)
      try train(
        options + ["--max-iterations", "4", "--checkpoint", "c.mat"], to: "part.mat", in: scratch)
      try train(
        options + ["--max-iterations", "9", "--resume", "c.mat"], to: "again.mat", in: scratch)
      #expect(try bytes("again.mat", scratch) == bytes("whole.mat", scratch), "\(method)")
      #expect(try bytes("part.mat", scratch) != bytes("whole.mat", scratch), "\(method)")
      try FileManager.default.removeItem(at: scratch.file("c.mat"))
    }
  }

  @Test(
    "starts, batches, validation and a regression resume to the same bytes",
    arguments: [
      ["--labels", "data.mat:y", "--starts", "3", "--threads", "2"],
      ["--labels", "data.mat:y", "--method", "adam", "--batch-size", "7"],
      [
        "--labels", "data.mat:y", "--validation-features", "data.mat:X", "--validation-labels",
        "data.mat:y", "--patience", "50", "--no-standardize",
      ], ["--targets", "data.mat:T", "--method", "lbfgs", "--loss", "huber"],
    ])
  func resumeOthers(options: [String]) throws {
    let scratch = try folder()
    let options = ["--features", "data.mat:X", "--hidden", "3"] + options
    try train(options + ["--max-iterations", "9"], to: "whole.mat", in: scratch)
    try train(
      options + ["--max-iterations", "4", "--checkpoint", "c.mat"], to: "part.mat", in: scratch)
    try train(
      options + ["--max-iterations", "9", "--resume", "c.mat"], to: "again.mat", in: scratch)
    #expect(try bytes("again.mat", scratch) == bytes("whole.mat", scratch))
  }

  @Test(
    "a checkpoint that is there is gone on from without a word, one of another training is refused")
  func goesOnByItself() throws {
    let scratch = try folder()
    try train(Self.small + ["--max-iterations", "9"], to: "whole.mat", in: scratch)
    for most in ["2", "4", "9"] {
      try train(
        Self.small + ["--max-iterations", most, "--checkpoint", "c.mat"], to: "o.mat", in: scratch)
    }
    #expect(try bytes("o.mat", scratch) == bytes("whole.mat", scratch))
    let refused = try train(
      Self.small + ["--seed", "5", "--checkpoint", "c.mat"], to: "p.mat", in: scratch, status: 65)
    #expect(refused.errors.contains("--seed was 0 and is 5"))
  }

  @Test("single precision gives floats held as doubles, says so, and resumes to the same bytes")
  func singlePrecision() throws {
    let scratch = try folder()
    let options = Self.small + ["--precision", "single"]
    try train(options + ["--max-iterations", "9"], to: "whole.mat", in: scratch)
    try train(
      options + ["--max-iterations", "4", "--checkpoint", "c.mat"], to: "part.mat", in: scratch)
    try train(
      options + ["--max-iterations", "9", "--resume", "c.mat", "--threads", "2"], to: "again.mat",
      in: scratch)
    #expect(try bytes("again.mat", scratch) == bytes("whole.mat", scratch))
    let refused = try train(
      Self.small + ["--resume", "c.mat"], to: "o.mat", in: scratch, status: 65)
    #expect(refused.errors.contains("other settings"))

    try train(Self.small + ["--max-iterations", "9"], to: "double.mat", in: scratch)
    let (single, double) = (
      try MATFile(scratch.path("whole.mat")), try MATFile(scratch.path("double.mat"))
    )
    let precisions = try [single, double].map {
      try String(matValue: Self.value("training.precision", $0))
    }
    #expect(precisions == ["single", "double"])
    let weights = try [single, double].map {
      try Matrix<Double>(matValue: Self.value("net.W{1}", $0)).elements
    }
    #expect(weights[0].allSatisfy { Double(Float($0)) == $0 })
    #expect(!weights[1].allSatisfy { Double(Float($0)) == $0 })
    let losses = try [single, double].map {
      try Double(matValue: Self.value("training.loss", $0))
    }
    // Nine iterations enlarge the rounding of 6e-8 somewhat.
    #expect(abs(losses[0] - losses[1]) < 1e-3 * losses[1])
    let command = try String(matValue: Self.value("training.command", single))
    #expect(command.contains("--precision single"))
  }

  private static func value(_ path: String, _ file: MATFile) throws -> MATValue {
    let path = try MATPath(path)
    return try file.value(path.variable).value(at: path)
  }

  @Test("a number beyond single precision is refused with its sample and feature")
  func beyondSingle() throws {
    let scratch = try Scratch()
    try MATFile.write(
      ["X": [[1.0, 2], [3, 1e39], [5, 6]] as Matrix, "y": Matrix(column: [0.0, 1, 1])],
      to: scratch.path("data.mat"))
    let run = try train(
      Self.small + ["--precision", "single", "--no-standardize"], to: "o.mat", in: scratch,
      status: 65)
    #expect(run.errors.contains("sample 2, feature 2"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("o.mat")))
    try train(Self.small + ["--max-iterations", "2"], to: "o.mat", in: scratch)
  }

  @Test("a checkpoint of other settings or data, or none at all, is refused with the reason")
  func wrongCheckpoint() throws {
    let scratch = try folder()
    try train(
      Self.small + ["--max-iterations", "4", "--checkpoint", "c.mat"], to: "part.mat", in: scratch)
    let others = try train(
      Self.small + ["--l2", "0.5", "--resume", "c.mat"], to: "o.mat", in: scratch, status: 65)
    #expect(
      others.errors.contains("other settings: --l2 was 0.001 and is 0.5; "), "\(others.errors)")
    let more = try train(
      Self.small + ["--no-standardize", "--method", "cg", "--resume", "c.mat"], to: "o.mat",
      in: scratch, status: 65)
    #expect(
      more.errors.contains("--standardize held, and now --no-standardize"), "\(more.errors)")
    #expect(more.errors.contains("--method was bfgs and is cg") && more.errors.utf8.count < 300)
    let none = try train(
      Self.small + ["--resume", "data.mat"], to: "o.mat", in: scratch, status: 65)
    #expect(none.errors.contains("no struct 'checkpoint'"))
    let longer = try folder(count: 62)
    try FileManager.default.copyItem(at: scratch.file("c.mat"), to: longer.file("c.mat"))
    let data = try train(
      Self.small + ["--resume", "c.mat"], to: "o.mat", in: longer, status: 65)
    #expect(data.errors.contains("the data"))
    #expect(!FileManager.default.fileExists(atPath: longer.path("o.mat")))
  }

  @Test(
    "Ctrl-C writes what is reached and a checkpoint; resumed it ends as if never stopped",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let scratch = try folder()
    let options =
      Self.small + ["--method", "momentum", "--tolerance", "0", "--max-iterations", "20000"]
    let process = Process()
    process.executableURL = Tool.executable
    process.currentDirectoryURL = scratch.folder
    process.arguments =
      ["train"] + options + ["--checkpoint", "c.mat", "--no-timing", "-o", "part.mat"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The output is looked at, and so the signals are listened to, before the training begins.
    usleep(400_000)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    guard process.terminationReason == .uncaughtSignal,
      FileManager.default.fileExists(atPath: scratch.path("part.mat"))
    else {
      // On a slow machine it was not yet listening, on a fast one it has ended: neither leaves half a file.
      #expect(process.terminationReason == .uncaughtSignal || process.terminationStatus == 0)
      return
    }
    #expect(process.terminationStatus == signal)
    let reason = try String(
      matValue: Self.value("training.reason", MATFile(scratch.path("part.mat"))))
    #expect(reason == "stopped by \(signal == SIGINT ? "Ctrl-C" : "a request to end")")
    try train(options, to: "whole.mat", in: scratch)
    try train(options + ["--resume", "c.mat"], to: "again.mat", in: scratch)
    #expect(try bytes("again.mat", scratch) == bytes("whole.mat", scratch))
  }

  @Test("Ctrl-C is heard by a process that was started with it blocked")
  func blockedSignals() throws {
    let scratch = try folder(count: 5000)
    let process = Process()
    process.executableURL = Tool.executable
    process.currentDirectoryURL = scratch.folder
    process.arguments =
      ["train", "--features", "data.mat:X", "--labels", "data.mat:y", "--tolerance", "0"]
      + ["--l2", "0.001", "--hidden", "20,20", "--method", "powell", "-o", "part.mat"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let started = Result { try process.run() }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    try started.get()
    usleep(1_000_000)
    kill(process.processIdentifier, SIGINT)
    let deadline = ContinuousClock.now + .seconds(30)
    while process.isRunning && ContinuousClock.now < deadline { usleep(10_000) }
    #expect(!process.isRunning)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
  }

  /// Options of trainings that take long to come to an iterate, or to an end, and whether they write a network.
  private static let long: [(options: [String], writes: Bool)] = [
    (["--hidden", "400,400,400", "--method", "lbfgs"], true),
    (
      ["--hidden", Array(repeating: "10", count: 400).joined(separator: ",")] + ["--method", "cg"],
      true
    ),
    (["--hidden", "20,20", "--method", "powell"], true),
    (["--hidden", "20,20", "--method", "nelder-mead"], true),
    (["--hidden", "30", "--method", "lm", "--loss", "squared-error"], true),
    (["--hidden", "20,20", "--folds", "5", "--method", "powell"], false),
    (["--hidden", "20,20", "--horizon", "--method", "powell"], false),
    (["--hidden", "100,100", "--check-gradient"], false),
  ]

  @Test(
    "Ctrl-C ends what takes long, too, within a step, a comparison and a check",
    arguments: long.indices)
  func interruptedInStep(index: Int) throws {
    let (options, writes) = Self.long[index]
    let scratch = try folder(count: 5000)
    let process = Process()
    process.executableURL = Tool.executable
    process.currentDirectoryURL = scratch.folder
    process.arguments =
      ["train", "--features", "data.mat:X", "--labels", "data.mat:y", "--tolerance", "0"]
      + (options.contains("--folds") ? [] : ["--l2", "0.001"]) + options
      + ["-o", "part.mat"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(1_500_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
    }
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
    // A second or two on a machine that has nothing else to do; each of these would go on for minutes.
    #expect(time < .seconds(40), "\(options)")
    #expect(
      FileManager.default.fileExists(atPath: scratch.path("part.mat")) == writes
        || time > .seconds(1))
  }

  @Test(
    "a time limit ends the first evaluation of the loss, too, and the network is that of the start")
  func timeLimitInEvaluation() throws {
    let scratch = try folder(count: 5000)
    let options = [
      "--features", "data.mat:X", "--labels", "data.mat:y", "--hidden", "700,700", "--method",
      "lbfgs",
    ]
    let run = try train(options + ["--time-limit", "0"], to: "o.mat", in: scratch)
    #expect(run.output.contains("time limit reached"))
    #expect(run.output.contains("the weights are those of the start"))
    let file = try MATFile(scratch.path("o.mat"))
    #expect(try Double(matValue: Self.value("training.loss", file)).isNaN)
  }

  @Test("a tolerance for the loss ends a training where it falls no more, and says so")
  func lossTolerance() throws {
    let scratch = try folder()
    let whole = try train(Self.small, to: "whole.mat", in: scratch)
    let loose = ["--loss-tolerance", "0.01"]
    let early = try train(Self.small + loose, to: "early.mat", in: scratch)
    #expect(early.output.contains("f fell by less than its tolerance in a step"))
    let losses = try ["whole", "early"].map { name in
      try Matrix<Double>(
        matValue: Self.value("net.loss_history", MATFile(scratch.path("\(name).mat")))
      )
      .elements
    }
    #expect(losses[1] == Array(losses[0].prefix(losses[1].count)), "\(whole.output)")
    let falls = zip(losses[1], losses[1].dropFirst()).map { ($0 - $1) / $0 }
    #expect(falls.last ?? 1 <= 0.01 && falls.dropLast().allSatisfy { $0 > 0.01 })
    let epochs = try train(
      Self.small + ["--method", "adam", "--batch-size", "20"] + loose, to: "e.mat", in: scratch)
    #expect(epochs.output.contains("f fell by less than its tolerance"))
    let wrong = try train(
      Self.small + ["--loss-tolerance", "-1"], to: "w.mat", in: scratch, status: 64)
    #expect(wrong.errors.contains("--loss-tolerance"))
  }

  @Test("a time limit of nothing ends with the start and says so")
  func timeLimit() throws {
    let scratch = try folder()
    let run = try train(Self.small + ["--time-limit", "0"], to: "o.mat", in: scratch)
    #expect(run.output.contains("time"))
    #expect(try MATFile(scratch.path("o.mat")).value("training").count == 1)
  }

  @Test("--from goes on from a network's weights: no iterations leave them as they are")
  func warmStart() throws {
    let scratch = try folder()
    try train(
      Self.small + ["--max-iterations", "9"], to: "first.mat", in: scratch)
    try train(
      Array(Self.small.prefix(4)) + ["--max-iterations", "0", "--from", "first.mat"],
      to: "same.mat", in: scratch)
    let (first, same) = (
      try MATFile(scratch.path("first.mat")), try MATFile(scratch.path("same.mat"))
    )
    for path in ["net.W", "net.b", "net.mu", "net.sigma", "net.activations"] {
      let value = { (file: MATFile) in try file.value("net").value(at: MATPath(path)) }
      #expect(try value(first) == value(same), "\(path)")
    }
    let more = try train(
      Array(Self.small.prefix(4)) + ["--from", "first.mat"], to: "more.mat", in: scratch)
    #expect(more.output.contains("Accuracy  1 "))
  }

  // MARK: The same bits

  @Test(
    "1, 2, 3 and 8 threads write the same bytes, each in a process of its own",
    arguments: [
      (60, ["--hidden", "3", "--starts", "5"]), (700, ["--hidden", "100,90", "--method", "lbfgs"]),
      (3000, ["--hidden", "12,12,12", "--activation", "tanh,relu,gelu", "--method", "cg"]),
      (60, ["--folds", "3", "--try-l2", "1e-4,1e-2", "--try-hidden", "2", "--try-hidden", "3,3"]),
      (60, ["--folds", "2", "--try-l2", "1e-5:1", "--trials", "4", "--hidden", "2"]),
    ] as [(Int, [String])])
  func threads(count: Int, options: [String]) throws {
    let scratch = try folder(count: count)
    let data = ["--features", "data.mat:X", "--labels", "data.mat:y", "--max-iterations", "4"]
    for threads in ["1", "2", "3", "8"] {
      try train(data + options + ["--threads", threads], to: "\(threads).mat", in: scratch)
    }
    // The largest is shared by threads, or this test would say nothing.
    for threads in ["2", "3", "8"] {
      #expect(try bytes("\(threads).mat", scratch) == bytes("1.mat", scratch), "\(threads)")
    }
    try train(data + options + ["--threads", "2"], to: "again.mat", in: scratch)
    #expect(try bytes("again.mat", scratch) == bytes("1.mat", scratch))
  }

  @Test("--horizon says where the agreement ends, or that there is no end")
  func horizon() throws {
    let scratch = try folder()
    let run = try train(
      Self.small + ["--horizon", "--max-iterations", "20", "--method", "gradient-descent"],
      to: "o.mat", in: scratch)
    #expect(run.output.contains("12 digits  throughout, 20 iterations"), "\(run.output)")
    let batches = try train(
      Self.small + ["--horizon", "--method", "adam", "--batch-size", "5"], to: "p.mat",
      in: scratch, status: 65)
    #expect(batches.errors.contains("--batch-size"))
  }

  @Test("the moons lab says that agreement ends between epochs 320 and 400")
  func moonsHorizon() throws {
    let scratch = try Scratch()
    let run = try Tool.run("demo", "moons", "-o", "out", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    let end = try #require(run.output.firstMatch(of: /agreement ends at iteration (\d+)/)).1
    #expect((320...400).contains(try #require(Int(end))))
  }

  // MARK: Judging

  @Test("a search leaves its table, and the network is the best candidate's")
  func search() throws {
    let scratch = try folder()
    let run = try train(
      Self.small.prefix(6) + [
        "--folds", "3", "--try-l2", "1e-4,10", "--try-activation", "tanh,sigmoid",
        "--max-iterations", "40",
      ], to: "best.mat", in: scratch)
    #expect(run.output.contains("* hidden 3, tanh, λ = 0.0001"), "\(run.output)")
    let file = try MATFile(scratch.path("best.mat"))
    let table = try file.value("search")
    let l2 = try Matrix<Double>(matValue: table.value(at: MATPath("search.l2"))).elements
    #expect(l2 == [1e-4, 10, 1e-4, 10])
    let losses = try Matrix<Double>(matValue: table.value(at: MATPath("search.loss")))
    #expect(losses.size == [4, 3] && losses.elements.allSatisfy(\.isFinite))
    let best = try Matrix<Double>(matValue: table.value(at: MATPath("search.best"))).elements
    #expect(best == [1])
    let lambda = try Matrix<Double>(matValue: file.value("net").value(at: MATPath("net.lambda")))
    #expect(lambda.elements == [1e-4])
  }

  @Test("--patience keeps the network of the lowest loss on the samples held back")
  func patience() throws {
    let scratch = try folder()
    let run = try train(
      Self.small + [
        "--l2", "0", "--validation-features", "data.mat:X", "--validation-labels", "data.mat:y",
        "--patience", "3", "--method", "gradient-descent", "--step-size", "50",
        "--max-iterations", "200",
      ], to: "o.mat", in: scratch)
    let chosen = try #require(run.output.firstMatch(of: /at iterate (\d+), the lowest/)).1
    let training = try MATFile(scratch.path("o.mat")).value("training")
    let path = try MATPath("training.validation_loss")
    let losses = try Matrix<Double>(matValue: training.value(at: path)).elements
    let place = try #require(Int(chosen))
    #expect(losses[place] == losses.min() && losses.count <= place + 4)
  }

  @Test("--trace writes every iterate's numbers, and --starts a ledger of the minima")
  func traceAndLedger() throws {
    let scratch = try folder()
    try train(
      Self.small + ["--trace", "--starts", "3", "--max-iterations", "6"], to: "o.mat", in: scratch)
    let file = try MATFile(scratch.path("o.mat"))
    #expect(file.variables.contains { $0.name == "starts" })
    let trace = try file.value("trace")
    let numbers = try Matrix<Double>(matValue: trace.value(at: MATPath("trace.iteration")))
    #expect(numbers.elements == Array(repeating: (0...6).map(Double.init), count: 3).flatMap { $0 })
  }

  @Test("--check-gradient is a gate that a right gradient passes")
  func gate() throws {
    let scratch = try folder()
    for options in [["--activation", "gelu"], ["--loss", "huber", "--l1", "0.01"]] {
      try train(
        Self.small + options + ["--check-gradient", "--max-iterations", "1"], to: "o.mat",
        in: scratch)
    }
  }
}
