internal import LinearAlgebra
internal import Matrices
internal import Optimization
internal import Randomness

/// The training from one start by mini-batches, an epoch at a time: see ``MiniBatches``.
///
/// A loop of its own and not a `Minimization`, which keeps recent points and looks after line searches: more
/// work than a batch's step.
struct BatchRun<Scalar: NetworkScalar> {
  /// The state that changes, which a checkpoint keeps.
  private struct State: Codable {
    var x: [Scalar]
    /// Adam's running mean of gradients, or the velocity.
    var mean: [Scalar]
    /// Adam's running mean of squares.
    var square: [Scalar]
    var meanDebt: Scalar = 1
    var squareDebt: Scalar = 1
    var epoch = 0
    /// The number of the epoch's batches that are done.
    var batch = 0
    var evaluations = 0
    /// The sum of the epoch's batches' losses so far, each times its samples.
    var lossSum: Scalar = 0
    var plateau = Plateau()
    var hasStarted = false
    var lowest = Scalar.infinity
    var reason: EndReason?
    var elapsed = Duration.zero
  }

  private let network: Network
  private let loss: SweepLoss
  private let takesSums: Bool
  private let penalty: Penalty
  private let options: TrainingOptions
  private let batches: MiniBatches
  private let rule: BatchRule
  private let start: Int
  private let sampleCount: Int
  private let outputTargets: Int
  /// The samples, one a row after the other; where memory has no room for them, those of a batch.
  private var rows: [Scalar]
  /// Where the samples of a batch are taken from, where memory has no room for all.
  private let table: SampleTable?
  private let targets: [Scalar]
  private let weights: [Scalar]
  /// The factor of a batch's weighted sum, times n.
  private let share: Scalar
  private let plan: BatchPlan
  private let lastPlan: BatchPlan
  private let dropout: [Double]?
  private var order: [Int]
  private var random: MersenneTwister
  private var state: State
  private let watch = ContinuousClock.now
  private var elapsedBefore = Duration.zero
  // Workspace.
  private var batchTargets: [Scalar]
  private var batchWeights: [Scalar]
  private var workspace: [Scalar]
  private var firstDeltas: [Scalar]
  private var squares: [Scalar]
  private(set) var gradient: [Scalar]

  /// A run from `parameters`. Traps where the method does not take a step from a gradient alone.
  init(
    _ whole: RegularizedLoss<Scalar>, _ batches: MiniBatches, start: Int, from parameters: [Scalar],
    _ options: TrainingOptions
  ) {
    let (data, network) = (whole.data, whole.network)
    guard let rule = BatchRule(options.method) else {
      trap({
        "\(options.method) compares losses along its way, and those of different batches cannot be"
          + " compared; mini-batches take Adam, AdamW, momentum, Nesterov's or fixed steps"
      })
    }
    let (count, size) = (data.sampleCount, min(batches.size, data.sampleCount))
    self.network = network
    self.options = options
    self.batches = batches
    self.rule = rule
    self.start = start
    penalty = whole.penalty
    loss = SweepLoss(whole.loss)
    takesSums = loss.takesSums(network.layers[network.layers.count - 1].activation)
    sampleCount = count
    table = data.table?.isInMemory == false ? data.table : nil
    rows =
      table == nil
      ? rowsOneAfterTheOther(data) : Array(repeating: 0, count: size * network.inputCount)
    targets = loss.targets(data, outputs: network.outputCount)
    outputTargets = targets.count / count
    weights = data.weights ?? []
    let total = data.weights.map { SampleSums.sum($0) } ?? Scalar(count)
    share = (whole.reduction == .mean ? 1 / total : 1) * Scalar(count)
    let shares = batches.dropout(of: network)
    dropout = shares.contains { $0 > 0 } ? shares : nil
    plan = BatchPlan(network, rowCount: size, hasDropout: dropout != nil)
    let rest = count % size
    lastPlan = rest == 0 ? plan : BatchPlan(network, rowCount: rest, hasDropout: dropout != nil)
    order = Array(0..<count)
    random = MersenneTwister(seed: batches.seed &+ UInt32(truncatingIfNeeded: start))
    let none = [Scalar](repeating: 0, count: parameters.count)
    state = State(x: parameters, mean: none, square: rule.isAdam ? none : [])
    gradient = none
    batchTargets = Array(repeating: 0, count: size * outputTargets)
    batchWeights = Array(repeating: 0, count: weights.isEmpty ? 0 : size)
    workspace = Array(repeating: 0, count: plan.chunkCount * plan.chunkStride)
    firstDeltas = Array(
      repeating: 0, count: plan.source == .rows ? size * plan.paddedUnits : 0)
    squares = Array(repeating: 0, count: plan.slices.count)
  }

  /// A run that goes on where a checkpoint was taken.
  ///
  /// - Throws: What `Checkpoint.state` throws, and `doesNotFit` where the numbers are not as many.
  init(
    _ whole: RegularizedLoss<Scalar>, _ batches: MiniBatches, start: Int,
    resuming saved: Checkpoint,
    _ options: TrainingOptions
  ) throws(CheckpointError) {
    let count = whole.network.parameterCount
    self.init(
      whole, batches, start: start, from: [Scalar](repeating: 0, count: count), options)
    let (squareCount, batchCount) = (state.square.count, batchCount)
    let found = try saved.state(
      State.self, method: Self.text(options), precision: "\(Scalar.self)", dimension: count
    ) {
      $0.x.count == count && $0.mean.count == count && $0.square.count == squareCount
        && (0..<batchCount).contains($0.batch) && $0.epoch >= 0 && $0.evaluations >= 0
    }
    state = found
    elapsedBefore = found.elapsed
    if state.reason?.endsForGood == false { state.reason = nil }
    if state.reason == nil, state.epoch >= options.stopping.iterations {
      state.reason = .iterationLimit
    }
    // The orders of the epochs so far, and of the one that has begun.
    for _ in 0..<state.epoch + (state.batch > 0 ? 1 : 0) { random.shuffle(&order) }
  }

  /// Method and batches, as text: a checkpoint of others is refused.
  private static func text(_ options: TrainingOptions) -> String {
    "\(String(reflecting: options.method)), \(String(describing: options.batches))"
  }

  /// All that the run needs to go on from here, apart from its data.
  func checkpoint() throws(CheckpointError) -> Checkpoint {
    var state = state
    state.elapsed = elapsed
    return try Checkpoint(
      method: Self.text(options), precision: "\(Scalar.self)", dimension: state.x.count,
      iterations: state.epoch, evaluations: state.evaluations, of: state)
  }

  /// The number of batches of an epoch.
  var batchCount: Int { (sampleCount + plan.rowCount - 1) / plan.rowCount }
  var x: [Scalar] { state.x }
  var epoch: Int { state.epoch }
  /// True if no batch of an epoch is done that others of it are to follow.
  var isBetweenEpochs: Bool { state.batch == 0 }
  var evaluations: Int { state.evaluations }
  var reason: EndReason? { state.reason }
  var elapsed: Duration { elapsedBefore + (ContinuousClock.now - watch) }

  mutating func stop(for reason: EndReason = .stopped) { state.reason = state.reason ?? reason }

  /// Takes the loss that the schedule of a plateau goes by.
  mutating func note(_ loss: Scalar) { state.plateau.note(Double(loss), batches.schedule) }

  /// Goes on by an epoch, the start first; nil once the run has ended. `objective` is the loss on all samples.
  mutating func next(_ objective: inout RegularizedLoss<Scalar>) -> Iteration<Scalar>? {
    guard state.reason == nil else { return nil }
    guard state.hasStarted else { return begin(&objective) }
    if state.batch == 0 {
      state.lossSum = 0
      random.shuffle(&order)
    }
    while state.batch < batchCount {
      if let limit { state.reason = limit }
      guard state.reason == nil else { return nil }
      let first = state.batch * plan.rowCount
      let count = min(plan.rowCount, sampleCount - first)
      let value = takeStep(first..<first + count)
      guard value.isFinite else {
        state.reason = .diverged
        return nil
      }
      state.lossSum += value * Scalar(count)
      state.batch += 1
    }
    (state.batch, state.epoch) = (0, state.epoch + 1)
    if state.epoch >= options.stopping.iterations { state.reason = .iterationLimit }
    let loss =
      batches.epochLoss == .exact
      ? objective.value(at: state.x)
      : state.lossSum / Scalar(sampleCount) + objective.penaltyValue(at: state.x)
    guard state.x.allSatisfy(\.isFinite) else {
      state.reason = .diverged
      return nil
    }
    return iteration(loss)
  }

  private mutating func begin(_ objective: inout RegularizedLoss<Scalar>) -> Iteration<Scalar>? {
    state.hasStarted = true
    let x = state.x
    var (value, slopes) = (Scalar.nan, x)
    if batches.epochLoss == .exact {
      var span = slopes.mutableSpan
      value = objective.value(at: x.span, gradient: &span)
    } else {
      (value, slopes) = whole(at: x)
      value += objective.penaltyValue(at: x)
    }
    gradient = slopes
    guard value.isFinite else {
      state.reason = limit ?? .nonFiniteStart
      return nil
    }
    if options.stopping.iterations == 0 { state.reason = .iterationLimit }
    return iteration(value)
  }

  private mutating func iteration(_ loss: Scalar) -> Iteration<Scalar> {
    let isBest = loss < state.lowest
    if isBest { state.lowest = loss }
    return Iteration(
      number: state.epoch * batchCount, value: loss,
      gradientNorm: unsafe BLAS.maxAbs(gradient.count, gradient),
      stepLength: state.epoch == 0 ? 0 : 1,
      evaluations: state.evaluations, elapsed: elapsed, isBest: isBest, x: state.x,
      gradient: gradient)
  }

  /// The limit that forbids a further batch.
  private var limit: EndReason? {
    let rules = options.stopping
    if options.stopSignal?.isStopped ?? false { return .stopped }
    if let most = rules.evaluations, state.evaluations >= most { return .evaluationLimit }
    if let time = rules.time, elapsed >= time { return .timeLimit }
    return Task.isCancelled ? .cancelled : nil
  }
}

extension EndReason {
  /// True if a run that ended so has nothing to go on for where its limits are others.
  fileprivate var endsForGood: Bool {
    switch self {
    case .iterationLimit, .evaluationLimit, .timeLimit, .stopped, .cancelled: false
    default: true
    }
  }
}

extension BatchRun {
  /// The loss of the samples at these places of the order, without the penalty, and a step by its gradient.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func takeStep(_ places: Range<Int>) -> Scalar {
    gather(places, order)
    state.evaluations += 1
    let factor = batches.schedule.factor(inEpoch: state.epoch) * state.plateau.factor
    if case .adam(let adam, _) = rule {
      state.meanDebt *= Scalar(adam.gradientDecay)
      state.squareDebt *= Scalar(adam.squareDecay)
    }
    let dropout = dropout.map {
      Dropout(shares: $0, seed: batches.seed, start: start, batch: state.evaluations)
    }
    return perform(
      places, order, dropout, stepSize: Scalar(rule.stepSize * factor),
      clip: batches.gradientClip.map { Scalar($0) } ?? .infinity)
  }

  /// The loss of the samples at these places of an order, without the penalty, and their gradient with it; with
  /// a step size a step by it, clipped to a length.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func perform(
    _ places: Range<Int>, _ order: [Int], _ dropout: Dropout?, stepSize: Scalar?, clip: Scalar
  ) -> Scalar {
    let plan = places.count == plan.rowCount ? plan : lastPlan
    let scale = share / Scalar(places.count)
    let workers = plan.workerCount(atMost: options.threads)
    let (loss, takesSums, penalty, rule) = (loss, takesSums, penalty, rule)
    let (debts, inputs) = ((state.meanDebt, state.squareDebt), network.inputCount)
    let (hasWeights, isGathered) = (!weights.isEmpty, table != nil)
    return unsafe rows.withUnsafeBufferPointer { rows in
      unsafe withUnsafeTemporaryAllocation(
        of: UnsafePointer<Scalar>?.self, capacity: places.count
      ) { pointers in
        for (row, place) in places.enumerated() {
          let start = (isGathered ? row : order[place]) * inputs
          unsafe pointers.initializeElement(
            at: row, to: rows.baseAddress.map { unsafe $0 + start })
        }
        return unsafe withPointers { p in
          guard let rows = pointers.baseAddress else { return .nan }
          let sweep = unsafe BatchSweep(
            plan: plan, rows: UnsafePointer(rows), parameters: p.x,
            targets: SweepTargets(
              loss: loss, takesSums: takesSums, values: UnsafePointer(p.targets),
              weights: hasWeights ? UnsafePointer(p.weights) : nil),
            workspace: p.workspace, firstDeltas: p.firstDeltas, gradient: p.gradient,
            squares: p.squares, scale: scale, penalty: penalty, dropout: dropout,
            step: BatchStep(
              rule: rule, stepSize: stepSize ?? 0, debts: debts, mean: p.mean,
              square: p.square))
          return unsafe sweep.perform(
            workers: workers, clip: clip, takesStep: stepSize != nil) * scale
        }
      }
    }
  }

  /// Puts the targets and weights of the samples at these places together, and where memory has no room for all their
  /// features too.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func gather(_ places: Range<Int>, _ order: [Int]) {
    let n = places.count
    for (row, place) in places.enumerated() {
      let sample = order[place]
      for k in 0..<outputTargets { batchTargets[row + k * n] = targets[sample + k * sampleCount] }
      if !weights.isEmpty { batchWeights[row] = weights[sample] }
    }
    guard let table else { return }
    unsafe rows.withUnsafeMutableBufferPointer { rows in
      if let rows = rows.baseAddress { unsafe table.gatherRows(order[places], into: rows) }
    }
  }

  /// The loss on all samples at `x` with its gradient and the penalty, batch after batch in the samples' own
  /// order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func whole(at x: [Scalar]) -> (value: Scalar, gradient: [Scalar]) {
    let (iterate, order) = (state.x, Array(0..<sampleCount))
    var sum = [Scalar](repeating: 0, count: x.count)
    var value: Scalar = 0
    state.x = x
    for first in stride(from: 0, to: sampleCount, by: plan.rowCount) {
      let places = first..<min(sampleCount, first + plan.rowCount)
      gather(places, order)
      let part = Scalar(places.count) / Scalar(sampleCount)
      value += part * perform(places, order, nil, stepSize: nil, clip: .infinity)
      for i in sum.indices { sum[i] += part * gradient[i] }
    }
    state.x = iterate
    return (value, sum)
  }

  /// The buffers of a step. None that is used is empty.
  @unsafe private struct Pointers {
    let x, mean, square, gradient: UnsafeMutablePointer<Scalar>
    let targets, weights, workspace, firstDeltas, squares: UnsafeMutablePointer<Scalar>
  }

  @unsafe private mutating func withPointers(_ body: (Pointers) -> Scalar) -> Scalar {
    unsafe state.x.withUnsafeMutableBufferPointer { x in
      unsafe state.mean.withUnsafeMutableBufferPointer { mean in
        unsafe state.square.withUnsafeMutableBufferPointer { square in
          unsafe gradient.withUnsafeMutableBufferPointer { gradient in
            unsafe batchTargets.withUnsafeMutableBufferPointer { targets in
              unsafe batchWeights.withUnsafeMutableBufferPointer { weights in
                unsafe workspace.withUnsafeMutableBufferPointer { workspace in
                  unsafe firstDeltas.withUnsafeMutableBufferPointer { firstDeltas in
                    unsafe squares.withUnsafeMutableBufferPointer { squares in
                      guard let x = x.baseAddress, let mean = mean.baseAddress,
                        let gradient = gradient.baseAddress, let targets = targets.baseAddress,
                        let workspace = workspace.baseAddress, let squares = squares.baseAddress
                      else { return .nan }
                      return unsafe body(
                        Pointers(
                          x: x, mean: mean, square: square.baseAddress ?? mean,
                          gradient: gradient, targets: targets,
                          weights: weights.baseAddress ?? targets, workspace: workspace,
                          firstDeltas: firstDeltas.baseAddress ?? workspace, squares: squares))
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The samples of data, one after the other.
private func rowsOneAfterTheOther<Scalar: NetworkScalar>(_ data: Dataset<Scalar>) -> [Scalar] {
  guard let table = data.table else { return rowsOneAfterTheOther(data.inputs) }
  let count = table.rowCount * table.columnCount
  return unsafe [Scalar](unsafeUninitializedCapacity: count) { rows, filled in
    if let rows = rows.baseAddress { unsafe table.gatherRows(0..<table.rowCount, into: rows) }
    filled = count
  }
}

/// The rows of a matrix, one after the other: its transpose, in squares that stay in the cache.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
private func rowsOneAfterTheOther<Scalar: NetworkScalar>(_ matrix: Matrix<Scalar>) -> [Scalar] {
  let (m, n, side) = (matrix.rowCount, matrix.columnCount, 32)
  return unsafe [Scalar](unsafeUninitializedCapacity: m * n) { rows, count in
    unsafe matrix.withUnsafeBufferPointer { from in
      guard let from = from.baseAddress, let rows = rows.baseAddress else { return }
      for i in stride(from: 0, to: m, by: side) {
        for j in stride(from: 0, to: n, by: side) {
          for row in i..<min(i + side, m) {
            for column in j..<min(j + side, n) {
              unsafe (rows + row * n + column).initialize(to: from[row + column * m])
            }
          }
        }
      }
    }
    count = m * n
  }
}

/// The loss on all samples as a run by batches computes it, by the batches' loops.
struct WholeByBatches<Scalar: NetworkScalar>: DifferentiableObjective {
  var run: BatchRun<Scalar>
  let loss: RegularizedLoss<Scalar>

  var dimension: Int { loss.dimension }

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    let parameters = x.indices.map { x[$0] }
    let found = run.whole(at: parameters)
    for i in found.gradient.indices { gradient[i] = found.gradient[i] }
    return found.value + loss.penaltyValue(at: parameters)
  }
}
