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
    let restricted = Restriction(loss, to: 48, at: parameters)
    let check = checkGradient(of: restricted, at: restricted.start)
    #expect(
      check.error <= 1e-7, "parameter \(check.worst.map { restricted.coordinates[$0] } ?? -1)")
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
    return try Dataset(
      inputs: data.inputs.selectingRows(clear), labels: clear.map { data.labels[$0] },
      classCount: data.classCount)
  }
}

/// A loss as a function of some of its parameters, spread over the vector, the others held.
private struct Restriction: DifferentiableObjective {
  let coordinates: [Int]
  private var loss: RegularizedLoss<Double>
  private var parameters: [Double]

  init(_ loss: RegularizedLoss<Double>, to count: Int, at parameters: [Double]) {
    let step = max(1, parameters.count / count)
    coordinates = Array(stride(from: 0, to: parameters.count, by: step))
    self.loss = loss
    self.parameters = parameters
  }

  var dimension: Int { coordinates.count }

  var start: [Double] { coordinates.map { parameters[$0] } }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for (index, coordinate) in coordinates.enumerated() { parameters[coordinate] = x[index] }
    let (value, full) = evaluate(&loss, at: parameters)
    for (index, coordinate) in coordinates.enumerated() { gradient[index] = full[coordinate] }
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
