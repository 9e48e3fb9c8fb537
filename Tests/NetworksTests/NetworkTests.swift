import Matrices
import Networks
import Randomness
import Testing

@Suite("Network")
struct NetworkTests {
  static let network = Network(
    inputs: 2, layers: [.dense(3, .tanh), .dense(4, .relu), .dense(1, .sigmoid)])

  @Test("sizes, counts and description")
  func shape() {
    #expect(Self.network.sizes == [2, 3, 4, 1])
    #expect(Self.network.parameterCount == 9 + 16 + 5)
    #expect(Self.network.outputCount == 1)
    #expect(Self.network.classCount == 2)
    #expect("\(Self.network)" == "2-3-4-1 (tanh, relu, sigmoid)")
    #expect(Network(inputs: 5, layers: [.dense(3, .softmax)]).classCount == 3)
  }

  @Test("the parameter ranges follow one another: W before b, layer after layer")
  func ranges() {
    let ranges = Self.network.parameterRanges
    #expect(ranges.map(\.weights) == [0..<6, 9..<21, 25..<29])
    #expect(ranges.map(\.biases) == [6..<9, 21..<25, 29..<30])
  }

  @Test("views out of a vector, and packing them again, give the vector back")
  func packing() throws {
    let parameters = (0..<30).map(Double.init)
    let weights = (0..<3).map { Self.network.weights(ofLayer: $0, in: parameters) }
    let biases = (0..<3).map { Self.network.biases(ofLayer: $0, in: parameters) }
    #expect(weights[0] == [[0, 3], [1, 4], [2, 5]])
    #expect(weights[1].row(0) == [9, 13, 17])
    #expect(weights[2] == [[25, 26, 27, 28]])
    #expect(biases == [[6, 7, 8], [21, 22, 23, 24], [29]])
    #expect(try Self.network.parameters(weights: weights, biases: biases) == parameters)
  }

  @Test("packing what views gave, and viewing again, gives the same matrices")
  func unpacking() throws {
    var random = MersenneTwister(seed: 4)
    let weights = [(3, 2), (4, 3), (1, 4)].map { rows, columns in
      Matrix(rowCount: rows, columnCount: columns, elements: random.uniforms(rows * columns))
    }
    let biases = [3, 4, 1].map { random.uniforms($0) }
    let trained = TrainedNetwork(
      Self.network, parameters: try Self.network.parameters(weights: weights, biases: biases))
    #expect(trained.weights == weights)
    #expect(trained.biases == biases)
    let rebuilt = try TrainedNetwork(
      weights: weights, biases: biases, activations: [.tanh, .relu, .sigmoid])
    #expect(rebuilt == trained)
  }

  @Test("every parameter has the name by which MATLAB indexes it")
  func names() throws {
    let names = (0..<30).map(Self.network.parameterName)
    #expect(Set(names).count == 30)
    #expect(names[1] == "W{1}(2,1)")
    #expect(names[3] == "W{1}(1,2)")
    #expect(names[8] == "b{1}(3)")
    #expect(names[20] == "W{2}(4,3)")
    #expect(names[29] == "b{3}(1)")
  }

  @Test("weights that do not fit are an error that names the layer")
  func misfits() {
    let weights = [Matrix(repeating: 0.0, rowCount: 3, columnCount: 2)]
    let network = Network(inputs: 2, layers: [.dense(3, .tanh)])
    expect("the weight matrices must be 1, one a layer, not 2") {
      try network.parameters(weights: weights + weights, biases: [[0, 0, 0]])
    }
    expect("the bias vectors must be 1, one a layer, not 0") {
      try network.parameters(weights: weights, biases: [])
    }
    expect("the weights of layer 1 must be 3×2, not 2×3") {
      try network.parameters(weights: [weights[0].transposed()], biases: [[0, 0, 0]])
    }
    expect("the biases of layer 1 must be 3, not 2") {
      try network.parameters(weights: weights, biases: [[0, 0]])
    }
  }

  @Test("a network from outside that cannot be one is an error, never a trap")
  func damagedNetworks() {
    let one: Matrix<Double> = [[1]]
    let build = { (weights: [Matrix<Double>], biases: [[Double]], activations: [Activation]) in
      try TrainedNetwork(weights: weights, biases: biases, activations: activations)
    }
    expect("the network must be at least one layer, not none") { try build([], [], []) }
    expect("the activations must be 1, one a layer, not 2") {
      try build([one], [[0]], [.tanh, .tanh])
    }
    expect("the weights of layer 1 must be at least 1×1, not 0×2") {
      try build([Matrix(repeating: 0, rowCount: 0, columnCount: 2)], [[]], [.tanh])
    }
    expect("the weights of layer 1 must be finite") { try build([[[.nan]]], [[0]], [.tanh]) }
    expect("the biases of layer 1 must be finite") { try build([one], [[.infinity]], [.tanh]) }
    expect("the weights of layer 2 must be 1×1, not 1×2") {
      try build([one, [[1, 2]]], [[0], [0]], [.tanh, .tanh])
    }
    expect(
      "the activation of layer 1 must be one unit's function: only the last layer can be softmax,"
        + " not softmax"
    ) { try build([one, one], [[0], [0]], [.softmax, .tanh]) }
  }

  @Test("networks that cannot be traps")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = Network(inputs: 2, layers: []) }
    await #expect(processExitsWith: .failure) { _ = Layer.dense(0, .tanh) }
    await #expect(processExitsWith: .failure) {
      _ = Network(inputs: 0, layers: [.dense(1, .sigmoid)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Network(inputs: 1, layers: [.dense(2, .softmax), .dense(1, .sigmoid)])
    }
    await #expect(processExitsWith: .failure) {
      let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
      _ = TrainedNetwork(network, parameters: [1.0])
    }
  }

  private func expect<Result>(
    _ description: String, location: SourceLocation = #_sourceLocation,
    _ body: () throws -> Result
  ) {
    let error = #expect(throws: NetworkError.self, sourceLocation: location) { _ = try body() }
    #expect(error?.description == description, sourceLocation: location)
  }
}

@Suite("InitialWeights")
struct InitialWeightsTests {
  @Test("xavier draws each layer's weights from its own range, in order, and no biases")
  func xavier() {
    let network = Network(inputs: 2, layers: [.dense(10, .sigmoid), .dense(1, .sigmoid)])
    var (random, again) = (MersenneTwister(seed: 0), MersenneTwister(seed: 0))
    let parameters = network.initialWeights(.xavierUniform, using: &random)
    let (first, second) = ((2.0 / 12).squareRoot(), (2.0 / 11).squareRoot())
    let expected =
      (0..<20).map { _ in again.uniform(in: -first..<first) } + Array(repeating: 0, count: 10)
      + (0..<10).map { _ in again.uniform(in: -second..<second) } + [0]
    #expect(parameters == expected)
    #expect(random == again)
    #expect(network.initialWeights(using: &again).allSatisfy { abs($0) <= second })
  }

  @Test(
    "the others draw in the same order from ranges of their own",
    arguments: [
      (InitialWeights.glorotUniform, (6.0 / 5).squareRoot()),
      (.heUniform, (6.0 / 2).squareRoot()), (.lecunUniform, (3.0 / 2).squareRoot()),
    ])
  func ranges(distribution: InitialWeights, bound: Double) {
    let network = Network(inputs: 2, layers: [.dense(3, .relu)])
    var (random, again) = (MersenneTwister(seed: 4), MersenneTwister(seed: 4))
    let parameters = network.initialWeights(distribution, using: &random)
    #expect(
      parameters == (0..<6).map { _ in again.uniform(in: -bound..<bound) } + [0, 0, 0])
  }

  @Test("uniform01 draws weights and biases in the order of the vector: the moons lab's draws")
  func uniform() {
    let network = Network(
      inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
    var random = MersenneTwister(seed: 0)
    _ = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
    let parameters = network.initialWeights(.uniform01, using: &random)
    // W_input_h1 is 2×3 row-major in NumPy, so its first row holds the first input's weights.
    let weights = network.weights(ofLayer: 0, in: parameters)
    #expect(weights.column(0) == [0.7649944475660804, 0.18906265986533421, 0.8987595875714912])
    #expect(network.biases(ofLayer: 2, in: parameters) == [0.38139715343088765])
  }
}
