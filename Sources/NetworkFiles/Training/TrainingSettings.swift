public import Networks

/// The network to train and how: what the tool's options and a lab file say.
///
/// The common ones have a place in the initialiser; the others have defaults and are set afterwards.
///
/// It is what `matkit train` parses its options into, what a file keeps whole as `training.settings`, and what
/// a checkpoint is compared by; ``arguments()`` are the options that say the same. A new option is a property
/// here, a field in `TrainingSettings+Codable.swift`, and an option of the tool.
public struct TrainingSettings: Hashable, Sendable {
  /// Where the samples and what goes with them are read.
  public var sources = TrainingSources()
  /// The units of each hidden layer; empty for none.
  public var hidden: [Int]
  /// The activations of the hidden layers: one for all, or one a layer.
  public var activations: [Activation]
  /// The activation of the output layer; nil for what fits the data and the loss.
  public var outputActivation: Activation?
  /// The loss; nil for the one that fits: cross-entropy for classes where the output layer has one, else squared
  /// error.
  /// Either cross-entropy stands for the one that the output layer has.
  public var loss: BuiltInLoss?
  /// The penalty on the weights.
  public var penalty: Penalty
  /// Whether the samples' losses are averaged or added.
  public var reduction: Reduction
  /// The minimiser.
  public var method: TrainingMethod
  /// The samples of a batch, for the methods that take a step from a gradient alone; nil for all at once.
  public var batchSize: Int?
  /// How the initial weights are drawn.
  public var initialWeights: InitialWeights
  /// The order in which they are drawn.
  public var weightOrder = WeightOrder.inputsFirst
  /// What biases are at the start; nil for what `initialWeights` says.
  public var initialBiases: InitialBiases?
  /// The seed of the stream that they are drawn from.
  public var seed: UInt32
  /// How many starts are drawn, one after another from the one stream; the best is kept.
  public var starts: Int
  /// The most iterations from each start; epochs where there are batches.
  public var maxIterations: Int
  /// The longest time that a start may take, in seconds; nil for any.
  public var timeLimit: Double?
  /// The largest gradient element of a minimum.
  public var tolerance: Double
  /// The least decrease of the loss in an iteration, or an epoch, as a fraction of it; nil for any.
  public var lossTolerance: Double?
  /// Early stopping: how many iterations may pass without a lower loss on the validation data, or on
  /// ``stopPart``.
  public var patience: Int?
  /// Whether features are standardised to the mean 0 and the deviation 1 of the training samples.
  public var standardizes = false
  /// Whether targets are standardised likewise; the network answers them in their own units all the same.
  public var standardizesTargets = false
  /// The share of the samples that is held out, drawn class by class from the stream of the seed, to judge the network
  /// on: 0 for none.
  public var holdOut = 0.0
  /// The share of the samples that the patience judges by, drawn as that held out and not trained on: 0 for none.
  public var stopPart = 0.0
  /// What batches are trained by beside their size.
  public var batches = BatchSettings()
  /// How much the samples of each class count; nil where all count alike.
  public var classWeights: ClassWeights?
  /// Bounds that weights and biases are kept within.
  public var bounds: [WeightBound] = []
  /// What is computed with. Files hold doubles whatever this is.
  public var precision = Precision.double
  /// The most threads to use.
  public var threads: Int
  /// Which of the samples the file will hold, where that is known; has no say in the network.
  public var keptSamples: KeptSamples?

  /// What a training computes with.
  public enum Precision: String, CaseIterable, Sendable {
    /// `Float`: 24 bits, some 7 digits.
    case single
    /// `Double`: 53 bits, some 16 digits.
    case double
  }

  /// How much the samples of each class count.
  public enum ClassWeights: Hashable, Sendable {
    /// N/(K·Nₖ), so that every class counts alike.
    case balanced
    /// One a class, in the order of the labels.
    case values([Double])
  }

  /// Settings; traps where there is neither one activation nor one a hidden layer.
  public init(
    hidden: [Int] = [10], activations: [Activation] = [.sigmoid], l2: Double = 1e-3,
    reduction: Reduction = .mean, method: TrainingMethod = .bfgs,
    initialWeights: InitialWeights = .xavierUniform, seed: UInt32 = 0, starts: Int = 1,
    maxIterations: Int = 10_000, tolerance: Double = 1e-8, threads: Int = 1
  ) {
    precondition(
      activations.count == 1 || activations.count == hidden.count,
      "\(activations.count) activations do not fit \(hidden.count) hidden layers")
    self.hidden = hidden
    self.activations = activations
    penalty = Penalty(l2: l2)
    self.reduction = reduction
    self.method = method
    self.initialWeights = initialWeights
    self.seed = seed
    self.starts = starts
    self.maxIterations = maxIterations
    self.tolerance = tolerance
    self.threads = threads
  }

  /// λ of the penalty λ Σ W² over the weights; that of the first layer where there is one a layer.
  public var l2: Double {
    get { penalty.l2[0] }
    set { penalty = Penalty(l1: penalty.l1, l2: [newValue]) }
  }
}

extension TrainingSettings {
  /// The network for samples of `inputs` features and so many classes: one sigmoid output for two, a
  /// softmax output a class for more.
  public func network(inputs: Int, classCount: Int) -> Network {
    let activation = outputActivation ?? standardOutput(classCount: classCount)
    let units = classCount == 2 && activation != .softmax ? 1 : classCount
    return network(inputs: inputs, output: .dense(units, activation))
  }

  /// The network for the data: for targets that are numbers, an output for each, of identity units, or what the
  /// loss takes; for labels of which a sample has any number, a sigmoid output for each.
  public func network(for data: TrainingData) -> Network {
    guard let targets = data.targets else {
      return network(inputs: data.table.columnCount, classCount: max(2, data.classes.count))
    }
    let standard =
      data.isMultiLabel
      ? standardOutput(classCount: 2) : loss?.kind == .poisson ? .exponential : .identity
    return network(
      inputs: data.table.columnCount,
      output: .dense(targets.columnCount, outputActivation ?? standard))
  }

  /// The activation of the output layer that goes with the loss, for so many classes.
  private func standardOutput(classCount: Int) -> Activation {
    switch loss?.kind {
    case nil, .binaryCrossEntropy, .crossEntropy, .focal: classCount == 2 ? .sigmoid : .softmax
    case .sigmoidCrossEntropy, .sigmoidFocal, .squaredError, .huber: .sigmoid
    case .hinge, .quantile: .identity
    case .poisson: .exponential
    }
  }

  /// The loss of a network on data: what was asked for, or what fits, which for outputs that have
  /// no cross-entropy, and for targets that are numbers, is the squared error.
  ///
  /// A cross-entropy that was asked for stands for the one that the output layer has; where it has none, the
  /// loss is returned as it is, for ``checkLoss(_:_:)`` to refuse. So does a focal loss.
  func fittingLoss(_ network: Network, _ data: TrainingData) -> BuiltInLoss {
    let output = network.layers[network.layers.count - 1]
    let isOfNumbers = data.targets != nil && !data.isMultiLabel
    let own = isOfNumbers ? nil : Self.crossEntropy(of: output, isMultiLabel: data.isMultiLabel)
    switch loss?.kind {
    case nil: return own ?? .squaredError
    case .binaryCrossEntropy?, .crossEntropy?: return own ?? loss ?? .crossEntropy
    case .sigmoidCrossEntropy? where own == .binaryCrossEntropy: return .binaryCrossEntropy
    case .focal(let exponent)? where output.activation == .sigmoid:
      return .sigmoidFocal(exponent: exponent)
    case _?: return loss ?? .squaredError
    }
  }

  /// The cross-entropy that an output layer has; nil where it has none.
  private static func crossEntropy(of output: Layer, isMultiLabel: Bool) -> BuiltInLoss? {
    switch output.activation {
    case .sigmoid: isMultiLabel || output.unitCount > 1 ? .sigmoidCrossEntropy : .binaryCrossEntropy
    case .softmax: output.unitCount > 1 && !isMultiLabel ? .crossEntropy : nil
    default: nil
    }
  }

  private func network(inputs: Int, output: Layer) -> Network {
    let activations =
      activations.count == 1
      ? Array(repeating: activations[0], count: hidden.count) : activations
    return Network(inputs: inputs, layers: zip(hidden, activations).map(Layer.dense) + [output])
  }
}
