/// What is minimised, one sample's part of it. t is the target, a the output layer's weighted sums before
/// its activation, z its outputs.
///
/// The cross-entropies are computed from a, so that nothing overflows.
public enum Loss: Hashable, Codable, Sendable {
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
  /// ½ Σ_k (z_k − t_k)² over the outputs, for any activation but softmax; δ_k = (z_k − t_k)·f′(a_k).
  ///
  /// Its mean over the samples is scikit-learn's `squared_error` times the number of outputs K, and
  /// PyTorch's `MSELoss` and MATLAB's `mse` times K/2. Classes are targets of 0 and 1, one output a class
  /// (one output alone: the second class).
  case squaredError
  /// Σ_k h(z_k − t_k) over the outputs with h(r) = ½r² up to |r| = d and d(|r| − ½d) beyond it, so that a
  /// far-off target pulls with the force d at most.
  ///
  /// P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35, 1964.
  /// For any activation but softmax; targets as for ``squaredError``. PyTorch's `HuberLoss` has the mean
  /// over outputs, too.
  case huber(threshold: Double)
}

extension Loss {
  /// The loss that fits the network's output: binary cross-entropy for one sigmoid unit, cross-entropy
  /// for softmax, squared error for identity; nil for any other.
  public init?(for network: Network) {
    let fitting = [Self.binaryCrossEntropy, .crossEntropy].first { $0.fits(network) }
    if let fitting {
      self = fitting
    } else if network.layers[network.layers.count - 1].activation == .identity {
      self = .squaredError
    } else {
      return nil
    }
  }

  /// Whether the network's output is one that the loss is defined for.
  public func fits(_ network: Network) -> Bool {
    let output = network.layers[network.layers.count - 1]
    switch self {
    case .binaryCrossEntropy: return output.activation == .sigmoid && output.unitCount == 1
    case .crossEntropy: return output.activation == .softmax && output.unitCount >= 2
    case .squaredError: return output.activation != .softmax
    case .huber(let threshold): return output.activation != .softmax && threshold > 0
    }
  }

  /// Whether the loss compares with classes only, not with numbers.
  public var needsClasses: Bool { self == .binaryCrossEntropy || self == .crossEntropy }

  /// The name on the command line and in files.
  public var name: String {
    switch self {
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .crossEntropy: "cross-entropy"
    case .squaredError: "squared-error"
    case .huber: "huber"
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
