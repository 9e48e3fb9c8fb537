public import Matrices

extension Network {
  /// Where one layer's numbers lie in the flat parameter vector.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(network.parameterRanges[0].weights == 0..<2 && network.parameterRanges[0].biases == 2..<3)
  /// ```
  public struct ParameterRange: Hashable, Sendable {
    /// The weights W, units×inputs in column-major order.
    public let weights: Range<Int>
    /// The biases b, one a unit.
    public let biases: Range<Int>
  }

  /// Where each layer's W and b lie: layer after layer, W before b.
  ///
  /// W is column-major, MATLAB's `W(:)`. Read the other way it is the inputs×units matrix that NumPy code
  /// multiplies samples by, `x @ W`, in NumPy's row-major order; so the parameter vector is also what
  /// such code gets by concatenating its `W.ravel(), b` layer by layer.
  public var parameterRanges: [ParameterRange] {
    var start = 0
    return zip(sizes, layers).map { inputs, layer in
      let weights = start..<start + inputs * layer.unitCount
      let biases = weights.upperBound..<weights.upperBound + layer.unitCount
      start = biases.upperBound
      return ParameterRange(weights: weights, biases: biases)
    }
  }

  /// The number of weights and biases, Σ (inputs + 1)·units.
  public var parameterCount: Int {
    zip(sizes, layers).reduce(0) { $0 + ($1.0 + 1) * $1.1.unitCount }
  }

  /// Layer `layer`'s weights W, units×inputs, out of a parameter vector. Layers count from zero.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(network.weights(ofLayer: 0, in: [1.0, 2, 3]) == [[1, 2]])
  /// ```
  public func weights<Scalar>(ofLayer layer: Int, in parameters: [Scalar]) -> Matrix<Scalar> {
    checkCount(parameters.count)
    return Matrix(
      rowCount: layers[layer].unitCount, columnCount: sizes[layer],
      elements: Array(parameters[parameterRanges[layer].weights]))
  }

  /// Layer `layer`'s biases b, one a unit, out of a parameter vector. Layers count from zero.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(network.biases(ofLayer: 0, in: [1.0, 2, 3]) == [3])
  /// ```
  public func biases<Scalar>(ofLayer layer: Int, in parameters: [Scalar]) -> [Scalar] {
    checkCount(parameters.count)
    return Array(parameters[parameterRanges[layer].biases])
  }

  /// The parameter vector of the given weights, units×inputs a layer, and biases, one a unit.
  ///
  /// - Throws: `sizeMismatch` naming the layer where one does not have the network's shape.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(try! network.parameters(weights: [[[1.0, 2]]], biases: [[3]]) == [1, 2, 3])
  /// ```
  public func parameters<Scalar>(
    weights: [Matrix<Scalar>], biases: [[Scalar]]
  ) throws(NetworkError) -> [Scalar] {
    for (name, count) in [("weight matrices", weights.count), ("bias vectors", biases.count)]
    where count != layers.count {
      throw NetworkError(
        .sizeMismatch, "the \(name)", expected: "\(layers.count), one a layer", found: "\(count)")
    }
    let sizes = sizes
    var parameters: [Scalar] = []
    parameters.reserveCapacity(parameterCount)
    for (index, layer) in layers.enumerated() {
      guard weights[index].size == [layer.unitCount, sizes[index]] else {
        throw NetworkError(
          .sizeMismatch, "the weights of layer \(index + 1)",
          expected: "\(layer.unitCount)×\(sizes[index])", found: weights[index].shape)
      }
      guard biases[index].count == layer.unitCount else {
        throw NetworkError(
          .sizeMismatch, "the biases of layer \(index + 1)", expected: "\(layer.unitCount)",
          found: "\(biases[index].count)")
      }
      parameters += weights[index].elements + biases[index]
    }
    return parameters
  }

  /// The name of parameter `index` as MATLAB indexes the cells W and b: `W{2}(1,3)`, `b{1}(4)`.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
  /// assert(network.parameterName(1) == "W{1}(1,2)" && network.parameterName(2) == "b{1}(1)")
  /// ```
  public func parameterName(_ index: Int) -> String {
    require(
      (0..<parameterCount).contains(index), "parameter \(index) is not one of \(parameterCount)")
    let ranges = parameterRanges
    let layer = ranges.firstIndex { index < $0.biases.upperBound } ?? 0
    guard index < ranges[layer].biases.lowerBound else {
      return "b{\(layer + 1)}(\(index - ranges[layer].biases.lowerBound + 1))"
    }
    let (column, row) = (index - ranges[layer].weights.lowerBound)
      .quotientAndRemainder(dividingBy: layers[layer].unitCount)
    return "W{\(layer + 1)}(\(row + 1),\(column + 1))"
  }

  /// Traps where a parameter vector is not one of this network's.
  func checkCount(_ count: Int) {
    require(
      count == parameterCount,
      "a vector of \(count) numbers cannot be the \(parameterCount) parameters of \(self)")
  }
}
