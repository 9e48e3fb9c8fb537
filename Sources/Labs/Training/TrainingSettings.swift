public import Networks
import Matrices

/// The network to train and how: what the tool's options and a lab file say.
public struct TrainingSettings: Hashable, Sendable {
  /// The units of each hidden layer; empty for none.
  public var hidden: [Int]
  /// The activations of the hidden layers: one for all, or one a layer.
  public var activations: [Activation]
  /// λ of the penalty λ Σ W² over the weights.
  public var l2: Double
  /// Whether the samples' losses are averaged or added.
  public var reduction: Reduction
  /// The minimiser.
  public var method: TrainingMethod
  /// How the initial weights are drawn.
  public var initialWeights: InitialWeights
  /// The seed of the stream that they are drawn from.
  public var seed: UInt32
  /// How many starts are drawn, one after another from the one stream; the best is kept.
  public var starts: Int
  /// The most iterations from each start.
  public var maxIterations: Int
  /// The largest gradient element of a minimum.
  public var tolerance: Double
  /// The most threads to use.
  public var threads: Int

  /// Settings; traps where there is neither one activation nor one a hidden layer.
  public init(
    hidden: [Int] = [10], activations: [Activation] = [.sigmoid], l2: Double = 1e-3,
    reduction: Reduction = .mean, method: TrainingMethod = .bfgs,
    initialWeights: InitialWeights = .xavierUniform, seed: UInt32 = 0, starts: Int = 1,
    maxIterations: Int = 10_000, tolerance: Double = 1e-8, threads: Int = 1
  ) {
    require(
      activations.count == 1 || activations.count == hidden.count,
      "\(activations.count) activations do not fit \(hidden.count) hidden layers")
    self.hidden = hidden
    self.activations = activations
    self.l2 = l2
    self.reduction = reduction
    self.method = method
    self.initialWeights = initialWeights
    self.seed = seed
    self.starts = starts
    self.maxIterations = maxIterations
    self.tolerance = tolerance
    self.threads = threads
  }

  /// The network for samples of `inputs` features and so many classes: one sigmoid output for two, a
  /// softmax output a class for more.
  public func network(inputs: Int, classCount: Int) -> Network {
    let activations =
      activations.count == 1
      ? Array(repeating: activations[0], count: hidden.count) : activations
    let output = classCount == 2 ? Layer.dense(1, .sigmoid) : .dense(classCount, .softmax)
    return Network(inputs: inputs, layers: zip(hidden, activations).map(Layer.dense) + [output])
  }
}
