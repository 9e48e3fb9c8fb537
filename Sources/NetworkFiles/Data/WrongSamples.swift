import MATFiles
public import Matrices

/// The samples that a network takes for another class, the surest mistakes first: what to look at where labels may
/// be wrong, or a feature is missing.
public struct WrongSamples: Hashable, Sendable {
  /// Their places among the samples, from 0.
  public let places: [Int]
  /// The class that each has, as a place among the network's.
  public let labels: [Int]
  /// The class that each was taken for, likewise.
  public let predictions: [Int]
  /// What the network answers of each class, a row a sample; of one output p the columns are 1 − p and p.
  public let answers: Matrix<Double>

  /// Sorts out the wrong ones of all samples. O(N·K + W log W) for W wrong ones.
  ///
  /// Those of the same answer keep the order that they have among the samples; NaN comes last.
  ///
  /// - Parameters:
  ///   - outputs: What the network answers, N×1 or N×K.
  ///   - labels: The class of each sample, from 0.
  ///   - predictions: The class that it was taken for.
  ///
  /// Traps where they are not as many.
  public init(outputs: Matrix<Double>, labels: [Int], predictions: [Int]) {
    require(
      outputs.rowCount == labels.count && labels.count == predictions.count,
      "\(outputs.rowCount) answers, \(labels.count) labels and \(predictions.count) predictions do not fit"
    )
    func answer(_ place: Int, _ k: Int) -> Double {
      guard outputs.columnCount == 1 else { return outputs[place, k] }
      return k == 1 ? outputs[place, 0] : 1 - outputs[place, 0]
    }
    func sureness(_ place: Int) -> Double {
      let answer = answer(place, predictions[place])
      return answer.isNaN ? -.infinity : answer
    }
    let places = labels.indices.filter { labels[$0] != predictions[$0] }
      .map { (place: $0, sureness: sureness($0)) }
      .sorted { ($1.sureness, $0.place) < ($0.sureness, $1.place) }.map(\.place)
    self.places = places
    self.labels = places.map { labels[$0] }
    self.predictions = places.map { predictions[$0] }
    answers = Matrix(rowCount: places.count, columnCount: max(2, outputs.columnCount)) {
      answer(places[$0], $1)
    }
  }

  /// The struct: `sample` W×1, counted from 1; `label` and `predicted` W×1, as the classes are labelled; `P` W×K.
  func matValue(_ classes: [Double]) -> MATValue {
    let fields: MATStructArray = [
      "sample": Matrix(column: places.map { Double($0 + 1) }),
      "label": Matrix(column: labels.map { classes[$0] }),
      "predicted": Matrix(column: predictions.map { classes[$0] }), "P": answers,
    ]
    return fields.matValue
  }
}
