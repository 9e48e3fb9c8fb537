import ArgumentParser
import Foundation
import Labs
import MATFiles
import Matrices
@testable import NetworkFiles
import Testing

@testable import matkit

/// The command that a network's file names makes the same network again, whatever options made it: it is made
/// from the settings, and the settings have a field for every option that has a say.
@Suite("The recorded command") struct RecordedCommandTests {
  /// Options that have no say in the network, each with the reason.
  static let withoutSay: [String: String] = [
    "--output": "where the file is", "--l2-over-2n": "recorded as --l2",
    "--threads": "the same bits with any number",
    "--memory": "the same bits from a scratch file",
    "--reader": "two readers that differ are an error",
    "--no-timing": "of the seconds alone", "--data": "what the file has of the samples",
    "--checkpoint": "a file beside it",
    "--resume": "goes on to the bits of a training that was never stopped",
    "--trace": "a variable beside it", "--check-gradient": "a look", "--horizon": "a look",
    "--octave": "files beside it", "--ranks": "the same bits with any number",
    "--alone": "likewise", "--help": "no training", "--version": "no training",
    "--folds": "the best candidate's settings are recorded", "--try-l2": "likewise",
    "--try-hidden": "likewise", "--try-activation": "likewise", "--trials": "likewise",
  ]

  /// The names of train's options, from its parser.
  static func options() throws -> Set<String> {
    let help = try Tool.run("train", "--help").output
    return Set(help.matches(of: /\n  (?:-[a-z], )?(--[a-z0-9-]+)/).map { String($0.1) })
  }

  @Test("every option of train is a field of the settings, or has no say in the network")
  func fields() throws {
    let fields = Set(
      TrainingSettings.Field.allCases.filter { $0 != .data }
        .map { "--" + $0.rawValue.replacing("_", with: "-") })
    #expect(fields.isDisjoint(with: Self.withoutSay.keys))
    #expect(try Self.options() == fields.union(Self.withoutSay.keys))
  }

  /// More words than the table of pairs has: every way to name samples, weights a class, one λ a layer.
  static let further: [[String]] = [
    ["--validation", "held.mat:X=0", "--validation", "held.mat:X=1", "--patience", "2"],
    ["--class-weights", "balanced"], ["--hidden", "none"], ["--hold-out", "0.3", "--seed", "4"],
    ["--patience", "3", "--stop-part", "0.3"], ["--method", "adamw", "--weight-decay", "0.1"],
    [
      "--method", "adamw", "--batch-size", "5", "--schedule", "cosine,4,0.1", "--clip", "0.5",
      "--dropout", "0.2", "--epoch-loss", "running",
    ], ["--method", "nesterov", "--batch-size", "6", "--schedule", "step,2,0.5"],
    ["--method", "momentum", "--batch-size", "6", "--schedule", "plateau,1,0.5"],
    ["--no-standardize", "--init-biases", "zero"], ["--loss", "focal", "--focal-exponent", "1"],
    ["--hidden", "3,2", "--activation", "tanh,relu", "--l2", "0.1,0.2,1e-300", "--l1", "1,2,3"],
    ["--unverified", "--limit", "elements=1M", "--limit", "nesting=30"],
    ["--text-encoding", "gb18030"], ["--samples-in", "rows"], ["--one-hot"],
    ["--method", "adam", "--batch-size", "5", "--seed", "7"],
  ]

  @Test("the options that settings name say the same settings again")
  func again() throws {
    let others: [[String]] = OptionPairTests.trainOptions.map(\.words)
    for words in others + Self.further {
      let method =
        words.contains("--step-size") || words.contains("--momentum")
          || words.contains("--batch-size") && !words.contains("--method")
        ? ["--method", "nesterov"] : []
      let arguments = OptionPairTests.base.dropFirst() + words + method + ["-o", "o.mat"]
      let settings = try TrainCommand.parse(Array(arguments)).settings
      let said = try settings.arguments()
      for word in words where word.hasPrefix("--") && Self.withoutSay[word] == nil {
        #expect(said.contains(word), "\(word): \(said)")
      }
      let second = try TrainCommand.parse(said + ["-o", "o.mat"]).settings
      #expect(try second.encoded() == settings.encoded(), "\(words)")
      let decoded = try MATDecoder().decode(
        TrainingSettings.self, from: settings.encoded().matValue)
      #expect(try decoded.encoded() == settings.encoded(), "\(words)")
    }
  }

  /// Runs the command that a file names beside it, as a shell reads it, and compares the two networks.
  static func check(
    _ name: String, in scratch: Scratch, _ comment: String = "",
    location: SourceLocation = #_sourceLocation
  ) throws {
    let file = try MATFile(scratch.path(name))
    let recorded = try String(matValue: file.value(at: MATPath("training.command")))
    #expect(recorded.hasPrefix("matkit train "), "\(recorded)", sourceLocation: location)
    let again = "again-of-\(name)"
    let script =
      "matkit() { \"$tool\" \"$@\"; }\n"
      + recorded.replacing("FILE:", with: "\(name):").replacing(" -o OUT", with: " -o \(again)")
    let run = try Tool.run(
      [], in: scratch.folder,
      shellPrefix: "tool=\"$0\"\n\(script)\nexit $?\n")
    #expect(
      run.status == 0, "\(comment) \(recorded): \(run.errors)", sourceLocation: location)
    guard run.status == 0 else { return }
    let second = try MATFile(scratch.path(again))
    for variable in ["net", "Theta1"] {
      let same =
        try file.value(variable).semanticHash() == second.value(variable).semanticHash()
      #expect(same, "\(variable) \(comment): \(recorded)", sourceLocation: location)
    }
    try FileManager.default.removeItem(at: scratch.file(again))
  }

  /// Trains in the folder of the table of pairs, with further samples, and checks what was recorded.
  private func train(_ words: [String], _ scratch: Scratch? = nil) throws {
    let scratch = try scratch ?? Self.folder()
    let run = try Tool.run(["train"] + words + ["-o", "made.mat"], in: scratch.folder)
    #expect(run.status == 0, "\(words): \(run.errors)")
    guard run.status == 0 else { return }
    try Self.check("made.mat", in: scratch, "\(words)")
  }

  private static func folder() throws -> Scratch {
    let scratch = try OptionPairTests.makeFolder()
    let names = (0..<24).map { $0.isMultiple(of: 3) ? "yes" : "no, 'never'" }
    try MATFile.write(["names": names], to: scratch.path("a name's.mat"))
    try MATFile.write(
      ["X": Matrix<Double>(rowCount: 9, columnCount: 3) { Double(($0 * 5 + $1) % 7) / 7 }],
      to: scratch.path("one.mat"))
    return scratch
  }

  @Test("an option alone, and what the table of pairs has not")
  func options() throws {
    let base = Array(OptionPairTests.base.dropFirst())
    for words in Self.further.dropFirst() {
      try train(base + words + ["--max-iterations", "5"])
    }
  }

  @Test("validation samples, weights, a network to go on from, and names of classes are named")
  func sources() throws {
    let named = ["--features", "data.mat:X", "--labels", "a name's.mat"]
    let numbers = ["--features", "data.mat:X", "--targets", "data.mat:T"]
    let held = ["--validation-features", "held.mat:X"]
    let few = ["--max-iterations", "8"]
    for words in [
      named, named + ["--sample-weights", "data.mat:w", "--class-weights", "balanced"],
      numbers + held + ["--validation-targets", "held.mat:y", "--patience", "2"],
      ["one.mat=4", "data.mat:X=-1", "--from", "net.mat", "--seed", "4"],
      [
        "one.mat", "data.mat:X", "--validation", "held.mat:X", "--validation", "one.mat",
        "--patience", "1",
      ],
      named + [
        "--folds", "2", "--try-l2", "0.1,1e-3", "--try-hidden", "3", "--try-hidden", "none",
      ],
    ] {
      // A network that was made with other labels knows those of its own.
      let scratch = try Self.folder()
      if words.contains("--from") {
        let before = [
          "train", "one.mat=4", "data.mat:X=-1", "--max-iterations", "2", "-o", "net.mat",
        ]
        #expect(try Tool.run(before, in: scratch.folder).status == 0)
      }
      try train(words + few, scratch)
    }
  }

  @Test("a training that a limit of time ended is as long again")
  func limited() throws {
    let words = Array(OptionPairTests.base.dropFirst()) + ["--tolerance", "0"]
    try train(words + ["--time-limit", "0.05", "--max-iterations", "100000"])
    try train(words + ["--time-limit", "0"])
  }

  @Test("what a program made itself, and no file has, is no command")
  func unnamed() throws {
    let X = Matrix<Double>(rowCount: 12, columnCount: 2) { sin(Double($0 * 3 + $1)) }
    var data = try TrainingData(
      points: X, labels: (0..<12).map { Double($0 % 2) }, source: "program")
    let settings = TrainingSettings(hidden: [2], maxIterations: 2)
    let plain = try settings.train(on: data).result
    #expect(plain.training.command.hasPrefix("matkit train --features FILE:X --labels FILE:y "))
    #expect(try settings.train(on: data, from: plain.network).result.training.command.isEmpty)
    #expect(try settings.train(on: data, validation: data).result.training.command.isEmpty)
    data.weights = Array(repeating: 2, count: 12)
    #expect(try settings.train(on: data).result.training.command.isEmpty)
    let named = try TrainingData(
      points: X, names: (0..<12).map { "c\($0 % 2)" }, source: "program")
    #expect(try settings.train(on: named).result.training.command.isEmpty)
  }

  @Test("a lab takes every option of train, and its lock has each that can change a bit")
  func labs() throws {
    let scratch = try Self.folder()
    for (name, words) in OptionPairTests.trainOptions + [("--threads", ["--threads", "2"])] {
      var options: [String] = []
      var rest = words[...]
      while let word = rest.popFirst() {
        let isFlag = rest.first.map { $0.hasPrefix("--") } ?? true
        let value = isFlag ? "true" : "\"\(rest.popFirst() ?? "")\""
        options.append("\(word.dropFirst(2)): \(value)")
      }
      if ["--step-size", "--momentum", "--batch-size"].contains(name) {
        options.append("method: nesterov")
      }
      // What is written beside the output belongs to no stage.
      if name == "--octave" { continue }
      let lines =
        [
          "stages:", "  one:", "    train:", "      features: data.mat:X",
          "      labels: data.mat:y",
        ]
        + options.map { "      \($0)" } + ["    outs: [out.mat]", ""]
      try LabCommandTests.write(lines.joined(separator: "\n"), to: scratch)
      let lab = try Lab(scratch.path("lab.yaml"))
      try lab.check(argumentProblem)
      #expect(
        lab.stages[0].command.contains("\(name) ") == (name != "--threads")
          || lab.stages[0].command.contains("\(name)="), "\(lab.stages[0].command)")
    }
  }
}
