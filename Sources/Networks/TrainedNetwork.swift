public import Matrices

/// A network with its weights and biases: what training gives, and what a weights file holds.
///
/// ```swift
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let trained = TrainedNetwork(network, parameters: [10.0, -15])
/// assert(trained.classes(for: [[1], [2]]) == [0, 1])
/// ```
public struct TrainedNetwork<Scalar: NetworkScalar>: Hashable, Sendable {
  /// The network's shape.
  public let network: Network
  /// Its weights and biases, laid out as ``Network/parameterRanges`` says.
  public let parameters: [Scalar]

  /// A network with the given parameter vector. Traps where the vector is not as long as the network has
  /// parameters.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// assert(TrainedNetwork(network, parameters: [2.0, 1]).weights == [[[2]]])
  /// ```
  public init(_ network: Network, parameters: [Scalar]) {
    network.checkCount(parameters.count)
    self.network = network
    self.parameters = parameters
  }

  /// A network from outside, layer by layer.
  ///
  /// - Parameters:
  ///   - weights: W of each layer, units×inputs.
  ///   - biases: b of each layer, one a unit.
  ///   - activations: The function of each layer; softmax for the last only.
  /// - Throws: `empty` where there is no layer, or one without units or inputs; `sizeMismatch` where the
  ///   lists or the layers do not fit together or softmax comes before the last layer; `notFinite` where a
  ///   number is NaN or infinite.
  ///
  /// ```swift
  /// let trained = try TrainedNetwork(
  ///   weights: [[[2.0]]], biases: [[1]], activations: [.identity])
  /// assert(trained.outputs(for: [[3]]) == [[7]])
  /// ```
  public init(
    weights: [Matrix<Scalar>], biases: [[Scalar]], activations: [Activation]
  ) throws(NetworkError) {
    guard let first = weights.first else {
      throw NetworkError(.empty, "the network", expected: "at least one layer", found: "none")
    }
    guard activations.count == weights.count else {
      throw NetworkError(
        .sizeMismatch, "the activations", expected: "\(weights.count), one a layer",
        found: "\(activations.count)")
    }
    for (index, matrix) in weights.enumerated() {
      let name = "the weights of layer \(index + 1)"
      guard !matrix.isEmpty else {
        throw NetworkError(.empty, name, expected: "at least 1×1", found: matrix.shape)
      }
      guard matrix.elements.allSatisfy(\.isFinite) else {
        throw NetworkError(.notFinite, name, expected: "finite")
      }
    }
    for (index, vector) in biases.enumerated() where !vector.allSatisfy(\.isFinite) {
      throw NetworkError(.notFinite, "the biases of layer \(index + 1)", expected: "finite")
    }
    for (index, activation) in activations.dropLast().enumerated() where activation == .softmax {
      throw NetworkError(
        .sizeMismatch, "the activation of layer \(index + 1)",
        expected: "one unit's function: only the last layer can be softmax", found: "softmax")
    }
    network = Network(
      inputs: first.columnCount,
      layers: zip(weights, activations).map { .dense($0.rowCount, $1) })
    parameters = try network.parameters(weights: weights, biases: biases)
  }

  /// W of each layer, units×inputs.
  public var weights: [Matrix<Scalar>] {
    let sizes = network.sizes
    return network.parameterRanges.enumerated().map { layer, range in
      Matrix(
        rowCount: sizes[layer + 1], columnCount: sizes[layer],
        elements: Array(parameters[range.weights]))
    }
  }

  /// b of each layer, one a unit.
  public var biases: [[Scalar]] {
    network.parameterRanges.map { Array(parameters[$0.biases]) }
  }

  /// The outputs for samples given one a row, N×outputs; see ``Network/outputs(for:parameters:threads:)-(Matrix<Scalar>,_,_)``.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// assert(TrainedNetwork(network, parameters: [0.0, 0]).outputs(for: [[7]]) == [[0.5]])
  /// ```
  public func outputs(for inputs: Matrix<Scalar>, threads: Int = 1) -> Matrix<Scalar> {
    network.outputs(for: inputs, parameters: parameters, threads: threads)
  }

  /// The outputs for the samples of a table, which are not copied.
  public func outputs(for table: SampleTable, threads: Int = 1) -> Matrix<Scalar> {
    network.outputs(for: table, parameters: parameters, threads: threads)
  }

  /// The outputs for the samples of data.
  func outputs(on data: Dataset<Scalar>, threads: Int) -> Matrix<Scalar> {
    data.table.map { outputs(for: $0, threads: threads) }
      ?? outputs(for: data.inputs, threads: threads)
  }

  /// The class predicted for each sample; see ``Network/classes(ofOutputs:)``.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(2, .softmax)])
  /// assert(TrainedNetwork(network, parameters: [1.0, -1, 0, 0]).classes(for: [[1], [-1]]) == [0, 1])
  /// ```
  public func classes(for inputs: Matrix<Scalar>, threads: Int = 1) -> [Int] {
    network.classes(ofOutputs: outputs(for: inputs, threads: threads))
  }

  /// How the predictions compare with the labels of data.
  ///
  /// Traps where the data do not fit the network.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let data = try Dataset(inputs: [[1.0], [2]], labels: [1, 1])
  /// let confusion = TrainedNetwork(network, parameters: [10.0, -15]).confusionMatrix(on: data)
  /// assert(confusion.counts == [[0, 0], [1, 1]])
  /// ```
  public func confusionMatrix(on data: Dataset<Scalar>, threads: Int = 1) -> ConfusionMatrix {
    ConfusionMatrix(
      labels: data.labels,
      predictions: network.classes(ofOutputs: outputs(on: data, threads: threads)),
      classCount: max(data.classCount, network.classCount))
  }

  /// The share of samples whose predicted class is their label, 0 to 1.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let data = try Dataset(inputs: [[1.0], [2]], labels: [0, 1])
  /// assert(TrainedNetwork(network, parameters: [10.0, -15]).accuracy(on: data) == 1)
  /// ```
  public func accuracy(on data: Dataset<Scalar>, threads: Int = 1) -> Double {
    confusionMatrix(on: data, threads: threads).accuracy
  }
}
