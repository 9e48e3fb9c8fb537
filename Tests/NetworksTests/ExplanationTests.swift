import Foundation
import Matrices
import Networks
import Randomness
import Testing

/// Costs and a sample's backpropagation by NumPy, written by `make_explanations.py`.
private struct ExplanationReference: Decodable {
  struct Course: Decodable {
    var cost: Double
    var regularized: Double
  }

  struct Sample: Decodable {
    var loss: Double
    var a: [[Double]]
    var z: [[Double]]
    var delta: [[Double]]
    var weightGradients: [[[Double]]]
  }

  var course: Course
  var sample: Sample

  static func stored() throws -> Self { try storedReference("explanations.json", as: Self.self) }
}

@Suite("Costs and explanations")
struct ExplanationTests {
  @Test("the cost of the course's exercise 4, without and with λ = 1, is NumPy's")
  func course() throws {
    let reference = try ExplanationReference.stored().course
    var random = MersenneTwister(seed: 4)
    let thetas = [2 * random.uniforms(5, 21) - 1, 2 * random.uniforms(10, 6) - 1]
    let inputs = 2 * random.uniforms(50, 20) - 1
    let labels = (0..<50).map { _ in random.integer(in: 0..<10) }
    let network = try TrainedNetwork(
      weights: thetas.map { $0[0..., 1...] }, biases: thetas.map { $0.column(0) },
      activations: [.sigmoid, .sigmoid])
    let data = try Dataset(inputs: inputs, labels: labels, classCount: 10)
    let penalty = Penalty.over2N(1, sampleCount: 50)
    let cost = try network.cost(on: data, .sigmoidCrossEntropy, penalty: penalty)
    #expect(abs(cost.loss / reference.cost - 1) < 1e-14)
    #expect(abs(cost.total / reference.regularized - 1) < 1e-14)
    #expect(cost.loss + cost.penalty == cost.total)
    let sum = try network.cost(
      on: data, .sigmoidCrossEntropy, penalty: penalty, reduction: .sum, threads: 3)
    #expect(abs(sum.loss - 50 * cost.loss) < 1e-10 && sum.penalty == cost.penalty)
    let few = try Dataset(inputs: [[1.0]], labels: [0])
    #expect(throws: NetworkError.self) { try network.cost(on: few, .sigmoidCrossEntropy) }
  }

  @Test("a, z, δ and every ∂E/∂W of one sample are those of the chain rule by NumPy")
  func sample() throws {
    let reference = try ExplanationReference.stored().sample
    var random = MersenneTwister(seed: 5)
    let first = (2 * random.uniforms(3, 2) - 1, (2 * random.uniforms(3, 1) - 1).elements)
    let second = (2 * random.uniforms(1, 3) - 1, (2 * random.uniforms(1, 1) - 1).elements)
    let network = try TrainedNetwork(
      weights: [first.0, second.0], biases: [first.1, second.1], activations: [.tanh, .sigmoid])
    let data = try Dataset(inputs: [[9.0, 9], [0.7, -1.2]], labels: [0, 1]).weighted([1, 3])
    let told = try network.explanation(ofSample: 1, in: data, .binaryCrossEntropy)
    #expect(told.inputs == [0.7, -1.2] && abs(told.loss - reference.loss) < 1e-15)
    for (layer, found) in told.layers.enumerated() {
      let pairs = [
        (found.a, reference.a[layer]), (found.z, reference.z[layer]),
        (found.delta, reference.delta[layer]),
        (
          found.weightGradient.elements,
          Matrix(rows: reference.weightGradients[layer]).elements
        ),
      ]
      for (ours, theirs) in pairs {
        #expect(ours.count == theirs.count)
        for (a, b) in zip(ours, theirs) { #expect(abs(a - b) < 2e-15) }
      }
    }
    #expect(throws: NetworkError.self) {
      let other = try Dataset(inputs: [[1.0]], labels: [0])
      _ = try network.explanation(ofSample: 0, in: other, .binaryCrossEntropy)
    }
  }
}
