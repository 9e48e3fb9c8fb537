public import Matrices

/// The shares of the negative and of the positive samples that score at least a threshold, for each threshold:
/// the ROC curve, scikit-learn's `roc_curve` with `drop_intermediate=False`.
///
/// ```swift
/// let curve = ReceiverOperatingCharacteristic(
///   scores: [0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true])
/// assert(curve.area == 0.75)
/// ```
public struct ReceiverOperatingCharacteristic: Hashable, Sendable {
  /// The scores that occur, falling, after an infinite one that none reaches.
  public let thresholds: [Double]
  /// The share of negatives that score at least the threshold, from 0 to 1; NaN where there is none.
  public let falsePositiveRates: [Double]
  /// The share of positives that score at least the threshold, from 0 to 1; NaN where there is none.
  public let truePositiveRates: [Double]

  /// The curve of scores, a higher one speaking for the positive class.
  ///
  /// Traps where there are not as many of one as of the other, or a score is NaN. O(N log N).
  public init(scores: [Double], isPositive: [Bool]) {
    require(
      scores.count == isPositive.count,
      "\(scores.count) scores do not fit \(isPositive.count) samples")
    require(!scores.contains { $0.isNaN }, "a score that is NaN has no place in an order")
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var (thresholds, negatives, positives) = ([Double.infinity], [0], [0])
    var (negative, positive) = (0, 0)
    for (place, sample) in order.enumerated() {
      if isPositive[sample] { positive += 1 } else { negative += 1 }
      let isLastOfEqual =
        place + 1 == order.count || scores[order[place + 1]] != scores[sample]
      guard isLastOfEqual else { continue }
      thresholds.append(scores[sample])
      negatives.append(negative)
      positives.append(positive)
    }
    self.thresholds = thresholds
    falsePositiveRates = negatives.map { Double($0) / Double(negative) }
    truePositiveRates = positives.map { Double($0) / Double(positive) }
  }

  /// The area under the curve: the probability that a positive sample scores higher than a negative one,
  /// ties counting half. NaN where a class has no sample. O(number of points).
  public var area: Double {
    var sum = 0.0
    for i in stride(from: 1, to: thresholds.count, by: 1) {
      let width = falsePositiveRates[i] - falsePositiveRates[i - 1]
      sum += width * (truePositiveRates[i] + truePositiveRates[i - 1]) / 2
    }
    return sum
  }

  /// The mean over the classes of the areas of each class against all others, for K > 2 classes, or the
  /// area of class 1 for two: scikit-learn's `roc_auc_score(…, multi_class="ovr")`.
  ///
  /// NaN where a class has no sample, or all. Traps as ``init(scores:isPositive:)``.
  ///
  /// ```swift
  /// let area = ReceiverOperatingCharacteristic.meanArea(
  ///   probabilities: [[0.1], [0.4], [0.35], [0.8]], labels: [0, 0, 1, 1])
  /// assert(area == 0.75)
  /// ```
  public static func meanArea(probabilities: Matrix<Double>, labels: [Int]) -> Double {
    let P = classProbabilities(probabilities)
    let classes = P.columnCount == 2 ? [1] : Array(0..<P.columnCount)
    return mean(
      classes.map { k in
        Self(scores: P.column(k), isPositive: labels.map { $0 == k }).area
      })
  }
}
