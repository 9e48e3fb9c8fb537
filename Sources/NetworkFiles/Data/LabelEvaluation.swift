public import MATFiles
import Matrices
public import Networks

/// How a network's answers compare with the labels of samples that may have any number of them.
public struct LabelEvaluation: Sendable {
  /// Subset accuracy, Hamming loss, F1, and a report on each label.
  public let scores: LabelScores
  /// The binary cross-entropies of a sample's labels, added, and the mean over the samples; nil where the outputs
  /// are no probabilities.
  public let crossEntropy: Double?
  /// The network's labels.
  public let labels: [Double]
}

extension SavedNetwork {
  /// Compares the labels that the network predicts with those that the samples have.
  ///
  /// Throws `columnsDiffer` where the points do not fit the network, `labelsDoNotFit` where either does not have
  /// labels of which a sample may have any number, or they have other numbers of them.
  public func evaluateLabels(on data: TrainingData) throws -> LabelEvaluation {
    let outputs = try outputs(of: data)
    guard let wanted = data.labelSets, !isRegression, wanted.columnCount == outputs.columnCount
    else {
      throw NetworkFileError(
        .labelsDoNotFit, at: data.source,
        "the network has \(outputs.columnCount) outputs, and the samples \(data.classes.count) labels",
        advice: "give samples with the labels that the network was trained on")
    }
    let isProbability = network.layers[network.layers.count - 1].activation == .sigmoid
    return LabelEvaluation(
      scores: LabelScores(labels: wanted, predictions: labelSets(ofOutputs: outputs)),
      crossEntropy: isProbability
        ? try trained.cost(
          on: data.dataset(
            by: Standardization(mu: mu, sigma: sigma), targets: wanted.map { $0 ? 1 : 0 },
            labels: [], classCount: 0), .sigmoidCrossEntropy
        ).loss : nil,
      labels: classes)
  }
}

extension LabelEvaluation {
  /// The struct: `subset_accuracy`, `hamming_loss`, `f1_micro`, `f1_macro`; `labels`, and `precision`, `recall`, `f1`
  /// and `support` of each, K×1; where the outputs are probabilities `cross_entropy`.
  public var matValue: MATValue {
    let reports = scores.labelReports
    let fields: MATStructArray = [
      "subset_accuracy": scores.subsetAccuracy, "hamming_loss": scores.hammingLoss,
      "f1_micro": scores.microF1, "f1_macro": scores.macroF1, "labels": labels,
      "precision": Matrix(column: reports.map(\.precision)),
      "recall": Matrix(column: reports.map(\.recall)), "f1": Matrix(column: reports.map(\.f1)),
      "support": Matrix(column: reports.map { Double($0.support) }),
    ]
    guard let crossEntropy else { return fields.matValue }
    var values = fields.fields
    values["cross_entropy"] = [crossEntropy.matValue]
    return MATStructArray(size: [1, 1], fields: values).matValue
  }
}
