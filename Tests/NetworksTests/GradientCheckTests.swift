import Matrices
import Networks
import Optimization
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
