public import Optimization

/// The outcome of a training: the result of every start, and which is the best.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let result = try train(network, on: data, TrainingOptions(l2: 1e-3), from: [[0.0, 0], [1, 0]])
/// assert(result.runs.count == 2 && result.network.classes(for: [[0], [3]]) == [0, 1])
/// ```
public struct TrainingResult<Scalar: NetworkScalar>: Sendable {
  /// The result of each start, in the order of the starts. Fewer than asked for where an observer stopped
  /// the training.
  public let runs: [TrainingRun<Scalar>]
  /// The run with the lowest finite loss, the earliest of equals; the first where none is finite.
  ///
  /// The loss on the validation data where training was to stop early on it, else the training loss.
  public let best: TrainingRun<Scalar>

  init(first: TrainingRun<Scalar>, others: [TrainingRun<Scalar>]) {
    runs = [first] + others
    best = others.reduce(first) { best, run in
      let (loss, lowest) = (run.selectingLoss, best.selectingLoss)
      return loss.isFinite && (loss < lowest || !lowest.isFinite) ? run : best
    }
  }

  /// The best run's network.
  public var network: TrainedNetwork<Scalar> { best.network }
}

/// The outcome of a training from one start.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1], [2], [3]], labels: [0, 0, 1, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// let run = try train(network, on: data, TrainingOptions(l2: 1e-3), from: [[0.0, 0]]).best
/// assert(run.lossHistory.count == run.iterations + 1 && run.accuracy == 1)
/// ```
public struct TrainingRun<Scalar: NetworkScalar>: Sendable {
  /// The start's number, from zero.
  public let start: Int
  /// The network with the weights of the lowest training loss that was met, or with
  /// ``TrainingOptions/patience`` those of the lowest loss on the validation data.
  public let network: TrainedNetwork<Scalar>
  /// The minimisation's own account of the lowest training loss: where, how low, with what gradient.
  public let solution: Solution<Scalar>
  /// Why the run ended.
  public let reason: EndReason
  /// The steps taken, or with mini-batches the epochs.
  public let iterations: Int
  /// The number of times that the loss of all samples, or of a batch, was computed with its gradient.
  public let evaluations: Int
  /// The time that the run took.
  public let elapsed: Duration
  /// The loss at every iterate, the start first: element k is the loss after k steps, or epochs. With a
  /// fixed step it can rise, and its last element be above the solution's value.
  public let lossHistory: [Scalar]
  /// The loss on the validation data at every iterate, without a regulariser and reduced as the training
  /// loss; empty without such data.
  public let validationHistory: [Scalar]
  /// The iterate that ``network`` is, where early stopping chose it; nil else.
  public let chosenIterate: Int?
  /// How many of the training samples are predicted as what; nil where the targets are numbers, or a signal to
  /// stop left no time to look.
  public let confusionMatrix: ConfusionMatrix?
  /// How far the answers for the training samples are from their targets; nil where there are classes, or a
  /// signal to stop left no time to look.
  public let errors: RegressionErrors?
  /// How many labels of the training samples are predicted right, where the targets are labels; see
  /// `Loss.targetsAreLabels`. Nil else.
  public let labelScores: LabelScores?
  /// The largest difference between two training samples in an output, 0 to 1 for probabilities.
  package let outputSpread: Scalar
  /// True if the validation loss, not the minimisation, ended the run; its reason is then `stopped`.
  public let stoppedEarly: Bool
  /// A warning to a person about a network that is not trained, or whose weights have no end, and what to
  /// try; nil where there is nothing to say.
  public let warning: String?
  /// True if the outputs are the same for every training sample, though what is wanted of them is not; see
  /// `TrainedNetwork.constantSpread`.
  public let isConstant: Bool

  /// The share of the training samples whose predicted class is their label, 0 to 1; NaN where the targets
  /// are numbers.
  public var accuracy: Double { confusionMatrix?.accuracy ?? .nan }

  /// The loss that the best of several runs is chosen by.
  var selectingLoss: Scalar { chosenIterate.map { validationHistory[$0] } ?? solution.value }
}

extension TrainingRun {
  /// The result of a run, judged on the objective's data.
  init(
    start: Int, _ objective: RegularizedLoss<Scalar>, parameters: [Scalar],
    solution: Solution<Scalar>, reason: EndReason, iterations: Int, evaluations: Int,
    elapsed: Duration, record: RunRecord<Scalar>, isJudged: Bool
  ) {
    let network = TrainedNetwork(objective.network, parameters: parameters)
    let judgement = isJudged ? Judgement(of: network, by: objective) : Judgement()
    self.init(
      start: start, network: network, solution: solution, reason: reason,
      iterations: iterations, evaluations: evaluations,
      elapsed: elapsed, lossHistory: record.losses,
      validationHistory: record.validationLosses, chosenIterate: record.chosen?.number,
      confusionMatrix: judgement.confusionMatrix, errors: judgement.errors,
      labelScores: judgement.labelScores,
      outputSpread: judgement.spread, stoppedEarly: record.stoppedEarly,
      warning: judgement.warning, isConstant: judgement.isConstant)
  }
}
