import Labs
import Networks

/// What is printed after training: the data, the network, how it ended, how good it is.
struct TrainingReport {
  let text: String

  init(_ lab: TrainedLab, settings: TrainingSettings) {
    let training = lab.result.training
    let data = lab.result.data
    let starts =
      settings.starts > 1 ? ", the best of \(settings.starts), start \(training.start)" : ""
    var lines = [
      "Data      \(data.labels.count) samples, \(data.classes.count) classes ("
        + data.classes.map { label in
          "\(label.formatted): \(data.labels.count { $0 == label })"
        }.joined(separator: ", ") + ")",
      "Network   \(lab.result.network.network), \(lab.result.network.network.parameterCount) parameters",
      "Start     \(settings.initialWeights.rawValue), seed \(settings.seed)\(starts)",
      "Method    \(training.method): \(training.reason)",
      "Work      \(training.iterations) iterations, \(training.evaluations) evaluations,"
        + " \(training.seconds.significant(3)) s",
      "Loss      \(training.loss.significant(12)) with λ = \(settings.l2.significant(6)),"
        + " largest gradient element \(training.gradientNorm.significant(3))",
      "Accuracy  \(lab.confusion.accuracy.significant(4))"
        + " (\(lab.confusion.correctCount) of \(lab.confusion.sampleCount))",
      gradientLine(lab.gradientCheck),
    ]
    if let grid = lab.result.grid {
      lines.append(
        "Grid      \(grid.xx.rowCount)×\(grid.xx.columnCount) points")
    }
    if let warning = lab.warning { lines.append("WARNING   \(warning)") }
    text = lines.joined(separator: "\n")
  }
}

/// The line that tells how the gradient at the start compares with differences.
func gradientLine(_ check: NamedGradientCheck) -> String {
  "Gradient  differs from central differences by \(check.error.significant(2)), relative, at the start"
}
