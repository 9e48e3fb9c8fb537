import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// Trainings and checks that are told to stop, with evaluations that take long and such as do not.
@Suite("Stopping")
struct StopTests {
  /// 5000 samples for a network of some 2700 weights: more than a millisecond.
  private static func long(
    activation: Activation = .tanh
  ) throws -> (Network, Dataset<Double>, [Double]) {
    try drawn(samples: 5000, [.dense(50, activation), .dense(50, activation), .dense(1, .sigmoid)])
  }

  private static func small() throws -> (Network, Dataset<Double>, [Double]) {
    try drawn(samples: 40, [.dense(3, .tanh), .dense(1, .sigmoid)])
  }

  private static func drawn(
    samples: Int, _ layers: [Layer]
  ) throws -> (Network, Dataset<Double>, [Double]) {
    var random = MersenneTwister(seed: 5)
    let rows = (0..<samples).map { _ in (0..<2).map { _ in random.uniform(in: -2..<2) } }
    let labels = rows.map { $0[0] * $0[1] > 0 ? 1 : 0 }
    let network = Network(inputs: 2, layers: layers)
    let data = try Dataset(inputs: Matrix(rows: rows), labels: labels, classCount: 2)
    return (network, data, network.initialWeights(.xavierUniform, using: &random))
  }

  @Test("an evaluation that takes long ends at a signal, and one that does not is finished")
  func evaluation() throws {
    for threads in [1, 2] {
      let (network, data, start) = try Self.long()
      var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3, threads: threads)
      let value = loss.value(at: start)
      let signal = StopSignal()
      loss.heed(signal)
      #expect(loss.value(at: start) == value)
      signal.stop()
      #expect(loss.value(at: start).isNaN)
      var gradient = [Double](repeating: 0, count: start.count)
      var span = gradient.mutableSpan
      #expect(loss.value(at: start.span, gradient: &span).isNaN)
    }
    let (network, data, start) = try Self.small()
    var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy)
    let (value, signal) = (loss.value(at: start), StopSignal())
    loss.heed(signal)
    signal.stop()
    #expect(loss.value(at: start) == value)
  }

  @Test("a training told to stop keeps its best network, which is not judged where that takes long")
  func training() throws {
    let methods: [any MinimizationMethod] = [
      .lbfgs, .conjugateGradient, .trustConjugateGradient,
      .adam(stepSize: 0.01),
    ]
    for method in methods {
      let (network, data, start) = try Self.long()
      let signal = StopSignal()
      var options = TrainingOptions(method: method)
      options.stopSignal = signal
      var seen: [Double] = []
      let result = try train(network, on: data, options, from: [start, start]) { progress in
        seen.append(progress.loss)
        if seen.count == 2 { signal.stop() }
      }
      let run = result.best
      #expect(run.reason == .stopped && result.runs.count == 1, "\(method)")
      // Of the points that differences are made of one may be lower.
      #expect(run.solution.value <= seen.min() ?? 0, "\(method)")
      #expect(run.lossHistory == seen, "\(method)")
      #expect((run.confusionMatrix == nil) == (data.sampleCount == 5000), "\(method)")
      #expect(run.warning == nil)
    }
  }

  @Test("so does one by batches, whose checkpoint is that of the last whole epoch")
  func batches() throws {
    let (network, data, start) = try Self.long()
    let signal = StopSignal()
    var options = TrainingOptions(
      method: .adam(stepSize: 0.01), stopping: StoppingRules(iterations: 4),
      batches: MiniBatches(size: 2500, seed: 1))
    let whole = try train(network, on: data, options, from: [start]).best
    options.stopSignal = signal
    var checkpoint: TrainingCheckpoint?
    let cut = try train(
      network, on: data, options, from: [start],
      observer: { if $0.number == 2 { signal.stop() } }, saving: { checkpoint = $0 }
    ).best
    #expect(cut.reason == .stopped && cut.lossHistory == Array(whole.lossHistory.prefix(3)))
    #expect(cut.solution.value == cut.lossHistory.min())
    options.stopSignal = nil
    let rest = try train(
      network, on: data, options, from: [start], resuming: checkpoint
    ).best
    #expect(rest.lossHistory == whole.lossHistory)
    #expect(rest.network == whole.network)
  }

  @Test("told before the loss at the start is known, it has the start and no checkpoint")
  func first() throws {
    let (network, data, start) = try Self.long()
    var options = TrainingOptions()
    let signal = StopSignal()
    signal.stop()
    options.stopSignal = signal
    var saved = 0
    let run = try train(
      network, on: data, options, from: [start], saving: { _ in saved += 1 }
    ).best
    #expect(run.reason == .stopped && run.lossHistory.isEmpty && saved == 0)
    #expect(run.network.parameters == start && run.solution.value.isNaN)
  }

  @Test("a sum of squares ends within its Jacobian")
  func residuals() throws {
    let (network, data, start) = try Self.small()
    let signal = StopSignal()
    var options = TrainingOptions(loss: .squaredError, method: .levenbergMarquardt)
    options.stopSignal = signal
    let run = try train(network, on: data, options, from: [start]) {
      if $0.number == 1 { signal.stop() }
    }.best
    #expect(run.reason == .stopped && run.iterations == 1)
    #expect(run.solution.value == run.lossHistory.min())
  }

  @Test(
    "a horizon, a cross-validation and a check of the gradient that are told to stop tell nothing")
  func others() throws {
    let (network, data, start) = try Self.small()
    let signal = StopSignal()
    var options = TrainingOptions(stopping: StoppingRules(iterations: 20))
    options.stopSignal = signal
    _ = try horizon(of: network, on: data, options, from: start)
    var random = MersenneTwister(seed: 3)
    let folds = try Folds(of: data, count: 3, using: &random)
    let loss = RegularizedLoss(network, on: data, .binaryCrossEntropy)
    for method in WeightCheck.Method.allCases {
      #expect(WeightCheck(of: loss, at: start, by: method, stoppedBy: signal).passes)
    }
    #expect(try crossValidate([Candidate(network, options)], on: data, folds: folds) != nil)
    signal.stop()
    #expect {
      try horizon(of: network, on: data, options, from: start)
    } throws: { ($0 as? NetworkError)?.code == .stopped }
    for threads in [1, 2] {
      let scores = try crossValidate(
        [Candidate(network, options)], on: data, folds: folds, threads: threads)
      #expect(scores == nil)
    }
    for method in WeightCheck.Method.allCases {
      let check = WeightCheck(of: loss, at: start, by: method, stoppedBy: signal)
      #expect(check.error.isNaN && !check.passes)
    }
  }
}
