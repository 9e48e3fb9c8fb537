import Matrices
import Networks

/// Targets brought to the mean 0 and the deviation 1, and the network that answers them in their own units.
///
/// The output layer is linear: z = W h + b answers t' = (t − μ)/σ where W' = σ W and b' = σ b + μ answer t. So nothing
/// of it is left in a file but other weights.
struct TargetScaling: Hashable, Sendable {
  let standardization: Standardization

  /// The scaling of these targets.
  ///
  /// Throws `notFinite` where the sum of their squares is beyond what a double holds: how well they are answered could
  /// not be told.
  init(of targets: Matrix<Double>, from source: String) throws(NetworkFileError) {
    let squares = targets.elements.reduce(0) { $0 + $1 * $1 }
    guard squares.isFinite else {
      let largest = targets.elements.reduce(0) { max($0, $1.magnitude) }
      throw NetworkFileError(
        .notFinite, at: source,
        "the loss is not finite in the units of the targets, which go up to \(largest.formatted)",
        advice: "divide large targets by a constant")
    }
    standardization = Standardization(of: targets)
  }

  /// The targets as they are trained on.
  func scaled(_ targets: Matrix<Double>) -> Matrix<Double> { standardization.applied(to: targets) }

  /// A network that answers scaled targets, made to answer them in their own units.
  func unscaled(_ network: TrainedNetwork<Double>) -> TrainedNetwork<Double> {
    mapped(network) { weight, output in
      weight * standardization.sigma[output]
    } biases: { bias, output in
      bias * standardization.sigma[output] + standardization.mu[output]
    }
  }

  /// A network that answers targets in their own units, made to answer scaled ones.
  func scaled(_ network: TrainedNetwork<Double>) -> TrainedNetwork<Double> {
    mapped(network) { weight, output in
      weight / standardization.sigma[output]
    } biases: { bias, output in
      (bias - standardization.mu[output]) / standardization.sigma[output]
    }
  }

  private func mapped(
    _ network: TrainedNetwork<Double>, _ weights: (Double, Int) -> Double,
    biases: (Double, Int) -> Double
  ) -> TrainedNetwork<Double> {
    var parameters = network.parameters
    let units = network.network.outputCount
    let last = network.network.parameterRanges[network.network.layers.count - 1]
    // W is units×inputs, column by column.
    for (offset, index) in last.weights.enumerated() {
      parameters[index] = weights(parameters[index], offset % units)
    }
    for (output, index) in last.biases.enumerated() {
      parameters[index] = biases(parameters[index], output)
    }
    return TrainedNetwork(network.network, parameters: parameters)
  }
}

extension TrainingSettings {
  /// Whether standardising targets changes nothing but their units: numbers answered by linear outputs, and a loss
  /// of differences.
  func canStandardizeTargets(_ data: TrainingData, _ network: Network) -> Bool {
    guard data.targets != nil, !data.isMultiLabel else { return false }
    guard network.layers[network.layers.count - 1].activation == .identity else { return false }
    switch fittingLoss(network, data).kind {
    case .squaredError, .huber, .quantile: return true
    default: return false
    }
  }
}
