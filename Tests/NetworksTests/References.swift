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
    /// Nil for the cross-entropy that fits.
    var loss: String?
    var reduction: Reduction
    var l1: [Double]
    var l2: [Double]
    var count: Int
    var value: Double
    var gradientNorm: Double
    /// Every `step`-th element of the gradient.
    var step: Int
    var gradient: [Double]

    var testDescription: String {
      "\(network), \(count) samples, \(loss ?? "cross-entropy"), \(reduction)"
    }
  }

  var weightRange: Double
  var huberThreshold: Double
  var focalExponent: Double
  var quantileLevel: Double
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
    let inputs = Matrix(rows: rows)
    guard loss == nil || loss == "focal" else {
      let drawn = (0..<count).map { _ in
        (0..<sizes[sizes.count - 1]).map { _ in random.uniform(in: -2..<2) }
      }
      let targets = Matrix(rows: drawn).map { (target: Double) -> Double in
        switch loss {
        case "sigmoid-cross-entropy", "sigmoid-focal", "hinge": target > 0 ? 1 : 0
        case "poisson": (target + 2).rounded(.down)
        default: target
        }
      }
      return (parameters, try Dataset(inputs: inputs, targets: targets))
    }
    let labels = (0..<count).map { _ in random.integer(in: 0..<network.classCount) }
    return (
      parameters, try Dataset(inputs: inputs, labels: labels, classCount: network.classCount)
    )
  }

  var penalty: Penalty { Penalty(l1: l1, l2: l2) }

  func kind() throws -> BuiltInLoss {
    switch loss {
    case "squared-error": .squaredError
    case "huber": .huber(threshold: GradientReference.stored?.huberThreshold ?? .nan)
    case "sigmoid-cross-entropy": .sigmoidCrossEntropy
    case "sigmoid-focal": .sigmoidFocal(exponent: GradientReference.stored?.focalExponent ?? .nan)
    case "focal": .focal(exponent: GradientReference.stored?.focalExponent ?? .nan)
    case "hinge": .hinge
    case "quantile": .quantile(level: GradientReference.stored?.quantileLevel ?? .nan)
    case "poisson": .poisson
    default: try #require(BuiltInLoss(for: network))
    }
  }

  func loss(on data: Dataset<Double>, threads: Int = 1) throws -> RegularizedLoss<Double> {
    RegularizedLoss(
      network, on: data, try kind(), penalty: penalty, reduction: reduction, threads: threads)
  }
}

func storedReference<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "References")
  return try JSONDecoder().decode(type, from: Data(contentsOf: url.appending(path: name)))
}
