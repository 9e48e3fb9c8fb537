import Matrices
import Networks
import Randomness
import Testing

@Suite("Outputs and metrics")
struct OutputTests {
  @Test(
    "outputs equal the formula, sample by sample", arguments: GradientReference.stored?.cases ?? [])
  func outputs(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    let outputs = reference.network.outputs(for: data.inputs, parameters: parameters)
    #expect(outputs.size == [reference.count, reference.network.outputCount])
    for sample in stride(from: 0, to: reference.count, by: 37) {
      let expected = try #require(
        formula(reference.network, parameters, data.inputs.row(sample)).last?.z)
      for (found, wanted) in zip(outputs.row(sample), expected) {
        // 1e-12 relative: the formula's sums are added in another order.
        #expect(abs(found - wanted) <= 1e-12 * abs(wanted))
      }
    }
  }

  @Test("in a small network a sample's output does not depend on the samples beside it")
  func independence() {
    let network = Network(inputs: 2, layers: [.dense(10, .tanh), .dense(3, .softmax)])
    var random = MersenneTwister(seed: 1)
    let parameters = network.initialWeights(using: &random)
    let inputs = Matrix(rowCount: 1_003, columnCount: 2, elements: random.normals(2_006))
    let together = network.outputs(for: inputs, parameters: parameters)
    for rows in [0..<1, 5..<22, 990..<1_003] {
      let alone = network.outputs(for: inputs[rows, 0...], parameters: parameters)
      #expect(alone == together[rows, 0...])
    }
  }

  @Test("no samples give no outputs; another width traps")
  func edges() async {
    let network = Network(inputs: 2, layers: [.dense(3, .softmax)])
    let none = Matrix<Double>(rowCount: 0, columnCount: 2, elements: [])
    #expect(network.outputs(for: none, parameters: Array(repeating: 0, count: 9)).size == [0, 3])
    await #expect(processExitsWith: .failure) {
      let network = Network(inputs: 2, layers: [.dense(3, .softmax)])
      _ = network.outputs(for: [[1.0, 2, 3]], parameters: Array(repeating: 0, count: 9))
    }
  }

  @Test("softmax of huge sums is finite and adds up to one")
  func softmax() {
    let values = Activation.softmax.values(at: [
      [1e300, -1e300, 0], [-1e308, -1e308, -1e308], [710, 711, 712],
    ])
    #expect(values.row(0) == [1, 0, 0])
    #expect(values.row(1).allSatisfy { abs($0 - 1.0 / 3) < 1e-15 })
    for row in 0..<3 { #expect(abs(values.row(row).reduce(0, +) - 1) <= 2 * Double.ulpOfOne) }
  }

  @Test("the class of one output is 1 above a half, of several the largest, ties the lower")
  func classes() {
    let binary = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
    #expect(binary.classes(ofOutputs: [[0.5], [0.51], [0.2], [.nan]]) == [0, 1, 0, 0])
    let three = Network(inputs: 1, layers: [.dense(3, .softmax)])
    #expect(
      three.classes(ofOutputs: [[0.2, 0.5, 0.3], [0.4, 0.2, 0.4], [0, 0, 1]]) == [1, 0, 2])
  }

  @Test("the confusion matrix counts classes by rows and predictions by columns")
  func confusion() async {
    let matrix = ConfusionMatrix(
      labels: [0, 0, 1, 1, 1, 2], predictions: [0, 1, 1, 1, 2, 0], classCount: 3)
    #expect(matrix.counts == [[1, 1, 0], [0, 2, 1], [1, 0, 0]])
    #expect(matrix.sampleCount == 6)
    #expect(matrix.correctCount == 3)
    #expect(matrix.accuracy == 0.5)
    #expect(ConfusionMatrix(labels: [], predictions: [], classCount: 2).accuracy.isNaN)
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(labels: [0], predictions: [], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(labels: [2], predictions: [0], classCount: 2)
    }
  }
}

@Suite("Activation")
struct ActivationTests {
  static let unitwise = Activation.allCases.filter { $0 != .softmax }
  static let points: Matrix<Double> = [[-30, -2.5, -1], [-0.3, 0.2, 0.7], [1, 2.5, 30]]

  @Test(
    "the derivative agrees with differences",
    arguments: unitwise)
  func derivatives(activation: Activation) {
    let step = 1e-5
    let above = activation.values(at: Self.points.map { $0 + step }).elements
    let below = activation.values(at: Self.points.map { $0 - step }).elements
    let slopes = activation.derivatives(at: Self.points).elements
    for index in slopes.indices {
      let difference = (above[index] - below[index]) / (2 * step)
      // Truncation is below h²/6 ≈ 2e-11, rounding below ε/h ≈ 2e-11.
      #expect(abs(slopes[index] - difference) <= 5e-11 * max(1, abs(slopes[index])))
    }
  }

  @Test("at their kinks ReLU's derivative is 0 and leaky ReLU's 0.01, and NaN stays NaN")
  func kink() {
    #expect(Activation.leakyRelu.derivatives(at: [[0.0, -1, 1]]) == [[0.01, 0.01, 1]])
    #expect(Activation.leakyRelu.values(at: [[-2.0, 3]]) == [[-0.02, 3]])
    #expect(Activation.elu.derivatives(at: [[0.0, 1]]) == [[1, 1]])
    #expect(Activation.relu.derivatives(at: [[0.0, -0.0]]) == [[0, 0]])
    #expect(Activation.relu.values(at: [[-1.0, 2]]) == [[0, 2]])
    for activation in Self.unitwise {
      #expect(activation.values(at: [[Double.nan]])[0, 0].isNaN)
    }
  }

  @Test("an empty matrix stays empty", arguments: Activation.allCases)
  func empty(activation: Activation) {
    let none = Matrix<Double>(rowCount: 0, columnCount: 3, elements: [])
    #expect(activation.values(at: none) == none)
  }

  @Test("softmax has no derivative unit by unit: asking traps")
  func softmaxDerivative() async {
    await #expect(processExitsWith: .failure) { _ = Activation.softmax.derivatives(at: [[1.0]]) }
  }
}
