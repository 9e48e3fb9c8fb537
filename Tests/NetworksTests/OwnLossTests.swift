import Foundation
import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// The loss of the documentation of ``Loss``.
struct LogCosh: Loss {
  let name = "log-cosh"
  func value<N: AnalyticNumber>(outputs z: Span<N>, targets t: Span<Double>) -> N {
    var sum: N = 0
    for k in z.indices { sum += N.softplus(2 * (z[k] - N(t[k]))) - z[k] + N(t[k] - log(2)) }
    return sum
  }
  func derivatives(
    outputs z: Span<Double>, targets t: Span<Double>, into d: inout MutableSpan<Double>
  ) {
    for k in z.indices { d[k] = tanh(z[k] - t[k]) }
  }
}

/// The activation of the documentation of ``ActivationFunction``.
struct Swish: ActivationFunction {
  let name = "swish"
  func value<N: AnalyticNumber>(at a: N) -> N { a * .sigmoid(a) }
  func derivative(at a: Double) -> Double {
    let s = 1 / (1 + exp(-a))
    return s + a * s * (1 - s)
  }
}

/// A built-in loss in the clothes of a user's, so that the general way must give what the loops give.
private struct Disguised: Loss {
  var loss: BuiltInLoss
  var name: String { "disguised " + loss.name }
  func value<N: AnalyticNumber>(outputs z: Span<N>, targets t: Span<Double>) -> N {
    loss.value(outputs: z, targets: t)
  }
  func derivatives(
    outputs z: Span<Double>, targets t: Span<Double>, into d: inout MutableSpan<Double>
  ) {
    loss.derivatives(outputs: z, targets: t, into: &d)
  }
}

/// A derivative that is wrong by a factor.
private struct Wrong: Loss {
  let name = "wrong"
  func value<N: AnalyticNumber>(outputs z: Span<N>, targets t: Span<Double>) -> N {
    LogCosh().value(outputs: z, targets: t)
  }
  func derivatives(
    outputs z: Span<Double>, targets t: Span<Double>, into d: inout MutableSpan<Double>
  ) {
    for k in z.indices { d[k] = 1.001 * tanh(z[k] - t[k]) }
  }
}

@Suite("Losses and activations of users' own")
struct OwnLossTests {
  private static let network = Network(
    inputs: 3, layers: [.dense(6, Activation(Swish())), .dense(2, .identity)])

  private func numbers(_ count: Int, outputs: Int = 2) throws -> Dataset<Double> {
    var random = MersenneTwister(seed: 5)
    return try Dataset(
      inputs: Matrix(rowCount: count, columnCount: 3, elements: random.normals(3 * count)),
      targets: Matrix(
        rowCount: count, columnCount: outputs, elements: random.normals(outputs * count)))
  }

  @Test("a loss and an activation of one's own pass the complex step and central differences")
  func checked() throws {
    var random = MersenneTwister(seed: 1)
    let weights = Self.network.initialWeights(using: &random)
    let loss = RegularizedLoss(Self.network, on: try numbers(300), LogCosh(), l2: 1e-3)
    #expect(WeightCheck(of: loss, at: weights, by: .complexStep).error < 1e-14)
    #expect(WeightCheck(of: loss, at: weights, by: .centralDifferences).passes)
  }

  @Test("the complex step finds a derivative that is wrong by a thousandth")
  func wrong() throws {
    var random = MersenneTwister(seed: 1)
    let weights = Self.network.initialWeights(using: &random)
    let loss = RegularizedLoss(Self.network, on: try numbers(30), Wrong())
    let check = WeightCheck(of: loss, at: weights, by: .complexStep)
    #expect(!check.passes && check.error > 1e-4)
  }

  @Test("log cosh of one difference is what the C library says")
  func value() {
    for r in [-3.0, -0.5, 0, 1e-9, 0.25, 2] {
      let value = LogCosh().value(outputs: [r + 1], targets: [1])
      #expect(abs(value - log(cosh(r))) < 2e-15)
      #expect(abs(LogCosh().derivatives(outputs: [r + 1], targets: [1])[0] - tanh(r)) < 1e-15)
    }
  }

  @Test("the same bits on 1, 2, 3 and 8 threads, and single precision agrees")
  func threads() throws {
    var random = MersenneTwister(seed: 1)
    let weights = Self.network.initialWeights(using: &random)
    let data = try numbers(20_001)
    let results = [1, 2, 3, 8].map { threads in
      var loss = RegularizedLoss(Self.network, on: data, LogCosh(), l2: 1e-3, threads: threads)
      return evaluate(&loss, at: weights)
    }
    for result in results {
      #expect(result.value == results[0].value && result.gradient == results[0].gradient)
    }
    var single = RegularizedLoss(
      Self.network, on: try Dataset<Float>(data), LogCosh(), l2: 1e-3)
    #expect(abs(Double(single.value(at: weights.map { Float($0) })) / results[0].value - 1) < 1e-5)
  }

  @Test(
    "the general way gives for every built-in loss what its loops give",
    arguments: GradientReference.stored?.cases ?? [])
  func disguised(reference: GradientReference.Case) throws {
    let (drawn, all) = try reference.drawn()
    // So small that no probability is near 1, where the formulas from the outputs lose digits.
    let parameters = drawn.map { $0 / 10 }
    let data = all.selecting(Array(0..<min(500, all.sampleCount)))
    let kind = try reference.kind()
    var loops = RegularizedLoss(
      reference.network, on: data, kind, penalty: reference.penalty,
      reduction: reference.reduction)
    var general = RegularizedLoss(
      reference.network, on: data, Disguised(loss: kind), penalty: reference.penalty,
      reduction: reference.reduction)
    let (expected, found) = (
      evaluate(&loops, at: parameters), evaluate(&general, at: parameters)
    )
    #expect(abs(found.value / expected.value - 1) < 1e-12)
    let largest = expected.gradient.map(abs).max() ?? 0
    for (a, b) in zip(found.gradient, expected.gradient) { #expect(abs(a - b) < 1e-12 * largest) }
  }

  @Test("training by a loss of one's own finds the numbers, with mini-batches too")
  func training() throws {
    var random = MersenneTwister(seed: 2)
    let inputs = Matrix(rowCount: 200, columnCount: 1, elements: random.normals(200))
    let data = try Dataset(inputs: inputs, targets: inputs.map { 3 * $0 - 1 })
    let line = Network(inputs: 1, layers: [.dense(1, .identity)])
    let whole = try train(line, on: data, TrainingOptions(loss: LogCosh()), using: &random).best
    #expect(abs(whole.network.parameters[0] - 3) < 1e-6)
    let options = TrainingOptions(
      loss: LogCosh(), method: .adam(stepSize: 0.02), stopping: StoppingRules(iterations: 200),
      batches: MiniBatches(size: 20))
    let batches = try train(line, on: data, options, using: &random).best
    #expect(abs(batches.network.parameters[0] - 3) < 1e-3)
  }

  @Test("an activation of one's own is told from a built-in one, and its file's name from any")
  func naming() throws {
    let swish = Activation(Swish())
    #expect(swish.rawValue == "swish" && swish.isOwn && !Activation.tanh.isOwn)
    #expect(swish == Activation(Swish()) && swish != .tanh)
    #expect(Activation(rawValue: "swish") == nil)
    #expect(Activation.allCases.allSatisfy { Activation(rawValue: $0.rawValue) == $0 })
    let written = try JSONEncoder().encode([Activation.gelu])
    #expect(try JSONDecoder().decode([Activation].self, from: written) == [.gelu])
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode([Activation].self, from: JSONEncoder().encode([swish]))
    }
  }

  @Test("values and derivatives of an own activation are those of its functions")
  func activation() {
    let a: Matrix<Double> = [[-2, 0.5], [0, 30]]
    let swish = Activation(Swish())
    let error = zip(swish.values(at: a).elements, a.elements).map {
      abs($0 - $1 / (1 + exp(-$1)))
    }
    #expect((error.max() ?? 1) < 1e-15)
    #expect(swish.derivatives(at: a) == a.map { Swish().derivative(at: $0) })
  }
}
