internal import Matrices

/// How often a class occurs where it was given a probability: the calibration curve, scikit-learn's
/// `calibration_curve` with bins of equal width.
///
/// A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised learning", ICML 2005.
///
/// ```swift
/// let curve = Reliability(probabilities: [0.2, 0.2, 0.9], isPositive: [false, true, true])
/// assert(curve.counts == [2, 1] && curve.positiveShares == [0.5, 1])
/// ```
public struct Reliability: Hashable, Sendable {
  /// The mean probability of the samples of each bin that has any.
  public let meanProbabilities: [Double]
  /// The share of them that belong to the class.
  public let positiveShares: [Double]
  /// How many they are.
  public let counts: [Int]

  /// The curve of probabilities of a class.
  ///
  /// - Parameters:
  ///   - probabilities: One a sample, 0 to 1.
  ///   - isPositive: Whether each sample belongs to the class.
  ///   - binCount: The number of bins, ((k − 1)/n, k/n].
  ///
  /// Traps where there are not as many of one as of the other, there is no bin, or a probability is not one.
  /// O(N + bins).
  public init(probabilities: [Double], isPositive: [Bool], binCount: Int = 10) {
    require(
      probabilities.count == isPositive.count,
      "\(probabilities.count) probabilities do not fit \(isPositive.count) samples")
    require(binCount > 0, "a curve cannot have \(binCount) bins")
    var sums = Array(repeating: (probability: 0.0, positives: 0, count: 0), count: binCount)
    // NumPy's linspace(0, 1, n + 1): k·(1/n).
    let edges = (1..<max(binCount, 1)).map { Double($0) * (1 / Double(binCount)) }
    for (probability, positive) in zip(probabilities, isPositive) {
      require((0...1).contains(probability), "\(probability) is not a probability")
      let bin = edges.firstIndex { $0 >= probability } ?? binCount - 1
      sums[bin].probability += probability
      sums[bin].positives += positive ? 1 : 0
      sums[bin].count += 1
    }
    let used = sums.filter { $0.count > 0 }
    meanProbabilities = used.map { $0.probability / Double($0.count) }
    positiveShares = used.map { Double($0.positives) / Double($0.count) }
    counts = used.map(\.count)
  }

  /// Σ over the bins of count/N·|share − mean probability|: the expected calibration error.
  public var expectedError: Double {
    let total = Double(counts.reduce(0, +))
    return counts.indices.reduce(0) {
      $0 + Double(counts[$1]) / total * (positiveShares[$1] - meanProbabilities[$1]).magnitude
    }
  }
}
