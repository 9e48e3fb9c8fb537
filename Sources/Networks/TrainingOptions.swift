public import Optimization
public import Ranks
import Matrices

/// How to train. Every default works.
///
///     var options = TrainingOptions(l2: 1e-4, method: .lbfgs, starts: 8)
///     options.patience = 20
///
/// ```swift
/// var options = TrainingOptions(l2: 1e-4, starts: 8)
/// options.patience = 20
/// assert(options.starts == 8 && options.reduction == .mean)
/// ```
public struct TrainingOptions: Sendable {
  /// The loss; nil for the one that fits the output layer, ``BuiltInLoss/init(for:)``.
  public var loss: (any Loss)?
  /// The regulariser; see ``Penalty`` for what λ is multiplied and divided by.
  public var penalty: Penalty
  /// The mean of the samples' losses, or their sum.
  public var reduction: Reduction
  /// How the loss is minimised.
  public var method: any MinimizationMethod
  /// When a start's minimisation ends. With ``batches`` iterations are epochs, and a small gradient of one
  /// batch ends nothing.
  public var stopping: StoppingRules
  /// How starting weights are drawn.
  public var initialWeights: InitialWeights
  /// The order in which they are drawn.
  public var weightOrder: WeightOrder = .inputsFirst
  /// The biases at the start; nil for what ``initialWeights`` says.
  public var initialBiases: InitialBiases?
  /// How many starting points are tried, one or more; the best result counts.
  public var starts: Int
  /// The most threads that are used; the result does not depend on it. Starts of a loss too small to be
  /// shared by threads run at the same time.
  public var threads: Int
  /// Early stopping: a start ends once so many iterations have passed without a lower loss on the
  /// validation data, and its network is that of the lowest. Nil never stops early and keeps the network of
  /// the lowest training loss. Has no effect without validation data.
  public var patience: Int?
  /// Mini-batches, for the methods that take a step from a gradient alone; nil for all samples at once.
  public var batches: MiniBatches?
  /// Bounds that weights and biases are kept within; none of mini-batches, nor of a method that keeps no bounds.
  /// Starts outside are moved to the side.
  public var bounds: [WeightBound] = []
  /// The signal that ends a training from outside, within an evaluation where one takes long; nil
  /// for nothing. Every start keeps the lowest point that it has reached, and those that have not
  /// begun are left out. Where an evaluation takes long, a run that is ended so is not judged: what
  /// its network does on the samples stays unknown.
  public var stopSignal: StopSignal?

  /// The ranks that share the evaluations of the loss on all samples, of which rank 0 trains and
  /// the others call ``serve(_:on:_:validation:)`` with the same arguments; nil for one process.
  /// The result does not depend on them. Starts then run one after another, and what is not a loss
  /// on all samples, such as the steps of mini-batches, is rank 0's alone.
  public var ranks: (any RankGroup)?

  /// Options that are the defaults but for those given.
  ///
  /// Traps where λ is negative or not finite, or there is no start, no thread or no patience.
  public init(
    loss: (any Loss)? = nil, l2: Double = 0, reduction: Reduction = .mean,
    method: any MinimizationMethod = .lbfgs, stopping: StoppingRules = StoppingRules(),
    initialWeights: InitialWeights = .xavierUniform, starts: Int = 1, threads: Int = 1,
    patience: Int? = nil, batches: MiniBatches? = nil
  ) {
    require(starts > 0, "a network cannot be trained from \(starts) starts")
    require(threads > 0, "a network cannot be trained by \(threads) threads")
    require(patience ?? 1 > 0, "patience must be one iteration or more, not \(patience ?? 0)")
    self.patience = patience
    self.loss = loss
    self.penalty = Penalty(l2: l2)
    self.reduction = reduction
    self.method = method
    self.stopping = stopping
    self.initialWeights = initialWeights
    self.starts = starts
    self.threads = threads
    self.batches = batches
  }
}

extension TrainingOptions {
  /// Throws where the signal to stop was given.
  func checkNotStopped(_ work: String) throws(NetworkError) {
    if stopSignal?.isStopped ?? false {
      throw NetworkError(.stopped, work, found: "it was told to stop")
    }
  }
}
