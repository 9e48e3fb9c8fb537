public import Randomness

/// How a network's weights are drawn before training. The raw value is the name on the command line.
///
/// All draw layer after layer in the order of the parameter vector, one
/// ``/Randomness/MersenneTwister/uniform()`` each: W in MATLAB's column-major order, which is the
/// row-major order of NumPy's inputs×units matrix. Let n_in be a layer's number of inputs and n_out its number of units.
public enum InitialWeights: String, CaseIterable, Codable, Sendable {
  /// Uniform on [−ε, ε), ε = √(2/(n_in + n_out)); biases zero, not drawn. Weights then have the variance
  /// ε²/3 = 2/(3(n_in + n_out)), a third of Glorot's.
  case xavierUniform = "xavier"
  /// Uniform on [−ε, ε), ε = √(6/(n_in + n_out)), a variance of 2/(n_in + n_out); biases zero, not drawn.
  ///
  /// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
  /// AISTATS 2010, equation (16). For tanh and sigmoid.
  case glorotUniform = "glorot"
  /// Uniform on [−ε, ε), ε = √(6/n_in), a variance of 2/n_in; biases zero, not drawn.
  ///
  /// K. He et al., "Delving deep into rectifiers", ICCV 2015, equation (10). For ReLU and its kin.
  case heUniform = "he"
  /// Uniform on [−ε, ε), ε = √(3/n_in), a variance of 1/n_in; biases zero, not drawn.
  ///
  /// Y. LeCun et al., "Efficient backprop", 1998, section 4.6.
  case lecunUniform = "lecun"
  /// Uniform on [0, 1), biases too, drawn after the layer's weights: the "moons" lab's.
  case uniform01 = "uniform01"
}

extension Network {
  /// A parameter vector drawn from `random`; see ``InitialWeights`` for the order.
  public func initialWeights(
    _ distribution: InitialWeights = .xavierUniform, using random: inout MersenneTwister
  ) -> [Double] {
    if distribution == .uniform01 { return random.uniforms(parameterCount) }
    return zip(sizes, layers).flatMap { inputs, layer in
      let bound = distribution.bound(inputs: Double(inputs), units: Double(layer.unitCount))
      let weights = (0..<inputs * layer.unitCount).map { _ in random.uniform(in: -bound..<bound) }
      return weights + Array(repeating: 0, count: layer.unitCount)
    }
  }
}

extension InitialWeights {
  /// The ε of a layer's weights.
  fileprivate func bound(inputs: Double, units: Double) -> Double {
    switch self {
    case .xavierUniform: (2 / (inputs + units)).squareRoot()
    case .glorotUniform: (6 / (inputs + units)).squareRoot()
    case .heUniform: (6 / inputs).squareRoot()
    case .lecunUniform: (3 / inputs).squareRoot()
    case .uniform01: 1
    }
  }
}
