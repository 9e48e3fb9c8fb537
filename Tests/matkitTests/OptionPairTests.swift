import Foundation
import MATFiles
import Matrices
import Synchronization
import Testing

/// No option is dropped without a word: beside any other, each changes what comes out, or is
/// refused or said to have no effect with its name.
@Suite("Options in pairs") struct OptionPairTests {
  /// Every option of `train` with a value that is not its default, and what it needs besides.
  ///
  /// `--threads`, of which the help says that it changes no bit, has a test of its own.
  static let trainOptions: [(name: String, words: [String])] = [
    ("--hidden", ["--hidden", "3"]), ("--activation", ["--activation", "sigmoid"]),
    ("--output-activation", ["--output-activation", "softmax"]),
    ("--loss", ["--loss", "squared-error"]),
    ("--huber-threshold", ["--huber-threshold", "0.1", "--loss", "huber"]),
    ("--focal-exponent", ["--focal-exponent", "1", "--loss", "focal"]),
    ("--l2", ["--l2", "0.1"]), ("--l1", ["--l1", "0.1"]), ("--reduction", ["--reduction", "sum"]),
    ("--class-weights", ["--class-weights", "1,3"]), ("--no-standardize", ["--no-standardize"]),
    ("--method", ["--method", "momentum"]), ("--step-size", ["--step-size", "0.2"]),
    ("--momentum", ["--momentum", "0.5"]), ("--batch-size", ["--batch-size", "7"]),
    ("--hold-out", ["--hold-out", "0.25"]),
    ("--init", ["--init", "he"]), ("--init-order", ["--init-order", "units-first"]),
    ("--init-biases", ["--init-biases", "zero"]), ("--seed", ["--seed", "3"]),
    ("--starts", ["--starts", "3"]), ("--max-iterations", ["--max-iterations", "2"]),
    ("--tolerance", ["--tolerance", "10"]), ("--time-limit", ["--time-limit", "0"]),
    ("--loss-tolerance", ["--loss-tolerance", "10"]), ("--precision", ["--precision", "single"]),
    ("--sample-weights", ["--sample-weights", "data.mat:w"]),
    (
      "--validation-features",
      ["--validation-features", "held.mat:X", "--validation-labels", "held.mat:y"]
    ), ("--from", ["--from", "net.mat"]), ("--checkpoint", ["--checkpoint", "c.mat"]),
    ("--resume", ["--resume", "saved.mat"]), ("--trace", ["--trace"]),
    ("--check-gradient", ["--check-gradient"]), ("--horizon", ["--horizon"]),
    ("--folds", ["--folds", "3"]), ("--try-l2", ["--try-l2", "0.1,0.2", "--folds", "3"]),
    ("--try-hidden", ["--try-hidden", "4", "--folds", "3"]),
    ("--try-activation", ["--try-activation", "softplus", "--folds", "3"]),
    ("--trials", ["--trials", "3", "--folds", "3"]), ("--octave", ["--octave"]),
    ("--data", ["--data", "none"]), ("--l2-over-2n", ["--l2-over-2n", "3"]),
    ("--bound", ["--bound", "W>=-0.1"]), ("--fix", ["--fix", "b1=0.3"]),
    ("--stop-part", ["--stop-part", "0.4", "--patience", "1"]),
    ("--weight-decay", ["--weight-decay", "0.1"] + adamw),
    ("--schedule", ["--schedule", "step,1,0.5"] + batches),
    ("--clip", ["--clip", "0.01"] + batches), ("--dropout", ["--dropout", "0.5"] + batches),
    ("--epoch-loss", ["--epoch-loss", "running"] + batches),
  ]
  private static let adamw = ["--method", "adamw"]
  private static let batches = adamw + ["--batch-size", "7"]

  /// Options that are of a regression alone, likewise.
  static let regressionOptions: [(name: String, words: [String])] = [
    ("--quantile-level", ["--quantile-level", "0.1", "--loss", "quantile"]),
    ("--no-standardize-targets", ["--no-standardize-targets"]),
  ]

  /// Pairs that give the same numbers, as they should: no time, or a tolerance that the start is
  /// within, leaves nothing for the others to do.
  static let alike: [Set<String>] = [
    ["--time-limit", "--max-iterations"], ["--time-limit", "--tolerance"],
    ["--time-limit", "--method"], ["--time-limit", "--validation-features"],
    ["--tolerance", "--method"], ["--tolerance", "--max-iterations"],
    ["--tolerance", "--loss-tolerance"], ["--time-limit", "--loss-tolerance"],
    ["--loss-tolerance", "--max-iterations"],
    ["--time-limit", "--weight-decay"], ["--time-limit", "--schedule"],
    ["--time-limit", "--clip"], ["--time-limit", "--dropout"], ["--time-limit", "--epoch-loss"],
    ["--tolerance", "--weight-decay"], ["--loss-tolerance", "--schedule"],
    // Targets are as they are with bounds, and where the network to go on from answers shares.
    ["--no-standardize-targets", "--bound"], ["--no-standardize-targets", "--fix"],
    ["--no-standardize-targets", "--from"],
  ]

  /// What a run left: of the file the numbers, not the settings, which it would echo.
  struct Outcome: Hashable {
    var status: Int32
    var errors: String
    var notes: [String]
    var values: [String: Data]
  }

  static let folder = Result { try makeFolder() }

  static func makeFolder() throws -> Scratch {
    let scratch = try Scratch()
    func samples(_ count: Int, _ shift: Int) -> (X: Matrix<Double>, y: Matrix<Double>) {
      let X = Matrix<Double>(rowCount: count, columnCount: 3) { row, column in
        let angle = 0.9 * Double(row + shift) + 2.1 * Double(column)
        return sin(angle) * (column == 0 ? 2 : 1) + (row.isMultiple(of: 3) ? 0.8 : 0) + 0.3
      }
      return (X, Matrix(column: (0..<count).map { $0.isMultiple(of: 3) ? 1.0 : 0 }))
    }
    let (train, held) = (samples(24, 0), samples(9, 100))
    try MATFile.write(
      [
        "X": train.X, "y": train.y, "w": Matrix(column: (0..<24).map { 1 + Double($0 % 4) }),
        "T": Matrix(column: (0..<24).map { train.X[$0, 0] * train.X[$0, 1] }),
      ], to: scratch.path("data.mat"))
    try MATFile.write(["X": held.X, "y": held.y], to: scratch.path("held.mat"))
    for words in [
      ["--hidden", "2", "--seed", "9", "-o", "net.mat"],
      ["--checkpoint", "saved.mat", "-o", "part.mat"],
    ] {
      let run = try Tool.run(
        base + ["--max-iterations", "4"] + words, in: scratch.folder)
      try #require(run.status == 0, "\(run.errors)")
    }
    return scratch
  }

  static let base = ["train", "--features", "data.mat:X", "--labels", "data.mat:y"]

  /// Runs the command in a folder of its own that has the same files; `remakes` runs what the output records, too.
  static func outcome(
    _ words: [String], output: String? = "out.mat", remakes: Bool = false
  ) throws -> Outcome {
    let (files, scratch) = (try folder.get(), try Scratch())
    for name in try files.contents {
      try FileManager.default.copyItem(at: files.file(name), to: scratch.file(name))
    }
    let given = try scratch.contents
    let run = try Tool.run(words, in: scratch.folder)
    // A tolerance that iterates before the stop had met would have ended the training at one of them.
    let isResumedLooser =
      words.contains("--resume")
      && (words.contains("--tolerance") || words.contains("--loss-tolerance"))
    if remakes, run.status == 0, !isResumedLooser, let output {
      try RecordedCommandTests.check(output, in: scratch, "\(words)")
    }
    var values: [String: Data] = [:]
    for name in try scratch.contents where !given.contains(name) {
      guard name == output else {
        values[name] = Data()
        continue
      }
      let file = try MATFile(scratch.path(name))
      let echoes = ["net", "training", "X", "y"]
      for variable in file.variables where !echoes.contains(variable.name) {
        values[variable.name] = Data("\(try file.semanticHash(of: variable))".utf8)
      }
      for path in ["net.mu", "net.loss_history", "net.activations", "training.validation_loss"] {
        let at = try MATPath(path)
        guard let value = try? file.value(at: at) else { continue }
        values[path] = Data("\(value)".utf8)
      }
    }
    let notes = run.output.split(separator: "\n").map(String.init).filter { line in
      ["NOTE", "WARNING", "Horizon", "Gradient", "Right", "Candidates", "  hidden", "* hidden"]
        .contains { line.hasPrefix($0) }
    }
    return Outcome(status: run.status, errors: run.errors, notes: notes, values: values)
  }

  /// The words of options, each option once with its first value, in the order of their names.
  static func words(_ options: [[String]]) -> [String] {
    var items: [String: [String]] = ["--max-iterations": ["--max-iterations", "6"]]
    var given: Set<String> = []
    for words in options {
      for item in Self.items(words) where given.insert(item[0]).inserted {
        items[item[0]] = item
      }
    }
    return items.sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// The words cut before each option.
  private static func items(_ words: [String]) -> [[String]] {
    words.reduce(into: []) { items, word in
      if word.hasPrefix("--") { items.append([word]) } else { items[items.count - 1].append(word) }
    }
  }

  /// What an option needs besides, to be compared with it.
  static func needs(_ option: (name: String, words: [String])) -> [String] {
    let needs = items(option.words).dropFirst().flatMap { $0 }
    return needs.starts(with: adamw) || needs.starts(with: ["--loss", "quantile"]) ? needs : []
  }

  static func trained(_ options: [[String]], _ base: [String] = base) throws -> Outcome {
    let words = base + words(options) + ["--no-timing", "-o", "out.mat"]
    if let known = known.withLock({ $0[words] }) { return known }
    let outcome = try outcome(words)
    known.withLock { $0[words] = outcome }
    return outcome
  }

  /// What was run already, by its words.
  private static let known = Mutex<[[String]: Outcome]>([:])

  @Test("the file of an option alone has a command that makes it again", arguments: trainOptions)
  func recorded(option: (name: String, words: [String])) throws {
    _ = try remade([option.words])
  }

  /// Beside what any training takes, one of each row stands beside one of each other in some of the nine.
  @Test("the file of many options together has a command that makes it again", arguments: 0..<9)
  func recordedTogether(number: Int) throws {
    let (row, column) = (number / 3, number % 3)
    let rows = [
      [
        ["--tolerance", "1e-3", "--precision", "single"],
        ["--method", "momentum", "--momentum", "0.5", "--step-size", "0.2", "--starts", "2"],
        Self.batches + [
          "--weight-decay", "0.1", "--schedule", "step,1,0.5", "--clip", "0.01", "--dropout",
          "0.5", "--epoch-loss", "running",
        ],
      ],
      [
        ["--loss", "squared-error", "--l2", "0.1", "--class-weights", "1,3"],
        ["--loss", "huber", "--huber-threshold", "0.1", "--l2-over-2n", "3"],
        ["--loss", "focal", "--focal-exponent", "1", "--sample-weights", "data.mat:w"],
      ],
      [
        ["--validation-features", "held.mat:X", "--validation-labels", "held.mat:y"],
        ["--hold-out", "0.25", "--no-standardize", "--reduction", "sum"],
        ["--stop-part", "0.4", "--patience", "1", "--data", "none"],
      ],
    ]
    let any = [
      "--hidden", "3", "--activation", "sigmoid", "--l1", "0.01", "--init", "he", "--init-order",
      "units-first", "--init-biases", "zero", "--seed", "3", "--loss-tolerance", "1e-9",
    ]
    let outcome = try remade([
      any, rows[0][row], rows[1][column], rows[2][(row + column) % 3],
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func remade(_ options: [[String]]) throws -> Outcome {
    try Self.outcome(
      Self.base + Self.words(options) + ["--no-timing", "-o", "out.mat"], remakes: true)
  }

  @Test("train's options in pairs", arguments: trainOptions.indices)
  func pairs(first: Int) throws {
    for second in Self.trainOptions.indices.dropFirst(first + 1) {
      try Self.compare(Self.trainOptions[first], Self.trainOptions[second], Self.base)
    }
  }

  @Test("train's options beside those of a regression", arguments: regressionOptions.indices)
  func regression(first: Int) throws {
    // Squared errors are what a regression has without being told.
    let others = Self.trainOptions.filter { $0.name != "--loss" }
    for option in others + Self.regressionOptions[..<first] {
      try Self.compare(Self.regressionOptions[first], option, Self.regression)
    }
  }

  static let regression = ["train", "--features", "data.mat:X", "--targets", "data.mat:T"]

  /// Expects each of the two to have an effect beside the other, or one of them to be named in a refusal.
  static func compare(
    _ a: (name: String, words: [String]), _ b: (name: String, words: [String]), _ base: [String]
  ) throws {
    guard !a.words.contains(b.name), !b.words.contains(a.name), !alike.contains([a.name, b.name])
    else { return }
    let both = try trained([a.words, b.words], base)
    guard both.status == 0 else {
      #expect([64, 65].contains(both.status), "\(a.name) \(b.name): \(both.status)")
      // Weights of samples are data, of which a checkpoint knows the loss alone.
      let named =
        (a.words + b.words).contains { $0.hasPrefix("--") && both.errors.contains($0) }
        || both.errors.contains("the data, the network or the options are others")
        // λ is kept as --l2 has it, however it was said.
        || ([a.name, b.name].contains("--l2-over-2n") && both.errors.contains("--l2 was"))
      #expect(named, "\(a.name) \(b.name): \(both.errors)")
      return
    }
    for (option, other) in [(a, b), (b, a)] {
      // What is resumed ends in the same bits as what was never stopped.
      if option.name == "--resume" { continue }
      guard try both == trained([needs(option), other.words], base) else { continue }
      Issue.record("\(option.name) has no effect beside \(other.name), and nothing says so")
    }
  }

  /// Those of `train`'s options that `gradcheck` takes, too.
  static let gradientOptions = trainOptions.filter { option in
    let others: Set<String> = [
      "--validation-features", "--from", "--checkpoint", "--resume", "--trace", "--check-gradient",
      "--horizon", "--folds", "--try-l2", "--try-hidden", "--try-activation", "--trials",
      "--octave",
    ]
    return !others.contains(option.name)
  }

  @Test(
    "gradcheck's options beside each other",
    arguments: [[], ["--weights", "net.mat"], ["--by", "central"], ["--most", "3"]])
  func gradcheck(beside: [String]) throws {
    let base = ["gradcheck"] + Self.base.dropFirst() + beside
    let folder = try Self.folder.get().folder
    let plain = try Tool.run(base, in: folder)
    #expect(plain.status == 0, "\(plain.errors)")
    if !beside.isEmpty {
      let without = try Tool.run(["gradcheck"] + Self.base.dropFirst(), in: folder)
      #expect(without.output != plain.output, "\(beside)")
    }
    for option in Self.gradientOptions {
      let alone = option.name == "--step-size" || option.name == "--batch-size"
      let words =
        option.name == "--momentum" || alone
        ? ["--method", "momentum"] + option.words : option.words
      let run = try Tool.run(base + words, in: folder)
      if run.status == 64 || run.status == 65 {
        #expect(run.errors.contains(option.name), "\(option.name) \(beside): \(run.errors)")
      } else {
        #expect(run.status == 0, "\(option.name) \(beside): \(run.output)\(run.errors)")
        #expect(run.output != plain.output, "\(option.name) has no effect beside \(beside)")
      }
      let isSaid = run.output.split(separator: "\n").contains {
        $0.hasPrefix("NOTE") && $0.contains(option.name)
      }
      // What is said to have no effect has none.
      let numbers = { (text: String) in text.split(separator: "\n").filter { !$0.hasPrefix("NOTE") }
      }
      if isSaid { #expect(numbers(run.output) == numbers(plain.output), "\(option.name)") }
    }
  }

  @Test("grid's options in pairs")
  func grid() throws {
    let options = [["--step", "0.3"], ["--padding", "1"], ["--octave"]]
    let scratch = try Scratch()
    try MATFile.write(
      [
        "X": Matrix<Double>(rowCount: 8, columnCount: 2) { sin(Double($0 * 3 + $1)) },
        "y": Matrix(column: (0..<8).map { Double($0 % 2) }),
      ], to: scratch.path("d.mat"))
    let samples = ["--features", "d.mat:X", "--labels", "d.mat:y"]
    let train = try Tool.run(
      ["train"] + samples + ["--max-iterations", "1", "-o", "n.mat"], in: scratch.folder)
    try #require(train.status == 0, "\(train.errors)")
    func outcome(_ words: [[String]]) throws -> [String] {
      for name in ["g.mat", "lab_plot.m", "lab_predict.m"] {
        try? FileManager.default.removeItem(at: scratch.file(name))
      }
      let run = try Tool.run(
        ["grid", "n.mat"] + samples + words.flatMap { $0 } + ["-o", "g.mat"], in: scratch.folder)
      #expect(run.status == 0, "\(run.errors)")
      let file = try MATFile(scratch.path("g.mat"))
      return try scratch.contents + file.variables.map { "\(try file.semanticHash(of: $0))" }
    }
    for first in options.indices {
      for second in options.indices where second > first {
        let both = try outcome([options[first], options[second]])
        #expect(try both != outcome([options[first]]))
        #expect(try both != outcome([options[second]]))
      }
    }
  }

  @Test("threads change no bit, as the help says")
  func threads() throws {
    for words in [
      ["--starts", "3"], ["--method", "adam", "--batch-size", "5"], ["--folds", "3"],
    ] {
      let one = try Self.trained([words])
      let two = try Self.trained([words, ["--threads", "2"]])
      #expect(one.values == two.values && one.status == 0)
    }
  }

  @Test("the table has every option of train that may be left away")
  func complete() throws {
    let help = try Tool.run("train", "--help").output
    let listed = Set(help.matches(of: /\n  (?:-[a-z], )?(--[a-z0-9-]+)/).map { String($0.1) })
    // What names the samples and the output, and what is said of threads, memory, time and reading.
    let others: Set<String> = [
      "--features", "--labels", "--targets", "--output", "--help", "--version", "--threads",
      "--no-timing", "--limit", "--validation", "--validation-labels", "--validation-targets",
      "--patience", "--unverified", "--text-encoding", "--reader", "--samples-in", "--one-hot",
      "--ranks", "--alone", "--memory",
      // Of these the table has the one that changes something.
      "--standardize", "--standardize-targets",
    ]
    let tabled = Set((Self.trainOptions + Self.regressionOptions).map(\.name))
    #expect(
      listed.subtracting(others)
        == tabled.subtracting(["--no-standardize", "--no-standardize-targets"]))
    #expect(others.subtracting(listed).subtracting(["--version", "--help"]).isEmpty)
  }
}
