import CNetworkKernels
import Foundation
import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// What PyTorch makes of a small regression, written by `make_batches.py`.
private struct BatchReference: Decodable {
  struct Case: Decodable {
    var loss: Double
    var parameters: [Double]
  }

  var seed: UInt32
  var cases: [String: Case]
}

@Suite("Steps by mini-batches")
struct BatchTests {
  private static let tanh5 = Network(
    inputs: 3, layers: [.dense(5, .tanh), .dense(2, .identity)])

  /// Data of that many features, labels of 3 classes, and a start.
  private static func wide(
    _ count: Int, features: Int, hidden: [Int], _ activation: Activation = .tanh
  ) throws -> (Dataset<Double>, Network, [Double]) {
    var random = MersenneTwister(seed: 9)
    let inputs = random.normals(count, features)
    let labels = (0..<count).map { _ in random.integer(in: 0..<3) }
    let network = Network(
      inputs: features, layers: hidden.map { .dense($0, activation) } + [.dense(3, .softmax)])
    let start = network.initialWeights(using: &random)
    return (try Dataset(inputs: inputs, labels: labels), network, start)
  }

  @Test(
    "rules, schedules and clipping are PyTorch's",
    arguments: [
      "adam", "adamW", "sgd", "momentum", "nesterov", "step", "cosine", "plateau", "clip",
      "clippedMomentum",
    ])
  func reference(name: String) throws {
    let reference = try storedReference("batches.json", as: BatchReference.self)
    let expected = try #require(reference.cases[name])
    var random = MersenneTwister(seed: reference.seed)
    let start = (0..<Self.tanh5.parameterCount).map { _ in random.uniform(in: -1..<1) }
    let inputs = 4 * random.uniforms(24, 3) - 2
    let data = try Dataset(inputs: inputs, targets: 4 * random.uniforms(24, 2) - 2)
    var batches = MiniBatches(size: 24)
    var method: any MinimizationMethod = .adam(stepSize: 0.02)
    switch name {
    case "adamW": method = .adamW(stepSize: 0.02, weightDecay: 0.1)
    case "sgd": method = .gradientDescent(stepSize: 0.1)
    case "momentum": method = .momentum(stepSize: 0.05, momentum: 0.9)
    case "nesterov": method = .nesterov(stepSize: 0.05, momentum: 0.9)
    case "step":
      method = .adam(stepSize: 0.05)
      batches.schedule = .step(every: 6, factor: 0.3)
    case "cosine":
      method = .gradientDescent(stepSize: 0.2)
      batches.schedule = .cosine(epochs: 25, floor: 0.1)
    case "plateau":
      method = .gradientDescent(stepSize: 1.2)
      batches.schedule = .onPlateau(patience: 1, factor: 0.5)
    case "clip": batches.gradientClip = 0.3
    case "clippedMomentum":
      method = .momentum(stepSize: 0.1, momentum: 0.8)
      batches.gradientClip = 0.2
    default: break
    }
    var last: [Double] = []
    let options = TrainingOptions(
      method: method, stopping: StoppingRules(iterations: 20), batches: batches)
    let run = try train(Self.tanh5, on: data, options, from: [start]) { last = $0.iteration.x }.best
    #expect(abs((run.lossHistory.last ?? 0) / expected.loss - 1) < 1e-12)
    let error = zip(last, expected.parameters).map { abs($0 - $1) }.max() ?? 1
    #expect(error < 1e-11)
  }

  @Test(
    "a batch of all samples has the whole's gradient, however the first layer is computed",
    arguments: [
      (5, [7, 6]), (70, [20]), (70, [16, 90]), (70, [33, 5]), (70, [128]), (70, [130]),
      (70, [9]), (80, [100, 70, 66]),
    ])
  func gradient(features: Int, hidden: [Int]) throws {
    for activation in [Activation.tanh, .softplus, .gelu, .relu] {
      let (all, network, start) = try Self.wide(
        301, features: features, hidden: hidden, activation)
      let data = try all.weighted((0..<301).map { Double($0 % 4) })
      let penalty = Penalty(l1: [1e-3], l2: [0.01])
      var loss = RegularizedLoss(network, on: data, .crossEntropy, penalty: penalty)
      let (value, expected) = evaluate(&loss, at: start)
      var options = TrainingOptions(
        method: .gradientDescent(stepSize: 1), stopping: StoppingRules(iterations: 1),
        batches: MiniBatches(size: 301))
      options.penalty = penalty
      options.batches?.epochLoss = .running
      var end: [Double] = []
      var running = Double.nan
      _ = try train(network, on: data, options, from: [start]) {
        (end, running) = ($0.iteration.x, $0.loss)
      }
      let largest = expected.map(abs).max() ?? 0
      for i in start.indices {
        #expect(abs(start[i] - end[i] - expected[i]) < 1e-13 * max(1, largest))
      }
      var plain = RegularizedLoss(network, on: data, .crossEntropy)
      var after = RegularizedLoss(network, on: data, .crossEntropy, penalty: penalty)
      var afterPlain = RegularizedLoss(network, on: data, .crossEntropy)
      let told = plain.value(at: start) + after.value(at: end) - afterPlain.value(at: end)
      #expect(abs(running - told) < 1e-12 * value)
    }
  }

  @Test(
    "the same bits for 1, 2, 3 and 8 threads, with everything on",
    arguments: [(200, [60]), (90, [150, 20]), (30, [40, 40])])
  func threads(features: Int, hidden: [Int]) throws {
    let (data, network, start) = try Self.wide(1100, features: features, hidden: hidden)
    let runs = try [1, 2, 3, 8].map { threads in
      var batches = MiniBatches(size: 300, seed: 3)
      batches.dropout = [0.3]
      batches.gradientClip = 0.5
      batches.schedule = .cosine(epochs: 4)
      let options = TrainingOptions(
        l2: 1e-4, method: .adamW(stepSize: 0.01), stopping: StoppingRules(iterations: 4),
        threads: threads, batches: batches)
      return try train(network, on: data, options, from: [start]).best
    }
    for run in runs {
      #expect(run.network == runs[0].network && run.lossHistory == runs[0].lossHistory)
    }
    #expect(runs[0].lossHistory.last ?? .nan < runs[0].lossHistory[0])
  }

  @Test(
    "a run resumed from a checkpoint has the bytes of one that went through",
    arguments: [
      MiniBatches.EpochLoss.exact, .running,
    ])
  func resume(epochLoss: MiniBatches.EpochLoss) throws {
    let (data, network) = try MiniBatchTests.wave()
    var random = MersenneTwister(seed: 1)
    let start = network.initialWeights(using: &random)
    let schedules: [LearningRateSchedule] = [
      .constant, .step(every: 3, factor: 0.5), .cosine(epochs: 12),
      .onPlateau(patience: 0, factor: 0.7),
    ]
    for schedule in schedules {
      for method in [Adam(stepSize: 0.3), AdamW()] as [any MinimizationMethod]
        + [MomentumDescent(stepSize: 0.05, isNesterov: true)]
      {
        var batches = MiniBatches(size: 32, seed: 8)
        batches.schedule = schedule
        batches.dropout = [0.25]
        batches.epochLoss = epochLoss
        var options = TrainingOptions(
          l2: 1e-5, method: method, stopping: StoppingRules(iterations: 14), batches: batches)
        let whole = try train(network, on: data, options, from: [start]).best
        var saved: TrainingCheckpoint?
        options.stopping = StoppingRules(iterations: 6)
        _ = try train(
          network, on: data, options, from: [start],
          observer: { if $0.number == 5 { $0.saveCheckpoint() } },
          saving: { saved = saved ?? $0 })
        let written = try JSONEncoder().encode(try #require(saved))
        let read = try JSONDecoder().decode(TrainingCheckpoint.self, from: written)
        options.stopping = StoppingRules(iterations: 14)
        let resumed = try train(network, on: data, options, from: [start], resuming: read).best
        #expect(resumed.network == whole.network && resumed.lossHistory == whole.lossHistory)
        #expect(resumed.evaluations == whole.evaluations && resumed.iterations == 14)
        options.batches?.dropout = [0.5]
        #expect(throws: NetworkError.self) {
          try train(network, on: data, options, from: [start], resuming: read)
        }
      }
    }
  }

  @Test("a limit of evaluations cuts an epoch short, and the run goes on from there")
  func evaluationLimit() throws {
    let (data, network) = try MiniBatchTests.wave()
    var random = MersenneTwister(seed: 1)
    let start = network.initialWeights(using: &random)
    var options = TrainingOptions(
      method: .adam(stepSize: 0.01), stopping: StoppingRules(iterations: 5),
      batches: MiniBatches(size: 32))
    let whole = try train(network, on: data, options, from: [start]).best
    options.stopping = StoppingRules(iterations: 5, evaluations: 10)
    var saved: TrainingCheckpoint?
    let part = try train(network, on: data, options, from: [start], saving: { saved = $0 }).best
    #expect(part.reason == .evaluationLimit && part.evaluations == 10 && part.iterations == 2)
    options.stopping = StoppingRules(iterations: 5)
    let rest = try train(network, on: data, options, from: [start], resuming: saved).best
    #expect(rest.network == whole.network && rest.lossHistory == whole.lossHistory)
  }

  @Test("dropout's step is down the gradient of the loss with the same units at rest")
  func dropout() throws {
    let (data, network, start) = try Self.wide(60, features: 4, hidden: [8, 6])
    func first(_ x: [Double], step: Double) throws -> (loss: Double, end: [Double]) {
      var batches = MiniBatches(size: 60, seed: 2)
      batches.dropout = [0.4, 0.2]
      batches.epochLoss = .running
      let options = TrainingOptions(
        method: .gradientDescent(stepSize: step), stopping: StoppingRules(iterations: 1),
        batches: batches)
      var (loss, end) = (0.0, x)
      _ = try train(network, on: data, options, from: [x]) {
        (loss, end) = ($0.loss, $0.iteration.x)
      }
      return (loss, end)
    }
    let end = try first(start, step: 1).end
    let h = 1e-5
    for i in stride(from: 0, to: start.count, by: 7) {
      let sides = try [h, -h].map { offset in
        var x = start
        x[i] += offset
        return try first(x, step: 1).loss
      }
      #expect(abs((sides[0] - sides[1]) / (2 * h) - (start[i] - end[i])) < 1e-8)
    }
    var plain = RegularizedLoss(network, on: data, .crossEntropy)
    let rested = try first(start, step: 1).loss
    #expect(abs(rested - plain.value(at: start)) > 1e-3)
  }

  @Test("a loss that is no longer finite ends the run, and the lowest network is kept")
  func divergence() throws {
    let (data, network) = try MiniBatchTests.wave()
    var random = MersenneTwister(seed: 1)
    let start = network.initialWeights(using: &random)
    let options = TrainingOptions(
      method: .gradientDescent(stepSize: 1e6), stopping: StoppingRules(iterations: 500),
      batches: MiniBatches(size: 32))
    let run = try train(network, on: data, options, from: [start]).best
    #expect(run.reason == .diverged && run.network.parameters.allSatisfy(\.isFinite))
    #expect(run.solution.value == run.lossHistory.min())
    let none = try train(
      network, on: data, TrainingOptions(method: .adam(), batches: MiniBatches(size: 32)),
      from: [start.map { $0 * 1e300 }]
    ).best
    #expect(none.reason == .nonFiniteStart)
  }

  @Test("methods that compare losses, and options that make no sense, trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      let (data, network) = try MiniBatchTests.wave()
      let start = [Double](repeating: 0.1, count: network.parameterCount)
      _ = try train(
        network, on: data, TrainingOptions(method: .lbfgs, batches: MiniBatches(size: 8)),
        from: [start])
    }
    await #expect(processExitsWith: .failure) {
      var batches = MiniBatches(size: 8)
      batches.dropout = [1]
    }
    await #expect(processExitsWith: .failure) {
      var batches = MiniBatches(size: 8)
      batches.schedule = .step(every: 0, factor: 0.5)
    }
  }

  @Test("the loops on rows give the same bits at every width of vectors, and the formula's sums")
  func kernels() {
    var random = MersenneTwister(seed: 4)
    for (rows, inputs, outputs) in [(1, 70, 16), (7, 65, 17), (13, 5, 33), (24, 71, 128)] {
      let x = random.normals(rows, inputs).transposed().elements
      let w = random.normals(outputs * inputs + outputs + 16)
      let delta = random.normals(rows * 144)
      let results = [vm_narrow, vm_wide].map { width -> ([Double], [Double]) in
        var out = [Double](repeating: 0, count: rows * outputs)
        var gradient = [Double](repeating: 0, count: outputs * inputs)
        x.withUnsafeBufferPointer { x in
          let pointers: [UnsafePointer<Double>?] = (0..<rows).map { x.baseAddress! + $0 * inputs }
          w.withUnsafeBufferPointer { w in
            nk_rows_dense_f64(
              width, rows, inputs, outputs, pointers, w.baseAddress!,
              w.baseAddress! + outputs * inputs, &out, rows)
          }
          nk_rows_gradient_f64(
            width, rows, 0, inputs, outputs, delta, 144, pointers, &gradient)
        }
        return (out, gradient)
      }
      for result in results {
        #expect(result.0 == results[0].0 && result.1 == results[0].1)
      }
      for (s, p) in [(0, 0), (rows - 1, outputs - 1)] {
        let sum = (0..<inputs).reduce(w[outputs * inputs + p]) {
          $0 + x[s * inputs + $1] * w[p + $1 * outputs]
        }
        #expect(abs(results[0].0[s + p * rows] - sum) < 1e-12)
        let q = inputs - 1
        let slope = (0..<rows).reduce(0) { $0 + delta[$1 * 144 + p] * x[$1 * inputs + q] }
        #expect(abs(results[0].1[p + q * outputs] - slope) < 1e-12)
      }
    }
  }
}
