import Matrices
public import Networks
public import Optimization
import Randomness
public import Ranks

/// Settings and data brought together: what `Networks.train` takes, made and checked once for all that is done
/// with it.
///
///     let job = try TrainingJob(settings, data)
///     print(job.checkGradient(most: 100))
///     try job.train().result.write(to: "trained.mat")
public struct TrainingJob: Sendable {
  public let settings: TrainingSettings
  public let data: TrainingData
  public let network: Network
  /// The network to go on from; nil for weights drawn at random.
  let known: SavedNetwork?
  /// Which samples are trained on, stopped by and held out.
  let parts: SampleParts
  let standardization: Standardization
  /// How targets are brought to one scale; nil where they are taken as they are.
  let targetScaling: TargetScaling?
  let dataset: Dataset<Double>
  var options: TrainingOptions
  let starts: [[Double]]
  /// Whether what is trained gets a grid over points in the plane.
  var drawsGrid = true

  /// A job on data.
  ///
  /// Throws where the settings do not fit the data: one class only, a loss for another output, mini-batches
  /// for a method that cannot use them, or more parameters than a method has memory for.
  ///
  /// - Parameters:
  ///   - settings: What to train, and how.
  ///   - data: The samples.
  ///   - known: A network to go on from, whose shape, activations and standardisation then hold, with
  ///     one start; nil to draw weights.
  public init(
    _ settings: TrainingSettings, _ data: TrainingData, from known: SavedNetwork? = nil
  ) throws {
    var settings = settings
    if known != nil { settings.starts = 1 }
    self.known = known
    if data.table.isEmpty {
      throw NetworkFileError(
        .empty, at: data.source, "there are no samples", advice: "give one at least")
    }
    if known == nil { try data.checkSeveralClasses() }
    self.settings = settings
    self.data = data
    network = known?.network ?? settings.network(for: data)
    try settings.checkLoss(network, data)
    try settings.checkMethod(network, data)
    try settings.checkBounds(network)
    parts = SampleParts(of: data, settings)
    let trainedOn = data.selecting(parts.training)
    if let known {
      standardization = Standardization(mu: known.mu, sigma: known.sigma)
      try known.checkColumns(of: data)
    } else {
      standardization =
        settings.standardizes
        ? trainedOn.table.isLarge
          ? Standardization(of: trainedOn.table) : Standardization(of: trainedOn.points)
        : Standardization(
          mu: Array(repeating: 0, count: data.table.columnCount),
          sigma: Array(repeating: 1, count: data.table.columnCount))
    }
    targetScaling =
      settings.standardizesTargets
      ? try trainedOn.targets.map { try TargetScaling(of: $0, from: data.source) } : nil
    dataset = try Self.dataset(
      trainedOn.replacingTargets(by: targetScaling), standardization, known, settings)
    try dataset.checkFits(network)
    let loss = settings.fittingLoss(network, data)
    do throws(NetworkError) {
      try loss.checkTargets(of: dataset)
    } catch {
      throw NetworkFileError(
        .labelsDoNotFit, at: data.source, "\(error)", advice: "choose another --loss")
    }
    options = Self.options(settings, loss)
    let scaling = targetScaling
    starts =
      known.map { [(scaling?.scaled($0.trained) ?? $0.trained).parameters] }
      ?? Self.starts(settings, network)
  }

  /// What ends everything that is done with the job from outside, within an evaluation too: nil for nothing.
  ///
  /// A training that it ends gives what was reached; where an evaluation takes long, that has no grid, and is not
  /// judged on the samples. The error of a check of the gradient is then NaN, and ``horizon(shadows:)`` throws.
  public var stopSignal: StopSignal? {
    get { options.stopSignal }
    set { options.stopSignal = newValue }
  }

  /// The processes that share the training, of which rank 0 calls `train` and the others ``serve(validation:)``; nil
  /// for one.
  public var ranks: (any RankGroup)? {
    get { options.ranks }
    set { options.ranks = newValue }
  }

  /// Whether the job was told to end.
  public var isStopped: Bool { options.stopSignal?.isStopped ?? false }

  /// Whether a network's answers on the samples, or on a grid, are not too long to wait for where the training
  /// was told to end: what takes a tenth of a second or so.
  var hasTimeToLook: Bool {
    !isStopped
      || Double(dataset.sampleCount) * Double(network.parameterCount) < 1e7
        && network.parameterCount < 1000
  }

  /// Whether the loss has places without a derivative, as relu and the penalty λ Σ |W| have.
  package var hasKinks: Bool {
    settings.penalty.l1.contains { $0 > 0 } || minimizedLoss.hasKinks
      || network.layers.contains { [.relu, .leakyRelu].contains($0.activation) }
  }

  /// The loss that is minimised.
  var loss: RegularizedLoss<Double> {
    RegularizedLoss(
      network, on: dataset, settings.fittingLoss(network, data), penalty: settings.penalty,
      reduction: settings.reduction, threads: settings.threads)
  }

  /// The labels of the classes that the network tells apart, and their texts where there are any.
  var classes: [Double] { known?.classes ?? data.classes }
  var classNames: [String]? { known?.classNames ?? data.classNames }

  /// Further samples as this job sees them.
  func dataset(_ other: TrainingData) throws -> Dataset<Double> {
    guard other.isMultiLabel == data.isMultiLabel,
      (other.targets == nil) == (data.targets == nil)
    else {
      throw NetworkFileError(
        .labelsDoNotFit, at: other.source,
        "these samples and those to train on are not of one kind",
        advice: "give both labels, or both targets: --validation-labels beside --labels,"
          + " --validation-targets beside --targets")
    }
    if let targets = other.targets {
      return try other.dataset(
        by: standardization, targets: targetScaling?.scaled(targets) ?? targets, labels: [],
        classCount: 0)
    }
    let labels = try other.classIndices(in: classes, named: classNames)
    return try other.dataset(
      by: standardization, targets: nil, labels: labels, classCount: classes.count)
  }

  private static func dataset(
    _ data: TrainingData, _ map: Standardization, _ known: SavedNetwork?,
    _ settings: TrainingSettings
  ) throws -> Dataset<Double> {
    guard data.targets == nil || settings.classWeights == nil else {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source, "the targets are numbers, and have no classes to weigh",
        advice: "leave --class-weights away, or give --sample-weights")
    }
    let classes = known?.classes ?? data.classes
    let labels =
      data.targets == nil
      ? try data.classIndices(in: classes, named: known?.classNames ?? data.classNames) : []
    let unweighted = try data.dataset(
      by: map, targets: data.targets, labels: labels, classCount: classes.count)
    let plain = try data.weights.map { try unweighted.weighted($0) } ?? unweighted
    switch settings.classWeights {
    case nil: return plain
    case .balanced: return combined(plain.balanced(), data)
    case .values(let weights): return combined(try plain.weighted(byClass: weights), data)
    }
  }

  /// Class weights times the samples' own.
  private static func combined(_ byClass: Dataset<Double>, _ data: TrainingData) -> Dataset<Double>
  {
    guard let own = data.weights, let weights = byClass.weights,
      let both = try? byClass.weighted(zip(own, weights).map { $0 * $1 })
    else { return byClass }
    return both
  }

  private static func starts(_ settings: TrainingSettings, _ network: Network) -> [[Double]] {
    var random = MersenneTwister(seed: settings.seed)
    return (0..<settings.starts).map { _ in
      network.initialWeights(
        settings.initialWeights, order: settings.weightOrder, biases: settings.initialBiases,
        using: &random)
    }
  }

  private static func options(_ settings: TrainingSettings, _ loss: BuiltInLoss) -> TrainingOptions
  {
    var options = TrainingOptions(
      loss: loss, reduction: settings.reduction, method: settings.method.minimizer,
      stopping: StoppingRules(
        gradientNorm: settings.tolerance, iterations: settings.maxIterations,
        time: settings.timeLimit.map { .seconds($0) }, relativeDecrease: settings.lossTolerance),
      initialWeights: settings.initialWeights, starts: settings.starts,
      threads: settings.threads, patience: settings.patience,
      batches: settings.batchSize.map { settings.batches.batches(size: $0, seed: settings.seed) })
    options.penalty = settings.penalty
    options.bounds = settings.bounds
    options.weightOrder = settings.weightOrder
    options.initialBiases = settings.initialBiases
    return options
  }
}

extension TrainingData {
  /// The same with targets as they are trained on.
  fileprivate func replacingTargets(by scaling: TargetScaling?) -> TrainingData {
    guard let scaling, let targets else { return self }
    var data = self
    data.targets = scaling.scaled(targets)
    return data
  }
}

extension BuiltInLoss {
  /// Whether the loss has places without a derivative.
  fileprivate var hasKinks: Bool {
    switch kind {
    case .hinge, .quantile: true
    default: false
    }
  }
}
