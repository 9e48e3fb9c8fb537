public import Optimization
public import Randomness
import Matrices

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
///   - observer: Called at every iterate of every start; may stop the training.
/// - Throws: What ``Dataset/checkFits(_:)`` and ``Dataset/checkSeveralClasses()`` throw.
public func train<Scalar: NetworkScalar>(
  _ network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions = TrainingOptions(),
  using random: inout MersenneTwister, validation: Dataset<Scalar>? = nil,
  observer: (inout TrainingProgress<Scalar>) -> Void = { _ in }
) throws(NetworkError) -> TrainingResult<Scalar> {
  let starts = (0..<options.starts).map { _ in
    network.initialWeights(options.initialWeights, using: &random).map { Scalar($0) }
  }
  return try train(
    network, on: data, options, from: starts, validation: validation, observer: observer)
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
///   - observer: Called at every iterate of every start; may stop the training.
/// - Throws: What ``Dataset/checkFits(_:)`` and ``Dataset/checkSeveralClasses()`` throw.
public func train<Scalar: NetworkScalar>(
  _ network: Network, on data: Dataset<Scalar>, _ options: TrainingOptions = TrainingOptions(),
  from starts: [[Scalar]], validation: Dataset<Scalar>? = nil,
  observer: (inout TrainingProgress<Scalar>) -> Void = { _ in }
) throws(NetworkError) -> TrainingResult<Scalar> {
  require(!starts.isEmpty, "a network cannot be trained from 0 starts")
  for start in starts { network.checkCount(start.count) }
  try data.checkFits(network)
  try data.checkSeveralClasses()
  try validation?.checkFits(network)
  guard let loss = options.loss ?? Loss(for: network) else {
    preconditionFailure("no loss is defined for the output layer of \(network)")
  }
  let objective = RegularizedLoss(
    network, on: data, loss, l2: Scalar(options.l2), reduction: options.reduction,
    threads: options.threads)
  let validationLoss = validation.map {
    RegularizedLoss(
      network, on: $0, loss, reduction: options.reduction, threads: options.threads)
  }
  var runs: [TrainingRun<Scalar>] = []
  for (index, start) in starts.enumerated() {
    var recorder = RunRecorder(
      start: index, startCount: starts.count, validationLoss: validationLoss,
      patience: options.patience)
    var minimization = Minimization(
      objective, from: start, using: options.method, stopping: options.stopping)
    while let iteration = minimization.next() {
      if recorder.stops(after: iteration, observer) { minimization.stop() }
    }
    runs.append(recorder.run(of: objective, minimization.solution))
    if recorder.endsTraining { break }
  }
  return TrainingResult(first: runs[0], others: Array(runs.dropFirst()))
}

/// One iterate of a training, as an observer sees it.
public struct TrainingProgress<Scalar: NetworkScalar> {
  /// The start that it belongs to, from zero.
  public let start: Int
  /// The number of starts.
  public let startCount: Int
  /// The minimisation's iterate.
  public let iteration: Iteration<Scalar>
  /// The loss on the validation data there; nil without such data.
  public let validationLoss: Scalar?
  /// Whether `stop()` was called.
  public private(set) var wantsStop = false

  /// Ends the training after this iterate: this start keeps what it has reached, later ones are left out.
  public mutating func stop() { wantsStop = true }
}
