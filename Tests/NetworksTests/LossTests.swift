import Foundation
import Matrices
import Networks
import Optimization
import Testing

@Suite("RegularizedLoss")
struct LossTests {
  static let sigmoid = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  static let softmax = Network(inputs: 1, layers: [.dense(3, .softmax)])

  @Test("log-loss at sums of ±1000 is finite and exact", arguments: [-1000.0, 1000], [0, 1])
  func hugeLogLoss(sum: Double, label: Int) throws {
    let data = try Dataset(inputs: [[1.0]], labels: [label])
    var loss = RegularizedLoss(Self.sigmoid, on: data, .binaryCrossEntropy)
    let (value, gradient) = evaluate(&loss, at: [sum, 0])
    let isWrong = (sum > 0) != (label == 1)
    #expect(value == (isWrong ? 1000 : 0))
    #expect(gradient == (isWrong ? [sum / 1000, sum / 1000] : [0, 0]))
  }

  @Test("a confident output's loss keeps its relative precision", arguments: [10.0, 40, 100, 700])
  func confident(sum: Double) throws {
    // log(1 + e⁻ᵃ) = e⁻ᵃ(1 − e⁻ᵃ/2 + …): written with 1 − p it would be zero from a = 37 on.
    let expected = log1p(exp(-sum))
    let one = try Dataset(inputs: [[1.0]], labels: [1])
    var binary = RegularizedLoss(Self.sigmoid, on: one, .binaryCrossEntropy)
    let (value, gradient) = evaluate(&binary, at: [sum, 0])
    #expect(abs(value / expected - 1) < 1e-14)
    #expect(abs(gradient[1] / -(exp(-sum) / (1 + exp(-sum))) - 1) < 1e-14)

    let two = Network(inputs: 1, layers: [.dense(2, .softmax)])
    var several = RegularizedLoss(two, on: one, .crossEntropy)
    let (sameValue, sameGradient) = evaluate(&several, at: [0, sum, 0, 0])
    #expect(abs(sameValue / expected - 1) < 1e-14)
    #expect(abs(sameGradient[3] / gradient[1] - 1) < 1e-14)
  }

  @Test("cross-entropy of huge sums is finite", arguments: [1e3, 1e8, 1e300])
  func hugeSoftmax(size: Double) throws {
    let data = try Dataset(inputs: [[1.0]], labels: [2])
    var loss = RegularizedLoss(Self.softmax, on: data, .crossEntropy)
    let wrong = evaluate(&loss, at: [size, 0, -size, 0, 0, 0])
    #expect(wrong.value == 2 * size)
    #expect(wrong.gradient == [1, 0, -1, 1, 0, -1])
    let right = evaluate(&loss, at: [-size, 0, size, 0, 0, 0])
    #expect(right.value == 0)
    #expect(right.gradient.allSatisfy { $0 == 0 })
  }

  @Test("equal sums give log K, whatever their size", arguments: [0.0, 1000, -1e6])
  func equalSums(sum: Double) throws {
    let data = try Dataset(inputs: [[1.0]], labels: [1], classCount: 3)
    var loss = RegularizedLoss(Self.softmax, on: data, .crossEntropy)
    let (value, _) = evaluate(&loss, at: [sum, sum, sum, 0, 0, 0])
    // The largest sum is added to log K before it is taken off: an error of half its last place.
    #expect(abs(value - log(3)) <= max(sum.magnitude, 1) * Double.ulpOfOne)
  }

  @Test("NaN parameters and overflowing sums give a value that is not finite")
  func overflow() throws {
    let data = try Dataset(inputs: [[2.0]], labels: [1], classCount: 3)
    var several = RegularizedLoss(Self.softmax, on: data, .crossEntropy)
    #expect(!evaluate(&several, at: [.nan, 0, 0, 0, 0, 0]).value.isFinite)
    #expect(!evaluate(&several, at: [1.7e308, 0, 0, 0, 0, 0]).value.isFinite)
    let binary = try Dataset(inputs: [[2.0]], labels: [0])
    var one = RegularizedLoss(Self.sigmoid, on: binary, .binaryCrossEntropy)
    #expect(!evaluate(&one, at: [1.7e308, 0]).value.isFinite)
    #expect(!evaluate(&one, at: [.nan, 0]).value.isFinite)
  }

  @Test("the regulariser adds λ Σ W² whatever the reduction, and leaves the biases out")
  func regularizer() throws {
    let network = Network(inputs: 2, layers: [.dense(2, .tanh), .dense(1, .sigmoid)])
    let data = try Dataset(inputs: [[1.0, 2], [3, 4], [0, 1]], labels: [0, 1, 1])
    let parameters = (0..<9).map { Double($0 + 1) / 10 }
    for reduction in Reduction.allCases {
      var plain = RegularizedLoss(network, on: data, .binaryCrossEntropy, reduction: reduction)
      var penalized = RegularizedLoss(
        network, on: data, .binaryCrossEntropy, l2: 0.25, reduction: reduction)
      let (before, after) = (evaluate(&plain, at: parameters), evaluate(&penalized, at: parameters))
      let weights = [0, 1, 2, 3, 6, 7]
      let squares = weights.reduce(0) { $0 + parameters[$1] * parameters[$1] }
      #expect(abs(after.value - before.value - 0.25 * squares) < 1e-15)
      for index in 0..<9 {
        let slope = weights.contains(index) ? 0.5 * parameters[index] : 0
        #expect(abs(after.gradient[index] - before.gradient[index] - slope) < 1e-15)
      }
    }
  }

  @Test("the mean is the sum divided by the number of samples")
  func reductions() throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    var mean = RegularizedLoss(reference.network, on: data, .binaryCrossEntropy)
    var sum = RegularizedLoss(reference.network, on: data, .binaryCrossEntropy, reduction: .sum)
    let (m, s) = (evaluate(&mean, at: parameters), evaluate(&sum, at: parameters))
    #expect(abs(m.value * 200 / s.value - 1) < 1e-15)
    for (a, b) in zip(m.gradient, s.gradient) { #expect(abs(a * 200 - b) <= 1e-15 * abs(b)) }
  }

  @Test("a copy computes on its own and the same")
  func copies() throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    var first = try reference.loss(on: data)
    let expected = evaluate(&first, at: parameters)
    var second = first
    _ = evaluate(&first, at: parameters.map { $0 + 1 })
    let found = evaluate(&second, at: parameters)
    #expect(found.value == expected.value && found.gradient == expected.gradient)
  }

  @Test("the loss that fits an output layer is found; others have none")
  func fittingLoss() {
    #expect(BuiltInLoss(for: Self.sigmoid) == .binaryCrossEntropy)
    #expect(BuiltInLoss(for: Self.softmax) == .crossEntropy)
    #expect(BuiltInLoss(for: Network(inputs: 1, layers: [.dense(1, .softmax)])) == nil)
    #expect(BuiltInLoss(for: Network(inputs: 1, layers: [.dense(2, .sigmoid)])) == nil)
    #expect(BuiltInLoss(for: Network(inputs: 1, layers: [.dense(1, .tanh)])) == nil)
  }

  @Test("what cannot fit traps")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[1.0, 2]], labels: [1])
      _ = RegularizedLoss(LossTests.sigmoid, on: data, .binaryCrossEntropy)
    }
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[1.0]], labels: [2])
      _ = RegularizedLoss(LossTests.sigmoid, on: data, .binaryCrossEntropy)
    }
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[1.0]], labels: [1])
      _ = RegularizedLoss(LossTests.sigmoid, on: data, .crossEntropy)
    }
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[1.0]], labels: [1])
      _ = RegularizedLoss(LossTests.sigmoid, on: data, .binaryCrossEntropy, l2: -1)
    }
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[1.0]], labels: [1])
      var loss = RegularizedLoss(LossTests.sigmoid, on: data, .binaryCrossEntropy)
      _ = evaluate(&loss, at: [1, 2, 3])
    }
  }
}
