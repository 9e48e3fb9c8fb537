/// The losses that MatKit has loops for, written `.squaredError`, `.huber(threshold: 1)` and so on wherever a
/// ``Loss`` is wanted. t is the target, a the output layer's weighted sums before its activation, z its
/// outputs.
///
/// Cross-entropies are computed from a, so that nothing overflows.
///
/// ```swift
/// let loss = BuiltInLoss.huber(threshold: 1)
/// assert(loss.fits(Network(inputs: 1, layers: [.dense(1, .identity)])))
/// ```
public struct BuiltInLoss: Loss, Hashable {
  /// Which of them, with its parameter.
  public enum Kind: Hashable, Codable, Sendable {
    /// ``BuiltInLoss/binaryCrossEntropy``.
    case binaryCrossEntropy
    /// ``BuiltInLoss/crossEntropy``.
    case crossEntropy
    /// ``BuiltInLoss/squaredError``.
    case squaredError
    /// ``BuiltInLoss/huber(threshold:)``.
    case huber(threshold: Double)
    /// ``BuiltInLoss/sigmoidCrossEntropy``.
    case sigmoidCrossEntropy
    /// ``BuiltInLoss/focal(exponent:)``.
    case focal(exponent: Double)
    /// ``BuiltInLoss/sigmoidFocal(exponent:)``.
    case sigmoidFocal(exponent: Double)
    /// ``BuiltInLoss/hinge``.
    case hinge
    /// ``BuiltInLoss/quantile(level:)``.
    case quantile(level: Double)
    /// ``BuiltInLoss/poisson``.
    case poisson
  }

  /// Which of them, with its parameter.
  public let kind: Kind

  init(_ kind: Kind) { self.kind = kind }
}

extension BuiltInLoss: Codable {
  /// Reads its kind.
  public init(from decoder: any Decoder) throws { kind = try Kind(from: decoder) }

  /// Writes its kind.
  public func encode(to encoder: any Encoder) throws { try kind.encode(to: encoder) }
}

extension Loss where Self == BuiltInLoss {
  /// −t log p − (1 − t) log(1 − p) for p = σ(a) of one sigmoid output and t = 0 or 1.
  ///
  /// Computed as log(1 + eᵘ) with u = a for t = 0 and −a for t = 1, which is
  /// max(u, 0) + log1p(exp(−|u|)); its derivative by a is δ = p − t, computed as ±σ(u), accurate also
  /// where p rounds to t.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// assert(BuiltInLoss(for: network) == .binaryCrossEntropy)
  /// ```
  public static var binaryCrossEntropy: BuiltInLoss { BuiltInLoss(.binaryCrossEntropy) }

  /// −log p_t for p = softmax(a) of two or more outputs and t the class.
  ///
  /// Computed as log(1 + eᵘ) with u = log Σ_{k≠t} exp(a_k) − a_t, the largest a_k taken off inside the
  /// logarithm; its derivatives are δ_k = p_k − [k = t], computed as σ(u)·p_k/(1 − p_t) for the other
  /// classes and −σ(u) for t, accurate also where p_t rounds to 1.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(3, .softmax)])
  /// assert(BuiltInLoss.crossEntropy.fits(network))
  /// ```
  public static var crossEntropy: BuiltInLoss { BuiltInLoss(.crossEntropy) }

  /// ½ Σ_k (z_k − t_k)² over the outputs, for any activation but softmax; δ_k = (z_k − t_k)·f′(a_k).
  ///
  /// Its mean over the samples is scikit-learn's `squared_error` times the number of outputs K, and
  /// PyTorch's `MSELoss` and MATLAB's `mse` times K/2. Classes are targets of 0 and 1, one output a class
  /// (one output alone: the second class).
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(2, .identity)])
  /// assert(BuiltInLoss(for: network) == .squaredError)
  /// ```
  public static var squaredError: BuiltInLoss { BuiltInLoss(.squaredError) }

  /// Σ_k h(z_k − t_k) over the outputs with h(r) = ½r² up to |r| = d and d(|r| − ½d) beyond it, so that a
  /// far-off target pulls with the force d at most.
  ///
  /// P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35, 1964.
  /// For any activation but softmax; targets as for ``squaredError``. PyTorch's `HuberLoss` has the mean
  /// over outputs, too.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// assert(BuiltInLoss.huber(threshold: 1).fits(network))
  /// ```
  public static func huber(threshold: Double) -> BuiltInLoss {
    BuiltInLoss(.huber(threshold: threshold))
  }

  /// Σ_k −t_k log z_k − (1 − t_k) log(1 − z_k) over any number of sigmoid outputs, each on its own;
  /// δ_k = z_k − t_k.
  ///
  /// The targets are labels of which a sample has any number, 0 or 1 each, or probabilities between; or one
  /// class, its output's target 1 and the others' 0: the cost of Andrew Ng's exercises. PyTorch's
  /// `BCEWithLogitsLoss` and Keras's `binary_crossentropy` have the mean over the outputs: this over K.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(10, .sigmoid)])
  /// assert(BuiltInLoss.sigmoidCrossEntropy.fits(network))
  /// ```
  public static var sigmoidCrossEntropy: BuiltInLoss { BuiltInLoss(.sigmoidCrossEntropy) }

  /// −(1 − p_t)ᵞ log p_t for p = softmax(a) of two or more outputs and t the class, so that samples that are
  /// right already count less. γ = 0 is the cross-entropy; class weights of the data are the paper's α.
  ///
  /// T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, "Focal loss for dense object detection", ICCV
  /// 2017. Computed from u as ``crossEntropy`` is: σ(u)ᵞ log(1 + eᵘ).
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(2, .softmax)])
  /// assert(BuiltInLoss.focal().fits(network))
  /// ```
  public static func focal(exponent: Double = 2) -> BuiltInLoss {
    BuiltInLoss(.focal(exponent: exponent))
  }

  /// The focal loss of any number of sigmoid outputs, each on its own, added: the paper's own form, for classes
  /// or for labels of 0 and 1. torchvision's `sigmoid_focal_loss` with `alpha=-1`.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(10, .sigmoid)])
  /// assert(BuiltInLoss.sigmoidFocal().fits(network))
  /// ```
  public static func sigmoidFocal(exponent: Double = 2) -> BuiltInLoss {
    BuiltInLoss(.sigmoidFocal(exponent: exponent))
  }

  /// Σ_k max(0, 1 − y_k z_k) with y_k = 2t_k − 1, for any activation but softmax: a support vector machine's
  /// loss. One output speaks for the second class above 0, several one against all others.
  ///
  /// Targets are classes, or labels of 0 and 1. At the kink the derivative is 0. The output is no
  /// probability.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// assert(BuiltInLoss.hinge.fits(network) && BuiltInLoss.hinge.needsClasses == false)
  /// ```
  public static var hinge: BuiltInLoss { BuiltInLoss(.hinge) }

  /// Σ_k max(q·r, (q − 1)·r) for r = t_k − z_k, least where z is the q-quantile of the targets: half the
  /// absolute error for q = ½. For any activation but softmax. At the kink the derivative is 1 − q.
  ///
  /// R. Koenker and G. Bassett, "Regression quantiles", Econometrica 46, 1978; the pinball loss,
  /// scikit-learn's `mean_pinball_loss`.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// assert(BuiltInLoss.quantile(level: 0.9).fits(network))
  /// ```
  public static func quantile(level: Double) -> BuiltInLoss {
    BuiltInLoss(.quantile(level: level))
  }

  /// Σ_k z_k − t_k + t_k log(t_k/z_k), half the deviance of counts t ≥ 0 whose means are z; for exponential
  /// outputs, δ = z − t, or softplus ones.
  ///
  /// scikit-learn's `poisson` of `MLPRegressor`, and PyTorch's `PoissonNLLLoss` but for a constant, which
  /// makes it 0 where z = t.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .exponential)])
  /// assert(BuiltInLoss.poisson.fits(network) && BuiltInLoss.poisson.accepts(3))
  /// ```
  public static var poisson: BuiltInLoss { BuiltInLoss(.poisson) }
}

extension BuiltInLoss {
  /// The loss that fits the network's output: binary cross-entropy for one sigmoid unit, cross-entropy
  /// for softmax, squared error for identity, Poisson's for exponential; nil for any other.
  ///
  /// Several sigmoid units have two that fit, ``Loss/sigmoidCrossEntropy`` and ``Loss/squaredError``, and
  /// the choice is yours.
  ///
  /// ```swift
  /// let network = Network(inputs: 2, layers: [.dense(3, .softmax)])
  /// assert(BuiltInLoss(for: network) == .crossEntropy)
  /// ```
  public init?(for network: Network) {
    switch network.layers[network.layers.count - 1].activation {
    case .identity: self = .squaredError
    case .exponential: self = .poisson
    default:
      guard
        let fitting = [Self.binaryCrossEntropy, .crossEntropy].first(where: { $0.fits(network) })
      else { return nil }
      self = fitting
    }
  }

  /// True if the network's output is one that the loss is defined for.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// assert(BuiltInLoss.binaryCrossEntropy.fits(network) && !BuiltInLoss.crossEntropy.fits(network))
  /// ```
  public func fits(_ network: Network) -> Bool {
    let output = network.layers[network.layers.count - 1]
    switch kind {
    case .binaryCrossEntropy: return output.activation == .sigmoid && output.unitCount == 1
    case .crossEntropy: return output.activation == .softmax && output.unitCount >= 2
    case .squaredError, .hinge: return output.activation != .softmax
    case .huber(let threshold): return output.activation != .softmax && threshold > 0
    case .sigmoidCrossEntropy: return output.activation == .sigmoid
    case .focal(let exponent):
      return output.activation == .softmax && output.unitCount >= 2 && Self.isExponent(exponent)
    case .sigmoidFocal(let exponent):
      return output.activation == .sigmoid && Self.isExponent(exponent)
    case .quantile(let level): return output.activation != .softmax && level > 0 && level < 1
    case .poisson: return output.activation == .exponential || output.activation == .softplus
    }
  }

  private static func isExponent(_ value: Double) -> Bool { value >= 0 && value.isFinite }

  /// True if the loss compares with classes only, not with numbers.
  public var needsClasses: Bool {
    switch kind {
    case .binaryCrossEntropy, .crossEntropy, .focal: true
    default: false
    }
  }

  /// True if targets that are numbers are labels.
  public var targetsAreLabels: Bool {
    switch kind {
    case .sigmoidCrossEntropy, .sigmoidFocal, .hinge: true
    default: false
    }
  }

  /// 0 for the hinge loss, else a half.
  public var decisionThreshold: Double { kind == .hinge ? 0 : 0.5 }

  /// True if the loss is defined for a target: 0 or 1 for labels, or with cross-entropy a probability; a
  /// count, zero or more, for Poisson's.
  ///
  /// ```swift
  /// assert(BuiltInLoss.squaredError.accepts(-2) && !BuiltInLoss.poisson.accepts(-2))
  /// ```
  public func accepts(_ target: Double) -> Bool {
    switch kind {
    case .sigmoidFocal, .hinge: target == 0 || target == 1
    case .sigmoidCrossEntropy: target >= 0 && target <= 1
    case .poisson: target >= 0
    default: true
    }
  }

  /// The targets that ``accepts(_:)`` takes, in words.
  var acceptedTargets: String {
    switch kind {
    case .sigmoidFocal, .hinge: "0 or 1"
    case .sigmoidCrossEntropy: "from 0 to 1"
    case .poisson: "zero or more"
    default: "a number"
    }
  }

  /// The name on the command line and in files.
  public var name: String {
    switch kind {
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .crossEntropy: "cross-entropy"
    case .squaredError: "squared-error"
    case .huber: "huber"
    case .sigmoidCrossEntropy: "sigmoid-cross-entropy"
    case .focal: "focal"
    case .sigmoidFocal: "sigmoid-focal"
    case .hinge: "hinge"
    case .quantile: "quantile"
    case .poisson: "poisson"
    }
  }
}

extension BuiltInLoss: CustomStringConvertible {
  /// The name, with the parameter where there is one: `huber(threshold: 1.0)`.
  public var description: String {
    switch kind {
    case .huber(let threshold): "huber(threshold: \(threshold))"
    case .focal(let exponent): "focal(exponent: \(exponent))"
    case .sigmoidFocal(let exponent): "sigmoid-focal(exponent: \(exponent))"
    case .quantile(let level): "quantile(level: \(level))"
    default: name
    }
  }
}
