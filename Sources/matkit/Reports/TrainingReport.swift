import NetworkFiles
import Networks

/// What is printed after training: the data, the network, how it ended, how good it is.
struct TrainingReport {
  let lines: [String]

  /// - Parameters:
  ///   - lab: What came of it.
  ///   - settings: How it was trained.
  ///   - start: The file of the network that the training went on from; nil for weights drawn.
  ///   - chosen: What nobody had said, a phrase each.
  init(
    _ lab: TrainingOutcome, settings: TrainingSettings, from start: String? = nil,
    chosen: [String] = []
  ) {
    let training = lab.result.training
    let network = lab.result.network.network
    let starts =
      settings.starts > 1 ? ", the best of \(settings.starts), start \(training.start)" : ""
    let origin =
      start.map { "the weights of \($0)" }
      ?? "\(settings.initialWeights.rawValue), seed \(settings.seed)\(starts)"
    let time = training.seconds.isNaN ? "" : ", \(training.seconds.significant(3)) s"
    var lines = lab.result.data.told
    lines += [
      "Data      " + Self.samples(lab.result) + Self.parts(training),
      "Network   \(network), \(network.parameterCount) parameters",
      "Start     \(origin)",
      "Method    \(training.method): \(training.reason)",
      "Work      \(training.iterations) iterations, \(training.evaluations) evaluations\(time)",
      "Loss      \(Self.known(training.loss, 12)), \(training.lossFunction) with \(Self.penalty(settings.penalty)),"
        + " largest gradient element \(Self.known(training.gradientNorm, 3))",
    ]
    if !chosen.isEmpty {
      lines.append("Chosen    " + chosen.joined(separator: "; "))
    }
    lines += Self.lowest(lab) + Self.validation(lab) + Self.quality(lab)
    lines += Self.heldOut(training.heldOut)
    if let check = lab.gradientCheck { lines.append(gradientLine(check, of: network)) }
    if let ledger = lab.result.ledger { lines += Self.minima(ledger) }
    if let grid = lab.result.grid {
      lines.append(
        "Grid      \(grid.xx.rowCount)×\(grid.xx.columnCount) points")
    }
    if !lab.constantFeatures.isEmpty {
      let names = lab.constantFeatures.prefix(10).map { String($0 + 1) }.joined(separator: ", ")
      let others = lab.constantFeatures.count - 10
      lines.append(
        "NOTE      the same for every sample, and so of no use: feature \(names)"
          + (others > 0 ? " and \(others) more" : ""))
    }
    if !lab.result.network.hasLegacy {
      lines.append(
        "NOTE      legacy, the layout of shallow networks, is left out above"
          + " \(SavedNetwork.legacyLayerLimit) layers")
    }
    lines += Self.hints(lab.result.data, settings)
    if let warning = lab.warning { lines.append("WARNING   \(warning)") }
    self.lines = lines
  }

  /// What a look at the samples suggests.
  private static func hints(_ data: TrainingData, _ settings: TrainingSettings) -> [String] {
    var lines: [String] = []
    let largest = data.points.elements.reduce(0) { max($0, $1.magnitude) }
    if !settings.standardizes, largest >= 100 {
      lines.append(
        "NOTE      features go up to \(largest.significant(3)); --standardize brings all to one scale"
      )
    }
    if data.classNames == nil, data.classes.count > max(20, data.labels.count / 4) {
      lines.append(
        "NOTE      the labels are \(data.classes.count) different numbers; if they are amounts and not"
          + " classes, give them as --targets")
    }
    return lines
  }

  /// The samples that were not trained on.
  private static func parts(_ training: TrainingRecord) -> String {
    training.heldOut.map { ", \($0.samples.count) of the samples held out" } ?? ""
  }

  private static func samples(_ result: NetworkFile) -> String {
    let (data, network) = (result.data, result.network)
    if let targets = data.targets {
      return "\(data.points.rowCount) samples, \(targets.columnCount)"
        + " \(data.isMultiLabel ? "labels" : "targets") each"
    }
    let titles = data.classNames ?? data.classes.map(\.formatted)
    let counts = zip(data.classes, titles).map { label, title in
      "\(title): \(data.labels.count { $0 == label })"
    }
    return "\(data.labels.count) samples, \(network.classes.count) classes ("
      + counts.joined(separator: ", ") + ")"
  }

  /// A number that a training which was ended early may not have come to.
  private static func known(_ number: Double, _ digits: Int) -> String {
    number.isNaN ? "not computed" : number.significant(digits)
  }

  /// λ as a sentence names it.
  static func penalty(_ penalty: Penalty) -> String {
    let l2 = "λ = " + penalty.l2.map { $0.significant(6) }.joined(separator: ", ")
    guard penalty.l1.contains(where: { $0 > 0 }) else { return l2 }
    return l2 + " and λ₁ = " + penalty.l1.map { $0.significant(6) }.joined(separator: ", ")
  }

  /// Where steps of fixed size went up again: the iterate that the network is.
  private static func lowest(_ lab: TrainingOutcome) -> [String] {
    let (losses, kept) = (lab.result.network.lossHistory, lab.result.training.loss)
    guard lab.chosenIterate == nil, let last = losses.last, !(last <= kept),
      let iterate = losses.firstIndex(of: kept)
    else { return [] }
    return [
      "Lowest    at iterate \(iterate) of \(losses.count - 1), which the network is; the last has"
        + " the loss \(last.significant(6))"
    ]
  }

  private static func validation(_ lab: TrainingOutcome) -> [String] {
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

  private static func quality(_ lab: TrainingOutcome) -> [String] {
    if let scores = lab.labelScores {
      return [
        "Labels    all of a sample's right for \(scores.subsetAccuracy.share(4)) of the samples,"
          + " \(scores.hammingLoss.significant(4)) of all labels wrong, F1 \(scores.microF1.share(4))"
      ]
    }
    if let errors = lab.errors {
      return [
        "Fit       R² \(errors.r2.share(6)), root mean squared error"
          + " \(errors.rootMeanSquaredError.significant(6))"
      ]
    }
    guard let confusion = lab.confusion else { return [] }
    return [
      "Accuracy  \(confusion.accuracy.share(4))"
        + " (\(confusion.correctCount) of \(confusion.sampleCount))"
    ]
  }

  /// How good it is on the samples that were held out.
  private static func heldOut(_ scores: HeldOutScores?) -> [String] {
    guard let scores else { return [] }
    let count = scores.samples.count
    var parts: [String] = []
    if let accuracy = scores.accuracy {
      let right = Int((accuracy * Double(count)).rounded())
      parts.append("accuracy \(accuracy.share(4)) (\(right) of \(count))")
    }
    if let logLoss = scores.logLoss { parts.append("log-loss \(logLoss.significant(4))") }
    if let share = scores.subsetAccuracy { parts.append("all labels right for \(share.share(4))") }
    if let f1 = scores.f1 { parts.append("F1 \(f1.share(4))") }
    if let r2 = scores.r2 { parts.append("R² \(r2.share(6))") }
    if let rmse = scores.rmse {
      parts.append("root mean squared error \(rmse.significant(6))")
    }
    return [
      "Held out  \(parts.joined(separator: ", ")), on \(count) samples that were not trained on"
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

/// The line that tells how the gradient at the start compares with derivatives of another kind.
func gradientLine(_ check: WeightCheck, of network: Network) -> String {
  let all = network.parameterCount
  let some = check.checkedCount < all ? " (\(check.checkedCount) of \(all) weights)" : ""
  return
    "Gradient  differs from the complex step by \(check.error.significant(2)), relative, at the start"
    + some + (check.passes ? "" : "; run matkit gradcheck with the same options")
}
