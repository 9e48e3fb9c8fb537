import ArgumentParser
import Labs
import NetworkFiles
import MATFiles
import Networks

/// `matkit evaluate WEIGHTS DATA…`
struct EvaluateCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare a trained network's answers with the labels or targets of points.",
    discussion: """
      Prints accuracy, log-loss, Brier score, the area under the ROC curve,
      precision, recall and F1 of each class, the confusion matrix, and which samples
      are wrong; for targets R² and errors.
        matkit evaluate trained.mat class1.mat class2.mat
        matkit evaluate trained.mat --features test.mat:X --labels test.mat:y \\
          -o scores.mat

      What each feature is worth, and probabilities as sure as they should be:
        matkit evaluate trained.mat test.mat --importance
        matkit evaluate trained.mat held-out.mat --calibrated calibrated.mat

      With -o, all of it, all wrong samples and the ROC and calibration curves go
      into a .mat file as the struct evaluation, or into a .json file, where rows and
      columns are lists.
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions

  @Option(help: ArgumentHelp("Print so many wrong samples at most.", valueName: "n"))
  var wrong = 10

  @Flag(
    help: ArgumentHelp(
      "By how much the score falls when a feature's values are exchanged among the samples.",
      discussion: """
        The score is the accuracy, of labels that of whole sets, of targets R². Features that tell the same \
        stand in for each other, and get little.
        """))
  var importance = false

  @Option(
    help: ArgumentHelp("Exchange each feature's values so often (5).", valueName: "n"))
  var repeats: Int?

  @Option(help: ArgumentHelp("The seed of the orders that they are put into (0).", valueName: "n"))
  var seed: UInt32?

  @Option(
    help: ArgumentHelp(
      "Write the network with its last layer divided by the temperature that fits these samples.",
      discussion: """
        Its probabilities are then as sure as they should be, and its predictions the same. Samples that it \
        was trained on do not tell that.
        """, valueName: "OUT"))
  var calibrated: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat or .json file to write, whole or not at all.", valueName: "OUT"))
  var output: String?

  func filesRead() -> [String] { [weights] + data.files }
  func filesWritten() -> [OutputFile] {
    OutputFile.optional(output, "-o") + OutputFile.optional(calibrated, "--calibrated")
  }

  func validate() throws {
    guard wrong >= 0 else { throw ValidationError("--wrong is \(wrong); give 0 or more.") }
    if let repeats, !(1...10_000).contains(repeats) {
      throw ValidationError("--repeats is \(repeats); give 1 to 10000.")
    }
    guard importance || repeats == nil && seed == nil else {
      throw ValidationError(
        "\(repeats == nil ? "--seed" : "--repeats") is of --importance; give both, or neither.")
    }
  }

  func run() throws {
    let file = try MATFile(weights, decoding: .ofSamples)
    let network = try SavedNetwork(file)
    let data = try data.read()
    var value: MATValue
    var lines: [String]
    var temperature: TemperatureScaling?
    if data.isMultiLabel {
      let evaluation = try network.evaluateLabels(on: data)
      lines = labelLines(evaluation, titles: network.classTitles)
      value = evaluation.matValue
    } else if data.targets != nil {
      let errors = try network.regressionErrors(on: data)
      lines = regressionLines(errors)
      value = errors.matValue
    } else {
      let evaluation = try network.evaluate(on: data)
      lines =
        EvaluationReport(evaluation, titles: network.classTitles).lines
        + WrongSamplesReport(evaluation.wrong, titles: network.classTitles, most: wrong).lines
      value = evaluation.matValue
      temperature = evaluation.temperature
    }
    if importance {
      let found = try network.importance(on: data, repeats: repeats ?? 5, seed: seed ?? 0)
      lines += ImportanceReport(found).lines
      value = value.adding(found.matValue, as: "importance")
    }
    if let isTrained = TrainingRecord.isTrained(in: file) {
      if !isTrained {
        lines.append("NOTE           \(weights) says that the network is not trained")
      }
      value = value.adding(isTrained.matValue, as: "trained")
    }
    lines = data.told + lines
    // The file comes first, so that it is there though nothing can be printed.
    if let output {
      if output.hasSuffix(".json") {
        try MetricFile.write(value, to: output)
      } else {
        try MATFile.write(["evaluation": value], to: output)
      }
      lines.append("Written to \(output).")
    }
    if let calibrated {
      try write(network, at: temperature, to: calibrated)
      lines.append("Written to \(calibrated).")
    }
    try StandardStream.output.print(lines: lines)
  }

  /// Writes the network with the probabilities that it has at a temperature.
  private func write(
    _ network: SavedNetwork, at temperature: TemperatureScaling?, to path: String
  ) throws {
    guard let temperature, temperature.temperature.isFinite else {
      throw ToolError(
        .dataError, "--calibrated: \(weights) answers no probabilities of classes; leave it away")
    }
    guard temperature.temperature > TemperatureScaling.range.lowerBound else {
      throw ToolError(
        .dataError,
        "--calibrated: every sample is right, so that no temperature is best; give samples that the network"
          + " was not trained on")
    }
    try MATFile.write(network.cooled(by: temperature.temperature).variables, to: path)
  }
}

extension MATValue {
  /// A scalar struct with one more field.
  fileprivate func adding(_ value: MATValue, as name: String) -> MATValue {
    guard case .structure(let fields) = self, fields.count == 1 else { return self }
    var values = fields.fields
    values[name] = [value]
    return MATStructArray(size: [1, 1], fields: values).matValue
  }
}

/// The lines for samples with any number of labels.
func labelLines(_ evaluation: LabelEvaluation, titles: [String]) -> [String] {
  let scores = evaluation.scores
  let rows = zip(titles, scores.labelReports).map { title, report in
    [
      title, report.precision.share(4), report.recall.share(4), report.f1.share(4),
      String(report.support),
    ]
  }
  return [
    "Subset accuracy \(scores.subsetAccuracy.share(6)), the share of samples with all labels right",
    "Hamming loss    \(scores.hammingLoss.share(6)), the share of labels that are wrong",
    "F1              \(scores.microF1.share(6)) of all labels together, \(scores.macroF1.share(6)) the mean"
      + " of the labels'",
  ]
    + (evaluation.crossEntropy.map {
      ["Cross-entropy   \($0.significant(6)), added over the labels, the mean over the samples"]
    } ?? []) + TextTable([["", "precision", "recall", "F1", "samples"]] + rows).lines
}

/// The lines for a regression.
func regressionLines(_ errors: RegressionErrors) -> [String] {
  let outputs =
    errors.rSquared.count > 1
    ? "  (of the outputs: " + errors.rSquared.map { $0.share(4) }.joined(separator: ", ")
      + ")"
    : ""
  return [
    "R²             \(errors.r2.share(6))\(outputs)",
    "Mean squared   \(errors.meanSquaredError.significant(6)), its root"
      + " \(errors.rootMeanSquaredError.significant(6))",
    "Mean absolute  \(errors.meanAbsoluteError.significant(6))",
    "Largest        \((errors.largest.max() ?? .nan).significant(6))",
  ]
}

/// What is printed of a classification.
struct EvaluationReport {
  let lines: [String]

  init(_ evaluation: Evaluation, titles: [String]) {
    let confusion = evaluation.confusion
    var lines = [
      "Accuracy       \(confusion.accuracy.share(6))"
        + " (\(confusion.correctCount) of \(confusion.sampleCount))"
    ]
    if let crossEntropy = evaluation.crossEntropy, let scores = evaluation.scores {
      lines.append("Cross-entropy  \(crossEntropy.significant(6)), the mean over the samples")
      lines.append("Brier score    \(scores.brier.significant(6))")
      lines += Self.temperature(evaluation.temperature)
    }
    let kind = titles.count > 2 ? ", each class against the others" : ""
    lines.append("ROC area       \(evaluation.areaUnderROC.share(6))\(kind)")
    lines += TextTable(Self.reports(confusion, titles)).lines
    lines.append("Confusion      rows are labels, columns predictions")
    lines += TextTable(Self.counts(confusion, titles)).lines
    self.lines = lines
  }

  /// The temperature, where it says something.
  private static func temperature(_ scaling: TemperatureScaling?) -> [String] {
    guard let scaling, scaling.temperature.isFinite else { return [] }
    guard scaling.temperature > TemperatureScaling.range.lowerBound else { return [] }
    return [
      "Temperature    \(scaling.temperature.significant(4)), at which the cross-entropy would be"
        + " \(scaling.crossEntropy.significant(6))"
    ]
  }

  private static func reports(_ confusion: ConfusionMatrix, _ titles: [String]) -> [[String]] {
    let rows = zip(titles, confusion.classReports).map { title, report in
      [
        title, report.precision.share(4), report.recall.share(4), report.f1.share(4),
        String(report.support),
      ]
    }
    return [["", "precision", "recall", "F1", "samples"]] + rows
  }

  private static func counts(_ confusion: ConfusionMatrix, _ titles: [String]) -> [[String]] {
    [[""] + titles]
      + titles.indices.map { row in
        [titles[row]] + confusion.counts.row(row).map(String.init)
      }
  }
}
