import Optimization

// What a training in one precision gave, told in another: files hold doubles whatever was computed with.

extension TrainedNetwork {
  /// The network in another precision, each parameter rounded to the nearest.
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .identity)])
  /// let single = TrainedNetwork<Float>(TrainedNetwork(network, parameters: [0.1, 0]))
  /// assert(single.parameters == [0.1, 0])
  /// ```
  public init<Other>(_ other: TrainedNetwork<Other>) {
    self.init(other.network, parameters: other.parameters.map { Scalar($0) })
  }
}

extension TrainingResult {
  /// The result in another precision, each number rounded to the nearest. The best run stays the best.
  public init<Other>(_ other: TrainingResult<Other>) {
    runs = other.runs.map { TrainingRun($0) }
    best = TrainingRun(other.best)
  }
}

extension TrainingRun {
  init<Other>(_ other: TrainingRun<Other>) {
    self.init(
      start: other.start, network: TrainedNetwork(other.network),
      solution: Solution(other.solution), reason: other.reason, iterations: other.iterations,
      evaluations: other.evaluations, elapsed: other.elapsed,
      lossHistory: other.lossHistory.map { Scalar($0) },
      validationHistory: other.validationHistory.map { Scalar($0) },
      chosenIterate: other.chosenIterate, confusionMatrix: other.confusionMatrix,
      errors: other.errors, labelScores: other.labelScores,
      outputSpread: Scalar(other.outputSpread),
      stoppedEarly: other.stoppedEarly, warning: other.warning, isConstant: other.isConstant)
  }
}

extension TrainingProgress {
  /// The iterate in another precision, each number rounded to the nearest. What is asked of it, to stop
  /// or to save a checkpoint, is not passed on to the other.
  public init<Other>(_ other: TrainingProgress<Other>) {
    self.init(
      start: other.start, startCount: other.startCount, number: other.number,
      loss: Scalar(other.loss), iteration: Iteration(other.iteration),
      validationLoss: other.validationLoss.map { Scalar($0) })
  }
}
