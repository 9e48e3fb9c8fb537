import Foundation
public import LinearAlgebra
import Matrices
public import Networks
public import Optimization

extension TrainingJob {
  /// Trains from every start and keeps the best; see `Networks.train`.
  ///
  /// - Parameters:
  ///   - validation: Points to judge every iterate on, and to stop early by where there is a patience.
  ///   - checkpoint: Where an interrupted training with the same settings and data was.
  ///   - observer: Called at every iterate of every start, one call at a time; may stop the training.
  ///   - saving: Called with a checkpoint whenever the observer has asked for one, and at the end of each start.
  public func train(
    validation: TrainingData? = nil, resuming checkpoint: TrainingCheckpoint? = nil,
    observer: (inout TrainingProgress<Double>) -> Void = { _ in },
    saving: ((TrainingCheckpoint) -> Void)? = nil
  ) throws -> TrainingOutcome {
    try data.checkSeveralClasses()
    let stopping = parts.stopping.isEmpty ? nil : data.selecting(parts.stopping)
    let held = try (validation ?? stopping).map { try dataset($0) }
    let began = ContinuousClock.now
    let result = try minimize(
      validation: held, resuming: checkpoint, observer: observer, saving: saving)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    try checkFinite(result.best)
    var outcome = try trained(
      result, again(result), seconds: seconds, isJudged: validation != nil)
    outcome.result.training.readers =
      (data.readings + (validation?.readings ?? [])).summary ?? ""
    return outcome
  }

  /// How far the trace of a training from the first start, or from a network's weights, can be trusted; see
  /// `Networks.horizon`.
  ///
  /// Throws `settingsDoNotFit` for mini-batches, whose samples depend on the order.
  public func horizon(shadows: Int = 3) throws -> Horizon {
    guard settings.batchSize == nil else {
      throw NetworkFileError(
        .settingsDoNotFit, "a horizon compares orders of the samples, on which mini-batches depend",
        advice: "leave --batch-size away")
    }
    return try compareOrders(shadows: shadows)
  }

  /// Compares the gradient at the first start with derivatives that owe nothing to backpropagation.
  ///
  /// - Parameters:
  ///   - method: The complex step, or central differences.
  ///   - most: The most weights to check; nil for all.
  public func checkGradient(
    by method: WeightCheck.Method = .complexStep, most: Int? = nil
  ) -> WeightCheck {
    WeightCheck(
      of: loss, at: starts[0], by: method, most: most, stoppedBy: stopSignal)
  }

  /// Examines whether the weights that the job goes on from stand at a minimum of its loss; see
  /// `Optimization.examine`. In single precision a gradient of 1e-5 is as good as none.
  public func examine() -> ExaminationReport<Double> {
    let least = settings.precision == .single ? 1e-5 : 0
    return Optimization.examine(
      loss, at: starts[0],
      stopping: StoppingRules(gradientNorm: max(settings.tolerance, least)))
  }

  private func trained(
    _ result: TrainingResult<Double>, _ again: TrainingSettings, seconds: Double, isJudged: Bool
  ) throws -> TrainingOutcome {
    let best = result.best
    let network = targetScaling?.unscaled(best.network) ?? best.network
    let saved = SavedNetwork(
      network, mu: standardization.mu, sigma: standardization.sigma,
      classes: classes, classNames: classNames, lambdas: settings.penalty.l2, seed: settings.seed,
      lossHistory: best.lossHistory, threshold: minimizedLoss.decisionThreshold,
      isMultiLabel: data.isMultiLabel)
    var record = TrainingRecord(
      best, settings: recorded, seconds: seconds,
      command: try command(again, isJudged: isJudged))
    record.reason = reasonText(of: best)
    if !parts.heldOut.isEmpty, hasTimeToLook {
      record.heldOut = try HeldOutScores(of: saved, on: data, parts.heldOut)
    }
    var lab = NetworkFile(
      network: saved, training: record, data: data,
      grid: hasTimeToLook ? try defaultGrid(saved) : nil)
    lab.ledger = result.runs.count > 1 ? StartLedger(result, reasonText) : nil
    return TrainingOutcome(
      result: lab, confusion: best.confusionMatrix, errors: try errors(of: best, saved),
      labelScores: data.isMultiLabel ? best.labelScores : nil,
      gradientCheck: automaticCheck, warning: warning(of: best), reason: best.reason,
      chosenIterate: best.stoppedEarly ? best.chosenIterate : nil,
      constantFeatures: data.table.constantFeatures)
  }

  /// The errors in the units of the targets.
  private func errors(
    of best: TrainingRun<Double>, _ network: SavedNetwork
  ) throws -> RegressionErrors? {
    guard targetScaling != nil, best.errors != nil else { return best.errors }
    return try network.regressionErrors(on: data.selecting(parts.training))
  }

  /// The settings with the loss named that is minimised where none was asked for.
  private var recorded: TrainingSettings {
    var recorded = settings
    recorded.loss = settings.fittingLoss(network, data)
    return recorded
  }

  /// The settings that train the same from the beginning: of a single start that was ended from outside, or that
  /// was resumed beyond the limit of iterations, as many iterations as it has.
  private func again(_ result: TrainingResult<Double>) -> TrainingSettings {
    let best = result.best
    var again = recorded
    let reached = max(0, best.lossHistory.count - 1)
    guard result.runs.count == 1, !best.stoppedEarly,
      reached > settings.maxIterations || [.timeLimit, .stopped, .cancelled].contains(best.reason)
    else { return again }
    (again.maxIterations, again.timeLimit) = (reached, nil)
    return again
  }

  /// Throws where no start has a loss to lower.
  private func checkFinite(_ best: TrainingRun<Double>) throws {
    // Where the training was told to end before it knew a loss, nothing says that there is none.
    guard ![.stopped, .timeLimit].contains(best.reason) else { return }
    guard best.reason == .nonFiniteStart || !best.solution.value.isFinite,
      best.solution.evaluations > 0
    else { return }
    func largest(_ numbers: [Double]) -> String {
      numbers.reduce(0) { max($0, $1.magnitude) }.formatted
    }
    let targets = data.targets.map { " and targets of \(largest($0.elements))" } ?? ""
    throw NetworkFileError(
      .notFinite, at: data.source,
      "the loss or its gradient is not finite at the start, with features of"
        + " \(data.table.largestMagnitude.formatted)\(targets)",
      advice: (settings.standardizes ? "" : "give --standardize for large features, and ")
        + "divide large targets by a constant")
  }

  /// Why a run ended, as a person is told it.
  private func reasonText(of run: TrainingRun<Double>) -> String {
    if contradictsClaim(run) {
      return "no lower loss: targets of this size leave its digits no room"
    }
    guard run.stoppedEarly, let patience = settings.patience else { return run.reason.description }
    return "no lower validation loss for \(patience) iteration\(patience == 1 ? "" : "s")"
  }

  /// A run's warning, with what else to try.
  private func warning(of run: TrainingRun<Double>) -> String? {
    if run.lossHistory.isEmpty, [.stopped, .timeLimit].contains(run.reason) {
      return
        "the training ended before the loss at the start was known: the weights are those of the start"
    }
    if contradictsClaim(run) {
      return
        "the largest gradient element is \(run.solution.gradientNorm.formatted), which is no minimum;"
        + " divide the targets by a constant"
    }
    guard let warning = run.warning, run.isConstant, !settings.standardizes else {
      return run.warning
    }
    return warning + ", or --standardize"
  }

  /// Whether a claim to be stationary to rounding is not to be believed: beside a squared error of huge targets
  /// no step is seen to lower it. At the start the gradient is about as large as the targets, at a minimum
  /// at least a thousand times smaller.
  private func contradictsClaim(_ run: TrainingRun<Double>) -> Bool {
    guard let targets = dataset.targets, settings.fittingLoss(network, data) == .squaredError,
      run.reason == .valueExhausted
    else { return false }
    let largest = targets.elements.reduce(1) { max($0, $1.magnitude) }
    let count = settings.reduction == .sum ? Double(targets.rowCount) : 1
    return run.solution.gradientNorm > 1e-3 * largest * count
  }

  /// A check of as many weights as take a fifth of a second; nil where that is none.
  private var automaticCheck: WeightCheck? {
    let most = WeightCheck.affordable(
      of: network, sampleCount: dataset.sampleCount, seconds: 0.2)
    guard most > 0, !isStopped else { return nil }
    let check = checkGradient(most: most)
    return isStopped ? nil : check
  }

  /// A grid over points in the plane; none over others.
  private func defaultGrid(_ network: SavedNetwork) throws -> GridResult? {
    guard drawsGrid, data.table.columnCount == 2 else { return nil }
    // Each point has a number for each output: so many outputs, so much fewer points.
    let count = min(1_000_000, max(1000, 20_000_000 / (network.network.sizes.last ?? 1)))
    let step = DecisionGrid.defaultStep(over: data.points, atMost: count)
    return try GridResult(network, on: DecisionGrid(over: data.points, step: step))
  }
}

// What is done once with settings and data, and the job is not needed for more.
extension TrainingSettings {
  /// Trains on data, from a network's weights where one is given; see ``TrainingJob/train(validation:resuming:observer:saving:)``.
  public func train(
    on data: TrainingData, validation: TrainingData? = nil, from network: SavedNetwork? = nil,
    observer: (inout TrainingProgress<Double>) -> Void = { _ in }
  ) throws -> TrainingOutcome {
    try TrainingJob(self, data, from: network).train(validation: validation, observer: observer)
  }

  /// Compares the gradient at the first start, or at a network's weights, with derivatives that owe nothing to
  /// backpropagation.
  public func checkGradient(
    on data: TrainingData, at network: SavedNetwork? = nil,
    by method: WeightCheck.Method = .complexStep, most: Int? = nil
  ) throws -> WeightCheck {
    try TrainingJob(self, data, from: network).checkGradient(by: method, most: most)
  }

  /// Throws where the settings do not fit the data: one class only, a loss for another output, mini-batches
  /// for a method that cannot use them, or more parameters than a method has memory for.
  public func checkFits(_ data: TrainingData) throws {
    _ = try TrainingJob(self, data)
  }
}
