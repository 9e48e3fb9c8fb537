internal import LinearAlgebra
internal import Optimization

// Backpropagation: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", Nature 323 (1986) 533–536, for a block of samples at a time as products of
// matrices. Z⁽ˡ⁾ holds the block's outputs of layer l and δ⁽ˡ⁾ the loss's derivatives by its weighted sums,
// both samples×units in column-major order, so that samples are contiguous:
//
//     forward    A⁽ˡ⁺¹⁾ = Z⁽ˡ⁾ W⁽ˡ⁺¹⁾ᵀ + 1 b⁽ˡ⁺¹⁾ᵀ,   Z⁽ˡ⁺¹⁾ = f(A⁽ˡ⁺¹⁾)
//     gradient   ∂E/∂W⁽ˡ⁾ = δ⁽ˡ⁾ᵀ Z⁽ˡ⁻¹⁾,   ∂E/∂b⁽ˡ⁾ = δ⁽ˡ⁾ᵀ 1
//     back       δ⁽ˡ⁻¹⁾ = (δ⁽ˡ⁾ W⁽ˡ⁾) ⊙ f′(A⁽ˡ⁻¹⁾)
//
// Departure: the derivatives at the output are those of loss and activation together, by the weighted
// sums (see `Loss`).

/// The pointers of one evaluation, good for as long as the buffers behind them are held. Everything is
/// read but the workspace and the accumulator that are handed to each call.
@unsafe struct Sweep<Scalar: NetworkScalar> {
  let plan: SweepPlan
  /// The samples, N×d column-major; nil where they are taken from the table.
  let inputs: UnsafePointer<Scalar>?
  /// Where each block's samples are gathered from, for a plan that has room for them.
  let table: SampleTable?
  let parameters: UnsafePointer<Scalar>
  /// The signal that ends an evaluation early, kept by the sweep's maker; nil for nothing, as for an
  /// evaluation that does not take long. What is computed after it is given means nothing.
  let signal: Unmanaged<StopSignal>?

  @unsafe init(
    plan: SweepPlan, inputs: UnsafePointer<Scalar>?, table: SampleTable? = nil,
    parameters: UnsafePointer<Scalar>, signal: StopSignal? = nil
  ) {
    unsafe self.plan = plan
    unsafe self.inputs = unsafe inputs
    unsafe self.table = table
    unsafe self.parameters = unsafe parameters
    unsafe self.signal =
      plan.isLong ? unsafe signal.map { unsafe Unmanaged.passUnretained($0) } : nil
  }

  /// True if the evaluation is to end.
  @unsafe var isStopped: Bool {
    unsafe signal.map { unsafe $0._withUnsafeGuaranteedRef { $0.isStopped } } ?? false
  }

  /// Puts `rows` samples from `first` on through all layers; their outputs stay in the workspace. The
  /// last layer's activation is applied only where asked: a loss starts from the weighted sums.
  @unsafe func forward(
    first: Int, rows: Int, workspace: UnsafeMutablePointer<Scalar>, activatesOutput: Bool
  ) {
    if let table = unsafe table {
      unsafe table.gather(first..<first + rows, into: workspace + plan.gathered)
    }
    for index in unsafe plan.layers.indices {
      if unsafe isStopped { return }
      let layer = unsafe plan.layers[index]
      let (input, ld) = unsafe input(ofLayer: index, first: first, rows: rows, workspace)
      let output = unsafe workspace + layer.outputs
      unsafe product(layer, rows: rows, input, ld, output)
      if unsafe activatesOutput || index + 1 < plan.layers.count {
        unsafe layer.activation.apply(
          to: output, rows: rows, units: layer.unitCount,
          slopes: layer.slopes.map { unsafe workspace + $0 }, scratch: workspace + plan.deltas.0)
      }
    }
  }

  /// Adds the gradient of the block's summed loss to `gradient`, for derivatives by the output's weighted
  /// sums in the first δ of the workspace.
  @unsafe func backward(
    first: Int, rows: Int, workspace: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>
  ) {
    var delta = unsafe workspace + plan.deltas.0
    var next = unsafe workspace + plan.deltas.1
    for index in unsafe stride(from: plan.layers.count - 1, through: 0, by: -1) {
      if unsafe isStopped { return }
      let layer = unsafe plan.layers[index]
      let (input, ld) = unsafe input(ofLayer: index, first: first, rows: rows, workspace)
      unsafe addGradient(layer, rows: rows, delta, input, ld, gradient)
      guard index > 0 else { return }
      unsafe backProduct(layer, rows: rows, delta, next)
      // The outputs of the layer before have done their part, and may be used up.
      unsafe multiplyBySlope(plan.layers[index - 1], rows: rows, next, workspace)
      unsafe swap(&delta, &next)
    }
  }

  /// δ ← δ ⊙ f′(A) of a layer, whose outputs are used up.
  @unsafe func multiplyBySlope(
    _ layer: LayerPlan, rows: Int, _ delta: UnsafeMutablePointer<Scalar>,
    _ workspace: UnsafeMutablePointer<Scalar>
  ) {
    let count = rows * layer.unitCount
    if let slopes = layer.slopes {
      return unsafe Scalar._multiply(count, delta, workspace + slopes, delta)
    }
    unsafe layer.activation.multiplyBySlope(
      count: count, z: workspace + layer.outputs, delta: delta)
  }

  /// The block that a layer takes, and its leading dimension: the data themselves, what was gathered of them, or the
  /// outputs of the layer before.
  @unsafe private func input(
    ofLayer index: Int, first: Int, rows: Int, _ workspace: UnsafeMutablePointer<Scalar>
  ) -> (UnsafePointer<Scalar>, Int) {
    guard index == 0 else {
      return unsafe (UnsafePointer(workspace + plan.layers[index - 1].outputs), rows)
    }
    guard let inputs = unsafe inputs else {
      return unsafe (UnsafePointer(workspace + plan.gathered), rows)
    }
    return unsafe (inputs + first, plan.inputStride)
  }

  /// A = Z Wᵀ + 1 bᵀ.
  @unsafe func product(
    _ layer: LayerPlan, rows: Int, _ input: UnsafePointer<Scalar>, _ ld: Int,
    _ output: UnsafeMutablePointer<Scalar>
  ) {
    let (weights, biases) = unsafe (parameters + layer.weights, parameters + layer.biases)
    if layer.isSmall {
      return unsafe Scalar._dense(
        rows: rows, inputs: layer.inputCount, outputs: layer.unitCount, input, ldInput: ld, weights,
        stepOut: 1, stepIn: layer.unitCount, start: biases, output, ldOutput: rows)
    }
    for unit in 0..<layer.unitCount {
      unsafe (output + unit * rows).update(repeating: biases[unit], count: rows)
    }
    unsafe BLAS.gemm(
      transposeB: true, m: rows, n: layer.unitCount, k: layer.inputCount, input, lda: ld, weights,
      ldb: layer.unitCount, beta: 1, output, ldc: rows)
  }

  /// ∂E/∂W += δᵀ Z and ∂E/∂b += δᵀ 1.
  @unsafe func addGradient(
    _ layer: LayerPlan, rows: Int, _ delta: UnsafePointer<Scalar>, _ input: UnsafePointer<Scalar>,
    _ ld: Int, _ gradient: UnsafeMutablePointer<Scalar>
  ) {
    let (weights, biases) = unsafe (gradient + layer.weights, gradient + layer.biases)
    if layer.isSmall {
      return unsafe Scalar._addGradient(
        rows: rows, inputs: layer.inputCount, outputs: layer.unitCount, delta: delta, ldDelta: rows,
        input, ldInput: ld, weights: weights, biases: biases)
    }
    unsafe BLAS.gemm(
      transposeA: true, m: layer.unitCount, n: layer.inputCount, k: rows, delta, lda: rows, input,
      ldb: ld, beta: 1, weights, ldc: layer.unitCount)
    for unit in 0..<layer.unitCount {
      unsafe biases[unit] += Scalar._sum(rows, delta + unit * rows)
    }
  }

  /// δ W, the derivatives by the layer's inputs.
  @unsafe func backProduct(
    _ layer: LayerPlan, rows: Int, _ delta: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let weights = unsafe parameters + layer.weights
    if layer.isSmall {
      return unsafe Scalar._dense(
        rows: rows, inputs: layer.unitCount, outputs: layer.inputCount, delta, ldInput: rows,
        weights, stepOut: layer.unitCount, stepIn: 1, start: nil, result, ldOutput: rows)
    }
    unsafe BLAS.gemm(
      m: rows, n: layer.inputCount, k: layer.unitCount, delta, lda: rows, weights,
      ldb: layer.unitCount, result, ldc: rows)
  }
}
