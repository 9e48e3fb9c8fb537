import Foundation
import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// Where SciPy's BFGS ended, written by `make_minima.py`.
struct MinimumReference: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    var seed: UInt32
    var sizes: [Int]
    var activations: [Activation]
    var l2: Double
    var count: Int
    var initialValue: Double
    var value: Double
    /// Whether SciPy ended there from eight other starts too.
    var isOnly: Bool
    var parameters: [Double]

    var network: Network {
      Network(inputs: sizes[0], layers: zip(sizes.dropFirst(), activations).map { .dense($0, $1) })
    }

    var testDescription: String { "\(network), λ = \(l2)" }

    /// Points in a square, their class the ring around the origin that they lie in, and a start.
    func drawn() throws -> (data: Dataset<Double>, start: [Double]) {
      var random = MersenneTwister(seed: seed)
      let rows = (0..<count).map { _ in (0..<2).map { _ in random.uniform(in: -2..<2) } }
      let labels = rows.map { row in
        min(Int((row[0] * row[0] + row[1] * row[1]) / 1.5), network.classCount - 1)
      }
      let data = try Dataset(
        inputs: Matrix(rows: rows), labels: labels, classCount: network.classCount)
      return (data, network.initialWeights(.xavierUniform, using: &random))
    }
  }

  var cases: [Case]

  static let stored = try? storedReference("scipy_minima.json", as: Self.self)
}

@Suite("train")
struct TrainingTests {
  @Test("the references are there")
  func referencesAreThere() {
    #expect(MinimumReference.stored?.cases.count == 9)
  }

  @Test(
    "BFGS reaches the minimum that SciPy's BFGS reaches from the same start",
    arguments: MinimumReference.stored?.cases ?? [])
  func equalsSciPy(reference: MinimumReference.Case) throws {
    let (data, start) = try reference.drawn()
    let options = TrainingOptions(
      l2: reference.l2, method: .bfgs, stopping: StoppingRules(gradientNorm: 1e-9))
    let run = try train(reference.network, on: data, options, from: [start]).best
    #expect(run.solution.isSuccess)
    #expect(abs(run.lossHistory[0] / reference.initialValue - 1) < 1e-13)
    // The gradient is below 1e-8 in both, so that the values agree to its square over the curvature.
    // Where there are several minima, another one is an answer too.
    if reference.isOnly { #expect(abs(run.solution.value / reference.value - 1) < 1e-10) }
  }

  @Test(
    "beside SciPy's minimum every method comes back to it",
    arguments: MinimumReference.stored?.cases ?? [])
  func sameBasin(reference: MinimumReference.Case) throws {
    let (data, _) = try reference.drawn()
    var random = MersenneTwister(seed: 99)
    let start = reference.parameters.map { $0 + random.uniform(in: -0.02..<0.02) }
    for method in [LineSearchMethod.bfgs, .lbfgs] {
      let options = TrainingOptions(
        l2: reference.l2, method: method, stopping: StoppingRules(gradientNorm: 1e-9))
      let run = try train(reference.network, on: data, options, from: [start]).best
      #expect(abs(run.solution.value / reference.value - 1) < 1e-10)
    }
  }

  @Test("several starts are drawn one after the other from the stream, and the best is kept")
  func starts() throws {
    let (data, network) = try Self.rings()
    let options = TrainingOptions(
      l2: 1e-3, stopping: StoppingRules(iterations: 30), starts: 4)
    var (random, again) = (MersenneTwister(seed: 5), MersenneTwister(seed: 5))
    let result = try train(network, on: data, options, using: &random)
    let drawn = (0..<4).map { _ in network.initialWeights(.xavierUniform, using: &again) }
    #expect(random == again)
    #expect(result.runs.map(\.start) == [0, 1, 2, 3])
    for (run, start) in zip(result.runs, drawn) {
      var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3)
      #expect(run.lossHistory[0] == evaluate(&loss, at: start).value)
      let alone = try train(network, on: data, options, from: [start]).best
      #expect(alone.solution.x == run.solution.x)
    }
    let lowest = result.runs.map(\.solution.value).min()
    #expect(result.best.solution.value == lowest)
    #expect(result.network.parameters == result.best.solution.x)
  }

  @Test("early stopping keeps the network of the lowest validation loss, and says so")
  func earlyStopping() throws {
    let (data, network) = try Self.rings(count: 40)
    let (validation, _) = try Self.rings(count: 300)
    let options = TrainingOptions(
      method: .bfgs, stopping: StoppingRules(iterations: 500), starts: 3, patience: 15)
    var random = MersenneTwister(seed: 3)
    var seen: [[Double]] = [[], [], []]
    let result = try train(network, on: data, options, using: &random, validation: validation) {
      seen[$0.start].append($0.validationLoss ?? .nan)
    }
    for run in result.runs {
      let chosen = try #require(run.chosenIterate)
      #expect(run.validationHistory == seen[run.start])
      #expect(run.validationHistory.count == run.lossHistory.count)
      #expect(run.validationHistory[chosen] == run.validationHistory.min())
      #expect(run.stoppedEarly && run.solution.reason == .stopped)
      #expect(run.validationHistory.count == chosen + 15 + 1)
      var loss = RegularizedLoss(network, on: validation, .binaryCrossEntropy)
      #expect(loss.value(at: run.network.parameters) == run.validationHistory[chosen])
    }
    let lowest = result.runs.compactMap { $0.validationHistory.min() }.min()
    #expect(result.best.validationHistory.min() == lowest)
  }

  @Test("validation data without patience are recorded and change nothing")
  func validation() throws {
    let (data, network) = try Self.rings(count: 60)
    let (validation, _) = try Self.rings(count: 100)
    let options = TrainingOptions(l2: 1e-3, stopping: StoppingRules(iterations: 40))
    let start = network.initialWeights(using: &Self.random)
    let plain = try train(network, on: data, options, from: [start]).best
    let judged = try train(
      network, on: data, options, from: [start], validation: validation
    ).best
    #expect(judged.network == plain.network)
    #expect(judged.validationHistory.count == judged.lossHistory.count)
    #expect(judged.chosenIterate == nil && !judged.stoppedEarly)
    #expect(plain.validationHistory.isEmpty)
  }

  @Test("validation data that do not fit the network are an error")
  func validationErrors() throws {
    let (data, network) = try Self.rings(count: 60)
    let wide = try Dataset(inputs: [[1.0, 2, 3]], labels: [0])
    let start = network.initialWeights(using: &Self.random)
    #expect(throws: NetworkError.self) {
      try train(network, on: data, from: [start], validation: wide)
    }
  }

  @Test("a start that is not finite does not win, and is told")
  func brokenStart() throws {
    let (data, network) = try Self.rings()
    let good = network.initialWeights(using: &Self.random)
    let bad = Array(repeating: Double.nan, count: good.count)
    let options = TrainingOptions(stopping: StoppingRules(iterations: 5))
    let result = try train(network, on: data, options, from: [bad, good])
    #expect(result.runs[0].solution.reason == .nonFiniteStart)
    #expect(result.best.start == 1)
  }

  @Test("the history holds the loss of the start and of every iterate")
  func history() throws {
    let (data, network) = try Self.rings()
    var seen: [Double] = []
    let options = TrainingOptions(stopping: StoppingRules(iterations: 12))
    var random = MersenneTwister(seed: 1)
    let run = try train(network, on: data, options, using: &random) { progress in
      #expect(progress.start == 0 && progress.startCount == 1)
      #expect(progress.iteration.number == seen.count)
      seen.append(progress.iteration.value)
    }.best
    #expect(run.solution.reason == .iterationLimit)
    #expect(run.lossHistory == seen)
    #expect(run.lossHistory.count == 13)
    #expect(run.lossHistory.last == run.solution.value)
  }

  @Test("an observer's stop ends the start and leaves later ones out")
  func stop() throws {
    let (data, network) = try Self.rings()
    var random = MersenneTwister(seed: 1)
    let result = try train(network, on: data, TrainingOptions(starts: 3), using: &random) {
      if $0.start == 1 && $0.iteration.number == 4 { $0.stop() }
    }
    #expect(result.runs.count == 2)
    #expect(result.runs[1].solution.reason == .stopped)
    #expect(result.runs[1].lossHistory.count == 5)
  }

  @Test("the same seed gives the same bits, whatever the threads")
  func reproducible() throws {
    let (data, network) = try Self.rings(count: 30_000)
    let results = try [1, 2, 3, 8].map { threads in
      var random = MersenneTwister(seed: 2)
      let options = TrainingOptions(
        l2: 1e-4, stopping: StoppingRules(iterations: 6), threads: threads)
      return try train(network, on: data, options, using: &random).best
    }
    for result in results.dropFirst() {
      #expect(result.solution.x == results[0].solution.x)
      #expect(result.lossHistory == results[0].lossHistory)
    }
  }

  @Test("a trained network separates the rings; the regulariser's victory is called not trained")
  func constantOutputs() throws {
    let (data, network) = try Self.rings()
    var random = MersenneTwister(seed: 1)
    let good = try train(network, on: data, TrainingOptions(l2: 1e-4), using: &random).best
    #expect(good.accuracy > 0.98)
    #expect(good.confusionMatrix?.sampleCount == 200)
    #expect(!good.isConstant)
    #expect(good.warning == nil)

    let poor = try train(network, on: data, TrainingOptions(l2: 10), using: &random).best
    #expect(poor.solution.isSuccess)
    #expect(poor.isConstant)
    #expect(poor.outputSpread < 1e-6)
    #expect(poor.warning?.hasPrefix("not trained: the outputs are the same") == true)
    #expect(poor.network.warning(on: data.inputs) == poor.warning)
    #expect(poor.network.outputSpread(on: data.inputs) == poor.outputSpread)
  }

  @Test("separable data with λ = 0 end finite, with a reason")
  func separable() throws {
    let data = try Dataset(classes: [[[-1.0, 0], [-2, 1]], [[1, 0], [2, -1]]])
    let network = Network(inputs: 2, layers: [.dense(1, .sigmoid)])
    let run = try train(network, on: data, from: [[0.1, 0.1, 0]]).best
    #expect(run.solution.value.isFinite && run.solution.value < 1e-6)
    #expect(run.accuracy == 1)
  }

  @Test("one sample a class, constant features and more classes than samples all train")
  func smallData() throws {
    let network = Network(inputs: 2, layers: [.dense(3, .tanh), .dense(5, .softmax)])
    for inputs: Matrix<Double> in [[[1, 2], [2, 1]], [[3, 3], [3, 3]]] {
      let data = try Dataset(inputs: inputs, labels: [0, 4], classCount: 5)
      var random = MersenneTwister(seed: 1)
      let run = try train(network, on: data, TrainingOptions(l2: 1e-3), using: &random).best
      #expect(run.solution.value.isFinite)
      #expect(run.confusionMatrix?.counts.size == [5, 5])
    }
  }

  @Test("in Float too")
  func single() throws {
    let (data, network) = try Self.rings()
    let single = try Dataset(inputs: data.inputs.map { Float($0) }, labels: data.labels)
    var random = MersenneTwister(seed: 1)
    let run = try train(network, on: single, TrainingOptions(l2: 1e-4), using: &random).best
    #expect(run.accuracy > 0.98)
  }

  @Test("data that cannot be trained on are an error")
  func errors() throws {
    let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
    var random = MersenneTwister(seed: 1)
    let same = try Dataset(inputs: [[1.0], [2]], labels: [1, 1])
    #expect(throws: NetworkError.self) { try train(network, on: same, using: &random) }
    let wide = try Dataset(inputs: [[1.0, 2], [2, 1]], labels: [0, 1])
    let error = #expect(throws: NetworkError.self) { try train(network, on: wide, using: &random) }
    #expect(error?.code == .sizeMismatch)
  }

  private static var random: MersenneTwister {
    get { MersenneTwister(seed: 7) }
    set {}
  }

  /// Two classes, a disc inside a ring, and a network that can tell them apart.
  static func rings(count: Int = 200) throws -> (Dataset<Double>, Network) {
    var random = MersenneTwister(seed: 12)
    let rows = (0..<count).map { _ in (0..<2).map { _ in random.uniform(in: -2..<2) } }
    let labels = rows.map { $0[0] * $0[0] + $0[1] * $0[1] < 2 ? 0 : 1 }
    return (
      try Dataset(inputs: Matrix(rows: rows), labels: labels),
      Network(inputs: 2, layers: [.dense(8, .tanh), .dense(1, .sigmoid)])
    )
  }
}
