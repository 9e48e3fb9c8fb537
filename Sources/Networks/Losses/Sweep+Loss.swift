internal import LinearAlgebra

/// A loss as the sweep takes it: a built-in one, for which it has loops, or one of the user's. Told apart once,
/// so that no evaluation asks what type a loss has.
enum SweepLoss: Sendable {
  case builtIn(BuiltInLoss.Kind)
  case own(any Loss)

  init(_ loss: any Loss) {
    self = (loss as? BuiltInLoss).map { .builtIn($0.kind) } ?? .own(loss)
  }

  /// The outputs wanted of the samples, in the form in which the sweep takes it.
  ///
  /// For binary cross-entropy 1 − 2t: 1 for class 0 and −1 for class 1. For cross-entropy and focal loss the
  /// class. For the others N×outputs numbers in column-major order: for classes 1 at the sample's class and 0
  /// elsewhere.
  func targets<Scalar: NetworkScalar>(_ data: Dataset<Scalar>, outputs: Int) -> [Scalar] {
    switch self {
    case .builtIn(.binaryCrossEntropy): return data.labels.map { Scalar(1 - 2 * $0) }
    case .builtIn(.crossEntropy), .builtIn(.focal): return data.labels.map { Scalar($0) }
    default:
      if let targets = data.targets { return targets.elements }
      guard outputs > 1 else { return data.labels.map { Scalar($0) } }
      return (0..<outputs).flatMap { output in data.labels.map { $0 == output ? 1 : 0 } }
    }
  }

  /// True if the loss is computed from the weighted sums, not the outputs, of a layer of that activation.
  func takesSums(_ activation: Activation) -> Bool {
    switch self {
    case .builtIn(.binaryCrossEntropy), .builtIn(.crossEntropy), .builtIn(.focal),
      .builtIn(.sigmoidCrossEntropy), .builtIn(.sigmoidFocal):
      true
    case .builtIn(.poisson): activation == .exponential
    default: false
    }
  }
}

/// The loss, what the samples' outputs should be (see `SweepLoss.targets(_:outputs:)`), and how much each
/// sample counts; no weights are ones.
@unsafe struct SweepTargets<Scalar: NetworkScalar> {
  let loss: SweepLoss
  let takesSums: Bool
  let values: UnsafePointer<Scalar>
  let weights: UnsafePointer<Scalar>?
}

extension Sweep {
  /// The summed loss of a chunk, by a forward sweep a block; adds its gradient, by a backward one, to
  /// `gradient` where there is one.
  @unsafe func loss(
    samples: Range<Int>, targets: SweepTargets<Scalar>, workspace: UnsafeMutablePointer<Scalar>,
    addingGradientTo gradient: UnsafeMutablePointer<Scalar>?
  ) -> Scalar {
    var total: Scalar = 0
    for first in unsafe stride(from: samples.lowerBound, to: samples.upperBound, by: plan.blockSize)
    {
      if unsafe isStopped { return .nan }
      let rows = unsafe min(plan.blockSize, samples.upperBound - first)
      unsafe forward(
        first: first, rows: rows, workspace: workspace, activatesOutput: !targets.takesSums)
      total += unsafe outputLoss(first: first, rows: rows, targets: targets, workspace: workspace)
      if let gradient = unsafe gradient {
        unsafe backward(first: first, rows: rows, workspace: workspace, gradient: gradient)
      }
    }
    return total
  }

  /// The block's summed loss; leaves its derivatives by the output's weighted sums in the first δ.
  @unsafe func outputLoss(
    first: Int, rows: Int, targets: SweepTargets<Scalar>, workspace: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    let losses: UnsafeMutablePointer<Scalar>
    switch unsafe targets.loss {
    case .builtIn(.binaryCrossEntropy):
      unsafe losses = binaryCrossEntropy(rows: rows, signs: targets.values + first, workspace)
    case .builtIn(.crossEntropy):
      unsafe losses = crossEntropy(
        rows: rows, classes: targets.values + first, exponent: nil, workspace)
    case .builtIn(.focal(let exponent)):
      unsafe losses = crossEntropy(
        rows: rows, classes: targets.values + first, exponent: Scalar(exponent), workspace)
    case .builtIn(.squaredError):
      unsafe losses = residuals(rows: rows, .infinity, targets.values + first, workspace)
    case .builtIn(.huber(let threshold)):
      unsafe losses = residuals(
        rows: rows, Scalar(threshold), targets.values + first, workspace)
    case .builtIn(let kind):
      unsafe losses = outputLosses(
        kind, takesSums: targets.takesSums, rows: rows, targets.values + first, workspace)
    case .own(let loss):
      unsafe losses = ownLosses(loss, rows: rows, targets.values + first, workspace)
    }
    guard let weights = unsafe targets.weights else { return unsafe Scalar._sum(rows, losses) }
    let delta = unsafe workspace + plan.deltas.0
    for unit in 0..<(unsafe plan.layers[plan.layers.count - 1].unitCount) {
      unsafe Scalar._multiply(rows, delta + unit * rows, weights + first, delta + unit * rows)
    }
    return unsafe Scalar._dot(rows, losses, weights + first)
  }

  /// Each sample's Σ_k h(z_k − t_k); δ_k = h′·f′.
  @unsafe private func residuals(
    rows: Int, _ threshold: Scalar, _ targets: UnsafePointer<Scalar>,
    _ workspace: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let layer = unsafe plan.layers[plan.layers.count - 1]
    let (z, delta) = unsafe (workspace + layer.outputs, workspace + plan.deltas.0)
    let losses = unsafe workspace + plan.scratch
    unsafe losses.update(repeating: 0, count: rows)
    for unit in 0..<layer.unitCount {
      unsafe Scalar._residual(
        rows, threshold: threshold, z + unit * rows, targets + unit * plan.inputStride,
        delta: delta + unit * rows, losses: losses)
    }
    unsafe multiplyBySlope(layer, rows: rows, delta, workspace)
    return unsafe losses
  }

  /// Each sample's log(1 + eᵘ) for u = s·a with the sign s = 1 − 2t; δ = s·σ(u).
  @unsafe private func binaryCrossEntropy(
    rows: Int, signs: UnsafePointer<Scalar>, _ workspace: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let u = unsafe workspace + plan.layers[plan.layers.count - 1].outputs
    let delta = unsafe workspace + plan.deltas.0
    let losses = unsafe workspace + plan.scratch
    unsafe Scalar._multiply(rows, u, signs, u)
    unsafe Scalar._logLoss(rows, u, losses: losses, slopes: delta)
    unsafe Scalar._multiply(rows, delta, signs, delta)
    return unsafe losses
  }

  /// Each sample's log(1 + eᵘ) for u = log Σ_{k≠t} exp(a_k) − a_t; δ_k = σ(u)·exp(a_k)/Σ_{j≠t}
  /// exp(a_j) for k ≠ t and δ_t = −σ(u). With an exponent focal loss: σ(u)ᵞ log(1 + eᵘ), and its
  /// derivative in the place of σ(u).
  @unsafe private func crossEntropy(
    rows: Int, classes: UnsafePointer<Scalar>, exponent: Scalar?,
    _ workspace: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Scalar> {
    let units = unsafe plan.layers[plan.layers.count - 1].unitCount
    let a = unsafe workspace + plan.layers[plan.layers.count - 1].outputs
    let delta = unsafe workspace + plan.deltas.0
    let u = unsafe workspace + plan.scratch
    let sums = unsafe u + rows
    let losses = unsafe sums + rows
    unsafe separateTargets(rows, units, classes, a, u, losses)
    unsafe Scalar._map(.exp, rows * units, a, delta)
    unsafe addUnits(rows, units, delta, sums)
    unsafe Scalar._map(.log, rows, sums, losses)
    for row in 0..<rows { unsafe u[row] += losses[row] }
    unsafe Scalar._logLoss(rows, u, losses: losses, slopes: u)
    if let exponent { unsafe makeFocal(rows, exponent, losses: losses, slopes: u) }
    for row in 0..<rows { unsafe sums[row] = u[row] / sums[row] }
    for unit in 0..<units {
      unsafe Scalar._multiply(rows, delta + unit * rows, sums, delta + unit * rows)
    }
    for row in 0..<rows { unsafe delta[row + Int(classes[row]) * rows] = -u[row] }
    return unsafe losses
  }

  /// For m = max_{k≠t} a_k: puts m − a_t into `u` and takes m off every a_k; a_t itself becomes −∞, so
  /// that its exponential is not counted. `largest` is room for a number a row.
  @unsafe private func separateTargets(
    _ rows: Int, _ units: Int, _ classes: UnsafePointer<Scalar>, _ a: UnsafeMutablePointer<Scalar>,
    _ u: UnsafeMutablePointer<Scalar>, _ largest: UnsafeMutablePointer<Scalar>
  ) {
    for row in 0..<rows {
      let target = unsafe row + Int(classes[row]) * rows
      unsafe u[row] = a[target]
      unsafe a[target] = -.infinity
    }
    unsafe Scalar._rowMaximum(rows: rows, units: units, a, largest)
    unsafe Scalar._subtractFromRows(rows: rows, units: units, largest, a)
    for row in 0..<rows { unsafe u[row] = largest[row] - u[row] }
  }

  /// Σ over the units of each row.
  @unsafe private func addUnits(
    _ rows: Int, _ units: Int, _ block: UnsafePointer<Scalar>, _ sums: UnsafeMutablePointer<Scalar>
  ) {
    unsafe sums.update(from: block, count: rows)
    for unit in 1..<units { unsafe Scalar._axpy(rows, 1, block + unit * rows, sums) }
  }
}
