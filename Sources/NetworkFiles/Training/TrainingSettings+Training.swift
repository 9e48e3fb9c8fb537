import Foundation
import Matrices
public import Networks
public import Optimization

extension TrainingSettings {
  /// Trains from every start and keeps the best; see `Networks.train`.
  ///
  /// - Parameters:
  ///   - data: Points of two classes or more, or with targets.
  ///   - validation: Points to judge every iterate on, and to stop early by where there is a patience.
  ///   - network: A network to go on from, whose shape, activations and standardisation then hold; nil to
  ///     draw weights.
  ///   - checkpoint: Where an interrupted training with the same settings and data was.
  ///   - observer: Called at every iterate of every start, one call at a time; may stop the training.
  ///   - saving: Called with a checkpoint whenever the observer has asked for one, and at the end of each start.
  ///   - signal: What ends the training from outside, within an evaluation too. The network is then what was
  ///     reached; where an evaluation takes long, it has no grid, and is not judged on the samples.
  public func train(
    on data: LabData, validation: LabData? = nil, from network: SavedNetwork? = nil,
    resuming checkpoint: TrainingCheckpoint? = nil,
    observer: (inout TrainingProgress<Double>) -> Void = { _ in },
    saving: ((TrainingCheckpoint) -> Void)? = nil, stoppedBy signal: StopSignal? = nil
  ) throws -> TrainedLab {
    var job = try TrainingJob(self, data, from: network)
    job.options.stopSignal = signal
    let classes = network?.classes ?? data.classes
    let names = network?.classNames ?? data.classNames
    let held = try validation.map { try job.dataset($0, classes, names) }
    let began = ContinuousClock.now
    let result = try job.train(
      validation: held, resuming: checkpoint, observer: observer, saving: saving)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    try checkFinite(result.best, job)
    let command = command(of: job, from: network, validation: validation)
    return try trained(job, result, classes, names, seconds: seconds, command: command)
  }

  private func trained(
    _ job: TrainingJob, _ result: TrainingResult<Double>, _ classes: [Double], _ names: [String]?,
    seconds: Double, command: String
  ) throws -> TrainedLab {
    let (best, data) = (result.best, job.data)
    let saved = SavedNetwork(
      best.network, mu: job.standardization.mu, sigma: job.standardization.sigma,
      classes: classes, classNames: names, lambdas: penalty.l2, seed: seed,
      lossHistory: best.lossHistory)
    var record = TrainingRecord(
      best, method: method, loss: fittingLoss(job.network, data), initialWeights: initialWeights,
      precision: precision, seconds: seconds, command: command)
    record.reason = reasonText(of: best)
    var lab = LabResult(
      network: saved, training: record, data: data,
      grid: job.hasTimeToLook ? try defaultGrid(saved, data) : nil)
    lab.ledger = result.runs.count > 1 ? StartLedger(result, reasonText) : nil
    return TrainedLab(
      result: lab, confusion: best.confusionMatrix, errors: best.errors,
      gradientCheck: automaticCheck(job), warning: warning(of: best), reason: best.reason,
      chosenIterate: best.stoppedEarly ? best.chosenIterate : nil,
      constantFeatures: constantFeatures(of: data.points))
  }

  /// Throws where no start has a loss to lower.
  private func checkFinite(_ best: TrainingRun<Double>, _ job: TrainingJob) throws {
    // Where the training was told to end before it knew a loss, nothing says that there is none.
    guard ![.stopped, .timeLimit].contains(best.reason) else { return }
    guard best.reason == .nonFiniteStart || !best.solution.value.isFinite,
      best.solution.evaluations > 0
    else { return }
    func largest(_ numbers: [Double]) -> String {
      numbers.reduce(0) { max($0, $1.magnitude) }.formatted
    }
    let targets = job.data.targets.map { " and targets of \(largest($0.elements))" } ?? ""
    throw NetworkFileError(
      .notFinite, at: job.data.source,
      "the loss or its gradient is not finite at the start, with features of"
        + " \(largest(job.data.points.elements))\(targets)",
      advice: (standardizes ? "" : "give --standardize for large features, and ")
        + "divide large targets by a constant")
  }

  /// Why a run ended, as a person is told it.
  private func reasonText(of run: TrainingRun<Double>) -> String {
    guard run.stoppedEarly, let patience else { return run.reason.description }
    return "no lower validation loss for \(patience) iteration\(patience == 1 ? "" : "s")"
  }

  /// A run's warning, with what else to try.
  private func warning(of run: TrainingRun<Double>) -> String? {
    if run.lossHistory.isEmpty, [.stopped, .timeLimit].contains(run.reason) {
      return
        "the training ended before the loss at the start was known: the weights are those of the start"
    }
    guard let warning = run.warning, run.isConstant, !standardizes else { return run.warning }
    return warning + ", or --standardize"
  }

  /// A check of as many weights as take a fifth of a second; nil where that is none.
  private func automaticCheck(_ job: TrainingJob) -> WeightCheck? {
    let most = WeightCheck.affordable(
      of: job.network, sampleCount: job.dataset.sampleCount, seconds: 0.2)
    guard most > 0, !job.isStopped else { return nil }
    let check = WeightCheck(
      of: job.loss, at: job.starts[0], by: .complexStep, most: most,
      stoppedBy: job.options.stopSignal)
    return job.isStopped ? nil : check
  }

  private func constantFeatures(of points: Matrix<Double>) -> [Int] {
    (0..<points.columnCount).filter { feature in
      let column = points.column(feature)
      return column.allSatisfy { $0 == column[0] }
    }
  }

  /// A grid over points in the plane; none over others.
  private func defaultGrid(_ network: SavedNetwork, _ data: LabData) throws -> GridResult? {
    guard data.points.columnCount == 2 else { return nil }
    // Each point has a number for each output: so many outputs, so much fewer points.
    let count = min(1_000_000, max(1000, 20_000_000 / (network.network.sizes.last ?? 1)))
    let step = DecisionGrid.defaultStep(over: data.points, atMost: count)
    return try GridResult(network, on: DecisionGrid(over: data.points, step: step))
  }
}

extension TrainingSettings {
  /// How far the trace of a training from the first start, or from a network's weights, can be trusted; see
  /// `Networks.horizon`.
  ///
  /// Throws `settingsDoNotFit` for mini-batches, whose samples depend on the order, and what `Networks.horizon`
  /// throws where the signal was given.
  public func horizon(
    on data: LabData, from network: SavedNetwork? = nil, shadows: Int = 3,
    stoppedBy signal: StopSignal? = nil
  ) throws -> Horizon {
    guard batchSize == nil else {
      throw NetworkFileError(
        .settingsDoNotFit, "a horizon compares orders of the samples, on which mini-batches depend",
        advice: "leave --batch-size away")
    }
    var job = try TrainingJob(self, data, from: network)
    job.options.stopSignal = signal
    return try job.horizon(shadows: shadows)
  }
}
