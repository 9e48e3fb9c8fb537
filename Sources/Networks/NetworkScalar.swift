internal import CNetworkKernels
public import LinearAlgebra

/// A type that networks can be computed in: `Double` or `Float`, and no other.
///
/// Its requirements are the inner loops of small layers, which nothing else is meant to call or to
/// implement. A block holds samples by units in column-major order, its leading dimension being the
/// distance between two units.
public protocol NetworkScalar: LinearAlgebraScalar {
  /// out[s, p] ← start[p] + Σ_q in[s, q]·w[p·stepOut + q·stepIn]; no start is zeros.
  @unsafe static func _dense(
    rows: Int, inputs: Int, outputs: Int, _ input: UnsafePointer<Self>, ldInput: Int,
    _ weights: UnsafePointer<Self>, stepOut: Int, stepIn: Int, start: UnsafePointer<Self>?,
    _ output: UnsafeMutablePointer<Self>, ldOutput: Int)
  /// w[p + q·outputs] ← w + Σ_s δ[s, p]·z[s, q] and b[p] ← b + Σ_s δ[s, p].
  @unsafe static func _addGradient(
    rows: Int, inputs: Int, outputs: Int, delta: UnsafePointer<Self>, ldDelta: Int,
    _ input: UnsafePointer<Self>, ldInput: Int, weights: UnsafeMutablePointer<Self>,
    biases: UnsafeMutablePointer<Self>)
  /// δ ← δ·f′ for z = f(a), for those whose derivative is a polynomial of z; others leave δ as it is.
  @unsafe static func _multiplyBySlope(
    _ activation: Activation, _ n: Int, _ z: UnsafePointer<Self>,
    _ delta: UnsafeMutablePointer<Self>)
  /// z ← 1/(1 + e⁻ᶻ).
  @unsafe static func _sigmoid(_ n: Int, _ z: UnsafeMutablePointer<Self>)
  /// z ← tanh z.
  @unsafe static func _tanh(_ n: Int, _ z: UnsafeMutablePointer<Self>)
  /// losses ← log(1 + eᵘ) and its derivative, slopes ← 1/(1 + e⁻ᵘ).
  @unsafe static func _logLoss(
    _ n: Int, _ u: UnsafePointer<Self>, losses: UnsafeMutablePointer<Self>,
    slopes: UnsafeMutablePointer<Self>)
  /// z ← max(0, z), NaN staying NaN.
  @unsafe static func _rectify(_ n: Int, _ z: UnsafeMutablePointer<Self>)
  /// z ← x·y, element by element; z may be x or y.
  @unsafe static func _multiply(
    _ n: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ z: UnsafeMutablePointer<Self>)
  /// δ[s] ← z[s] − t[s] cut off at ±`threshold`, and losses[s] ← losses[s] + δ·(z − t − δ/2).
  @unsafe static func _residual(
    _ n: Int, threshold: Self, _ z: UnsafePointer<Self>, _ t: UnsafePointer<Self>,
    delta: UnsafeMutablePointer<Self>, losses: UnsafeMutablePointer<Self>)
  /// most[s] ← the largest z[s, u] over the units, in a block without gaps; anything
  /// where one is NaN.
  @unsafe static func _rowMaximum(
    rows: Int, units: Int, _ z: UnsafePointer<Self>, _ most: UnsafeMutablePointer<Self>)
  /// z[s, u] ← z[s, u] − x[s], in a block without gaps.
  @unsafe static func _subtractFromRows(
    rows: Int, units: Int, _ x: UnsafePointer<Self>, _ z: UnsafeMutablePointer<Self>)
  /// out[s, p] ← b[p] + Σ_q x[s][q]·w[p, q], the samples in rows that x points to; for 16 units or more.
  @unsafe static func _rowsDense(
    rows: Int, inputs: Int, outputs: Int, _ x: UnsafePointer<UnsafePointer<Self>?>,
    _ weights: UnsafePointer<Self>, _ biases: UnsafePointer<Self>,
    _ output: UnsafeMutablePointer<Self>, ldOutput: Int)
  /// w[p, q] ← Σ_s δ[s][p]·x[s][q] for the inputs of a range, δ in rows a multiple of 16 long.
  @unsafe static func _rowsGradient(
    rows: Int, inputs: Range<Int>, outputs: Int, _ delta: UnsafePointer<Self>, ldDelta: Int,
    _ x: UnsafePointer<UnsafePointer<Self>?>, _ weights: UnsafeMutablePointer<Self>)
  /// A step of Adam; see `AdamStep`.
  @unsafe static func _adam(
    _ n: Int, _ x: UnsafeMutablePointer<Self>, _ gradient: UnsafePointer<Self>,
    mean: UnsafeMutablePointer<Self>, square: UnsafeMutablePointer<Self>, _ step: AdamStep<Self>)
  /// v ← μ·v − η·c·g and x ← x + v, or Nesterov's x ← x + μ·v − η·c·g.
  @unsafe static func _momentum(
    _ n: Int, _ x: UnsafeMutablePointer<Self>, _ gradient: UnsafePointer<Self>,
    velocity: UnsafeMutablePointer<Self>, scale: Self, step: Self, momentum: Self,
    isNesterov: Bool)
}

/// The numbers of a step of Adam with the gradient scale·g: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// x ← keep·x − step·m/(root·√v + ε).
public struct AdamStep<Scalar: NetworkScalar> {
  var scale: Scalar
  var keep: Scalar
  var step: Scalar
  var meanDecay: Scalar
  var squareDecay: Scalar
  var root: Scalar
  var epsilon: Scalar
}

extension Activation {
  /// The derivative in C.
  fileprivate var slope: nk_slope {
    switch kind {
    case .sigmoid: nk_sigmoid
    case .tanh: nk_tanh
    case .relu: nk_relu
    case .leakyRelu: nk_leaky_relu
    case .elu: nk_elu
    case .identity, .softmax, .softplus, .gelu, .exponential, .own: nk_identity
    }
  }
}

extension Double: NetworkScalar {
  @unsafe public static func _dense(
    rows: Int, inputs: Int, outputs: Int, _ input: UnsafePointer<Double>, ldInput: Int,
    _ weights: UnsafePointer<Double>, stepOut: Int, stepIn: Int, start: UnsafePointer<Double>?,
    _ output: UnsafeMutablePointer<Double>, ldOutput: Int
  ) {
    unsafe nk_dense_f64(
      rows, inputs, outputs, input, ldInput, weights, stepOut, stepIn, start, output, ldOutput)
  }

  @unsafe public static func _addGradient(
    rows: Int, inputs: Int, outputs: Int, delta: UnsafePointer<Double>, ldDelta: Int,
    _ input: UnsafePointer<Double>, ldInput: Int, weights: UnsafeMutablePointer<Double>,
    biases: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_gradient_f64(
      rows, inputs, outputs, delta, ldDelta, input, ldInput, weights, biases)
  }

  @unsafe public static func _multiplyBySlope(
    _ activation: Activation, _ n: Int, _ z: UnsafePointer<Double>,
    _ delta: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_multiply_by_slope_f64(activation.slope, n, z, delta)
  }

  @unsafe public static func _sigmoid(_ n: Int, _ z: UnsafeMutablePointer<Double>) {
    unsafe nk_apply_sigmoid_f64(n, z, z)
  }

  @unsafe public static func _tanh(_ n: Int, _ z: UnsafeMutablePointer<Double>) {
    unsafe nk_apply_tanh_f64(n, z, z)
  }

  @unsafe public static func _logLoss(
    _ n: Int, _ u: UnsafePointer<Double>, losses: UnsafeMutablePointer<Double>,
    slopes: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_log_loss_f64(n, u, losses, slopes)
  }

  @unsafe public static func _rectify(_ n: Int, _ z: UnsafeMutablePointer<Double>) {
    unsafe nk_rectify_f64(n, z)
  }

  @unsafe public static func _multiply(
    _ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    _ z: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_multiply_f64(n, x, y, z)
  }

  @unsafe public static func _residual(
    _ n: Int, threshold: Double, _ z: UnsafePointer<Double>, _ t: UnsafePointer<Double>,
    delta: UnsafeMutablePointer<Double>, losses: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_residual_f64(n, threshold, z, t, delta, losses)
  }

  @unsafe public static func _rowMaximum(
    rows: Int, units: Int, _ z: UnsafePointer<Double>, _ most: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_row_maximum_f64(rows, units, z, most)
  }

  @unsafe public static func _subtractFromRows(
    rows: Int, units: Int, _ x: UnsafePointer<Double>, _ z: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_subtract_from_rows_f64(rows, units, x, z)
  }

  @unsafe public static func _rowsDense(
    rows: Int, inputs: Int, outputs: Int, _ x: UnsafePointer<UnsafePointer<Double>?>,
    _ weights: UnsafePointer<Double>, _ biases: UnsafePointer<Double>,
    _ output: UnsafeMutablePointer<Double>, ldOutput: Int
  ) {
    unsafe nk_rows_dense_f64(
      vm_wide, rows, inputs, outputs, x, weights, biases, output, ldOutput)
  }

  @unsafe public static func _rowsGradient(
    rows: Int, inputs: Range<Int>, outputs: Int, _ delta: UnsafePointer<Double>, ldDelta: Int,
    _ x: UnsafePointer<UnsafePointer<Double>?>, _ weights: UnsafeMutablePointer<Double>
  ) {
    unsafe nk_rows_gradient_f64(
      vm_wide, rows, inputs.lowerBound, inputs.upperBound, outputs, delta, ldDelta, x, weights)
  }

  @unsafe public static func _adam(
    _ n: Int, _ x: UnsafeMutablePointer<Double>, _ gradient: UnsafePointer<Double>,
    mean: UnsafeMutablePointer<Double>, square: UnsafeMutablePointer<Double>,
    _ step: AdamStep<Double>
  ) {
    unsafe nk_adam_f64(
      vm_wide, n, x, gradient, mean, square, step.scale, step.keep, step.step, step.meanDecay,
      step.squareDecay, step.root, step.epsilon)
  }

  @unsafe public static func _momentum(
    _ n: Int, _ x: UnsafeMutablePointer<Double>, _ gradient: UnsafePointer<Double>,
    velocity: UnsafeMutablePointer<Double>, scale: Double, step: Double, momentum: Double,
    isNesterov: Bool
  ) {
    unsafe nk_momentum_f64(
      n, x, gradient, velocity, scale, step, momentum, isNesterov ? 1 : 0)
  }
}

extension Float: NetworkScalar {
  @unsafe public static func _dense(
    rows: Int, inputs: Int, outputs: Int, _ input: UnsafePointer<Float>, ldInput: Int,
    _ weights: UnsafePointer<Float>, stepOut: Int, stepIn: Int, start: UnsafePointer<Float>?,
    _ output: UnsafeMutablePointer<Float>, ldOutput: Int
  ) {
    unsafe nk_dense_f32(
      rows, inputs, outputs, input, ldInput, weights, stepOut, stepIn, start, output, ldOutput)
  }

  @unsafe public static func _addGradient(
    rows: Int, inputs: Int, outputs: Int, delta: UnsafePointer<Float>, ldDelta: Int,
    _ input: UnsafePointer<Float>, ldInput: Int, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_gradient_f32(
      rows, inputs, outputs, delta, ldDelta, input, ldInput, weights, biases)
  }

  @unsafe public static func _multiplyBySlope(
    _ activation: Activation, _ n: Int, _ z: UnsafePointer<Float>,
    _ delta: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_multiply_by_slope_f32(activation.slope, n, z, delta)
  }

  @unsafe public static func _sigmoid(_ n: Int, _ z: UnsafeMutablePointer<Float>) {
    unsafe nk_apply_sigmoid_f32(n, z, z)
  }

  @unsafe public static func _tanh(_ n: Int, _ z: UnsafeMutablePointer<Float>) {
    unsafe nk_apply_tanh_f32(n, z, z)
  }

  @unsafe public static func _logLoss(
    _ n: Int, _ u: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    slopes: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_log_loss_f32(n, u, losses, slopes)
  }

  @unsafe public static func _rectify(_ n: Int, _ z: UnsafeMutablePointer<Float>) {
    unsafe nk_rectify_f32(n, z)
  }

  @unsafe public static func _multiply(
    _ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_multiply_f32(n, x, y, z)
  }

  @unsafe public static func _residual(
    _ n: Int, threshold: Float, _ z: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    delta: UnsafeMutablePointer<Float>, losses: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_residual_f32(n, threshold, z, t, delta, losses)
  }

  @unsafe public static func _rowMaximum(
    rows: Int, units: Int, _ z: UnsafePointer<Float>, _ most: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_row_maximum_f32(rows, units, z, most)
  }

  @unsafe public static func _subtractFromRows(
    rows: Int, units: Int, _ x: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_subtract_from_rows_f32(rows, units, x, z)
  }

  @unsafe public static func _rowsDense(
    rows: Int, inputs: Int, outputs: Int, _ x: UnsafePointer<UnsafePointer<Float>?>,
    _ weights: UnsafePointer<Float>, _ biases: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, ldOutput: Int
  ) {
    unsafe nk_rows_dense_f32(
      vm_wide, rows, inputs, outputs, x, weights, biases, output, ldOutput)
  }

  @unsafe public static func _rowsGradient(
    rows: Int, inputs: Range<Int>, outputs: Int, _ delta: UnsafePointer<Float>, ldDelta: Int,
    _ x: UnsafePointer<UnsafePointer<Float>?>, _ weights: UnsafeMutablePointer<Float>
  ) {
    unsafe nk_rows_gradient_f32(
      vm_wide, rows, inputs.lowerBound, inputs.upperBound, outputs, delta, ldDelta, x, weights)
  }

  @unsafe public static func _adam(
    _ n: Int, _ x: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>,
    _ step: AdamStep<Float>
  ) {
    unsafe nk_adam_f32(
      vm_wide, n, x, gradient, mean, square, step.scale, step.keep, step.step, step.meanDecay,
      step.squareDecay, step.root, step.epsilon)
  }

  @unsafe public static func _momentum(
    _ n: Int, _ x: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, scale: Float, step: Float, momentum: Float,
    isNesterov: Bool
  ) {
    unsafe nk_momentum_f32(
      n, x, gradient, velocity, scale, step, momentum, isNesterov ? 1 : 0)
  }
}
