import Foundation
import MATFiles
import Matrices
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
    ("--folds", ["--folds", "3"]), ("--try-l2", ["--folds", "3", "--try-l2", "0.1,0.2"]),
    ("--try-hidden", ["--folds", "3", "--try-hidden", "4"]),
    ("--try-activation", ["--folds", "3", "--try-activation", "softplus"]),
    ("--trials", ["--folds", "3", "--trials", "3"]), ("--octave", ["--octave"]),
    ("--data", ["--data", "none"]),
  ]

  /// Pairs that give the same numbers, as they should: no time, or a tolerance that the start is
  /// within, leaves nothing for the others to do.
  static let alike: [Set<String>] = [
    ["--time-limit", "--max-iterations"], ["--time-limit", "--tolerance"],
    ["--time-limit", "--method"], ["--time-limit", "--validation-features"],
    ["--tolerance", "--method"], ["--tolerance", "--max-iterations"],
    ["--tolerance", "--loss-tolerance"], ["--time-limit", "--loss-tolerance"],
    ["--loss-tolerance", "--max-iterations"],
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

  /// Runs the command in a folder of its own that has the same files.
  static func outcome(_ words: [String], output: String? = "out.mat") throws -> Outcome {
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
    if run.status == 0, words.first == "train", !isResumedLooser, let output {
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

  /// The words of one option or more, each once.
  static func words(_ options: [[String]]) -> [String] {
    var all: [String] = []
    for words in options {
      if words.starts(with: ["--folds"]), all.contains("--folds") {
        all += words.dropFirst(2)
      } else if let place = words.firstIndex(of: "--loss"), place > 0, all.contains("--loss") {
        all += words[..<place]
      } else {
        all += words
      }
    }
    return all + (all.contains("--max-iterations") ? [] : ["--max-iterations", "6"])
  }

  static func trained(_ options: [[String]]) throws -> Outcome {
    try outcome(base + words(options) + ["--no-timing", "-o", "out.mat"])
  }

  static let alone = Result {
    Dictionary(
      uniqueKeysWithValues: try trainOptions.map { ($0.name, try trained([$0.words])) })
  }

  @Test("train's options in pairs", arguments: trainOptions.indices)
  func pairs(first: Int) throws {
    let alone = try Self.alone.get()
    let a = Self.trainOptions[first]
    for b in Self.trainOptions[(first + 1)...] {
      guard !a.words.contains(b.name), !b.words.contains(a.name),
        !Self.alike.contains([a.name, b.name])
      else { continue }
      let both = try Self.trained([a.words, b.words])
      guard both.status == 0 else {
        #expect([64, 65].contains(both.status), "\(a.name) \(b.name): \(both.status)")
        // Weights of samples are data, of which a checkpoint knows the loss alone.
        let named =
          [a.name, b.name].contains { both.errors.contains($0) }
          || both.errors.contains("the data, the network or the options are others")
        #expect(named, "\(a.name) \(b.name): \(both.errors)")
        continue
      }
      for (option, other) in [(a, b), (b, a)] {
        // What is resumed ends in the same bits as what was never stopped.
        if option.name == "--resume" { continue }
        guard both == alone[other.name] else { continue }
        Issue.record("\(option.name) has no effect beside \(other.name), and nothing says so")
      }
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
    // What names the samples and the output, and what is said of threads, time and reading.
    let others: Set<String> = [
      "--features", "--labels", "--targets", "--output", "--help", "--version", "--threads",
      "--no-timing", "--limit", "--validation", "--validation-labels", "--validation-targets",
      "--patience", "--unverified", "--text-encoding", "--reader", "--samples-in", "--one-hot",
      "--ranks", "--alone",
    ]
    // These are tried alone, by tests of their own, and not beside every other option.
    let alone: Set<String> = [
      "--weight-decay", "--quantile-level", "--dropout", "--clip", "--epoch-loss", "--stop-part",
      "--standardize-targets", "--l2-over-2n", "--standardize", "--schedule",
    ]
    #expect(
      listed.subtracting(others).subtracting(alone)
        == Set(Self.trainOptions.map(\.name)).subtracting(["--no-standardize"]))
    #expect(others.subtracting(listed).subtracting(["--version", "--help"]).isEmpty)
  }
}
