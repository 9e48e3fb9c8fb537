internal import LinearAlgebra
public import Optimization
import Matrices
internal import Ranks

/// The loss of a network on data, as a function of its parameter vector, with its gradient:
///
///     E(w) = R_i loss(sample i) + λ₂ Σ W² + λ₁ Σ |W|
///
/// R being the mean or the sum over the samples, weighted where the data have weights. The regulariser runs
/// over the weights of all layers, with a λ each where asked, and not over the biases; it is not divided by
/// the number of samples, whatever R is, and its gradient is 2λ₂W. In these terms scikit-learn's `alpha` is
/// 2Nλ₂ for the mean over N samples; see ``Penalty`` for others.
///
/// A value with its workspace: an evaluation allocates nothing, and a copy computes on its own. The
/// result is a function of parameters, data and options alone, the same bits whatever the number of
/// threads. An evaluation takes O(N·parameters) and the workspace O(parameters·log N + 256·units) a thread.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
/// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
/// var loss = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy)
/// assert(abs(loss.value(at: [0, 0]) - 0.6931471805599453) < 1e-15)  // log 2
/// ```
public struct RegularizedLoss<Scalar: NetworkScalar>: Sendable {
  /// The network.
  public let network: Network
  /// The data.
  public let data: Dataset<Scalar>
  /// The loss of one sample.
  public let loss: any Loss
  /// λ₁ and λ₂.
  public let penalty: Penalty
  /// How the samples' losses are put together.
  public let reduction: Reduction
  /// The most threads that an evaluation uses.
  public let threads: Int

  let plan: SweepPlan
  private let sweepLoss: SweepLoss
  private let takesSums: Bool
  /// The outputs wanted of each sample, as the loss wants it (see `SweepLoss.targets(_:outputs:)`), then each
  /// sample's weight where there are any.
  private let targets: [Scalar]
  /// Where the samples' weights start among the targets.
  private let weightStart: Int
  /// The workers' workspaces, then the accumulators.
  private var workspace: [Scalar]
  /// Which chunks are computed here, and by whom.
  private var sweepShare: SweepShare
  /// The other ranks that take a share of an evaluation, and how they are told; nil for none.
  private var link: RankLink<Scalar>?
  /// The factor of the samples' sum.
  private let share: Scalar
  private let isPenalized: Bool
  /// The signal that ends a long evaluation early.
  private var signal: StopSignal?

  /// The loss of `network` on `data`.
  ///
  /// Traps where the data have another number of features than the network has inputs, more classes
  /// than it tells apart, or another number of targets than it has outputs, where the loss does not fit the
  /// output layer or the data (see ``Loss``), and for a λ that is negative or not finite.
  ///
  /// - Parameters:
  ///   - network: The network whose weights are the variables.
  ///   - data: The samples.
  ///   - loss: The loss of one sample.
  ///   - l2: λ ≥ 0.
  ///   - reduction: The mean over the samples, or their sum.
  ///   - threads: The most threads to use, at least 1. Work too small to be shared stays on one.
  public init(
    _ network: Network, on data: Dataset<Scalar>, _ loss: any Loss, l2: Scalar = 0,
    reduction: Reduction = .mean, threads: Int = 1
  ) {
    self.init(
      network, on: data, loss, penalty: Penalty(l2: Double(l2)), reduction: reduction,
      threads: threads)
  }

  /// The loss of `network` on `data`, with a regulariser of both kinds, or with a λ for each layer.
  ///
  /// Traps as ``init(_:on:_:l2:reduction:threads:)`` does, and where the penalty has neither one λ nor one a
  /// layer.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// var loss = RegularizedLoss(
  ///   network, on: data, BuiltInLoss.binaryCrossEntropy, penalty: Penalty(l1: 0.5))
  /// assert(abs(loss.value(at: [2, 0]) - loss.value(at: [-2, 0])) > 0)
  /// ```
  public init(
    _ network: Network, on data: Dataset<Scalar>, _ loss: any Loss, penalty: Penalty,
    reduction: Reduction = .mean, threads: Int = 1
  ) {
    require(
      data.featureCount == network.inputCount,
      "samples of \(data.featureCount) features do not fit the \(network.inputCount) inputs of \(network)"
    )
    require(
      data.classCount <= network.classCount,
      "\(data.classCount) classes do not fit \(network), which tells \(network.classCount) apart")
    require(
      data.targets.map { $0.columnCount == network.outputCount } ?? true,
      "\(data.targets?.columnCount ?? 0) targets do not fit the \(network.outputCount) outputs of \(network)"
    )
    require(
      data.targets == nil || !loss.needsClasses,
      "\(loss.name) is not defined for targets that are numbers")
    require(penalty.fits(network), "\(penalty) has not one λ, or one a layer, for \(network)")
    require(loss.fits(network), "\(loss.name) is not defined for the output layer of \(network)")
    require(threads > 0, "a loss cannot be computed by \(threads) threads")
    self.network = network
    self.data = data
    self.loss = loss
    self.penalty = penalty
    self.reduction = reduction
    self.threads = threads
    plan = SweepPlan(network, sampleCount: data.sampleCount, gathers: data.table != nil)
    sweepLoss = SweepLoss(loss)
    takesSums = sweepLoss.takesSums(network.layers[network.layers.count - 1].activation)
    let wanted = sweepLoss.targets(data, outputs: network.outputCount)
    weightStart = wanted.count
    targets = wanted + (data.weights ?? [])
    let totalWeight = data.weights.map { SampleSums.sum($0) } ?? Scalar(data.sampleCount)
    share = reduction == .mean ? 1 / totalWeight : 1
    isPenalized = !penalty.isZero
    sweepShare = SweepShare(plan, threads: threads)
    workspace = Self.workspace(plan, sweepShare)
  }

  private static func workspace(_ plan: SweepPlan, _ share: SweepShare) -> [Scalar] {
    Array(
      repeating: 0,
      count: share.workerCount * plan.workspaceCount + share.sumCount * plan.accumulatorStride)
  }
}

extension RegularizedLoss {
  /// True if an evaluation is shared by several threads or ranks.
  var isShared: Bool { sweepShare.workerCount > 1 || link != nil }

  /// Has the ranks of a group share every evaluation: rank 0's, which the others serve.
  ///
  /// - Parameters:
  ///   - group: The ranks, which all have the same loss.
  ///   - number: What tells the losses of one training apart.
  mutating func join(_ group: any RankGroup, as number: Int) {
    guard group.count > 1 else { return }
    sweepShare = SweepShare(plan, threads: threads, rank: group.rank, of: group.count)
    workspace = Self.workspace(plan, sweepShare)
    link = RankLink(group, number: number, dimension: dimension)
  }

  /// Tells the others that rank 0 asks for no more.
  func endService(of group: any RankGroup) {
    guard group.count > 1 else { return }
    var link = RankLink<Scalar>(group, number: 0, dimension: dimension)
    link.end()
  }

  /// Does this rank's share of an evaluation that rank 0 has asked for.
  @unsafe mutating func serve(_ order: RankLink<Scalar>.Order, at x: UnsafePointer<Scalar>) {
    _ = unsafe sumOverSamples(at: x, gradient: nil, needsGradient: order.needsGradient)
  }
}

extension RegularizedLoss: DifferentiableObjective {
  /// The number of parameters.
  public var dimension: Int { plan.parameterCount }

  /// Has an evaluation that takes a millisecond or more look at a signal between layers and blocks of samples;
  /// once it is given, such an evaluation returns NaN, and what it writes means nothing.
  public mutating func heed(_ signal: StopSignal) { self.signal = signal }

  /// E(x), and ∇E(x) into `gradient`.
  ///
  /// Infinite or NaN where a weighted sum overflows. Traps where either has not as many elements as the
  /// network has parameters.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// var loss = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy)
  /// let x = [0.0, 0]
  /// var gradient = [0.0, 0]
  /// var slope = gradient.mutableSpan
  /// _ = loss.value(at: x.span, gradient: &slope)
  /// assert(gradient == [-0.25, 0])
  /// ```
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    require(
      x.count == dimension && gradient.count == dimension,
      "\(x.count) numbers and \(gradient.count) derivatives do not fit \(dimension) parameters")
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        // A network has at least one weight, so neither buffer is empty.
        guard let x0 = x.baseAddress, let g0 = gradient.baseAddress else { return .nan }
        let data = unsafe sumOverSamples(at: x0, gradient: g0, needsGradient: true)
        return unsafe reducedAndRegularized(data, at: x0, gradient: g0)
      }
    }
  }

  /// E(x) alone, by a sweep forward: the same bits as with the gradient, in about a third of the time.
  ///
  /// Traps where `x` has not as many elements as the network has parameters.
  public mutating func value(at x: Span<Scalar>) -> Scalar {
    network.checkCount(x.count)
    return unsafe x.withUnsafeBufferPointer { x in
      guard let x0 = x.baseAddress else { return .nan }
      let sum = unsafe sumOverSamples(at: x0, gradient: nil, needsGradient: false)
      return unsafe reducedAndRegularized(sum, at: x0, gradient: nil)
    }
  }

  /// E(x) alone, for an array.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 1])
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// var loss = RegularizedLoss(network, on: data, BuiltInLoss.binaryCrossEntropy, l2: 0.5)
  /// assert(abs(loss.value(at: [0, 0]) - 0.6931471805599453) < 1e-15)
  /// ```
  public mutating func value(at parameters: [Scalar]) -> Scalar { value(at: parameters.span) }

  /// The penalty alone.
  func penaltyValue(at x: [Scalar]) -> Scalar {
    guard isPenalized else { return 0 }
    return unsafe x.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return 0 }
      return unsafe plan.penalty(penalty, at: x, addingTo: nil)
    }
  }

  /// The sum of the samples' losses, and its gradient into `gradient` where there is one.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  @unsafe private mutating func sumOverSamples(
    at x: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>?, needsGradient: Bool
  ) -> Scalar {
    let (plan, loss, takesSums) = (plan, sweepLoss, takesSums)
    let (share, signal) = (sweepShare, signal)
    unsafe link?.order(needsGradient: needsGradient, at: x)
    let group = link?.group
    let weightStart = data.weights == nil ? nil : weightStart
    let table = data.table
    return unsafe data.withMatrix { inputs in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe workspace.withUnsafeMutableBufferPointer { workspace in
          // None is empty: there is a sample, and room for it.
          guard let targets = targets.baseAddress, let workspace = workspace.baseAddress
          else { return .nan }
          let sweep = unsafe Sweep(
            plan: plan, inputs: inputs, table: table, parameters: x, signal: signal)
          let accumulators = unsafe workspace + share.workerCount * plan.workspaceCount
          unsafe sweep.addChunks(
            share, of: group,
            targets: SweepTargets(
              loss: loss, takesSums: takesSums, values: targets,
              weights: weightStart.map { unsafe targets + $0 }),
            needsGradient: needsGradient, workspace: workspace, accumulators: accumulators)
          unsafe gradient?.update(from: accumulators, count: plan.parameterCount)
          return unsafe accumulators[plan.parameterCount]
        }
      }
    }
  }

  /// Divides the samples' sums by N, or all weights, where the mean is asked for, and adds the regulariser.
  ///
  /// Mutating only because a copy of the loss would else be made for the call.
  @unsafe private mutating func reducedAndRegularized(
    _ sum: Scalar, at x: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Scalar {
    var value = sum
    if share != 1 {
      value *= share
      if let gradient = unsafe gradient {
        unsafe Scalar._scale(plan.parameterCount, share, gradient)
      }
    }
    return unsafe isPenalized ? value + plan.penalty(penalty, at: x, addingTo: gradient) : value
  }
}
