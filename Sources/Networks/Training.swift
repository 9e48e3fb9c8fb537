public import Optimization
public import Randomness
import Matrices
internal import Ranks

/// Trains a network from weights drawn at random and returns every start's result, and the best.
///
/// Start k takes its weights from `random` after start k−1 has taken its own, all before anything is
/// minimised. So the first start is the same however many there are, and the same seed, data and options
/// give the same bits, whatever the number of threads.
///
///     var random = MersenneTwister(seed: 0)
///     let result = try train(network, on: data, TrainingOptions(l2: 1e-3, starts: 5), using: &random)
///     print(result.best.accuracy, result.best.solution.reason, result.best.lossHistory.count)
///
/// - Parameters:
///   - network: The network to train.
///   - data: Samples of two classes or more, for a network of as many inputs as they have features.
///   - options: The loss's parameters, the method, and when it stops.
///   - random: The stream that starting weights are drawn from.
///   - validation: Samples to judge every iterate on, and to stop early by where the options have a
///     patience; nil for none.
///   - checkpoint: Where an interrupted training with the same arguments was; nil to begin anew.
///   - observer: Called at every iterate of every start, one call at a time; may stop the training. Where
///     several starts run at the same time, their iterates come interleaved, and on other threads.
///   - saving: Called with a checkpoint whenever the observer has asked for one, and at the end of each start.
/// - Throws: What ``Dataset/checkFits(_:)``, ``Dataset/checkSeveralClasses()`` and ``Loss/checkTargets(of:)``
///   throw, and `checkpointMismatch` where a checkpoint belongs to another training.
///
/// ```swift
/// import Randomness
///
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// var random = MersenneTwister(seed: 0)
/// let best = try train(network, on: data, TrainingOptions(l2: 1e-3), using: &random).best
/// assert(best.accuracy == 1)
/// ```
public func train<Scalar: NetworkScalar>(
  _ network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions = TrainingOptions(),
  using random: inout MersenneTwister, validation: Dataset<Scalar>? = nil,
  resuming checkpoint: TrainingCheckpoint? = nil,
  observer: (inout TrainingProgress<Scalar>) -> Void = { _ in },
  saving: ((TrainingCheckpoint) -> Void)? = nil
) throws(NetworkError) -> TrainingResult<Scalar> {
  let starts = (0..<options.starts).map { _ in
    network.initialWeights(
      options.initialWeights, order: options.weightOrder, biases: options.initialBiases,
      using: &random
    ).map { Scalar($0) }
  }
  return try train(
    network, on: data, options, from: starts, validation: validation, resuming: checkpoint,
    observer: observer, saving: saving)
}

/// Trains a network from given starting weights and returns every start's result, and the best.
///
/// - Parameters:
///   - network: The network to train.
///   - data: Samples of two classes or more, for a network of as many inputs as they have features.
///   - options: The loss's parameters, the method, and when it stops.
///   - starts: One parameter vector or more, as ``Network/parameterRanges`` lays them out. Traps where
///     there is none, or one of another length. The options' number of starts and distribution do not count.
///   - validation: Samples to judge every iterate on, and to stop early by where the options have a
///     patience; nil for none.
///   - checkpoint: Where an interrupted training with the same arguments was; nil to begin anew.
///   - observer: Called at every iterate of every start, one call at a time; may stop the training. Where
///     several starts run at the same time, their iterates come interleaved, and on other threads.
///   - saving: Called with a checkpoint whenever the observer has asked for one, and at the end of each start.
/// - Throws: What ``Dataset/checkFits(_:)``, ``Dataset/checkSeveralClasses()`` and ``Loss/checkTargets(of:)``
///   throw, and `checkpointMismatch` where a checkpoint belongs to another training.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let result = try train(network, on: data, TrainingOptions(l2: 1e-3), from: [[0.0, 0]])
/// assert(result.best.solution.value < 0.6931471805599453)
/// ```
public func train<Scalar: NetworkScalar>(
  _ network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions = TrainingOptions(),
  from starts: [[Scalar]], validation: Dataset<Scalar>? = nil,
  resuming checkpoint: TrainingCheckpoint? = nil,
  observer: (inout TrainingProgress<Scalar>) -> Void = { _ in },
  saving: ((TrainingCheckpoint) -> Void)? = nil
) throws(NetworkError) -> TrainingResult<Scalar> {
  require(!starts.isEmpty, "a network cannot be trained from 0 starts")
  for start in starts { network.checkCount(start.count) }
  let loss = try checkedLoss(network, data, validation, options)
  for start in starts { try options.checkBounds(network, start) }
  let (objective, validationLoss) = losses(loss, network, data, validation, options)
  // The others are waiting, however the training ends.
  defer { if let group = options.ranks { objective.endService(of: group) } }
  var runs: [StartRun<Scalar>] = []
  for (index, start) in starts.enumerated() {
    runs.append(
      try StartRun(
        start: index, of: starts.count, from: start, resuming: checkpoint, objective,
        validation: validationLoss, options))
  }
  return try StartRuns(runs, resuming: checkpoint, stoppedBy: options.stopSignal).finish(
    atOnce: objective.isShared ? 1 : options.threads, saving, observer)
}

/// Does this rank's share of a training that rank 0 of the options' ranks does by `train` with the
/// same network, data, options and validation samples, until that has ended.
///
///     if ranks.rank == 0 {
///       result = try train(network, on: data, options, from: starts)
///     } else {
///       try serve(network, on: data, options)
///     }
///
/// Throws what `train` throws of the data, and returns at once where there are no other ranks.
public func serve<Scalar: NetworkScalar>(
  _ network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions,
  validation: Dataset<Scalar>? = nil
) throws(NetworkError) {
  guard let group = options.ranks, group.count > 1, group.rank > 0 else { return }
  let loss = try checkedLoss(network, data, validation, options)
  var options = options
  options.stopSignal = nil
  let (objective, judge) = losses(loss, network, data, validation, options)
  var served = [objective] + [judge].compactMap(\.self)
  var link = RankLink<Scalar>(group, number: 0, dimension: network.parameterCount)
  unsafe link.serve { order, x in unsafe served[order.number].serve(order, at: x) }
}

/// The loss of a training, whose data are checked.
private func checkedLoss<Scalar: NetworkScalar>(
  _ network: Network, _ data: Dataset<Scalar>, _ validation: Dataset<Scalar>?,
  _ options: TrainingOptions
) throws(NetworkError) -> any Loss {
  try data.checkFits(network)
  try data.checkSeveralClasses()
  try validation?.checkFits(network)
  guard let loss = options.loss ?? BuiltInLoss(for: network) else {
    trap({ "no loss is defined for the output layer of \(network)" })
  }
  try loss.checkTargets(of: data)
  if let validation { try loss.checkTargets(of: validation) }
  return loss
}

/// The loss that is minimised, and the one that judges on the validation data: the loss without a regulariser.
private func losses<Scalar: NetworkScalar>(
  _ loss: any Loss, _ network: Network, _ data: Dataset<Scalar>, _ validation: Dataset<Scalar>?,
  _ options: TrainingOptions
) -> (RegularizedLoss<Scalar>, RegularizedLoss<Scalar>?) {
  var objective = RegularizedLoss(
    network, on: data, loss, penalty: options.penalty, reduction: options.reduction,
    threads: options.threads)
  var judge = validation.map {
    RegularizedLoss(
      network, on: $0, loss, reduction: options.reduction, threads: options.threads)
  }
  if let signal = options.stopSignal {
    objective.heed(signal)
    judge?.heed(signal)
  }
  if let group = options.ranks {
    objective.join(group, as: 0)
    judge?.join(group, as: 1)
  }
  return (objective, judge)
}

/// One iterate of a training, as an observer sees it.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let result = try train(
///   network, on: data, TrainingOptions(l2: 1e-3), from: [[0.0, 0]],
///   observer: { if $0.number == 2 { $0.stop() } })
/// assert(result.best.iterations == 2)
/// ```
public struct TrainingProgress<Scalar: NetworkScalar> {
  /// The start that it belongs to, from zero.
  public let start: Int
  /// The number of starts.
  public let startCount: Int
  /// The number of steps from the start, or with mini-batches of epochs.
  public let number: Int
  /// The loss on all training data there, regulariser included.
  public let loss: Scalar
  /// The minimisation's iterate; with mini-batches its numbers are those of the last batch.
  public let iteration: Iteration<Scalar>
  /// The loss on the validation data there; nil without such data.
  public let validationLoss: Scalar?
  /// True if `stop()` was called.
  public private(set) var wantsStop = false

  init(
    start: Int, startCount: Int, number: Int, loss: Scalar, iteration: Iteration<Scalar>,
    validationLoss: Scalar?
  ) {
    self.start = start
    self.startCount = startCount
    self.number = number
    self.loss = loss
    self.iteration = iteration
    self.validationLoss = validationLoss
  }

  /// Ends the training after this iterate: every start keeps what it has reached, and those that have not
  /// begun are left out.
  public mutating func stop() { wantsStop = true }

  /// True if `saveCheckpoint()` was called.
  public private(set) var wantsCheckpoint = false

  /// Has a checkpoint of the training made after this iterate and handed to the one who saves them.
  public mutating func saveCheckpoint() { wantsCheckpoint = true }
}
