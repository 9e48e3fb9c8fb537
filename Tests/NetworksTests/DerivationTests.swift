import Foundation
import Matrices
import Networks
import Randomness
import Testing

/// Every formula of the article "Backpropagation, derived", as it is written there.
@Suite("The derivation of the gradients")
struct DerivationTests {
  /// Relative to the largest element; sums over 200 samples.
  static let tolerance = 1e-13

  @Test("the moons lab's formulas give the gradient, summed over the samples")
  func moons() throws {
    var random = MersenneTwister(seed: 0)
    let points = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
    let network = Network(
      inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
    let parameters = network.initialWeights(.uniform01, using: &random)
    let lab = MoonsParameters(network, parameters)
    var sum = [Double](repeating: 0, count: parameters.count)
    for sample in 0..<200 {
      let gradient = lab.gradient(
        x: points.points.row(sample), t: Double(points.labels[sample]))
      for index in sum.indices { sum[index] += gradient[index] }
    }
    let data = try Dataset(inputs: points.points, labels: points.labels)
    var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, reduction: .sum)
    expectEqual(evaluate(&loss, at: parameters).gradient, sum)
  }

  @Test("(1), (2), (3) and (5) give the gradient of exercise 1 and 2", arguments: [1, 4])
  func binary(hidden: Int) throws {
    let network = Network(
      inputs: 2,
      layers: Array(repeating: .dense(10, .sigmoid), count: hidden) + [.dense(1, .sigmoid)])
    try expectFormulas(network, .binaryCrossEntropy)
  }

  @Test("(1), (2), (4) and (5) give the gradient for three classes, with tanh and ReLU")
  func severalClasses() throws {
    let network = Network(
      inputs: 2, layers: [.dense(6, .tanh), .dense(5, .relu), .dense(3, .softmax)])
    try expectFormulas(network, .crossEntropy)
  }

  @Test("(6) and (7) are the losses that they stand for", arguments: [-3.0, -0.5, 0, 0.5, 3])
  func stableForms(a: Double) {
    let y = 1 / (1 + exp(-a))
    for (t, u) in [(0.0, a), (1, -a)] {
      let plain = -t * log(y) - (1 - t) * log(1 - y)
      #expect(abs(log(1 + exp(u)) - plain) < 1e-14)
      #expect(abs(max(u, 0) + log1p(exp(-abs(u))) - plain) < 1e-14)
      #expect(abs((t == 0 ? 1 : -1) / (1 + exp(-u)) - (y - t)) < 1e-15)
    }
    let sums = [a, 1, -2]
    let total = sums.reduce(0) { $0 + exp($1) }
    let u = log(exp(1) + exp(-2)) - a
    #expect(abs(log(1 + exp(u)) - (log(total) - a)) < 1e-14)
    let share = 1 / (1 + exp(-u))
    #expect(abs(-share - (exp(a) / total - 1)) < 1e-15)
    #expect(abs(share * exp(1) / (exp(1) + exp(-2)) - exp(1) / total) < 1e-15)
  }

  /// Compares the gradient with the numbered formulas, sample after sample and unit after unit.
  private func expectFormulas(_ network: Network, _ loss: BuiltInLoss) throws {
    var random = MersenneTwister(seed: 3)
    let parameters = (0..<network.parameterCount).map { _ in random.uniform(in: -1..<1) }
    let inputs = Matrix(rowCount: 50, columnCount: 2, elements: random.normals(100))
    let labels = (0..<50).map { _ in random.integer(in: 0..<network.classCount) }
    let data = try Dataset(inputs: inputs, labels: labels, classCount: network.classCount)
    let l2 = 0.01
    var expected = [Double](repeating: 0, count: parameters.count)
    for sample in 0..<50 {
      addGradient(network, parameters, inputs.row(sample), labels[sample], 1.0 / 50, &expected)
    }
    for range in network.parameterRanges {
      for index in range.weights { expected[index] += 2 * l2 * parameters[index] }
    }
    var objective = RegularizedLoss(network, on: data, loss, l2: l2)
    expectEqual(evaluate(&objective, at: parameters).gradient, expected)
  }

  private func addGradient(
    _ network: Network, _ parameters: [Double], _ x: [Double], _ label: Int, _ share: Double,
    _ gradient: inout [Double]
  ) {
    let values = formula(network, parameters, x)
    let outputs = values[values.count - 1].z
    // (3) and (4)
    var delta = outputs.indices.map {
      outputs[$0] - (outputs.count == 1 ? Double(label) : $0 == label ? 1 : 0)
    }
    for layer in network.layers.indices.reversed() {
      let z = layer == 0 ? x : values[layer - 1].z
      let range = network.parameterRanges[layer]
      // (1)
      for (i, input) in z.enumerated() {
        for j in delta.indices {
          gradient[range.weights.lowerBound + j + i * delta.count] += share * delta[j] * input
        }
      }
      for j in delta.indices { gradient[range.biases.lowerBound + j] += share * delta[j] }
      guard layer > 0 else { return }
      // (2)
      let weights = network.weights(ofLayer: layer, in: parameters)
      let slopes = network.layers[layer - 1].activation.derivatives(
        at: Matrix(row: values[layer - 1].a))
      delta = z.indices.map { i in
        slopes[0, i] * delta.indices.reduce(0) { $0 + weights[$1, i] * delta[$1] }
      }
    }
  }

  private func expectEqual(
    _ found: [Double], _ wanted: [Double], location: SourceLocation = #_sourceLocation
  ) {
    let largest = wanted.map(abs).max() ?? 0
    let error = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error <= Self.tolerance * largest, sourceLocation: location)
  }
}

/// The moons lab's parameters in its own letters; matrices are inputs×units.
private struct MoonsParameters {
  let W1: Matrix<Double>, b1: [Double]
  let W2: Matrix<Double>, b2: [Double]
  let theta: [Double], b: Double

  init(_ network: Network, _ parameters: [Double]) {
    W1 = network.weights(ofLayer: 0, in: parameters).transposed()
    b1 = network.biases(ofLayer: 0, in: parameters)
    W2 = network.weights(ofLayer: 1, in: parameters).transposed()
    b2 = network.biases(ofLayer: 1, in: parameters)
    theta = network.weights(ofLayer: 2, in: parameters).row(0)
    b = network.biases(ofLayer: 2, in: parameters)[0]
  }

  /// The gradient of one sample's loss, in the order W₁ (row-major), b₁, W₂ (row-major), b₂, θ, b.
  func gradient(x: [Double], t: Double) -> [Double] {
    let h1 = (0..<3).map { j in tanh((0..<2).reduce(b1[j]) { $0 + W1[$1, j] * x[$1] }) }
    let h2 = (0..<3).map { j in tanh((0..<3).reduce(b2[j]) { $0 + W2[$1, j] * h1[$1] }) }
    let output = 1 / (1 + exp(-(0..<3).reduce(b) { $0 + theta[$1] * h2[$1] }))
    let delta3 = output - t
    let delta2 = (0..<3).map { theta[$0] * delta3 * (1 - h2[$0] * h2[$0]) }
    let delta1 = (0..<3).map { i in
      (0..<3).reduce(0) { $0 + W2[i, $1] * delta2[$1] } * (1 - h1[i] * h1[i])
    }
    let ofW1 = x.flatMap { x in delta1.map { x * $0 } }
    let ofW2 = h1.flatMap { h in delta2.map { h * $0 } }
    return ofW1 + delta1 + ofW2 + delta2 + h2.map { delta3 * $0 } + [delta3]
  }
}
