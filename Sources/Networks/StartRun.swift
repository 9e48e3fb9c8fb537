internal import Matrices
internal import Optimization

/// The training from one start: the minimisation, what has been recorded of it, and the loss that judges it.
struct StartRun<Scalar: NetworkScalar> {
  let start: Int
  private let startCount: Int
  private let patience: Int?
  private let options: TrainingOptions
  private var objective: RegularizedLoss<Scalar>
  private var validationLoss: RegularizedLoss<Scalar>?
  /// The way down by steps of all samples; nil where there are mini-batches.
  private var minimization: Minimization<Scalar>?
  /// The way down by mini-batches.
  private var batchRun: BatchRun<Scalar>?
  private var record = RunRecord<Scalar>()
  /// True if the run ended within an epoch, or before its iterate was judged, and where it was before.
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
    batchRun = options.batches.map {
      BatchRun(objective, $0, start: start, from: parameters, options)
    }
    guard batchRun == nil else { return }
    // Whoever trains has checked the bounds.
    let box = try? objective.network.box(options.bounds, from: parameters)
    minimization = Minimization(
      Self.minimized(objective, by: options.method), from: parameters, bounds: box,
      using: options.method,
      stopping: options.stopping, stoppedBy: options.stopSignal)
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
    do throws(CheckpointError) {
      if let batches = options.batches {
        batchRun = try BatchRun(
          objective, batches, start: start, resuming: saved.minimization, options)
      } else {
        minimization = try Minimization(
          Self.minimized(objective, by: options.method), resuming: saved.minimization,
          using: options.method, stopping: options.stopping, stoppedBy: options.stopSignal)
      }
    } catch {
      throw NetworkError(.checkpointMismatch, "the checkpoint", found: error.description)
    }
    try checkObjective(saved)
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
  private mutating func checkObjective(_ saved: TrainingCheckpoint.Start) throws(NetworkError) {
    let loss = objective.value(at: x)
    let allowed = options.method is LevenbergMarquardt ? 1000 * loss.ulp : 0
    guard let last = saved.loss.map({ Scalar($0) }) ?? record.losses.last,
      (last - loss).magnitude <= allowed || last == loss || last.isNaN && loss.isNaN
    else {
      throw NetworkError(
        .checkpointMismatch, "the loss where the checkpoint was taken",
        expected: "\(saved.loss.map { Scalar($0) } ?? record.losses.last ?? .nan) as it was there",
        found: "\(loss): the data, the network or the options are others")
    }
  }

  /// Where the run is.
  private var x: [Scalar] { batchRun?.x ?? minimization?.x ?? [] }

  /// All that the run needs to go on from here.
  ///
  /// - Throws: `checkpointMismatch` where the method cannot be saved.
  func checkpoint() throws(NetworkError) -> TrainingCheckpoint.Start {
    if isCut, let lastWhole { return lastWhole }
    do throws(CheckpointError) {
      let hasEnded = reason.map { $0 != .stopped } ?? false
      if let minimization {
        return record.checkpoint(try minimization.checkpoint(), hasEnded: hasEnded)
      }
      guard let batchRun else { trap({ "a run goes down by steps or by batches" }) }
      // At an epoch's end the loss on all samples is recorded already, where it is computed at all.
      let isRecorded = batchRun.isBetweenEpochs && options.batches?.epochLoss == .exact
      var objective = objective
      return record.checkpoint(
        try batchRun.checkpoint(), hasEnded: hasEnded,
        loss: isRecorded ? nil : Double(objective.value(at: batchRun.x)))
    } catch {
      throw NetworkError(.checkpointMismatch, "the checkpoint", found: error.description)
    }
  }

  /// True if there is anything to go on from: the loss at the start.
  var hasBegun: Bool { !record.losses.isEmpty }

  /// Goes on to the next iterate: a step further, or with mini-batches an epoch; nil once the run has ended.
  mutating func next() -> TrainingProgress<Scalar>? {
    let hadEnded = reason != nil
    guard let iteration = batchRun?.next(&objective) ?? minimization?.next() else {
      isCut = !hadEnded && batchRun != nil
      return nil
    }
    let number = batchRun?.epoch ?? iteration.number
    let loss = iteration.value
    let heldLoss = validationLoss?.value(at: iteration.x)
    if wasStopped(computing: loss) || wasStopped(computing: heldLoss) {
      // The iterate is not known in full, and counts as not reached.
      stop()
      isCut = true
      return nil
    }
    if batchRun != nil { endBySmallDecrease(from: record.losses.last, to: loss) }
    record.losses.append(loss)
    if batchRun != nil { keep(number, loss, iteration.x) }
    if let heldLoss { record.judge(number, heldLoss, iteration.x, patience: patience) }
    if number > 0 { batchRun?.note(record.validationLosses.last ?? loss) }
    if record.stoppedEarly { stop() }
    return TrainingProgress(
      start: start, startCount: startCount, number: number, loss: loss, iteration: iteration,
      validationLoss: record.validationLosses.last)
  }

  /// Ends a run by batches where the loss of all samples fell by no more than was asked for in an epoch.
  private mutating func endBySmallDecrease(from before: Scalar?, to loss: Scalar) {
    guard let tolerance = options.stopping.relativeDecrease, let before, before >= loss,
      before - loss <= Scalar(tolerance) * max(before.magnitude, loss.magnitude)
    else { return }
    batchRun?.stop(for: .smallDecrease)
  }

  /// True if a signal cut the computation of a loss short.
  private func wasStopped(computing loss: Scalar?) -> Bool {
    loss.map { !$0.isFinite } ?? false && options.stopSignal?.isStopped ?? false
  }

  /// Keeps what a checkpoint of this iterate needs, where the run may be cut short before the next.
  mutating func keepWhole() throws(NetworkError) {
    if batchRun != nil || validationLoss?.plan.isLong ?? false { lastWhole = try checkpoint() }
  }

  /// Keeps an epoch's end: the lowest, or where that is not known the last.
  private mutating func keep(_ number: Int, _ loss: Scalar, _ parameters: [Scalar]) {
    if options.batches?.epochLoss == .running { record.lowest = nil }
    record.keepLowest(number, loss, parameters)
  }

  /// Ends the run where it is.
  mutating func stop() {
    minimization?.stop()
    batchRun?.stop()
  }

  /// The state that the run has reached.
  var result: TrainingRun<Scalar> {
    if let path = minimization?.solution {
      return TrainingRun(
        start: start, objective, parameters: record.chosen?.parameters ?? path.x, solution: path,
        reason: path.reason, iterations: path.iterations, evaluations: path.evaluations,
        elapsed: path.elapsed, record: record, isJudged: !isUnjudged)
    }
    guard let batchRun else { trap({ "a run goes down by steps or by batches" }) }
    // The loss on all samples there, with its gradient; not computed where that would take too long.
    let whole: any DifferentiableObjective<Scalar> =
      options.batches?.epochLoss == .running
      ? WholeByBatches(run: batchRun, loss: objective) : objective
    let signal = StopSignal()
    if isUnjudged { signal.stop() }
    var end = Minimization(
      whole, from: record.lowest?.parameters ?? batchRun.x, using: options.method,
      stopping: StoppingRules(iterations: 0), stoppedBy: signal)
    _ = end.next()
    var solution = end.solution
    if isUnjudged, let lowest = record.lowest {
      solution = solution.moved(to: lowest.parameters, value: lowest.loss)
    }
    return TrainingRun(
      start: start, objective, parameters: record.chosen?.parameters ?? solution.x,
      solution: solution, reason: batchRun.reason ?? .stopped, iterations: batchRun.epoch,
      evaluations: batchRun.evaluations, elapsed: batchRun.elapsed, record: record,
      isJudged: !isUnjudged)
  }

  /// Why the run ended; nil while it goes on.
  private var reason: EndReason? { batchRun?.reason ?? minimization?.reason }

  /// True if computing the network's answers would take long after a signal to stop, or after a time in which
  /// not even the loss at the start was computed.
  private var isUnjudged: Bool {
    let isLate = reason == .timeLimit && !hasBegun
    return objective.plan.isLong && (isLate || options.stopSignal?.isStopped ?? false)
  }
}

/// The record of a run while it goes on.
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
