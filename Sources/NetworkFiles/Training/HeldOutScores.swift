import Networks
import Matrices

/// How a network does on the samples that were held out, the struct `held_out` of `training` in a file: `samples`, their
/// numbers from 1 among the rows of `X`, and of classes `accuracy` and where there are probabilities `log_loss`, of
/// labels `subset_accuracy` and `f1`, of numbers `r2` and `rmse`.
public struct HeldOutScores: Hashable, Codable, Sendable {
  /// The samples, from 1.
  public let samples: [Double]
  /// The share of right classes.
  public var accuracy: Double?
  /// The mean cross-entropy.
  public var logLoss: Double?
  /// The share of samples with all labels right.
  public var subsetAccuracy: Double?
  /// F1 of all labels together.
  public var f1: Double?
  /// R², the mean over the targets.
  public var r2: Double?
  /// The root of the mean squared error.
  public var rmse: Double?

  private enum CodingKeys: String, CodingKey {
    case samples, accuracy
    case logLoss = "log_loss"
    case subsetAccuracy = "subset_accuracy"
    case f1, r2, rmse
  }

  /// Judges a network on the samples of these numbers, counted from zero.
  init(of network: SavedNetwork, on data: TrainingData, _ samples: [Int]) throws {
    self.samples = samples.map { Double($0 + 1) }
    let part = data.selecting(samples)
    if data.isMultiLabel {
      let scores = try network.evaluateLabels(on: part).scores
      (subsetAccuracy, f1) = (scores.subsetAccuracy, scores.microF1)
    } else if data.targets != nil {
      let errors = try network.regressionErrors(on: part)
      (r2, rmse) = (errors.r2, errors.rootMeanSquaredError)
    } else {
      let evaluation = try network.evaluate(on: part)
      (accuracy, logLoss) = (evaluation.confusion.accuracy, evaluation.scores?.logLoss)
    }
  }
}
