internal import Optimization

/// The training from one start: the minimisation, what has been recorded of it, and the loss that judges it.
struct StartRun<Scalar: NetworkScalar> {
  let start: Int
  private let startCount: Int
  private let patience: Int?
  private let options: TrainingOptions
  private var objective: RegularizedLoss<Scalar>
  private var validationLoss: RegularizedLoss<Scalar>?
  private var minimization: Minimization<Scalar>
  /// The steps of an epoch, where there are mini-batches.
  private let batchCount: Int?
  private var record = RunRecord<Scalar>()
  /// Whether the run ended within an epoch, or before its iterate was judged, and where it was before.
  private var isCut = false
  private var lastWhole: TrainingCheckpoint.Start?

  init(
    start: Int, of startCount: Int, from parameters: [Scalar], _ objective: RegularizedLoss<Scalar>,
    validation: RegularizedLoss<Scalar>?, _ options: TrainingOptions
  ) {
    self.start = start
    self.startCount = startCount
    self.options = options
    self.objective = objective
    validationLoss = validation
    patience = validation == nil ? nil : options.patience
    guard let batches = options.batches else {
      batchCount = nil
      minimization = Minimization(
        Self.minimized(objective, by: options.method), from: parameters, using: options.method,
        stopping: options.stopping, stoppedBy: options.stopSignal)
      return
    }
    let loss = MiniBatchLoss(objective, batches, start: start)
    batchCount = loss.batchCount
    minimization = Minimization(
      loss, from: parameters, using: options.method,
      stopping: options.stopping.forEpochs(of: loss.batchCount), stoppedBy: options.stopSignal)
  }

  /// A run from the start, or where there is a checkpoint of it from there.
  init(
    start: Int, of startCount: Int, from parameters: [Scalar],
    resuming checkpoint: TrainingCheckpoint?, _ objective: RegularizedLoss<Scalar>,
    validation: RegularizedLoss<Scalar>?, _ options: TrainingOptions
  ) throws(NetworkError) {
    if let checkpoint, checkpoint.starts.count != startCount {
      throw NetworkError(
        .checkpointMismatch, "the number of starts",
        expected: "\(checkpoint.starts.count) as when the checkpoint was taken",
        found: "\(startCount)")
    }
    if let saved = checkpoint?.starts[start] {
      try self.init(
        start: start, of: startCount, resuming: saved, objective, validation: validation, options)
    } else {
      self.init(
        start: start, of: startCount, from: parameters, objective, validation: validation, options)
    }
  }

  /// A run that goes on where a checkpoint was taken.
  ///
  /// - Throws: `checkpointMismatch` where it was taken with another network, data or options.
  init(
    start: Int, of startCount: Int, resuming saved: TrainingCheckpoint.Start,
    _ objective: RegularizedLoss<Scalar>, validation: RegularizedLoss<Scalar>?,
    _ options: TrainingOptions
  ) throws(NetworkError) {
    self.start = start
    self.startCount = startCount
    self.options = options
    self.objective = objective
    validationLoss = validation
    patience = validation == nil ? nil : options.patience
    record = RunRecord(saved)
    let loss = options.batches.map { batches in
      var loss = MiniBatchLoss(objective, batches, start: start)
      loss.skip(evaluations: saved.minimization.evaluations)
      return loss
    }
    batchCount = loss?.batchCount
    do throws(CheckpointError) {
      if let loss {
        minimization = try Minimization(
          loss, resuming: saved.minimization, using: options.method,
          stopping: options.stopping.forEpochs(of: loss.batchCount),
          stoppedBy: options.stopSignal)
      } else {
        minimization = try Minimization(
          Self.minimized(objective, by: options.method), resuming: saved.minimization,
          using: options.method,
          stopping: options.stopping, stoppedBy: options.stopSignal)
      }
    } catch {
      throw NetworkError(.checkpointMismatch, "the checkpoint", found: error.description)
    }
    try checkObjective()
  }

  /// The loss as the method takes it: for Levenberg and Marquardt's, its residuals.
  private static func minimized(
    _ objective: RegularizedLoss<Scalar>, by method: any MinimizationMethod
  ) -> any DifferentiableObjective<Scalar> {
    method is LevenbergMarquardt ? SumOfSquares(NetworkResiduals(objective)) : objective
  }

  /// The loss there must be what it was: data, network, penalty and reduction are the same.
  ///
  /// To the bit, but for residuals, whose squares are added up in another order.
  private mutating func checkObjective() throws(NetworkError) {
    let loss = objective.value(at: minimization.x)
    let allowed = options.method is LevenbergMarquardt ? 1000 * loss.ulp : 0
    guard let last = record.losses.last,
      (last - loss).magnitude <= allowed || last == loss || last.isNaN && loss.isNaN
    else {
      throw NetworkError(
        .checkpointMismatch, "the loss where the checkpoint was taken",
        expected: "\(record.losses.last ?? .nan) as it was there",
        found: "\(loss): the data, the network or the options are others")
    }
  }

  /// All that the run needs to go on from here.
  ///
  /// - Throws: `checkpointMismatch` where the method cannot be saved.
  func checkpoint() throws(NetworkError) -> TrainingCheckpoint.Start {
    if isCut, let lastWhole { return lastWhole }
    do throws(CheckpointError) {
      return record.checkpoint(
        try minimization.checkpoint(), hasEnded: minimization.reason.map { $0 != .stopped } ?? false
      )
    } catch {
      throw NetworkError(.checkpointMismatch, "the checkpoint", found: error.description)
    }
  }

  /// Whether there is anything to go on from: the loss at the start.
  var hasBegun: Bool { !record.losses.isEmpty }

  /// Goes on to the next iterate: a step further, or with mini-batches an epoch; nil once the run has ended.
  mutating func next() -> TrainingProgress<Scalar>? {
    let hadEnded = minimization.reason != nil
    guard var iteration = minimization.next() else {
      isCut = !hadEnded && batchCount != nil
      return nil
    }
    while let batchCount, !iteration.number.isMultiple(of: batchCount) {
      guard let later = minimization.next() else {
        isCut = true
        return nil
      }
      iteration = later
    }
    let loss = batchCount == nil ? iteration.value : objective.value(at: iteration.x)
    let heldLoss = validationLoss?.value(at: iteration.x)
    if wasStopped(computing: loss) || wasStopped(computing: heldLoss) {
      // The iterate is not known in full, and counts as not reached.
      minimization.stop()
      isCut = true
      return nil
    }
    if batchCount != nil { endBySmallDecrease(from: record.losses.last, to: loss) }
    let number = iteration.number / (batchCount ?? 1)
    record.losses.append(loss)
    if batchCount != nil { record.keepLowest(number, loss, iteration.x) }
    if let heldLoss { record.judge(number, heldLoss, iteration.x, patience: patience) }
    if record.stoppedEarly { minimization.stop() }
    return TrainingProgress(
      start: start, startCount: startCount, number: number, loss: loss, iteration: iteration,
      validationLoss: record.validationLosses.last)
  }

  /// Ends a run by batches where the loss of all samples fell by no more than was asked for in an epoch.
  private mutating func endBySmallDecrease(from before: Scalar?, to loss: Scalar) {
    guard let tolerance = options.stopping.relativeDecrease, let before, before >= loss,
      before - loss <= Scalar(tolerance) * max(before.magnitude, loss.magnitude)
    else { return }
    minimization.stop(for: .smallDecrease)
  }

  /// Whether a signal cut the computation of a loss short.
  private func wasStopped(computing loss: Scalar?) -> Bool {
    loss.map { !$0.isFinite } ?? false && options.stopSignal?.isStopped ?? false
  }

  /// Keeps what a checkpoint of this iterate needs, where the run may be cut short before the next.
  mutating func keepWhole() throws(NetworkError) {
    if batchCount != nil || validationLoss?.plan.isLong ?? false { lastWhole = try checkpoint() }
  }

  /// Ends the run where it is.
  mutating func stop() { minimization.stop() }

  /// What the run has reached.
  var result: TrainingRun<Scalar> {
    let path = minimization.solution
    var solution = path
    if let lowest = record.lowest, isUnjudged {
      solution = path.moved(to: lowest.parameters, value: lowest.loss)
    } else if let lowest = record.lowest {
      // The path's own solution is the lowest of a batch's losses, which says little.
      var end = Minimization(
        objective, from: lowest.parameters, using: options.method,
        stopping: StoppingRules(iterations: 0))
      _ = end.next()
      solution = end.solution
    }
    return TrainingRun(
      start: start, objective, parameters: record.chosen?.parameters ?? solution.x,
      solution: solution, path: path, stepsInIteration: batchCount ?? 1, record: record,
      isJudged: !isUnjudged)
  }

  /// Whether to look at the network's answers would take long after a signal to stop, or after a time in which
  /// not even the loss at the start was computed.
  private var isUnjudged: Bool {
    let isLate = minimization.reason == .timeLimit && !hasBegun
    return objective.plan.isLong && (isLate || options.stopSignal?.isStopped ?? false)
  }
}

/// What is kept of a run while it goes on.
struct RunRecord<Scalar: NetworkScalar> {
  /// An iterate that may become the result.
  struct Iterate {
    let number: Int
    let loss: Scalar
    let parameters: [Scalar]
  }

  /// The loss at every iterate.
  var losses: [Scalar] = []
  /// The loss on the validation data at every iterate.
  var validationLosses: [Scalar] = []
  /// The iterate of the lowest loss on the validation data so far, where that decides.
  var chosen: Iterate?
  /// The iterate of the lowest loss so far, where the minimisation does not know it.
  var lowest: Iterate?
  private(set) var stoppedEarly = false

  init() {}

  mutating func keepLowest(_ number: Int, _ loss: Scalar, _ parameters: [Scalar]) {
    guard lowest.map({ loss < $0.loss }) ?? true else { return }
    lowest = Iterate(number: number, loss: loss, parameters: parameters)
  }

  /// Keeps the iterate if it has the lowest loss on the validation data; a loss that is not finite is none.
  mutating func judge(_ number: Int, _ loss: Scalar, _ parameters: [Scalar], patience: Int?) {
    validationLosses.append(loss)
    guard let patience else { return }
    if chosen == nil || loss.isFinite && !((chosen?.loss ?? .infinity) <= loss) {
      chosen = Iterate(number: number, loss: loss, parameters: parameters)
    } else if number - (chosen?.number ?? 0) >= patience {
      stoppedEarly = true
    }
  }
}

extension StoppingRules {
  /// The rules for a run whose steps are batches: iterations are epochs, and neither the gradient nor the loss of
  /// one batch ends anything.
  fileprivate func forEpochs(of batches: Int) -> StoppingRules {
    let (steps, overflows) = iterations.multipliedReportingOverflow(by: batches)
    return StoppingRules(
      gradientNorm: 0, iterations: overflows ? .max : steps, evaluations: evaluations, time: time,
      examination: examination)
  }
}
