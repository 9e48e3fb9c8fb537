import Foundation
import Matrices
import Networks
import Optimization
import Randomness

/// A loss and gradient of 60000 samples of 784 features through 128-64-10, on two threads on every side.
var largeNetworkBenchmarks: [Benchmark] {
  [
    // The bare products do not compute the loss, and have no overhead to be faster by.
    largeNetwork("double", Double.self, ["NumPy", "PyTorch"], wanted: 1, tolerance: 1e-9),
    largeNetwork("double", Double.self, ["bare products"], wanted: 0.8, tolerance: 1e-9),
    largeNetwork("float", Float.self, ["NumPy", "PyTorch"], wanted: 1, tolerance: 1e-4),
    largeNetwork("float", Float.self, ["bare products"], wanted: 0.8, tolerance: 1e-4),
  ]
}

private func largeNetwork<Scalar: NetworkScalar>(
  _ name: String, _: Scalar.Type, _ peers: [String], wanted: Double, tolerance: Double
) -> Benchmark {
  Benchmark(
    name: "gradient-60000-784-128-64-10-\(name)", peers: peers, wanted: wanted,
    tolerance: tolerance
  ) { _ in try largeGradient(Scalar.self) }
}

private func largeGradient<Scalar: NetworkScalar>(_: Scalar.Type) throws -> Work {
  let (samples, features) = (60_000, 784)
  var random = MersenneTwister(seed: 1)
  let points = Matrix(
    rowCount: samples, columnCount: features,
    elements: (0..<samples * features).map { _ in Scalar(random.uniform()) })
  let data = try Dataset(inputs: points, labels: (0..<samples).map { $0 % 10 })
  let network = Network(
    inputs: features, layers: [.dense(128, .tanh), .dense(64, .tanh), .dense(10, .softmax)])
  let x = network.initialWeights(.xavierUniform, using: &random).map { Scalar($0) }
  var loss = RegularizedLoss(network, on: data, .crossEntropy, l2: 1e-4, threads: 2)
  return { repeats in
    var gradient = [Scalar](repeating: 0, count: x.count)
    var value: Scalar = 0
    let elapsed = seconds {
      var span = gradient.mutableSpan
      for _ in 0..<repeats { value = loss.value(at: x.span, gradient: &span) }
    }
    return Measurement(
      seconds: elapsed / Double(repeats),
      check: Double(value) + gradient.reduce(0) { $0 + Double(abs($1)) })
  }
}
