internal import LinearAlgebra

/// The pointers of one batch's step, good for as long as the buffers behind them are held.
@unsafe struct BatchSweep<Scalar: NetworkScalar> {
  let plan: BatchPlan
  /// Each row's sample.
  let rows: UnsafePointer<UnsafePointer<Scalar>?>
  let parameters: UnsafeMutablePointer<Scalar>
  let targets: SweepTargets<Scalar>
  /// The chunks' workspaces.
  let workspace: UnsafeMutablePointer<Scalar>
  /// The first layer's δ in rows.
  let firstDeltas: UnsafeMutablePointer<Scalar>
  let gradient: UnsafeMutablePointer<Scalar>
  /// The sum of squares of each slice's gradient.
  let squares: UnsafeMutablePointer<Scalar>
  /// The factor of the summed gradient, N/n times the share.
  let scale: Scalar
  let penalty: Penalty
  let dropout: Dropout?
  let step: BatchStep<Scalar>

  /// Takes a chunk forward to its loss and back to the δ of every layer.
  @unsafe func backpropagate(chunk: Int) {
    let layers = unsafe plan.sweep.layers
    let range = unsafe plan.rows(ofChunk: chunk)
    let (first, count) = (range.lowerBound, range.count)
    let space = unsafe workspace + chunk * plan.chunkStride
    let sweep = unsafe Sweep(
      plan: plan.sweep, inputs: UnsafePointer(space + plan.samples), parameters: parameters)
    for (index, layer) in layers.enumerated() {
      let output = unsafe space + layer.outputs
      if index == 0 {
        unsafe firstProduct(sweep, first, count, space, output)
      } else {
        unsafe sweep.product(layer, rows: count, input(ofLayer: index, space), count, output)
      }
      if unsafe index + 1 < layers.count || !targets.takesSums {
        unsafe layer.activation.apply(
          to: output, rows: count, units: layer.unitCount,
          slopes: layer.slopes.map { unsafe space + $0 }, scratch: space + plan.sweep.deltas.1)
      }
      if index + 1 < layers.count, let dropout = unsafe dropout {
        unsafe dropout.write(
          layer: index, rows: range, units: layer.unitCount, space + plan.masks[index])
        unsafe Scalar._multiply(
          count * layer.unitCount, output, space + plan.masks[index], space + plan.masked[index])
      }
    }
    unsafe space[plan.loss] = sweep.outputLoss(
      first: first, rows: count, targets: targets, workspace: space)
    for index in stride(from: layers.count - 1, to: 0, by: -1) {
      let (layer, below) = (layers[index], layers[index - 1])
      let delta = unsafe space + plan.deltas[index - 1]
      unsafe sweep.backProduct(layer, rows: count, space + plan.deltas[index], delta)
      if unsafe dropout != nil {
        unsafe Scalar._multiply(
          count * below.unitCount, delta, space + plan.masks[index - 1], delta)
      }
      unsafe multiplyBySlope(below, count, delta, space)
    }
    if unsafe plan.source == .rows { unsafe writeFirstDeltas(first, count, space) }
  }

  /// The input of a layer but the first.
  @unsafe private func input(
    ofLayer index: Int, _ space: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let hasDropout = unsafe dropout != nil
    let offset = unsafe hasDropout ? plan.masked[index - 1] : plan.sweep.layers[index - 1].outputs
    return unsafe UnsafePointer(space + offset)
  }

  /// δ ← δ ⊙ f′, the outputs being kept: the gradient still needs them.
  @unsafe private func multiplyBySlope(
    _ layer: LayerPlan, _ count: Int, _ delta: UnsafeMutablePointer<Scalar>,
    _ space: UnsafeMutablePointer<Scalar>
  ) {
    let total = count * layer.unitCount
    if let slopes = layer.slopes {
      return unsafe Scalar._multiply(total, delta, space + slopes, delta)
    }
    var z = unsafe space + layer.outputs
    if case .softplus = layer.activation.kind {
      // The only one that uses its outputs up.
      unsafe (space + plan.sweep.deltas.1).update(from: z, count: total)
      unsafe z = space + plan.sweep.deltas.1
    }
    unsafe layer.activation.multiplyBySlope(count: total, z: z, delta: delta)
  }

  /// The weighted sums of the first layer.
  @unsafe private func firstProduct(
    _ sweep: Sweep<Scalar>, _ first: Int, _ count: Int, _ space: UnsafeMutablePointer<Scalar>,
    _ output: UnsafeMutablePointer<Scalar>
  ) {
    let layer = unsafe plan.sweep.layers[0]
    let (d, units) = (layer.inputCount, layer.unitCount)
    let samples = unsafe space + plan.samples
    let (weights, biases) = unsafe (parameters + layer.weights, parameters + layer.biases)
    switch unsafe plan.source {
    case .rows:
      unsafe Scalar._rowsDense(
        rows: count, inputs: d, outputs: units, rows + first, weights, biases, output,
        ldOutput: count)
    case .columns:
      for row in 0..<count {
        guard let sample = unsafe rows[first + row] else { continue }
        for q in 0..<d { unsafe samples[row + q * count] = sample[q] }
      }
      unsafe sweep.product(layer, rows: count, samples, count, output)
    case .gathered:
      for row in 0..<count {
        guard let sample = unsafe rows[first + row] else { continue }
        unsafe (samples + row * d).update(from: sample, count: d)
      }
      for unit in 0..<units {
        unsafe (output + unit * count).update(repeating: biases[unit], count: count)
      }
      unsafe BLAS.gemm(
        transposeA: true, transposeB: true, m: count, n: units, k: d, samples, lda: d, weights,
        ldb: units, beta: 1, output, ldc: count)
    }
  }

  /// The first layer's δ, a row a sample and zeros up to whole vectors.
  @unsafe private func writeFirstDeltas(
    _ first: Int, _ count: Int, _ space: UnsafeMutablePointer<Scalar>
  ) {
    let units = unsafe plan.sweep.layers[0].unitCount
    let padded = unsafe plan.paddedUnits
    let delta = unsafe space + plan.deltas[0]
    for row in 0..<count {
      let target = unsafe firstDeltas + (first + row) * padded
      for unit in 0..<units { unsafe target[unit] = delta[row + unit * count] }
    }
  }
}

extension BatchSweep {
  /// The gradient of a slice, and where no clipping has to wait for the others its step.
  @unsafe func descend(slice index: Int, takesStep: Bool) {
    let slice = unsafe plan.slices[index]
    let layer = unsafe plan.sweep.layers[slice.layer]
    unsafe addGradients(slice, layer)
    let (start, count) = (
      layer.weights + slice.inputs.lowerBound * layer.unitCount,
      slice.inputs.count * layer.unitCount
    )
    unsafe Scalar._scale(count, scale, gradient + start)
    unsafe addPenalty(slice.layer, start, count)
    if slice.hasBiases { unsafe Scalar._scale(layer.unitCount, scale, gradient + layer.biases) }
    if takesStep { return unsafe take(slice: index, scale: 1) }
    var sum = unsafe Scalar._dot(count, gradient + start, gradient + start)
    if slice.hasBiases {
      unsafe sum += Scalar._dot(
        layer.unitCount, gradient + layer.biases, gradient + layer.biases)
    }
    unsafe squares[index] = sum
  }

  /// The step of a slice, its gradient multiplied by `scale`.
  @unsafe func take(slice index: Int, scale: Scalar) {
    let slice = unsafe plan.slices[index]
    let layer = unsafe plan.sweep.layers[slice.layer]
    unsafe step.take(
      layer.weights + slice.inputs.lowerBound * layer.unitCount,
      slice.inputs.count * layer.unitCount, parameters, gradient, scale: scale)
    guard slice.hasBiases else { return }
    unsafe step.take(layer.biases, layer.unitCount, parameters, gradient, scale: scale)
  }

  /// The slice's part of Σ_s δ_s z_sᵀ and Σ_s δ_s, chunk after chunk.
  @unsafe private func addGradients(_ slice: BatchPlan.Slice, _ layer: LayerPlan) {
    let units = layer.unitCount
    let start = layer.weights + slice.inputs.lowerBound * units
    let isFirst = slice.layer == 0
    if layer.isSmall {
      unsafe (gradient + layer.weights).update(
        repeating: 0, count: units * layer.inputCount)
    }
    if slice.hasBiases { unsafe (gradient + layer.biases).update(repeating: 0, count: units) }
    if unsafe isFirst && plan.source == .rows {
      unsafe Scalar._rowsGradient(
        rows: plan.rowCount, inputs: slice.inputs, outputs: units, firstDeltas,
        ldDelta: plan.paddedUnits, rows, gradient + layer.weights)
    }
    for chunk in unsafe 0..<plan.chunkCount {
      let count = unsafe plan.rows(ofChunk: chunk).count
      let space = unsafe workspace + chunk * plan.chunkStride
      let delta = unsafe UnsafePointer(space + plan.deltas[slice.layer])
      if layer.isSmall {
        let z =
          unsafe isFirst
          ? UnsafePointer(space + plan.samples) : input(ofLayer: slice.layer, space)
        unsafe Scalar._addGradient(
          rows: count, inputs: layer.inputCount, outputs: units, delta: delta, ldDelta: count, z,
          ldInput: count, weights: gradient + layer.weights, biases: gradient + layer.biases)
        continue
      }
      if unsafe !isFirst || plan.source != .rows {
        let d = layer.inputCount
        let z =
          unsafe isFirst
          ? UnsafePointer(space + plan.samples + slice.inputs.lowerBound)
          : input(ofLayer: slice.layer, space) + slice.inputs.lowerBound * count
        unsafe BLAS.gemm(
          transposeA: true, transposeB: isFirst, m: units, n: slice.inputs.count, k: count, delta,
          lda: count, z, ldb: isFirst ? d : count, beta: chunk == 0 ? 0 : 1, gradient + start,
          ldc: units)
      }
      guard slice.hasBiases else { continue }
      for unit in 0..<units {
        unsafe gradient[layer.biases + unit] += Scalar._sum(count, delta + unit * count)
      }
    }
  }

  /// 2λ₂w + λ₁ sign w.
  @unsafe private func addPenalty(_ layer: Int, _ start: Int, _ count: Int) {
    let (l1, l2) = unsafe penalty.lambdas(ofLayer: layer)
    if l2 > 0 {
      unsafe Scalar._axpy(count, Scalar(2 * l2), parameters + start, gradient + start)
    }
    guard l1 > 0 else { return }
    for i in start..<start + count where unsafe parameters[i] != 0 {
      unsafe gradient[i] += parameters[i] > 0 ? Scalar(l1) : -Scalar(l1)
    }
  }
}

/// How a step is taken from a gradient: the rule with its numbers for one step, and what it remembers.
@unsafe struct BatchStep<Scalar: NetworkScalar> {
  let rule: BatchRule
  let stepSize: Scalar
  /// The correction of the running means for their start at zero, β₁ᵗ and β₂ᵗ.
  let debts: (mean: Scalar, square: Scalar)
  let mean: UnsafeMutablePointer<Scalar>
  /// As many numbers as parameters for Adam, else none that are used.
  let square: UnsafeMutablePointer<Scalar>

  /// Takes the step of `count` parameters from `start` on.
  @unsafe func take(
    _ start: Int, _ count: Int, _ x: UnsafeMutablePointer<Scalar>,
    _ gradient: UnsafePointer<Scalar>, scale: Scalar
  ) {
    switch unsafe rule {
    case .momentum(_, let momentum, let isNesterov):
      unsafe Scalar._momentum(
        count, x + start, gradient + start, velocity: mean + start, scale: scale, step: stepSize,
        momentum: Scalar(momentum), isNesterov: isNesterov)
    case .adam(let adam, let weightDecay):
      let step = unsafe AdamStep(
        scale: scale, keep: 1 - stepSize * Scalar(weightDecay),
        step: stepSize / (1 - debts.mean), meanDecay: Scalar(adam.gradientDecay),
        squareDecay: Scalar(adam.squareDecay), root: 1 / (1 - debts.square).squareRoot(),
        epsilon: Scalar(adam.epsilon))
      unsafe Scalar._adam(
        count, x + start, gradient + start, mean: mean + start, square: square + start, step)
    }
  }
}

/// Which units of a batch rest.
struct Dropout: Sendable {
  /// The share of each hidden layer's units.
  let shares: [Double]
  /// Seed, start and batch.
  let key: UInt64

  init(shares: [Double], seed: UInt32, start: Int, batch: Int) {
    self.shares = shares
    key = mixed(mixed(UInt64(seed) &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(start + 1)) ^ UInt64(batch))
  }

  /// 0 for units that rest and 1/(1 − p) for the others, for some rows of the batch, column-major.
  @unsafe func write<Scalar: NetworkScalar>(
    layer: Int, rows: Range<Int>, units: Int, _ mask: UnsafeMutablePointer<Scalar>
  ) {
    let p = shares[layer]
    let limit = UInt64(p * 0x1p53)
    let kept = Scalar(1 / (1 - p))
    for (place, row) in rows.enumerated() {
      let rowKey = mixed(key ^ UInt64(layer) << 56 ^ UInt64(row))
      for unit in 0..<units {
        let draw = mixed(rowKey &+ UInt64(unit)) >> 11
        unsafe mask[place + unit * rows.count] = draw < limit ? 0 : kept
      }
    }
  }
}

/// The output function of SplitMix64: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014.
private func mixed(_ value: UInt64) -> UInt64 {
  var z = value &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
