import Matrices
public import Networks

/// How a network's answers compare with the labels of points.
public struct Evaluation: Sendable {
  /// The counts, a row a label, a column a prediction.
  public let confusion: ConfusionMatrix
  /// The mean cross-entropy over the samples, without a regulariser.
  public let crossEntropy: Double
}

extension SavedNetwork {
  /// Compares the answers for the points with their labels.
  ///
  /// Throws `columnsDiffer` where the points do not fit the network, `labelsDoNotFit` where a label is
  /// none of its classes.
  public func evaluate(on data: LabData) throws -> Evaluation {
    let outputs = try outputs(for: data.points, from: data.source)
    let labels = try data.classIndices(in: classes)
    let dataset = try Dataset(
      inputs: standardized(data.points), labels: labels, classCount: classes.count)
    var loss = RegularizedLoss(
      network, on: dataset, classes.count == 2 ? .binaryCrossEntropy : .crossEntropy)
    var gradient = trained.parameters
    var target = gradient.mutableSpan
    return Evaluation(
      confusion: ConfusionMatrix(
        labels: labels, predictions: network.classes(ofOutputs: outputs), classCount: classes.count),
      crossEntropy: loss.value(at: trained.parameters.span, gradient: &target))
  }
}
