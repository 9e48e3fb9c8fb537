import CNetworkKernels
import CVectorMath
import Randomness
import Testing

/// The loops of small layers against the sums they stand for, and against each other at every width of
/// vectors that this processor has; narrower ones than it would choose are what other processors run.
@Suite("Kernels")
struct KernelTests {
  /// Every remainder of tiles, vectors and lanes: units and inputs around the tiles' sizes, samples around
  /// those of one and two vectors.
  static let shapes = [1, 2, 3, 4, 5, 8, 9, 10, 13].flatMap { units in
    [1, 2, 3, 5, 6, 10].map { (units, $0) }
  }
  static let rows = [1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 70]

  @Test("dense sums are right, and have the same bits at both widths", arguments: shapes)
  func dense(units: Int, inputs: Int) {
    for rows in Self.rows {
      let data = Operands(rows: rows, units: units, inputs: inputs)
      let expected = data.dense()
      let wide = data.dense(vm_wide)
      #expect(error(wide, expected) <= 1e-14)
      #expect(error(data.dense(vm_scalar), expected) <= 1e-14)
      #expect(data.dense(vm_narrow) == wide)
      #expect(error(data.denseInFloat(vm_wide).map(Double.init), expected) <= 1e-5)
      #expect(data.denseInFloat(vm_narrow) == data.denseInFloat(vm_wide))
    }
  }

  @Test("gradients are right, and have the same bits at both widths", arguments: shapes)
  func gradient(units: Int, inputs: Int) {
    for rows in Self.rows {
      let data = Operands(rows: rows, units: units, inputs: inputs)
      let expected = data.gradient()
      let wide = data.gradient(vm_wide)
      #expect(error(wide, expected) <= 1e-14)
      #expect(error(data.gradient(vm_scalar), expected) <= 1e-14)
      #expect(data.gradient(vm_narrow) == wide)
      #expect(error(data.gradientInFloat(vm_wide).map(Double.init), expected) <= 1e-5)
      #expect(data.gradientInFloat(vm_narrow) == data.gradientInFloat(vm_wide))
    }
  }

  /// The largest difference, all operands being below 1 in magnitude and the sums below 100 terms.
  private func error(_ found: [Double], _ wanted: [Double]) -> Double {
    found.count == wanted.count
      ? zip(found, wanted).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}

/// Random operands, in buffers with gaps between the columns that hold NaN: nothing may read them.
private struct Operands {
  let rows: Int
  let units: Int
  let inputs: Int
  let ldInput: Int
  let ldDelta: Int
  let input: [Double]
  let delta: [Double]
  let weights: [Double]
  let biases: [Double]

  init(rows: Int, units: Int, inputs: Int) {
    (self.rows, self.units, self.inputs) = (rows, units, inputs)
    (ldInput, ldDelta) = (rows + 3, rows + 1)
    var random = MersenneTwister(seed: UInt32(rows * 10_000 + units * 100 + inputs))
    let block = { (columns: Int, ld: Int) in
      (0..<columns).flatMap { _ in
        (0..<ld).map { $0 < rows ? random.uniform(in: -1..<1) : .nan }
      }
    }
    input = block(inputs, rows + 3)
    delta = block(units, rows + 1)
    weights = (0..<units * inputs).map { _ in random.uniform(in: -1..<1) }
    biases = (0..<units).map { _ in random.uniform(in: -1..<1) }
  }

  /// Forward, then back with the same numbers: units×inputs and inputs×units.
  func dense() -> [Double] {
    var results: [Double] = []
    for p in 0..<units {
      for s in 0..<rows {
        var sum = biases[p]
        for q in 0..<inputs { sum += input[s + q * ldInput] * weights[p + q * units] }
        results.append(sum)
      }
    }
    for q in 0..<inputs {
      for s in 0..<rows {
        var sum = 0.0
        for p in 0..<units { sum += delta[s + p * ldDelta] * weights[p + q * units] }
        results.append(sum)
      }
    }
    return results
  }

  func dense(_ width: vm_width) -> [Double] {
    var forward = [Double](repeating: .nan, count: rows * units)
    nk_dense_width_f64(
      width, rows, inputs, units, input, ldInput, weights, 1, units, biases, &forward, rows)
    var back = [Double](repeating: .nan, count: rows * inputs)
    nk_dense_width_f64(
      width, rows, units, inputs, delta, ldDelta, weights, units, 1, nil, &back, rows)
    return forward + back
  }

  func denseInFloat(_ width: vm_width) -> [Float] {
    let weights = self.weights.map { Float($0) }
    var forward = [Float](repeating: .nan, count: rows * units)
    nk_dense_width_f32(
      width, rows, inputs, units, input.map { Float($0) }, ldInput, weights, 1, units,
      biases.map { Float($0) }, &forward, rows)
    var back = [Float](repeating: .nan, count: rows * inputs)
    nk_dense_width_f32(
      width, rows, units, inputs, delta.map { Float($0) }, ldDelta, weights, units, 1, nil, &back,
      rows)
    return forward + back
  }

  /// Added to the weights and the biases.
  func gradient() -> [Double] {
    var (w, b) = (weights, biases)
    for s in 0..<rows {
      for p in 0..<units {
        for q in 0..<inputs { w[p + q * units] += delta[s + p * ldDelta] * input[s + q * ldInput] }
        b[p] += delta[s + p * ldDelta]
      }
    }
    return w + b
  }

  func gradient(_ width: vm_width) -> [Double] {
    var (w, b) = (weights, biases)
    nk_gradient_width_f64(
      width, rows, inputs, units, delta, ldDelta, input, ldInput, &w, &b)
    return w + b
  }

  func gradientInFloat(_ width: vm_width) -> [Float] {
    var (w, b) = (weights.map { Float($0) }, biases.map { Float($0) })
    nk_gradient_width_f32(
      width, rows, inputs, units, delta.map { Float($0) }, ldDelta, input.map { Float($0) },
      ldInput, &w, &b)
    return w + b
  }
}
