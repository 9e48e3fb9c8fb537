import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite("Bounds on weights") struct WeightBoundTests {
  private static let data = Result {
    try Dataset(
      inputs: Matrix<Double>(rowCount: 30, columnCount: 2) { row, column in
        Double((row * 7 + column * 11) % 30) / 15 - 1
      }, labels: (0..<30).map { ($0 * 7) % 30 > 14 ? 1 : 0 }, classCount: 2)
  }
  private static let network = Network(inputs: 2, layers: [.dense(3, .tanh), .dense(1, .sigmoid)])

  private func trained(
    _ texts: [String], _ method: any MinimizationMethod = .lbfgs, seed: UInt32 = 1
  ) throws -> TrainingResult<Double> {
    var options = TrainingOptions(
      l2: 1e-3, method: method, stopping: StoppingRules(gradientNorm: 1e-7, iterations: 500))
    options.bounds = try texts.map { try #require(WeightBound($0)) }
    var random = MersenneTwister(seed: seed)
    return try train(Self.network, on: Self.data.get(), options, using: &random)
  }

  @Test("what is bounded stays within, what is fixed stays where it is", arguments: 1...3)
  func kept(seed: Int) throws {
    let seed = UInt32(seed)
    let best = try trained(["W1>=0", "W2<=0.5", "b2=0.25"], seed: seed).best.network
    #expect(best.weights[0].elements.allSatisfy { $0 >= 0 })
    #expect(best.weights[1].elements.allSatisfy { $0 <= 0.5 })
    #expect(best.biases[1] == [0.25])
    let fixed = try trained(["W1"], seed: seed).best.network
    var random = MersenneTwister(seed: seed)
    let start = TrainedNetwork(
      Self.network, parameters: Self.network.initialWeights(.xavierUniform, using: &random))
    #expect(fixed.weights[0] == start.weights[0] && fixed.weights[1] != start.weights[1])
  }

  @Test("a minimum within bounds is one: the gradient points out of the box where it is not zero")
  func minimum() throws {
    let result = try trained(["W>=-0.2", "W<=0.4"])
    let network = result.best.network
    var loss = RegularizedLoss(
      Self.network, on: try Self.data.get(), BuiltInLoss.binaryCrossEntropy, l2: 1e-3)
    var gradient = [Double](repeating: 0, count: network.parameters.count)
    var span = gradient.mutableSpan
    _ = loss.value(at: network.parameters.span, gradient: &span)
    let box = try #require(
      try Self.network.box(
        [WeightBound(.weights, .range(-0.2...0.4))], from: network.parameters))
    #expect(box.contain(network.parameters))
    #expect(box.projectedGradientNorm(at: network.parameters, gradient) < 1e-6)
    #expect(gradient.contains { abs($0) > 1e-3 })
  }

  @Test(
    "a bound is read as it is written, and nothing else is",
    arguments: [
      ("W1>=0", "W1>=0.0"), ("W<=2", "W<=2.0"), (" b2 = -1e-3 ", "b2=-0.001"), ("W12", "W12"),
      ("b", "b"), ("W0>=1", nil), ("V1>=0", nil), ("W1>0", nil), ("W1>=", nil), ("", nil),
      ("W1>=nan", nil), ("W1>=1e999", nil), ("W1==2", nil), ("W9999999>=0", nil), ("b1=.", nil),
    ])
  func texts(text: String, wanted: String?) {
    let bound = WeightBound(text)
    #expect(bound?.text == wanted)
    if let bound { #expect(WeightBound(bound.text) == bound) }
  }

  @Test("no such layer, no room and a method that keeps no bounds are said")
  func refused() throws {
    for texts in [["W3>=0"], ["W1>=1", "W<=0"]] {
      #expect(throws: NetworkError.self) { try trained(texts) }
    }
    // Steps of fixed size are cut at the side, if batches are not what they are taken from.
    #expect(try trained(["W>=0"], .adam()).best.network.weights[0].elements.allSatisfy { $0 >= 0 })
    var options = TrainingOptions(method: .adam())
    options.bounds = [WeightBound(.weights, .range(0...1))]
    #expect(options.keepsBounds)
    options.batches = MiniBatches(size: 5, seed: 0)
    #expect(!options.keepsBounds)
    #expect(throws: NetworkError.self) {
      try train(
        Self.network, on: Self.data.get(), options,
        from: [Array(repeating: 0.1, count: Self.network.parameterCount)])
    }
  }
}
