/// What is minimised, one sample's part of it. t is the target, a the output layer's weighted sums before
/// its activation, from which every loss is computed, so that nothing overflows.
public enum Loss: String, CaseIterable, Codable, Sendable {
  /// −t log p − (1 − t) log(1 − p) for p = σ(a) of one sigmoid output and t = 0 or 1.
  ///
  /// Computed as log(1 + eᵘ) with u = a for t = 0 and −a for t = 1, which is
  /// max(u, 0) + log1p(exp(−|u|)); its derivative by a is δ = p − t, computed as ±σ(u), accurate also
  /// where p rounds to t.
  case binaryCrossEntropy
  /// −log p_t for p = softmax(a) of two or more outputs and t the class.
  ///
  /// Computed as log(1 + eᵘ) with u = log Σ_{k≠t} exp(a_k) − a_t, the largest a_k taken off inside the
  /// logarithm; its derivatives are δ_k = p_k − [k = t], computed as σ(u)·p_k/(1 − p_t) for the other
  /// classes and −σ(u) for t, accurate also where p_t rounds to 1.
  case crossEntropy
}

extension Loss {
  /// The loss that fits the network's output: binary cross-entropy for one sigmoid unit, cross-entropy
  /// for softmax; nil for any other.
  public init?(for network: Network) {
    guard let fitting = Self.allCases.first(where: { $0.fits(network) }) else { return nil }
    self = fitting
  }

  /// Whether the network's output is one that the loss is defined for.
  public func fits(_ network: Network) -> Bool {
    let output = network.layers[network.layers.count - 1]
    switch self {
    case .binaryCrossEntropy: return output.activation == .sigmoid && output.unitCount == 1
    case .crossEntropy: return output.activation == .softmax && output.unitCount >= 2
    }
  }
}

/// How the losses of the samples are put together. The raw value is the name on the command line.
public enum Reduction: String, CaseIterable, Codable, Sendable {
  /// Divided by the number of samples.
  case mean
  /// Added.
  case sum
}
