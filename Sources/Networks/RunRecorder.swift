internal import Optimization

/// What is kept of one start's run while it goes on.
struct RunRecorder<Scalar: NetworkScalar> {
  private let start: Int
  private let startCount: Int
  private let patience: Int?
  private var validationLoss: RegularizedLoss<Scalar>?
  private var lossHistory: [Scalar] = []
  private var validationHistory: [Scalar] = []
  /// The iterate of the lowest loss on the validation data so far, where that decides.
  private var chosen: (iterate: Int, parameters: [Scalar])?
  private var stoppedEarly = false
  /// Whether the observer asked for the end of the training.
  private(set) var endsTraining = false

  init(
    start: Int, startCount: Int, validationLoss: RegularizedLoss<Scalar>?, patience: Int?
  ) {
    self.start = start
    self.startCount = startCount
    self.validationLoss = validationLoss
    self.patience = patience
  }

  /// Records an iterate and returns whether it is to be the last.
  mutating func stops(
    after iteration: Iteration<Scalar>,
    _ observer: (inout TrainingProgress<Scalar>) -> Void
  ) -> Bool {
    lossHistory.append(iteration.value)
    if let loss = validationLoss?.value(at: iteration.x) { judge(iteration, loss) }
    var progress = TrainingProgress(
      start: start, startCount: startCount, iteration: iteration,
      validationLoss: validationHistory.last)
    observer(&progress)
    endsTraining = progress.wantsStop
    return endsTraining || stoppedEarly
  }

  /// Keeps the iterate if it has the lowest loss on the validation data; a loss that is not finite is none.
  private mutating func judge(_ iteration: Iteration<Scalar>, _ loss: Scalar) {
    validationHistory.append(loss)
    guard let patience else { return }
    let lowest = chosen.map { validationHistory[$0.iterate] } ?? .infinity
    if chosen == nil || loss.isFinite && !(lowest <= loss) {
      chosen = (iteration.number, iteration.x)
    } else if iteration.number - (chosen?.iterate ?? 0) >= patience {
      stoppedEarly = true
    }
  }

  /// The run's result, judged on the objective's data.
  func run(
    of objective: RegularizedLoss<Scalar>, _ solution: Solution<Scalar>
  ) -> TrainingRun<Scalar> {
    let (network, data) = (objective.network, objective.data)
    let parameters = chosen?.parameters ?? solution.x
    let outputs = network.outputs(
      for: data.inputs, parameters: parameters, threads: objective.threads)
    return TrainingRun(
      start: start, network: TrainedNetwork(network, parameters: parameters), solution: solution,
      lossHistory: lossHistory, validationHistory: validationHistory,
      chosenIterate: chosen?.iterate,
      confusionMatrix: ConfusionMatrix(
        labels: data.labels, predictions: network.classes(ofOutputs: outputs),
        classCount: network.classCount),
      outputSpread: TrainedNetwork.spread(ofOutputs: outputs), stoppedEarly: stoppedEarly)
  }
}
