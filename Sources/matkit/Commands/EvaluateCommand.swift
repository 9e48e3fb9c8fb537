import ArgumentParser
import Labs
import MATFiles
import Networks

/// `matkit evaluate WEIGHTS DATA…`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare a trained network's answers with the labels of points.",
    discussion: """
      Prints the accuracy, the mean cross-entropy and the confusion matrix.
        matkit evaluate trained.mat class1.mat class2.mat
      """)

  @Argument(help: ArgumentHelp("A file that matkit train wrote.", valueName: "WEIGHTS"))
  var weights: String

  @OptionGroup(title: "Samples") var data: DataOptions

  func run() throws {
    let network = try SavedNetwork(MATFile(weights))
    let evaluation = try network.evaluate(on: data.read())
    print(
      "Accuracy       \(evaluation.confusion.accuracy.significant(6))"
        + " (\(evaluation.confusion.correctCount) of \(evaluation.confusion.sampleCount))")
    print("Cross-entropy  \(evaluation.crossEntropy.significant(6)), the mean over the samples")
    print("Confusion      a row the label, a column the prediction")
    print(confusionTable(evaluation.confusion, classes: network.classes))
  }

  private func confusionTable(_ confusion: ConfusionMatrix, classes: [Double]) -> String {
    let names = classes.map(\.formatted)
    let cells =
      [[""] + names]
      + names.indices.map { row in
        [names[row]] + confusion.counts.row(row).map(String.init)
      }
    let width = (cells.joined().map(\.count).max() ?? 0) + 2
    return cells.map { row in
      row.map { String(repeating: " ", count: width - $0.count) + $0 }.joined()
    }.joined(separator: "\n")
  }
}
