public import Randomness

/// How a network's weights are drawn before training. The raw value is the name on the command line.
///
/// All draw layer after layer, one ``/Randomness/MersenneTwister/uniform()`` each, in the order that
/// ``WeightOrder`` says; and biases as ``InitialBiases`` says, after their layer's weights. Let n_in be a
/// layer's number of inputs and n_out its number of units.
///
/// ```swift
/// assert(InitialWeights(rawValue: "he") == .heUniform)
/// ```
public enum InitialWeights: String, CaseIterable, Codable, Sendable {
  /// Uniform on [−ε, ε), ε = √(2/(n_in + n_out)); biases zero. Weights then have the variance
  /// ε²/3 = 2/(3(n_in + n_out)), a third of Glorot's.
  case xavierUniform = "xavier"
  /// Uniform on [−ε, ε), ε = √(6/(n_in + n_out)), a variance of 2/(n_in + n_out); biases zero.
  ///
  /// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
  /// AISTATS 2010, equation (16). For tanh and sigmoid.
  case glorotUniform = "glorot"
  /// Uniform on [−ε, ε), ε = √(6/n_in), a variance of 2/n_in; biases zero.
  ///
  /// K. He et al., "Delving deep into rectifiers", ICCV 2015, equation (10). For ReLU and its kin.
  case heUniform = "he"
  /// Uniform on [−ε, ε), ε = √(3/n_in), a variance of 1/n_in; biases zero.
  ///
  /// Y. LeCun et al., "Efficient backprop", 1998, section 4.6.
  case lecunUniform = "lecun"
  /// Uniform on [0, 1), biases too, drawn after the layer's weights: the "moons" lab's.
  case uniform01 = "uniform01"
}

/// The order in which a layer's weights are drawn. The raw value is the name on the command line.
public enum WeightOrder: String, CaseIterable, Codable, Sendable {
  /// All weights from the first input, then all from the second: row-major order of the inputs×units matrix
  /// of NumPy code, `rand(inputs, units)`, and MATLAB's column-major order of W, `rand(units, inputs)`.
  case inputsFirst = "inputs-first"
  /// All weights into the first unit, then all into the second: row-major order of W as units×inputs, as
  /// PyTorch lays it out, and MATLAB's `rand(inputs, units)`.
  case unitsFirst = "units-first"
}

/// The biases before training. The raw value is the name on the command line.
public enum InitialBiases: String, CaseIterable, Codable, Sendable {
  /// Zero; nothing is drawn for them.
  case zero
  /// Drawn from the same range as their layer's weights, right after them. With Glorot's that is how
  /// scikit-learn draws for all activations but the logistic function.
  case drawn
}

extension Network {
  /// A parameter vector drawn from `random`; see ``InitialWeights``.
  ///
  /// - Parameters:
  ///   - distribution: The range of each layer's weights.
  ///   - order: The order of a layer's weights.
  ///   - biases: Zero or drawn; nil for what the distribution has: drawn for `uniform01`, else zero.
  ///   - random: The stream.
  ///
  /// ```swift
  /// import Randomness
  ///
  /// let network = Network(inputs: 2, layers: [.dense(3, .tanh), .dense(1, .sigmoid)])
  /// var random = MersenneTwister(seed: 0)
  /// let start = network.initialWeights(.xavierUniform, using: &random)
  /// assert(start.count == network.parameterCount)
  /// ```
  public func initialWeights(
    _ distribution: InitialWeights = .xavierUniform, order: WeightOrder = .inputsFirst,
    biases: InitialBiases? = nil, using random: inout MersenneTwister
  ) -> [Double] {
    let drawsBiases = biases.map { $0 == .drawn } ?? (distribution == .uniform01)
    return zip(sizes, layers).flatMap { inputs, layer in
      let units = layer.unitCount
      let range = distribution.range(inputs: Double(inputs), units: Double(units))
      let drawn = (0..<inputs * units).map { _ in random.uniform(in: range) }
      let weights =
        order == .inputsFirst
        ? drawn : (0..<inputs * units).map { drawn[$0 / units + $0 % units * inputs] }
      return weights + (0..<units).map { _ in drawsBiases ? random.uniform(in: range) : 0 }
    }
  }
}

extension InitialWeights {
  /// The range of a layer's weights.
  fileprivate func range(inputs: Double, units: Double) -> Range<Double> {
    let bound =
      switch self {
      case .xavierUniform: (2 / (inputs + units)).squareRoot()
      case .glorotUniform: (6 / (inputs + units)).squareRoot()
      case .heUniform: (6 / inputs).squareRoot()
      case .lecunUniform: (3 / inputs).squareRoot()
      case .uniform01: 1.0
      }
    return self == .uniform01 ? 0..<1 : -bound..<bound
  }
}
