internal import Matrices

/// The performance of a network on the data that it was trained on.
struct Judgement<Scalar: NetworkScalar> {
  let confusionMatrix: ConfusionMatrix?
  let errors: RegressionErrors?
  let labelScores: LabelScores?
  let spread: Scalar
  let isConstant: Bool
  let warning: String?

  /// That nothing is known.
  init() {
    (confusionMatrix, errors, labelScores, spread) = (nil, nil, nil, .nan)
    (isConstant, warning) = (false, nil)
  }

  init(of trained: TrainedNetwork<Scalar>, by objective: RegularizedLoss<Scalar>) {
    let (network, data) = (trained.network, objective.data)
    let outputs = trained.outputs(on: data, threads: objective.threads)
    spread = TrainedNetwork.spread(ofOutputs: outputs)
    if let targets = data.targets {
      confusionMatrix = nil
      errors = RegressionErrors(
        targets: targets.map { Double($0) }, predictions: outputs.map { Double($0) })
      labelScores =
        objective.loss.targetsAreLabels
        ? LabelScores(
          labels: targets.map { $0 > 0.5 }, predictions: objective.loss.labels(ofOutputs: outputs))
        : nil
      let wanted = TrainedNetwork.spread(ofOutputs: targets)
      isConstant = !(spread > TrainedNetwork.constantSpread * wanted) && wanted > 0
      warning = isConstant ? TrainedNetwork.warning(spread: spread) : nil
      return
    }
    (errors, labelScores) = (nil, nil)
    let matrix = ConfusionMatrix(
      labels: data.labels, predictions: objective.loss.classes(ofOutputs: outputs),
      classCount: network.classCount)
    confusionMatrix = matrix
    isConstant = TrainedNetwork<Scalar>.isConstant(spread: spread)
    let runsAway =
      objective.loss is BuiltInLoss && objective.loss.needsClasses
      && matrix.correctCount == matrix.sampleCount
      && objective.penalty.lambdas(ofLayer: network.layers.count - 1) == (0, 0)
    warning =
      isConstant
      ? TrainedNetwork.warning(spread: spread)
      : runsAway ? Self.separableWarning(trained.parameters) : nil
  }

  /// Where every sample is on its own side, the output layer's weights multiplied by t > 1 lower every
  /// sample's cross-entropy, to 0 for t → ∞.
  private static func separableWarning(_ parameters: [Scalar]) -> String {
    // With no more digits than tell how far it went.
    let largest = Float(parameters.reduce(0) { max($0, $1.magnitude) })
    return
      "every sample is on its own side, so that without a penalty the loss has no minimum: it falls"
      + " towards 0 and the weights grow for as long as training goes on (to \(largest) here); give"
      + " a λ above 0, or take them as they are"
  }
}
