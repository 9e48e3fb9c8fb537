internal import Foundation
public import Matrices

/// How good the probabilities are that a network gives, beyond which class is most probable.
///
/// Lower is better for all; each is 0 for certainty that is right throughout.
///
/// ```swift
/// let scores = ProbabilityScores(probabilities: [[0.5], [0.5]], labels: [0, 1])
/// assert(scores.brier == 0.25 && abs(scores.logLoss - 0.6931471805599453) < 1e-15)
/// ```
public struct ProbabilityScores: Hashable, Sendable {
  /// −(1/N) Σ log p_t, p_t being the probability of the sample's class cut off to [ε, 1 − ε] with
  /// ε = 2.2e-16: scikit-learn's `log_loss`.
  public let logLoss: Double
  /// For two classes (1/N) Σ (p₁ − t)², for more (1/N) Σ Σ_k (p_k − [k = t])²: scikit-learn's
  /// `brier_score_loss`. G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly
  /// Weather Review 78, 1950.
  public let brier: Double

  /// Scores the probabilities of the samples' classes.
  ///
  /// - Parameters:
  ///   - probabilities: N×1, the probability of class 1, or N×K, of each class.
  ///   - labels: The class of each sample, from 0.
  ///
  /// Traps where there are not as many of one as of the other, none, or a label is not a class. O(N·K).
  public init(probabilities: Matrix<Double>, labels: [Int]) {
    let P = classProbabilities(probabilities)
    require(
      P.rowCount == labels.count && !labels.isEmpty,
      "\(P.rowCount) rows of probabilities cannot be scored by \(labels.count) labels")
    require(
      labels.allSatisfy { (0..<P.columnCount).contains($0) },
      "the labels are not all of \(P.columnCount) classes")
    let floor = Double.ulpOfOne
    let ofLabels = labels.enumerated().map { P[$0, $1] }
    logLoss = -mean(ofLabels.map { log(min(max($0, floor), 1 - floor)) })
    guard probabilities.columnCount > 1, P.columnCount > 2 else {
      brier = mean(ofLabels.map { (1 - $0) * (1 - $0) })
      return
    }
    brier = mean(
      labels.enumerated().map { row, label in
        (0..<P.columnCount).reduce(0) { sum, k in
          let error = P[row, k] - (k == label ? 1 : 0)
          return sum + error * error
        }
      })
  }
}

/// N×K of each class: for one column p that of class 1, 1 − p and p.
func classProbabilities(_ probabilities: Matrix<Double>) -> Matrix<Double> {
  guard probabilities.columnCount == 1 else { return probabilities }
  return Matrix(
    rowCount: probabilities.rowCount, columnCount: 2,
    elements: probabilities.elements.map { 1 - $0 } + probabilities.elements)
}
