import NetworkFiles
import Networks
import Plots

/// The scores of one class, sample by sample, and whether each sample is of it.
struct ClassScores {
  /// The class; nil where there are two and one curve tells all.
  let name: String?
  let probabilities: [Double]
  let isPositive: [Bool]
}

extension ROCCurve {
  /// Their curve.
  ///
  /// Throws `.outOfRange` where a score is NaN or one of the two classes has no sample.
  init(_ scores: ClassScores, label: String) throws(PlotError) {
    let positives = scores.isPositive.count { $0 }
    guard positives > 0, positives < scores.isPositive.count else {
      throw PlotError(
        .outOfRange, "ROC curve", expected: "samples of both classes",
        found: "\(positives) positive of \(scores.isPositive.count)")
    }
    guard !scores.probabilities.contains(where: \.isNaN) else {
      throw PlotError(.outOfRange, "scores", expected: "numbers", found: "NaN")
    }
    let curve = ReceiverOperatingCharacteristic(
      scores: scores.probabilities, isPositive: scores.isPositive)
    try self.init(
      falsePositiveRates: curve.falsePositiveRates, truePositiveRates: curve.truePositiveRates,
      label: label)
  }
}

extension CalibrationCurve {
  /// Their curve, in ten bins.
  ///
  /// Throws `.outOfRange` where a score is no probability.
  init(_ scores: ClassScores, label: String) throws(PlotError) {
    if let bad = scores.probabilities.first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw PlotError(.outOfRange, "probabilities", expected: "0 to 1", found: "\(bad)")
    }
    let curve = Reliability(probabilities: scores.probabilities, isPositive: scores.isPositive)
    try self.init(
      meanPredictions: curve.meanProbabilities, positiveShares: curve.positiveShares,
      counts: curve.counts.map(Double.init), label: label)
  }
}
