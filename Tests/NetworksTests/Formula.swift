import Foundation
import Networks

/// A network's formula by the C library's functions, one number at a time: every layer's weighted sums a
/// and outputs z for one sample.
func formula(
  _ network: Network, _ parameters: [Double], _ sample: [Double]
) -> [(a: [Double], z: [Double])] {
  var z = sample
  return network.layers.enumerated().map { index, layer in
    let weights = network.weights(ofLayer: index, in: parameters)
    let biases = network.biases(ofLayer: index, in: parameters)
    let a = biases.indices.map { unit in
      zip(weights.row(unit), z).reduce(biases[unit]) { $0 + $1.0 * $1.1 }
    }
    z = activated(a, by: layer.activation)
    return (a, z)
  }
}

private func activated(_ a: [Double], by activation: Activation) -> [Double] {
  switch activation {
  case .sigmoid: a.map { 1 / (1 + exp(-$0)) }
  case .tanh: a.map { tanh($0) }
  case .relu: a.map { max(0, $0) }
  case .leakyRelu: a.map { $0 > 0 ? $0 : 0.01 * $0 }
  case .exponential: a.map { exp($0) }
  case .softplus: a.map { log1p(exp(-abs($0))) + max(0, $0) }
  case .elu: a.map { $0 > 0 ? $0 : expm1($0) }
  case .gelu: a.map { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 }
  case .identity: a
  case .softmax: a.map { x in 1 / a.reduce(0) { $0 + exp($1 - x) } }
  default: a.map { _ in .nan }
  }
}
