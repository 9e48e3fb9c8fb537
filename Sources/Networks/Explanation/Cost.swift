internal import Matrices

/// The cost of weights on data: the loss without and with the penalty, as exercise sheets ask for it.
public struct Cost<Scalar: NetworkScalar>: Hashable, Sendable {
  /// The loss alone.
  public let loss: Scalar
  /// The penalty alone.
  public let penalty: Scalar
  /// Both together: what training minimises.
  public var total: Scalar { loss + penalty }
}

extension TrainedNetwork {
  /// The network's cost on data, wherever its weights are from.
  ///
  /// The cost of Andrew Ng's exercise with λ = 1, ten sigmoid outputs and 5000 samples, and with no penalty
  /// ``Cost/loss``:
  ///
  ///     let penalty = Penalty.over2N(1, sampleCount: data.sampleCount)
  ///     let cost = try network.cost(on: data, .sigmoidCrossEntropy, penalty: penalty)
  ///
  /// - Parameters:
  ///   - data: Samples of as many features as the network has inputs.
  ///   - loss: The loss of a sample. Traps where it is not defined for the output layer.
  ///   - penalty: The penalty on the weights; biases have none.
  ///   - reduction: The mean over the samples, or their sum.
  ///   - threads: The most threads to use; the bits are the same for any number.
  /// - Throws: What ``Dataset/checkFits(_:)`` and ``Loss/checkTargets(of:)`` throw. O(N·parameters).
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let cost = try TrainedNetwork(network, parameters: [2, 0])
  ///   .cost(on: data, BuiltInLoss.binaryCrossEntropy, penalty: .over2N(1, sampleCount: 2))
  /// assert(cost.penalty == 1 && cost.total == cost.loss + 1)
  /// ```
  public func cost(
    on data: Dataset<Scalar>, _ loss: any Loss, penalty: Penalty = Penalty(),
    reduction: Reduction = .mean, threads: Int = 1
  ) throws(NetworkError) -> Cost<Scalar> {
    try data.checkFits(network)
    try loss.checkTargets(of: data)
    var objective = RegularizedLoss(
      network, on: data, loss, penalty: penalty, reduction: reduction, threads: threads)
    let size = objective.penaltyValue(at: parameters)
    let whole = RegularizedLoss(
      network, on: data, loss, reduction: reduction, threads: threads)
    objective = whole
    return Cost(loss: objective.value(at: parameters), penalty: size)
  }
}

extension Penalty {
  /// λ/(2N) Σ W², as course exercises write it beside a mean over N samples, `λ/(2m)` on some sheets.
  ///
  /// Traps where λ is negative or not finite, or there is no sample.
  ///
  /// ```swift
  /// assert(Penalty.over2N(1, sampleCount: 100) == Penalty(l2: 0.005))
  /// ```
  public static func over2N(_ lambda: Double, sampleCount: Int) -> Penalty {
    require(sampleCount > 0, "a penalty cannot be divided by \(sampleCount) samples")
    return Penalty(l2: lambda / (2 * Double(sampleCount)))
  }
}
