public import Matrices

/// One sample's way through a network and back: what an exercise on backpropagation asks for by hand.
///
/// For each layer the weighted sums a = W z + b, the outputs z = f(a), the derivatives δ = ∂E/∂a, and from them
/// ∂E/∂W = δ zᵀ for the outputs z of the layer before, and ∂E/∂b = δ. See <doc:Backpropagation>.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let told = try TrainedNetwork(network, parameters: [0, 0])
///   .explanation(ofSample: 0, in: data, BuiltInLoss.binaryCrossEntropy)
/// assert(told.layers[0].z == [0.5] && told.layers[0].delta == [0.5])
/// ```
public struct Explanation<Scalar: NetworkScalar>: Hashable, Sendable {
  /// One layer's numbers.
  public struct Layer: Hashable, Sendable {
    /// The weighted sums, one a unit.
    public let a: [Scalar]
    /// The outputs, one a unit.
    public let z: [Scalar]
    /// ∂E/∂a, one a unit, and so ∂E/∂b.
    public let delta: [Scalar]
    /// ∂E/∂W, units×inputs.
    public let weightGradient: Matrix<Scalar>
  }

  /// The sample's features, z of the layer before the first.
  public let inputs: [Scalar]
  /// The layers, the first hidden one first.
  public let layers: [Layer]
  /// E, the sample's loss, without a penalty and however much the sample counts.
  public let loss: Scalar
}

extension TrainedNetwork {
  /// One sample's way through the network and back.
  ///
  ///     let told = try network.explanation(ofSample: 2, in: data, .binaryCrossEntropy)
  ///     print(told.layers[0].a, told.layers[1].delta, told.layers[0].weightGradient)
  ///
  /// - Parameters:
  ///   - sample: Its number, from 0. Traps where there is none.
  ///   - data: Samples of as many features as the network has inputs.
  ///   - loss: The loss. Traps where it is not defined for the output layer.
  /// - Throws: What ``Dataset/checkFits(_:)`` and ``Loss/checkTargets(of:)`` throw. O(parameters).
  public func explanation(
    ofSample sample: Int, in data: Dataset<Scalar>, _ loss: any Loss
  ) throws(NetworkError) -> Explanation<Scalar> {
    let one = data.selecting([sample]).replacingWeights(nil)
    try one.checkFits(network)
    try loss.checkTargets(of: one)
    var objective = RegularizedLoss(network, on: one, loss, reduction: .sum)
    var gradient = parameters
    var span = gradient.mutableSpan
    let value = objective.value(at: parameters.span, gradient: &span)
    var z = one.inputs.row(0)
    var layers: [Explanation<Scalar>.Layer] = []
    for (index, layer) in network.layers.enumerated() {
      let weights = network.weights(ofLayer: index, in: parameters)
      let biases = network.biases(ofLayer: index, in: parameters)
      let a = biases.indices.map { unit in
        z.indices.reduce(biases[unit]) { $0 + weights[unit, $1] * z[$1] }
      }
      z = layer.activation.values(at: Matrix(row: a)).elements
      layers.append(
        Explanation.Layer(
          a: a, z: z, delta: network.biases(ofLayer: index, in: gradient),
          weightGradient: network.weights(ofLayer: index, in: gradient)))
    }
    return Explanation(inputs: one.inputs.row(0), layers: layers, loss: value)
  }
}
