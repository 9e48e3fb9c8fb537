import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite("Mini-batches, checkpoints and regression")
struct MiniBatchTests {
  static func wave(_ count: Int = 120) throws -> (Dataset<Double>, Network) {
    var random = MersenneTwister(seed: 4)
    let x = (0..<count).map { _ in [random.uniform(in: -2..<2), random.uniform(in: -1..<1)] }
    let targets = x.map { [$0[0] * $0[1], $0[0] - 0.5] }
    let network = Network(inputs: 2, layers: [.dense(8, .tanh), .dense(2, .identity)])
    return (try Dataset(inputs: Matrix(rows: x), targets: Matrix(rows: targets)), network)
  }

  @Test("a regression of two outputs is fitted, by squared error and Huber's loss")
  func regression() throws {
    let (data, network) = try Self.wave()
    for loss in [nil, BuiltInLoss.huber(threshold: 0.5)] {
      var random = MersenneTwister(seed: 1)
      let run = try train(
        network, on: data, TrainingOptions(loss: loss, l2: 1e-6, method: .bfgs), using: &random
      ).best
      #expect(run.solution.isSuccess)
      #expect((run.errors?.r2 ?? 0) > 0.99)
      #expect(run.confusionMatrix == nil && run.accuracy.isNaN && run.warning == nil)
    }
  }

  @Test("a batch of all samples takes the steps of the whole, in another order of additions")
  func wholeBatch() throws {
    let (data, network) = try Self.wave()
    var random = MersenneTwister(seed: 1)
    let start = network.initialWeights(using: &random)
    var options = TrainingOptions(
      method: .adam(stepSize: 0.01), stopping: StoppingRules(iterations: 30))
    let whole = try train(network, on: data, options, from: [start]).best
    options.batches = MiniBatches(size: 500)
    let batched = try train(network, on: data, options, from: [start]).best
    #expect(batched.iterations == 30 && batched.lossHistory.count == 31)
    for (a, b) in zip(whole.lossHistory, batched.lossHistory) { #expect(abs(a - b) < 1e-10 * a) }
  }

  @Test("batches that do not divide the samples train as well, and end where they are told")
  func smallBatches() throws {
    let (data, network) = try Self.wave()
    var random = MersenneTwister(seed: 1)
    let options = TrainingOptions(
      l2: 1e-5, method: .adam(stepSize: 0.02), stopping: StoppingRules(iterations: 60),
      batches: MiniBatches(size: 32, seed: 5))
    var again = random
    let run = try train(network, on: data, options, using: &random).best
    let same = try train(network, on: data, options, using: &again).best
    #expect(run.network == same.network && run.lossHistory == same.lossHistory)
    #expect(run.reason == .iterationLimit && run.iterations == 60)
    #expect(run.evaluations == 60 * 4)
    #expect((run.errors?.r2 ?? 0) > 0.9)
    // What is kept is the lowest loss on all samples.
    #expect(run.solution.value == run.lossHistory.min())
  }

  @Test("the batches of an epoch make up the whole gradient")
  func unbiased() throws {
    let (data, network) = try Self.wave(10)
    let weighted = try data.weighted((0..<10).map { Double($0 + 1) })
    var random = MersenneTwister(seed: 1)
    let start = network.initialWeights(using: &random)
    // With steps so small that the weights hardly move, an epoch of n batches goes n times as far.
    let step = 1e-9
    var options = TrainingOptions(
      l2: 0.1, method: .momentum(stepSize: step, momentum: 0),
      stopping: StoppingRules(iterations: 1), batches: MiniBatches(size: 5))
    let epoch = try train(network, on: weighted, options, from: [start]).best.network
    options.batches = nil
    let whole = try train(network, on: weighted, options, from: [start]).best.network
    for index in start.indices {
      let far = (epoch.parameters[index] - start[index]) / step
      let near = (whole.parameters[index] - start[index]) / step
      #expect(abs(far - 2 * near) < 1e-5)
    }
  }

  @Test(
    "a training resumed from a checkpoint goes on to the same bits",
    arguments: [nil, 32] as [Int?])
  func resume(batchSize: Int?) throws {
    let (data, network) = try Self.wave()
    var options = TrainingOptions(
      l2: 1e-5, method: .adam(stepSize: 0.01), stopping: StoppingRules(iterations: 25), starts: 2,
      patience: 1000)
    if batchSize == nil { options.method = .lbfgs }
    options.batches = batchSize.map { MiniBatches(size: $0) }
    let starts = [1, 2].map { seed in
      var random = MersenneTwister(seed: UInt32(seed))
      return network.initialWeights(using: &random)
    }
    let whole = try train(network, on: data, options, from: starts, validation: data)
    var saved: TrainingCheckpoint?
    options.stopping = StoppingRules(iterations: 10)
    _ = try train(
      network, on: data, options, from: starts, validation: data,
      observer: { if $0.number == 7 || $0.number == 10 { $0.saveCheckpoint() } },
      saving: { saved = $0 })
    let checkpoint = try #require(saved)
    options.stopping = StoppingRules(iterations: 25)
    let resumed = try train(
      network, on: data, options, from: starts, validation: data, resuming: checkpoint)
    for (a, b) in zip(whole.runs, resumed.runs) {
      #expect(a.network == b.network && a.lossHistory == b.lossHistory)
      #expect(a.validationHistory == b.validationHistory && a.iterations == b.iterations)
    }
    let other = try Self.wave(60).0
    #expect(throws: NetworkError.self) {
      try train(network, on: other, options, from: starts, resuming: checkpoint)
    }
    #expect(throws: NetworkError.self) {
      try train(network, on: data, options, from: [starts[0]], resuming: checkpoint)
    }
  }

  @Test("starts at once give what starts one after the other give")
  func parallelStarts() throws {
    let (data, network) = try Self.wave()
    let results = try [1, 2, 3, 8].map { threads in
      var random = MersenneTwister(seed: 1)
      var seen = 0
      let options = TrainingOptions(
        l2: 1e-4, stopping: StoppingRules(iterations: 40), starts: 5, threads: threads)
      let result = try train(network, on: data, options, using: &random) { _ in seen += 1 }
      #expect(seen == result.runs.reduce(0) { $0 + $1.lossHistory.count })
      return result.runs.map(\.network)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test("separable data without a penalty are said to have no minimum, and nothing overflows")
  func separable() throws {
    let data = try Dataset(inputs: [[-1.0], [-2], [1], [3]], labels: [0, 0, 1, 1])
    let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
    for method in [LineSearchMethod.bfgs, .lbfgs] {
      let run = try train(
        network, on: data, TrainingOptions(method: method), from: [[0.1, 0]]
      ).best
      #expect(run.solution.value.isFinite && run.network.parameters.allSatisfy(\.isFinite))
      #expect(run.warning?.contains("no minimum") == true)
      let held = try train(
        network, on: data, TrainingOptions(l2: 0.1, method: method), from: [[0.1, 0]]
      ).best
      #expect(held.warning == nil)
    }
  }

  @Test("targets that do not fit are told")
  func badTargets() throws {
    let (_, network) = try Self.wave()
    #expect(throws: NetworkError.self) { try Dataset(inputs: [[1.0]], targets: [[1.0], [2]]) }
    let error = #expect(throws: NetworkError.self) {
      try Dataset(inputs: [[1.0], [2]], targets: [[1.0], [.nan]])
    }
    #expect(error?.description == "sample 2, target 1 must be finite, not nan")
    let one = try Dataset(inputs: [[1.0, 2]], targets: [[1.0]])
    #expect(throws: NetworkError.self) { try one.checkFits(network) }
  }
}
