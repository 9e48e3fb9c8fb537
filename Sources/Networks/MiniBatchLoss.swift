internal import LinearAlgebra
internal import Matrices
internal import Optimization
internal import Randomness

/// The loss of a network on one batch of samples after another, with its gradient: see ``MiniBatches``.
///
/// Each evaluation takes the next batch, so it is meant for methods that evaluate every iterate once. The
/// samples of an epoch are gathered in its order, so that a batch is contiguous; that takes the memory of the
/// data again, and nothing is allocated after the first.
struct MiniBatchLoss<Scalar: NetworkScalar> {
  private let network: Network
  private let loss: Loss
  private let penalty: Penalty
  private let size: Int
  /// What a batch's weighted sum is multiplied by, over N/n.
  private let share: Scalar
  private let inputs: Matrix<Scalar>
  private let targets: [Scalar]
  private let weights: [Scalar]
  /// Those of the epoch, in its order.
  private var epochInputs: [Scalar]
  private var epochTargets: [Scalar]
  private var epochWeights: [Scalar]
  private var order: [Int]
  private var random: MersenneTwister
  private var next = 0
  private let plan: SweepPlan
  private let lastPlan: SweepPlan
  private var workspace: [Scalar]
  private var signal: StopSignal?

  init(_ whole: RegularizedLoss<Scalar>, _ batches: MiniBatches, start: Int) {
    let data = whole.data
    let count = data.sampleCount
    network = whole.network
    loss = whole.loss
    penalty = whole.penalty
    size = min(batches.size, count)
    inputs = data.inputs
    targets = loss.targets(data, outputs: network.outputCount)
    weights = data.weights ?? []
    let total = data.weights.map { VectorMath.sum($0) } ?? Scalar(count)
    share = (whole.reduction == .mean ? 1 / total : 1) * Scalar(count)
    (epochInputs, epochTargets, epochWeights) = (inputs.elements, targets, weights)
    order = Array(0..<count)
    random = MersenneTwister(seed: batches.seed &+ UInt32(truncatingIfNeeded: start))
    plan = SweepPlan(network, sampleCount: size, inputStride: count)
    let rest = count % size
    lastPlan = rest == 0 ? plan : SweepPlan(network, sampleCount: rest, inputStride: count)
    workspace = Array(
      repeating: 0, count: plan.workspaceCount + plan.chunkCount * plan.accumulatorStride)
  }

  /// The number of batches of an epoch.
  var batchCount: Int { (order.count + size - 1) / size }

  /// Goes on as after so many evaluations.
  mutating func skip(evaluations: Int) {
    for _ in 0..<(evaluations + batchCount - 1) / batchCount { random.shuffle(&order) }
    if evaluations > 0 { gather() }
    next = evaluations % batchCount
  }

  private mutating func gather() {
    let count = order.count
    let (from, order) = (inputs.elements, order)
    for column in 0..<inputs.columnCount {
      for (place, sample) in order.enumerated() {
        epochInputs[place + column * count] = from[sample + column * count]
      }
    }
    for column in 0..<targets.count / count {
      for (place, sample) in order.enumerated() {
        epochTargets[place + column * count] = targets[sample + column * count]
      }
    }
    guard !weights.isEmpty else { return }
    for (place, sample) in order.enumerated() { epochWeights[place] = weights[sample] }
  }
}

extension MiniBatchLoss: DifferentiableObjective {
  var dimension: Int { plan.parameterCount }

  mutating func heed(_ signal: StopSignal) { self.signal = signal }

  mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    if next == 0 {
      random.shuffle(&order)
      gather()
    }
    let first = next * size
    let batch = first..<min(first + size, order.count)
    next = (next + 1) % batchCount
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        guard let x0 = x.baseAddress, let g0 = gradient.baseAddress else { return .nan }
        return unsafe value(of: batch, at: x0, gradient: g0)
      }
    }
  }

  @unsafe private mutating func value(
    of batch: Range<Int>, at x: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    let plan = batch.count == plan.sampleCount ? plan : lastPlan
    let (loss, penalty, signal) = (loss, penalty, signal)
    let scale = share / Scalar(batch.count)
    return unsafe epochInputs.withUnsafeBufferPointer { inputs in
      unsafe epochTargets.withUnsafeBufferPointer { targets in
        unsafe epochWeights.withUnsafeBufferPointer { weights in
          unsafe workspace.withUnsafeMutableBufferPointer { workspace in
            guard let inputs = inputs.baseAddress, let targets = targets.baseAddress,
              let workspace = workspace.baseAddress
            else { return .nan }
            let sweep = unsafe Sweep(
              plan: plan, inputs: inputs + batch.lowerBound, parameters: x, signal: signal)
            let sums = unsafe workspace + plan.workspaceCount
            unsafe sweep.addChunks(
              targets: SweepTargets(
                loss: loss, values: targets + batch.lowerBound,
                weights: weights.isEmpty
                  ? nil : weights.baseAddress.map { unsafe $0 + batch.lowerBound }),
              needsGradient: true, workers: 1, workspace: workspace, accumulators: sums)
            unsafe gradient.update(from: sums, count: plan.parameterCount)
            unsafe Scalar._scale(plan.parameterCount, scale, gradient)
            return unsafe sums[plan.parameterCount] * scale
              + plan.penalty(penalty, at: x, addingTo: gradient)
          }
        }
      }
    }
  }
}
