public import Matrices
public import Networks

/// A trained network as a `.mat` file holds it: everything that is needed to use it again.
///
/// Inputs are standardised before they enter, z⁽⁰⁾ = (x − μ) / σ, feature by feature; zeros and ones
/// where they are not.
public struct SavedNetwork: Sendable {
  /// The network with its weights and biases.
  public let trained: TrainedNetwork<Double>
  /// What is taken off each feature, d numbers.
  public let mu: [Double]
  /// What each feature is then divided by, d numbers.
  public let sigma: [Double]
  /// The label that each class stands for: class k is `classes[k]`.
  public let classes: [Double]
  /// λ of the weights' penalty λ Σ W².
  public let lambda: Double
  /// The seed that the initial weights were drawn with.
  public let seed: UInt32
  /// The loss at each iterate from the start on.
  public let lossHistory: [Double]

  /// A network and what it was trained with; without `mu` and `sigma` its inputs are not standardised.
  ///
  /// Traps where there are not as many classes as the network tells apart, or features as it has inputs.
  public init(
    _ trained: TrainedNetwork<Double>, mu: [Double]? = nil, sigma: [Double]? = nil,
    classes: [Double], lambda: Double, seed: UInt32, lossHistory: [Double]
  ) {
    let inputCount = trained.network.inputCount
    self.trained = trained
    self.mu = mu ?? Array(repeating: 0, count: inputCount)
    self.sigma = sigma ?? Array(repeating: 1, count: inputCount)
    require(
      classes.count == trained.network.classCount && self.mu.count == inputCount
        && self.sigma.count == inputCount,
      "\(classes.count) classes and \(self.mu.count) and \(self.sigma.count) features do not fit"
        + " \(trained.network)")
    self.classes = classes
    self.lambda = lambda
    self.seed = seed
    self.lossHistory = lossHistory
  }

  /// The network's shape.
  public var network: Network { trained.network }

  /// The inputs as they enter the first layer.
  public func standardized(_ points: Matrix<Double>) -> Matrix<Double> {
    guard mu.contains(where: { $0 != 0 }) || sigma.contains(where: { $0 != 1 }) else {
      return points
    }
    return Matrix(rowCount: points.rowCount, columnCount: points.columnCount) {
      (points[$0, $1] - mu[$1]) / sigma[$1]
    }
  }

  /// The outputs for the rows of `points`: N×1 probabilities of the second class, or N×K of each.
  ///
  /// Throws `columnsDiffer` where the points don't have the network's number of inputs; `place` is where
  /// they come from.
  public func outputs(
    for points: Matrix<Double>, from place: String? = nil, threads: Int = 1
  ) throws(LabError) -> Matrix<Double> {
    guard points.columnCount == network.inputCount else {
      throw LabError(
        .columnsDiffer, at: place,
        "the points have \(points.columnCount) columns where the network has"
          + " \(network.inputCount) inputs",
        advice: "give points with the features that the network was trained on")
    }
    return trained.outputs(for: standardized(points), threads: threads)
  }

  /// The label of each row of `outputs`: that of the most probable class.
  public func labels(ofOutputs outputs: Matrix<Double>) -> [Double] {
    network.classes(ofOutputs: outputs).map { classes[$0] }
  }
}
