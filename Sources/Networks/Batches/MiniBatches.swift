internal import Matrices
internal import Optimization

/// Steps from a few samples at a time, each sample once an epoch, in an order drawn anew for every epoch.
///
/// A batch's loss is N/n times the sum over its n samples (the mean over them, for the mean), plus the whole
/// regulariser: its expectation is the loss on all samples. The methods are those that take a step from a
/// gradient alone: Adam, ``/Optimization/AdamW``, momentum, Nesterov's, and gradient descent with a fixed
/// step; a line search would compare losses of different batches.
///
///     var batches = MiniBatches(size: 200)
///     batches.schedule = .cosine(epochs: 50)
///     batches.dropout = [0.2]
///     let options = TrainingOptions(
///       method: .adam(), stopping: StoppingRules(iterations: 50), threads: 2, batches: batches)
///
/// The bits are the same for any number of threads, and for a training that was interrupted and resumed.
///
/// ```swift
/// let batches = MiniBatches(size: 32, seed: 1)
/// assert(batches.size == 32)
/// ```
public struct MiniBatches: Hashable, Codable, Sendable {
  /// The samples of a batch; the last of an epoch may have fewer.
  public let size: Int
  /// The seed of the stream that the orders are drawn from; start k takes the seed plus k.
  public let seed: UInt32
  /// The factor of the step size from epoch to epoch.
  public var schedule = LearningRateSchedule.constant {
    didSet { require(schedule.isValid, "\(schedule) has a number out of its range") }
  }
  /// The longest gradient: one whose norm ‖g‖₂ over all parameters is above it is multiplied by
  /// clip/(‖g‖ + 1e-6), as PyTorch's `clip_grad_norm_`. Nil for any length.
  public var gradientClip: Double? {
    didSet {
      require(
        gradientClip ?? 1 > 0, "a gradient cannot be clipped to \(gradientClip ?? 0)")
    }
  }
  /// Dropout: the share p of a hidden layer's units that rest at each sample of a batch, drawn anew each time,
  /// the others' outputs multiplied by 1/(1 − p); one for all hidden layers, or one a layer; empty for none.
  ///
  /// N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, "Dropout", JMLR 15, 2014,
  /// scaled in training as PyTorch does, so that the trained network needs no change. What rests is a function
  /// of seed, start, epoch, sample, layer and unit alone.
  public var dropout: [Double] = [] {
    didSet {
      require(
        dropout.allSatisfy { $0 >= 0 && $0 < 1 }, "dropout must lie in 0..<1, not at \(dropout)")
    }
  }
  /// The loss reported after an epoch.
  public var epochLoss = EpochLoss.exact

  /// The loss reported after an epoch. The raw value is the name on the command line.
  public enum EpochLoss: String, CaseIterable, Codable, Sendable {
    /// The loss on all samples, computed after the epoch; the network of the lowest is kept. Takes about a
    /// third of an epoch's time.
    case exact
    /// The mean of the batches' losses as they were met on the way, with the penalty at the end: the
    /// `loss_curve_` of scikit-learn and what Keras prints. It takes no time, is above the loss at
    /// the end of the epoch while training goes well, and the last epoch's network is kept. The start
    /// has its loss on all samples.
    case running
  }

  /// Traps where `size` is below one.
  public init(size: Int, seed: UInt32 = 0) {
    require(size > 0, "a batch cannot have \(size) samples")
    self.size = size
    self.seed = seed
  }

  /// Dropout of each hidden layer. Traps where there is neither one nor one a layer.
  func dropout(of network: Network) -> [Double] {
    let hidden = network.layers.count - 1
    if dropout.isEmpty { return Array(repeating: 0, count: hidden) }
    if dropout.count == 1 { return Array(repeating: dropout[0], count: hidden) }
    require(
      dropout.count == hidden, "\(dropout.count) dropouts do not fit \(hidden) hidden layers")
    return dropout
  }
}

/// How a batch's gradient becomes a step.
enum BatchRule: Sendable {
  /// v ← μ·v − η·g and x ← x + v, or Nesterov's x ← x + μ·v − η·g.
  case momentum(stepSize: Double, momentum: Double, isNesterov: Bool)
  /// Adam, with weight decay where it is above zero.
  case adam(Adam, weightDecay: Double)

  /// The rule of a method; nil for one that does not take a step from a gradient alone.
  init?(_ method: any MinimizationMethod) {
    switch method {
    case let method as Adam: self = .adam(method, weightDecay: 0)
    case let method as AdamW: self = .adam(method.adam, weightDecay: method.weightDecay)
    case let method as MomentumDescent:
      self = .momentum(
        stepSize: method.stepSize, momentum: method.momentum, isNesterov: method.isNesterov)
    case let method as LineSearchMethod:
      guard method.direction is SteepestDescent, let step = method.search as? FixedStep else {
        return nil
      }
      self = .momentum(stepSize: step.length, momentum: 0, isNesterov: false)
    default: return nil
    }
  }

  var stepSize: Double {
    switch self {
    case .momentum(let stepSize, _, _): stepSize
    case .adam(let adam, _): adam.stepSize
    }
  }

  var isAdam: Bool {
    if case .adam = self { true } else { false }
  }
}
