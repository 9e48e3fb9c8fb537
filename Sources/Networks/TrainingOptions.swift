public import Optimization
import Matrices

/// How to train. Every default works.
public struct TrainingOptions: Sendable {
  /// The loss; nil for the one that fits the output layer, ``Loss/init(for:)``.
  public var loss: Loss?
  /// λ of λ Σ W², zero or more; see ``RegularizedLoss``.
  public var l2: Double
  /// The mean of the samples' losses, or their sum.
  public var reduction: Reduction
  /// How the loss is minimised.
  public var method: any MinimizationMethod
  /// When a start's minimisation ends.
  public var stopping: StoppingRules
  /// How starting weights are drawn.
  public var initialWeights: InitialWeights
  /// How many starting points are tried, one or more; the best result counts.
  public var starts: Int
  /// The most threads that the loss uses; the result does not depend on it.
  public var threads: Int
  /// Early stopping: a start ends once so many iterations have passed without a lower loss on the
  /// validation data, and its network is that of the lowest. Nil never stops early and keeps the network of
  /// the lowest training loss. Has no effect without validation data.
  public var patience: Int?

  /// Traps where λ is negative or not finite, or there is no start, no thread or no patience.
  public init(
    loss: Loss? = nil, l2: Double = 0, reduction: Reduction = .mean,
    method: any MinimizationMethod = .lbfgs, stopping: StoppingRules = StoppingRules(),
    initialWeights: InitialWeights = .xavierUniform, starts: Int = 1, threads: Int = 1,
    patience: Int? = nil
  ) {
    require(l2 >= 0 && l2.isFinite, "λ must be zero or more, not \(l2)")
    require(starts > 0, "a network cannot be trained from \(starts) starts")
    require(threads > 0, "a network cannot be trained by \(threads) threads")
    require(patience ?? 1 > 0, "patience must be one iteration or more, not \(patience ?? 0)")
    self.patience = patience
    self.loss = loss
    self.l2 = l2
    self.reduction = reduction
    self.method = method
    self.stopping = stopping
    self.initialWeights = initialWeights
    self.starts = starts
    self.threads = threads
  }
}
