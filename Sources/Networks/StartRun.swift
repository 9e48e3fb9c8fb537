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
    minimization = Minimization(
      Self.minimized(objective, by: options.method), from: parameters, using: options.method,
      stopping: options.stopping)
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
          using: options.method, stopping: options.stopping)
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
    do throws(CheckpointError) {
      let hasEnded = (batchRun?.reason ?? minimization?.reason).map { $0 != .stopped } ?? false
      if let minimization {
        return record.checkpoint(try minimization.checkpoint(), hasEnded: hasEnded)
      }
      guard let batchRun else { trap({ "a run goes down by steps or by batches" }) }
      var objective = objective
      return record.checkpoint(
        try batchRun.checkpoint(), hasEnded: hasEnded,
        loss: Double(objective.value(at: batchRun.x)))
    } catch {
      throw NetworkError(.checkpointMismatch, "the checkpoint", found: error.description)
    }
  }

  /// Goes on to the next iterate: a step further, or with mini-batches an epoch; nil once the run has ended.
  mutating func next() -> TrainingProgress<Scalar>? {
    guard let iteration = batchRun?.next(&objective) ?? minimization?.next() else { return nil }
    let number = batchRun?.epoch ?? iteration.number
    let loss = iteration.value
    record.losses.append(loss)
    if options.batches != nil { keep(number, loss, iteration.x) }
    if let loss = validationLoss?.value(at: iteration.x) {
      record.judge(number, loss, iteration.x, patience: patience)
    }
    if number > 0 { batchRun?.note(record.validationLosses.last ?? loss) }
    if record.stoppedEarly { stop() }
    return TrainingProgress(
      start: start, startCount: startCount, number: number, loss: loss, iteration: iteration,
      validationLoss: record.validationLosses.last)
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

  /// What the run has reached.
  var result: TrainingRun<Scalar> {
    if let path = minimization?.solution {
      return TrainingRun(
        start: start, objective, parameters: record.chosen?.parameters ?? path.x, solution: path,
        reason: path.reason, iterations: path.iterations, evaluations: path.evaluations,
        elapsed: path.elapsed, record: record)
    }
    guard let batchRun else { trap({ "a run goes down by steps or by batches" }) }
    // The loss on all samples there, with its gradient.
    let whole: any DifferentiableObjective<Scalar> =
      options.batches?.epochLoss == .running
      ? WholeByBatches(run: batchRun, loss: objective) : objective
    var end = Minimization(
      whole, from: record.lowest?.parameters ?? batchRun.x, using: options.method,
      stopping: StoppingRules(iterations: 0))
    _ = end.next()
    let solution = end.solution
    return TrainingRun(
      start: start, objective, parameters: record.chosen?.parameters ?? solution.x,
      solution: solution, reason: batchRun.reason ?? .stopped, iterations: batchRun.epoch,
      evaluations: batchRun.evaluations, elapsed: batchRun.elapsed, record: record)
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
