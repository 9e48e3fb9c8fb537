import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite("Gradients against differences")
struct GradientCheckTests {
  @Test(
    "every network's gradient agrees with central differences to 1e-7",
    arguments: GradientReference.stored?.cases ?? [])
  func agrees(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    let loss = try reference.loss(on: clearOfKinks(data, reference.network, parameters))
    let check = WeightCheck(of: loss, at: parameters, by: .centralDifferences, most: 48)
    #expect(check.error <= 1e-7, "\(check.worstName)")
    #expect(check.passes && check.checkedCount == min(48, parameters.count))
  }

  @Test(
    "every network's gradient agrees with the complex step to 1e-13, at kinks too",
    arguments: GradientReference.stored?.cases ?? [])
  func complexStep(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    let few = data.selecting(Array(0..<min(60, data.sampleCount)))
    let loss = try reference.loss(on: few)
    let check = WeightCheck(of: loss, at: parameters, by: .complexStep, most: 25)
    #expect(check.error <= 1e-13, "\(check.worstName)")
  }

  @Test("the complex step takes the side of a kink that backpropagation takes")
  func kinks() throws {
    let network = Network(inputs: 1, layers: [.dense(2, .relu), .dense(1, .sigmoid)])
    let data = try Dataset(inputs: [[0.0], [0]], labels: [0, 1])
    let loss = RegularizedLoss(
      network, on: data, .binaryCrossEntropy, penalty: Penalty(l1: 0.1, l2: 0.1))
    // Both hidden sums are 0, and so is one weight.
    let check = WeightCheck(of: loss, at: [1, 0, 0, 0, 0.5, -0.5, 0.1], by: .complexStep)
    #expect(check.error < 1e-15)
  }

  @Test("weights and class weights go into the complex step")
  func weighted() throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    let weighted = try data.weighted((0..<data.sampleCount).map { Double($0 % 3) })
    let loss = try reference.loss(on: weighted)
    #expect(WeightCheck(of: loss, at: parameters, by: .complexStep).error < 1e-13)
  }

  @Test("a loss that is not finite does not pass")
  func notFinite() throws {
    let data = try Dataset(inputs: [[1.0]], labels: [1])
    let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
    let loss = RegularizedLoss(network, on: data, .binaryCrossEntropy)
    for method in WeightCheck.Method.allCases {
      #expect(!WeightCheck(of: loss, at: [.nan, 0], by: method).passes)
    }
  }

  @Test("a gradient with a mistake does not agree")
  func disagrees() throws {
    let reference = try #require(GradientReference.stored?.cases.first)
    let (parameters, data) = try reference.drawn()
    let wrong = WrongSign(loss: try reference.loss(on: data), coordinate: 7)
    let check = checkGradient(of: wrong, at: parameters)
    #expect(check.worst == 7)
    #expect(check.error > 1e-3)
    #expect(reference.network.parameterName(7) == "W{1}(8,1)")
  }

  /// Sixty samples of three classes, standardised, and a network of ReLU units at its initial weights.
  private func rectified(
    _ hidden: [Int], _ activation: Activation, seed: UInt32, biases: InitialBiases
  ) throws -> (loss: RegularizedLoss<Double>, weights: [Double]) {
    var random = MersenneTwister(seed: 1000 + seed)
    let inputs = Matrix<Double>(rowCount: 60, columnCount: 5) { _, _ in
      random.uniform(in: -1.7..<1.7)
    }
    let data = try Dataset(inputs: inputs, labels: (0..<60).map { $0 % 3 }, classCount: 3)
    let network = Network(
      inputs: 5, layers: hidden.map { .dense($0, activation) } + [.dense(3, .softmax)])
    random = MersenneTwister(seed: seed)
    let weights = network.initialWeights(.xavierUniform, biases: biases, using: &random)
    return (RegularizedLoss(network, on: data, .crossEntropy, penalty: Penalty(l2: 1e-3)), weights)
  }

  @Test(
    "a right gradient of a network with kinks is never called wrong, on kinks and off them",
    arguments: [[10], [10, 10], [10, 10, 10], [20, 20], [1, 1, 1, 1]])
  func neverCalledWrong(hidden: [Int]) throws {
    for seed in 0..<8 as Range<UInt32> {
      for (activation, biases) in [
        (Activation.relu, InitialBiases.zero), (.relu, .drawn), (.leakyRelu, .zero),
      ] {
        let (loss, weights) = try rectified(hidden, activation, seed: seed, biases: biases)
        let differences = WeightCheck(of: loss, at: weights, by: .centralDifferences)
        #expect(
          differences.passes,
          "\(activation) \(biases) \(seed): \(differences.worstName) \(differences.error)")
        let complex = WeightCheck(of: loss, at: weights, by: .complexStep, most: 15)
        #expect(complex.passes && complex.uncertainty == 0 && complex.kinks.isEmpty)
      }
    }
  }

  @Test(
    "a mistake of one part in ten thousand is found in every weight, kinks about or not",
    arguments: [[10], [10, 10, 10]])
  func mistakesAreFound(hidden: [Int]) throws {
    for seed in 0..<3 as Range<UInt32> {
      let (loss, weights) = try rectified(hidden, .relu, seed: seed, biases: .drawn)
      for coordinate in stride(from: Int(seed), to: weights.count, by: 7) {
        let wrong = Mistaken(loss: loss, coordinate: coordinate, by: 1e-4)
        let check = checkGradient(of: wrong, at: weights)
        #expect(check.worst == coordinate && !check.passes(), "\(coordinate): \(check)")
      }
    }
  }

  /// Those of the first samples whose weighted sums keep a distance from zero in every layer of ReLU or leaky ReLU: across the kink
  /// differences of the loss mean nothing. 0.05 is some ten times what a difference's step moves a sum.
  private func clearOfKinks(
    _ data: Dataset<Double>, _ network: Network, _ parameters: [Double]
  ) throws -> Dataset<Double> {
    let clear = (0..<min(150, data.sampleCount)).filter { sample in
      zip(network.layers, formula(network, parameters, data.inputs.row(sample))).allSatisfy {
        layer, values in
        ![.relu, .leakyRelu].contains(layer.activation) || values.a.allSatisfy { abs($0) > 0.05 }
      }
    }
    return data.selecting(clear)
  }
}

/// A loss whose gradient is wrong in one coordinate, by a part of its root mean square.
private struct Mistaken: DifferentiableObjective {
  var loss: RegularizedLoss<Double>
  let coordinate: Int
  let part: Double

  init(loss: RegularizedLoss<Double>, coordinate: Int, by part: Double) {
    (self.loss, self.coordinate, self.part) = (loss, coordinate, part)
  }

  var dimension: Int { loss.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let value = loss.value(at: x, gradient: &gradient)
    var sum = 0.0
    for index in 0..<dimension { sum += gradient[index] * gradient[index] }
    let rootMeanSquare = (sum / Double(dimension)).squareRoot()
    gradient[coordinate] += part * max(rootMeanSquare, gradient[coordinate].magnitude)
    return value
  }
}

/// A loss whose gradient has the wrong sign in one coordinate.
private struct WrongSign: DifferentiableObjective {
  var loss: RegularizedLoss<Double>
  let coordinate: Int

  var dimension: Int { loss.dimension }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let value = loss.value(at: x, gradient: &gradient)
    gradient[coordinate] = -gradient[coordinate]
    return value
  }
}
