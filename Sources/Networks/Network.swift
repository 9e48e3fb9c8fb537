import Matrices

/// Dense neural networks: layers, losses, starting weights, training, gradient checks and metrics.
///
///     let network = Network(inputs: 2, layers: [.dense(10, .sigmoid), .dense(1, .sigmoid)])
///     var random = MersenneTwister(seed: 0)
///     let start = network.initialWeights(.xavierUniform, using: &random)
///     let loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3)

/// The shape of a dense network: how many inputs, and which layers follow one another.
///
/// Layer l takes the outputs z⁽ˡ⁾ of the layer before, z⁽⁰⁾ = x being a sample, and gives
///
///     a⁽ˡ⁺¹⁾ = W⁽ˡ⁺¹⁾ z⁽ˡ⁾ + b⁽ˡ⁺¹⁾,   z⁽ˡ⁺¹⁾ = f(a⁽ˡ⁺¹⁾)
///
/// with W of as many rows as the layer has units and as many columns as it has inputs. The network holds
/// no numbers: its weights and biases are one flat parameter vector, laid out as
/// ``parameterRanges`` says.
///
/// ```swift
/// let network = Network(inputs: 2, layers: [.dense(10, .tanh), .dense(1, .sigmoid)])
/// assert(network.sizes == [2, 10, 1] && network.parameterCount == 41)
/// assert(network.classCount == 2 && network.outputCount == 1)
/// ```
public struct Network: Hashable, Sendable {
  /// The number of inputs d, the features of a sample.
  public let inputCount: Int
  /// The layers from the first hidden one to the output.
  public let layers: [Layer]

  /// A network of `inputs` inputs and the given layers, the last being the output.
  ///
  /// Traps where there is no input, no layer, or a softmax before the last layer.
  public init(inputs: Int, layers: [Layer]) {
    require(inputs > 0, "a network cannot have \(inputs) inputs")
    require(!layers.isEmpty, "a network cannot have 0 layers")
    for (index, layer) in layers.dropLast().enumerated() {
      require(
        layer.activation != .softmax,
        "layer \(index + 1) of \(layers.count) cannot be softmax: only the last layer can")
    }
    inputCount = inputs
    self.layers = layers
  }

  /// The number of outputs: the units of the last layer.
  public var outputCount: Int { layers[layers.count - 1].unitCount }

  /// The number of inputs, then of each layer's units: `[2, 10, 1]`.
  public var sizes: [Int] { [inputCount] + layers.map(\.unitCount) }

  /// The number of classes that the outputs tell apart: 2 for one output, else one for each output.
  public var classCount: Int { max(2, outputCount) }
}

extension Network: CustomStringConvertible {
  /// The sizes and the activations: `2-10-1 (sigmoid, sigmoid)`.
  public var description: String {
    let sizes = sizes.map(String.init).joined(separator: "-")
    return "\(sizes) (\(layers.map(\.activation.rawValue).joined(separator: ", ")))"
  }
}
