public import MATFiles
import Matrices
public import Networks
import Randomness

/// The share of each feature in the answers of a network from a file: ``/Networks/PermutationImportance`` of the score that
/// fits the samples.
public struct FeatureImportance: Hashable, Sendable {
  /// The score that is looked at.
  public enum Score: String, Sendable {
    /// Of classes the share of samples that are right.
    case accuracy
    /// Of any number of labels the share of samples with all labels right.
    case subsetAccuracy = "subset accuracy"
    /// Of numbers R², the mean over the outputs.
    case rSquared = "R²"
  }

  public let score: Score
  public let importance: PermutationImportance

  /// The struct: `mean` and `std` d×1, `drops` d×R, and `score`, that of the samples as they are.
  public var matValue: MATValue {
    let fields: MATStructArray = [
      "mean": Matrix(column: importance.means), "std": Matrix(column: importance.deviations),
      "drops": importance.drops, "score": importance.score,
    ]
    return fields.matValue
  }
}

extension SavedNetwork {
  /// The importance of each feature for the score on samples, as scikit-learn's `permutation_importance` has it.
  ///
  ///     let importance = try network.importance(on: data, repeats: 5, seed: 0).importance
  ///     print(importance.order, importance.means, importance.deviations)
  ///
  /// - Parameters:
  ///   - data: The samples with their labels or targets.
  ///   - repeats: How often each feature is put into another order; more than 0.
  ///   - seed: Of the stream that the orders are drawn from.
  /// - Throws: `columnsDiffer` and `labelsDoNotFit` as evaluation does.
  public func importance(
    on data: TrainingData, repeats: Int, seed: UInt32
  ) throws -> FeatureImportance {
    var random = MersenneTwister(seed: seed)
    func outputs(_ points: Matrix<Double>) throws(NetworkFileError) -> Matrix<Double> {
      try self.outputs(for: points, from: data.source)
    }
    if let sets = data.labelSets, isMultiLabel {
      // Throws where the labels are not the network's.
      _ = try evaluateLabels(on: data)
      return FeatureImportance(
        score: .subsetAccuracy,
        importance: try PermutationImportance(
          of: data.points, repeats: repeats, using: &random
        ) {
          LabelScores(labels: sets, predictions: labelSets(ofOutputs: try outputs($0)))
            .subsetAccuracy
        })
    }
    if let targets = data.targets, isRegression {
      _ = try regressionErrors(on: data)
      return FeatureImportance(
        score: .rSquared,
        importance: try PermutationImportance(
          of: data.points, repeats: repeats, using: &random
        ) { RegressionErrors(targets: targets, predictions: try outputs($0)).r2 })
    }
    _ = try evaluate(on: data)
    let labels = try data.classIndices(in: self)
    return FeatureImportance(
      score: .accuracy,
      importance: try PermutationImportance(of: data.points, repeats: repeats, using: &random) {
        let predictions = classes(ofOutputs: try outputs($0))
        return Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
      })
  }
}
