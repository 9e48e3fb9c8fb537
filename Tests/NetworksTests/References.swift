import Foundation
import Matrices
import Networks
import Randomness
import Testing

/// Losses and gradients computed by NumPy in extended precision, written by `make_gradients.py`.
struct GradientReference: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    var seed: UInt32
    var sizes: [Int]
    var activations: [Activation]
    var reduction: Reduction
    var l2: Double
    var count: Int
    var value: Double
    var gradientNorm: Double
    /// Every `step`-th element of the gradient.
    var step: Int
    var gradient: [Double]

    var testDescription: String { "\(network), \(count) samples, \(reduction), λ = \(l2)" }
  }

  var weightRange: Double
  var cases: [Case]

  static let stored = try? storedReference("numpy_gradients.json", as: Self.self)
}

extension GradientReference.Case {
  var network: Network {
    Network(inputs: sizes[0], layers: zip(sizes.dropFirst(), activations).map { .dense($0, $1) })
  }

  /// The parameters and data, drawn as the script draws them.
  func drawn() throws -> (parameters: [Double], data: Dataset<Double>) {
    var random = MersenneTwister(seed: seed)
    let range = GradientReference.stored?.weightRange ?? .nan
    let parameters = (0..<network.parameterCount).map { _ in random.uniform(in: -range..<range) }
    let rows = (0..<count).map { _ in (0..<sizes[0]).map { _ in random.uniform(in: -2..<2) } }
    let labels = (0..<count).map { _ in random.integer(in: 0..<network.classCount) }
    return (
      parameters,
      try Dataset(inputs: Matrix(rows: rows), labels: labels, classCount: network.classCount)
    )
  }

  func loss(on data: Dataset<Double>, threads: Int = 1) throws -> RegularizedLoss<Double> {
    let loss = try #require(Loss(for: network))
    return RegularizedLoss(
      network, on: data, loss, l2: l2, reduction: reduction, threads: threads)
  }
}

func storedReference<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "References")
  return try JSONDecoder().decode(type, from: Data(contentsOf: url.appending(path: name)))
}
