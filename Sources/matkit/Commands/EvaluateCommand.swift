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
      Prints accuracy, log-loss, Brier score, the area under the ROC curve, precision,
      recall and F1 of each class, and the confusion matrix; for targets R² and
      errors.
        matkit evaluate trained.mat class1.mat class2.mat
        matkit evaluate trained.mat --features test.mat:X --labels test.mat:y \\
          -o scores.mat

      With -o, all of it and the ROC and calibration curves go into a .mat file as the
      struct evaluation, or into a .json file, where rows and columns are lists.
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The .mat or .json file to write, whole or not at all.", valueName: "OUT"))
  var output: String?

  func filesRead() -> [String] { [weights] + data.files }
  func filesWritten() -> [OutputFile] { OutputFile.optional(output, "-o") }

  func run() throws {
    let file = try MATFile(weights)
    let network = try SavedNetwork(file)
    let data = try data.read()
    var value: MATValue
    var lines: [String]
    if data.targets != nil {
      let errors = try network.regressionErrors(on: data)
      lines = regressionLines(errors)
      value = errors.matValue
    } else {
      let evaluation = try network.evaluate(on: data)
      lines = EvaluationReport(evaluation, titles: network.classTitles).lines
      value = evaluation.matValue
    }
    if let isTrained = TrainingRecord.isTrained(in: file) {
      if !isTrained {
        lines.append("NOTE           \(weights) says that the network is not trained")
      }
      value = value.adding(isTrained, as: "trained")
    }
    // The file comes first, so that it is there though nothing can be printed.
    if let output {
      if output.hasSuffix(".json") {
        try MetricFile.write(value, to: output)
      } else {
        try MATFile.write(["evaluation": value], to: output)
      }
      lines.append("Written to \(output).")
    }
    try StandardStream.output.print(lines: lines)
  }
}

extension MATValue {
  /// A scalar struct with one more field.
  fileprivate func adding(_ value: Bool, as name: String) -> MATValue {
    guard case .structure(let fields) = self, fields.count == 1 else { return self }
    var values = fields.fields
    values[name] = [value.matValue]
    return MATStructArray(size: [1, 1], fields: values).matValue
  }
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
    }
    let kind = titles.count > 2 ? ", each class against the others" : ""
    lines.append("ROC area       \(evaluation.areaUnderROC.share(6))\(kind)")
    lines += Self.table(Self.reports(confusion, titles))
    lines.append("Confusion      a row the label, a column the prediction")
    lines += Self.table(Self.counts(confusion, titles))
    self.lines = lines
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

  /// Cells in columns as wide as the widest, to the right.
  private static func table(_ cells: [[String]]) -> [String] {
    let width = (cells.joined().map(\.count).max() ?? 0) + 2
    return cells.map { row in
      row.map { String(repeating: " ", count: width - $0.count) + $0 }.joined()
    }
  }
}
