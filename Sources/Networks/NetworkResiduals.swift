internal import LinearAlgebra
internal import Matrices
internal import Optimization

// A squared error is a sum of squares, and so is its penalty λ Σ W²: with the residuals
//
//     r_{k·N + s} = √(wₛ·c) · (z_sk − t_sk)   and   √(2λ)·W of every weight,
//
// c being 1/Σ w for the mean and 1 for the sum, ½ Σ r² is the loss of `RegularizedLoss`. A row of the Jacobian
// is the derivative of one output for one sample, which backpropagation gives from δ = f′ at that output
// alone: M. T. Hagan and M. B. Menhaj, "Training feedforward networks with the Marquardt algorithm", IEEE
// Transactions on Neural Networks 5(6), 1994, (16) to (22). Departure: all samples at once, an output at a
// time.

/// The residuals of a squared error with its penalty, for Levenberg and Marquardt's method.
///
/// Holds the outputs of all layers for all samples, and nothing is allocated after it is made.
struct NetworkResiduals<Scalar: NetworkScalar>: LeastSquaresObjective {
  private let network: Network
  private let inputs: Matrix<Scalar>
  /// N×K.
  private let targets: [Scalar]
  /// √(wₛ·c).
  private let factors: [Scalar]
  /// The parameters with a penalty, and √(2λ).
  private let penalized: [(parameter: Int, root: Scalar)]
  private let ranges: [Network.ParameterRange]
  /// The outputs of each layer, N×units, then their slopes f′ and the δ.
  private var outputs: [[Scalar]]
  private var slopes: [[Scalar]]
  private var deltas: [[Scalar]]
  private var scratch: [Scalar]
  private var signal: StopSignal?

  /// Traps where the loss is no squared error, or has a penalty Σ |W|, which is no sum of squares.
  init(_ whole: RegularizedLoss<Scalar>) {
    require(
      (whole.loss as? BuiltInLoss)?.kind == .squaredError,
      "\(whole.loss.name) is not a sum of squares")
    let (network, data, penalty) = (whole.network, whole.data, whole.penalty)
    self.network = network
    inputs = data.inputs
    targets = SweepLoss(whole.loss).targets(data, outputs: network.outputCount)
    let count = data.sampleCount
    let total = data.weights.map { SampleSums.sum($0) } ?? Scalar(count)
    let share = whole.reduction == .mean ? 1 / total : 1
    factors = (0..<count).map { ((data.weights?[$0] ?? 1) * share).squareRoot() }
    ranges = network.parameterRanges
    penalized = ranges.enumerated().flatMap { layer, range -> [(Int, Scalar)] in
      let (l1, l2) = penalty.lambdas(ofLayer: layer)
      require(l1 == 0, "a penalty on |W| is not a sum of squares")
      return l2 == 0 ? [] : range.weights.map { ($0, Scalar(2 * l2).squareRoot()) }
    }
    outputs = network.layers.map { Array(repeating: 0, count: count * $0.unitCount) }
    (slopes, deltas) = (outputs, outputs)
    scratch = Array(repeating: 0, count: outputs.map(\.count).max() ?? 0)
  }

  var dimension: Int { network.parameterCount }
  var residualCount: Int { targets.count + penalized.count }

  mutating func heed(_ signal: StopSignal) { self.signal = signal }

  private var isStopped: Bool { signal?.isStopped ?? false }

  mutating func residuals(at x: Span<Scalar>, into residuals: inout MutableSpan<Scalar>) {
    forward(x, keepsSlopes: false)
    let (count, last) = (factors.count, outputs.count - 1)
    for index in targets.indices {
      residuals[index] = factors[index % count] * (outputs[last][index] - targets[index])
    }
    for (place, weight) in penalized.enumerated() {
      residuals[targets.count + place] = weight.root * x[weight.parameter]
    }
    if isStopped { residuals[0] = .nan }
  }

  mutating func jacobian(at x: Span<Scalar>, into jacobian: inout MutableSpan<Scalar>) {
    let m = residualCount
    for index in jacobian.indices { jacobian[index] = 0 }
    forward(x, keepsSlopes: true)
    for output in 0..<network.outputCount {
      if isStopped {
        jacobian[0] = .nan
        return
      }
      backward(x, output: output)
      for layer in outputs.indices { write(layer, output, m, &jacobian) }
    }
    for (place, weight) in penalized.enumerated() {
      jacobian[targets.count + place + weight.parameter * m] = weight.root
    }
  }

  /// z of every layer, and f′ of every layer where asked for.
  private mutating func forward(_ x: Span<Scalar>, keepsSlopes: Bool) {
    let rows = factors.count
    for (layer, shape) in network.layers.enumerated() where !isStopped {
      let (units, range) = (shape.unitCount, ranges[layer])
      for unit in 0..<units {
        let bias = x[range.biases.lowerBound + unit]
        for row in 0..<rows { outputs[layer][row + unit * rows] = bias }
      }
      let below = layer == 0 ? inputs.elements : outputs[layer - 1]
      unsafe x.withUnsafeBufferPointer { x in
        unsafe outputs[layer].withUnsafeMutableBufferPointer { z in
          unsafe slopes[layer].withUnsafeMutableBufferPointer { slopes in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
              unsafe below.withUnsafeBufferPointer { below in
                guard let x = x.baseAddress, let z = z.baseAddress, let f = slopes.baseAddress,
                  let scratch = scratch.baseAddress, let below = below.baseAddress
                else { return }
                unsafe BLAS.gemm(
                  transposeB: true, m: rows, n: units, k: network.sizes[layer], below, lda: rows,
                  x + range.weights.lowerBound, ldb: units, beta: 1, z, ldc: rows)
                unsafe shape.activation.apply(
                  to: z, rows: rows, units: units, slopes: f, scratch: scratch)
                guard keepsSlopes, !shape.activation.keepsSlopes else { return }
                unsafe scratch.update(from: z, count: rows * units)
                unsafe f.update(repeating: 1, count: rows * units)
                unsafe shape.activation.multiplyBySlope(count: rows * units, z: scratch, delta: f)
              }
            }
          }
        }
      }
    }
  }

  /// δ of every layer for one output: the derivatives of r by the weighted sums.
  private mutating func backward(_ x: Span<Scalar>, output: Int) {
    let (rows, last) = (factors.count, outputs.count - 1)
    for index in deltas[last].indices {
      let isOutput = index / rows == output
      deltas[last][index] = isOutput ? factors[index % rows] * slopes[last][index] : 0
    }
    for layer in stride(from: last, to: 0, by: -1) where !isStopped {
      let (inputs, units) = (network.sizes[layer], network.layers[layer].unitCount)
      let above = deltas[layer]
      unsafe x.withUnsafeBufferPointer { x in
        unsafe deltas[layer - 1].withUnsafeMutableBufferPointer { delta in
          unsafe slopes[layer - 1].withUnsafeBufferPointer { slopes in
            unsafe above.withUnsafeBufferPointer { above in
              guard let x = x.baseAddress, let delta = delta.baseAddress,
                let slopes = slopes.baseAddress, let above = above.baseAddress
              else { return }
              unsafe BLAS.gemm(
                m: rows, n: inputs, k: units, above, lda: rows,
                x + ranges[layer].weights.lowerBound, ldb: units, delta, ldc: rows)
              unsafe Scalar._multiply(rows * inputs, delta, slopes, delta)
            }
          }
        }
      }
    }
  }

  /// The rows of one output for the parameters of one layer: ∂r/∂W_pq = δ_p z_q and ∂r/∂b_p = δ_p.
  private func write(
    _ layer: Int, _ output: Int, _ m: Int, _ jacobian: inout MutableSpan<Scalar>
  ) {
    let (rows, units, range) = (factors.count, network.layers[layer].unitCount, ranges[layer])
    for unit in 0..<units {
      let bias = (range.biases.lowerBound + unit) * m + output * rows
      for row in 0..<rows { jacobian[bias + row] = deltas[layer][row + unit * rows] }
      for input in 0..<network.sizes[layer] {
        let first = (range.weights.lowerBound + unit + input * units) * m + output * rows
        for row in 0..<rows {
          let z =
            layer == 0
            ? inputs.elements[row + input * rows] : outputs[layer - 1][row + input * rows]
          jacobian[first + row] = deltas[layer][row + unit * rows] * z
        }
      }
    }
  }
}
