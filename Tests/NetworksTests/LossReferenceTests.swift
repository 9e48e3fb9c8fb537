import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite("RegularizedLoss against NumPy")
struct LossReferenceTests {
  /// A loss relative to itself and a gradient's element relative to the largest: about 4500 units in the
  /// last place, for sums over thousands of samples and sums that cancel.
  static let tolerance = 1e-12

  @Test("the references are there")
  func referencesAreThere() {
    #expect(GradientReference.stored?.cases.count == 52)
  }

  @Test(
    "value and gradient equal NumPy's in extended precision",
    arguments: GradientReference.stored?.cases ?? [])
  func equalsNumPy(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    var loss = try reference.loss(on: data)
    let (value, gradient) = evaluate(&loss, at: parameters)
    #expect(abs(value / reference.value - 1) <= Self.tolerance)
    let largest = reference.gradient.map(abs).max() ?? 0
    #expect(loss.value(at: parameters) == value)
    let stored = stride(from: 0, to: gradient.count, by: reference.step).map { gradient[$0] }
    #expect(stored.count == reference.gradient.count)
    let error = zip(stored, reference.gradient).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error <= Self.tolerance * largest)
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm / reference.gradientNorm - 1) <= Self.tolerance)
  }

  @Test(
    "in Float, value and gradient equal NumPy's to single precision",
    arguments: GradientReference.stored?.cases ?? [])
  func equalsNumPyInSinglePrecision(reference: GradientReference.Case) throws {
    let (parameters, data) = try reference.drawn()
    let inputs = data.inputs.map { Float($0) }
    let single =
      try data.targets.map { try Dataset(inputs: inputs, targets: $0.map { Float($0) }) }
      ?? Dataset(inputs: inputs, labels: data.labels, classCount: data.classCount)
    var objective = RegularizedLoss(
      reference.network, on: single, try reference.kind(), penalty: reference.penalty,
      reduction: reference.reduction)
    let (value, gradient) = evaluate(&objective, at: parameters.map { Float($0) })
    #expect(abs(Double(value) / reference.value - 1) <= 1e-5)
    let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm / reference.gradientNorm - 1) <= 1e-5)
  }

  @Test(
    "the same bits for 1, 2, 3 and 8 threads, for work large enough to be shared by eight",
    arguments: [
      ([2, 10, 10, 10, 1], 14_000), ([2, 3, 3, 1], 100_003), ([30, 20, 5], 9_999),
      ([100, 80, 3], 2_051),
    ])
  func threads(sizes: [Int], count: Int) throws {
    var random = MersenneTwister(seed: 6)
    let output = sizes[sizes.count - 1]
    let network = Network(
      inputs: sizes[0],
      layers: sizes.dropFirst().dropLast().map { .dense($0, .tanh) }
        + [.dense(output, output == 1 ? .sigmoid : .softmax)])
    let inputs = Matrix(
      rowCount: count, columnCount: sizes[0],
      elements: random.uniforms(count * sizes[0]).map { 2 * $0 - 1 })
    let labels = (0..<count).map { _ in random.integer(in: 0..<network.classCount) }
    let data = try Dataset(inputs: inputs, labels: labels)
    let parameters = network.initialWeights(using: &random)
    let loss = try #require(BuiltInLoss(for: network))
    let results = [1, 2, 3, 8].map { threads in
      var objective = RegularizedLoss(network, on: data, loss, l2: 1e-3, threads: threads)
      return evaluate(&objective, at: parameters)
    }
    #expect(results[0].value.isFinite)
    for result in results {
      #expect(result.value == results[0].value && result.gradient == results[0].gradient)
    }
    let outputs = network.outputs(for: inputs, parameters: parameters)
    for threads in [2, 3, 8] {
      #expect(
        network.outputs(for: inputs, parameters: parameters, threads: threads) == outputs)
    }
  }
}

/// f(x) and ∇f(x).
func evaluate<Objective: DifferentiableObjective>(
  _ objective: inout Objective, at x: [Objective.Scalar]
) -> (value: Objective.Scalar, gradient: [Objective.Scalar]) {
  var gradient = [Objective.Scalar](repeating: .nan, count: x.count)
  var span = gradient.mutableSpan
  let value = objective.value(at: x.span, gradient: &span)
  return (value, gradient)
}
