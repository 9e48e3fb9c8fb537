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
  /// Uniform on [0, 1), biases too, drawn after the layer's weights: the "moons" lab's.
  case uniform01 = "uniform01"
}

extension Network {
  /// A parameter vector drawn from `random`; see ``InitialWeights`` for the order.
  public func initialWeights(
    _ distribution: InitialWeights = .xavierUniform, using random: inout MersenneTwister
  ) -> [Double] {
    switch distribution {
    case .xavierUniform:
      return zip(sizes, layers).flatMap { inputs, layer in
        let bound = (2 / Double(inputs + layer.unitCount)).squareRoot()
        let weights = (0..<inputs * layer.unitCount).map { _ in random.uniform(in: -bound..<bound) }
        return weights + Array(repeating: 0, count: layer.unitCount)
      }
    case .uniform01: return random.uniforms(parameterCount)
    }
  }
}
