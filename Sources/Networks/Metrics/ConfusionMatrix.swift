public import Matrices

/// How many samples of each class were taken for each class.
///
/// ```swift
/// let confusion = ConfusionMatrix(labels: [0, 0, 1], predictions: [0, 1, 1], classCount: 2)
/// assert(confusion.counts == [[1, 1], [0, 1]])
/// assert(confusion.accuracy == 2 / 3.0 && confusion.correctCount == 2)
/// ```
public struct ConfusionMatrix: Hashable, Sendable {
  /// K×K: row the class, column the prediction.
  public let counts: Matrix<Int>

  /// Counts predictions against labels, both 0 … K−1.
  ///
  /// Traps where there are not as many of one as of the other, or one is not a class. O(N + K²).
  ///
  /// MATLAB's `confusionmat`, scikit-learn's `confusion_matrix`.
  public init(labels: [Int], predictions: [Int], classCount: Int) {
    require(
      labels.count == predictions.count,
      "\(predictions.count) predictions cannot be compared with \(labels.count) labels")
    var counts = Array(repeating: 0, count: classCount * classCount)
    for (label, prediction) in zip(labels, predictions) {
      require(
        (0..<classCount).contains(label) && (0..<classCount).contains(prediction),
        "label \(label) or prediction \(prediction) is not one of \(classCount) classes")
      counts[label + prediction * classCount] += 1
    }
    self.counts = Matrix(rowCount: classCount, columnCount: classCount, elements: counts)
  }

  /// The number of samples.
  public var sampleCount: Int { counts.elements.reduce(0, +) }

  /// The number of samples whose prediction is their class.
  public var correctCount: Int { (0..<counts.rowCount).reduce(0) { $0 + counts[$1, $1] } }

  /// The share of samples whose prediction is their class, 0 to 1; NaN for no samples.
  public var accuracy: Double { Double(correctCount) / Double(sampleCount) }
}
