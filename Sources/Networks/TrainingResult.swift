public import Optimization

/// What training gave: the result of every start, and which is the best.
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

/// What training from one start gave.
public struct TrainingRun<Scalar: NetworkScalar>: Sendable {
  /// The start's number, from zero.
  public let start: Int
  /// The network with the weights of the lowest training loss that was met, or with
  /// ``TrainingOptions/patience`` those of the lowest loss on the validation data.
  public let network: TrainedNetwork<Scalar>
  /// The minimisation's own account: the loss, why it ended, iterations, evaluations, gradient, time.
  public let solution: Solution<Scalar>
  /// The loss at every iterate, the start first: element k is the loss after k steps. With a fixed
  /// step it can rise, and its last element be above the solution's value.
  public let lossHistory: [Scalar]
  /// The loss on the validation data at every iterate, without a regulariser and reduced as the training
  /// loss; empty without such data.
  public let validationHistory: [Scalar]
  /// The iterate that ``network`` is, where early stopping chose it; nil else.
  public let chosenIterate: Int?
  /// How many of the training samples are predicted as what.
  public let confusionMatrix: ConfusionMatrix
  /// The largest difference between two training samples in an output, 0 to 1 for probabilities.
  public let outputSpread: Scalar

  /// The share of the training samples whose predicted class is their label, 0 to 1.
  public var accuracy: Double { confusionMatrix.accuracy }

  /// Whether the validation loss, not the minimisation, ended the run; its reason is then `stopped`.
  public let stoppedEarly: Bool

  /// What the best of several runs is chosen by.
  var selectingLoss: Scalar { chosenIterate.map { validationHistory[$0] } ?? solution.value }

  /// Whether the outputs are the same for every training sample; see
  /// ``TrainedNetwork/constantSpread``.
  public var isConstant: Bool { TrainedNetwork<Scalar>.isConstant(spread: outputSpread) }

  /// What to tell a person about a network that is not trained, and what to try; nil where it is.
  public var warning: String? { TrainedNetwork<Scalar>.warning(spread: outputSpread) }
}
