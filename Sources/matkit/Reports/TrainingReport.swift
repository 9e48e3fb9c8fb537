import Labs
import Networks

/// What is printed after training: the data, the network, how it ended, how good it is.
struct TrainingReport {
  let lines: [String]

  init(_ lab: TrainedLab, settings: TrainingSettings) {
    let training = lab.result.training
    let network = lab.result.network.network
    let starts =
      settings.starts > 1 ? ", the best of \(settings.starts), start \(training.start)" : ""
    var lines = [
      "Data      " + Self.samples(lab.result),
      "Network   \(network), \(network.parameterCount) parameters",
      "Start     \(settings.initialWeights.rawValue), seed \(settings.seed)\(starts)",
      "Method    \(training.method): \(training.reason)",
      "Work      \(training.iterations) iterations, \(training.evaluations) evaluations,"
        + " \(training.seconds.significant(3)) s",
      "Loss      \(training.loss.significant(12)) with \(Self.penalty(settings.penalty)),"
        + " largest gradient element \(training.gradientNorm.significant(3))",
    ]
    lines += Self.validation(lab) + Self.quality(lab)
    if let check = lab.gradientCheck { lines.append(gradientLine(check)) }
    if let ledger = lab.result.ledger { lines += Self.minima(ledger) }
    if let grid = lab.result.grid {
      lines.append(
        "Grid      \(grid.xx.rowCount)×\(grid.xx.columnCount) points")
    }
    if !lab.constantFeatures.isEmpty {
      let names = lab.constantFeatures.map { String($0 + 1) }.joined(separator: ", ")
      lines.append("NOTE      the same for every sample, and so of no use: feature \(names)")
    }
    if let warning = lab.warning { lines.append("WARNING   \(warning)") }
    self.lines = lines
  }

  private static func samples(_ result: LabResult) -> String {
    let (data, network) = (result.data, result.network)
    if let targets = data.targets {
      return "\(data.points.rowCount) samples, \(targets.columnCount) targets each"
    }
    let titles = data.classNames ?? data.classes.map(\.formatted)
    let counts = zip(data.classes, titles).map { label, title in
      "\(title): \(data.labels.count { $0 == label })"
    }
    return "\(data.labels.count) samples, \(network.classes.count) classes ("
      + counts.joined(separator: ", ") + ")"
  }

  private static func penalty(_ penalty: Penalty) -> String {
    let l2 = "λ = " + penalty.l2.map { $0.significant(6) }.joined(separator: ", ")
    guard penalty.l1.contains(where: { $0 > 0 }) else { return l2 }
    return l2 + " and λ₁ = " + penalty.l1.map { $0.significant(6) }.joined(separator: ", ")
  }

  private static func validation(_ lab: TrainedLab) -> [String] {
    let losses = lab.result.training.validationHistory
    guard let last = losses.last else { return [] }
    guard let chosen = lab.chosenIterate else {
      return ["Held back loss \(last.significant(8)) at the last iterate"]
    }
    return [
      "Held back loss \(losses[chosen].significant(8)) at iterate \(chosen), the lowest: the network"
        + " is that one"
    ]
  }

  private static func quality(_ lab: TrainedLab) -> [String] {
    if let errors = lab.errors {
      return [
        "Fit       R² \(errors.r2.significant(6)), root mean squared error"
          + " \(errors.rootMeanSquaredError.significant(6))"
      ]
    }
    guard let confusion = lab.confusion else { return [] }
    return [
      "Accuracy  \(confusion.accuracy.significant(4))"
        + " (\(confusion.correctCount) of \(confusion.sampleCount))"
    ]
  }

  /// The ledger of minima: the loss of each, and the starts that ended in it.
  private static func minima(_ ledger: StartLedger) -> [String] {
    let count = ledger.minima.max() ?? 0
    return (1...max(1, min(count, 10))).compactMap { minimum in
      let members = ledger.minima.indices.filter { ledger.minima[$0] == minimum }
      guard let first = members.first else { return nil }
      let starts = members.map { String(ledger.starts[$0]) }.joined(separator: ", ")
      return "Minimum   \(ledger.losses[first].significant(8)), met \(members.count)"
        + " time\(members.count == 1 ? "" : "s"), from start \(starts)"
    } + (count > 10 ? ["          and \(count - 10) higher ones"] : [])
  }
}

/// The line that tells how the gradient at the start compares with differences.
func gradientLine(_ check: WeightCheck) -> String {
  "Gradient  differs from central differences by \(check.error.significant(2)), relative, at the start"
}
