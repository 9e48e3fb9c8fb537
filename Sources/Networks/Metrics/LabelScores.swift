public import Matrices

/// How well sets of labels are predicted, of which a sample may have none, one or several: multi-label
/// classification, scored as scikit-learn does with `zero_division=0`.
///
/// ```swift
/// let scores = LabelScores(
///   labels: [[true, false], [true, true]], predictions: [[true, false], [true, false]])
/// assert(scores.subsetAccuracy == 0.5 && scores.hammingLoss == 0.25)
/// ```
public struct LabelScores: Hashable, Sendable {
  /// The number of samples, N.
  public let sampleCount: Int
  /// The share of the samples whose labels are all right, none missing and none too many: `accuracy_score`.
  public let subsetAccuracy: Double
  /// The share of the N·K labels that are wrong: `hamming_loss`.
  public let hammingLoss: Double
  /// Precision, recall, F1 and number of samples of each label.
  public let labelReports: [ConfusionMatrix.ClassReport]
  /// F1 = 2·precision·recall/(precision + recall) of all N·K labels together: `f1_score(average="micro")`.
  public let microF1: Double
  /// The plain mean of the labels' F1: `f1_score(average="macro")`.
  public let macroF1: Double

  /// Compares predicted labels with those that there are, both N×K, a sample a row.
  ///
  /// Traps where they differ in shape, or there is no sample or no label. O(N·K).
  public init(labels: Matrix<Bool>, predictions: Matrix<Bool>) {
    require(
      labels.size == predictions.size,
      "\(predictions.shape) predicted labels cannot be compared with \(labels.shape) labels")
    require(!labels.isEmpty, "labels cannot be scored where there are \(labels.shape)")
    let (N, K) = (labels.rowCount, labels.columnCount)
    var wholeRows = Array(repeating: true, count: N)
    var (wrong, hits, taken, there) = (0, 0, 0, 0)
    labelReports = (0..<K).map { k in
      var counts = (hits: 0, taken: 0, there: 0)
      for i in 0..<N {
        let (label, prediction) = (labels.elements[i + k * N], predictions.elements[i + k * N])
        if label != prediction {
          wholeRows[i] = false
          wrong += 1
        }
        if label && prediction { counts.hits += 1 }
        if prediction { counts.taken += 1 }
        if label { counts.there += 1 }
      }
      (hits, taken, there) = (hits + counts.hits, taken + counts.taken, there + counts.there)
      return ConfusionMatrix.ClassReport(
        hits: counts.hits, taken: counts.taken, support: counts.there)
    }
    sampleCount = N
    subsetAccuracy = Double(wholeRows.count { $0 }) / Double(N)
    hammingLoss = Double(wrong) / Double(N * K)
    microF1 = ConfusionMatrix.ClassReport(hits: hits, taken: taken, support: there).f1
    macroF1 = mean(labelReports.map(\.f1))
  }
}
