import Matrices
import Networks
import Optimization
import Randomness
import Ranks
import Testing

/// A training by several ranks has the bits of one by one process.
@Suite("Training by ranks") struct RankTrainingTests {
  /// A training to be done by any number of ranks and threads.
  struct Job: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var outputs = 1
    var isWeighted = false
    var isValidated = false
    var hidden = 3
    var count = 900
    var configure: @Sendable (inout TrainingOptions) -> Void = { _ in }

    /// The bits of the losses and the weights.
    func bits<Scalar: NetworkScalar>(
      _: Scalar.Type, _ group: (any RankGroup)?, threads: Int
    ) throws -> [UInt64] {
      var random = MersenneTwister(seed: 3)
      let layers: [Layer] = [
        .dense(hidden, .tanh), .dense(outputs, outputs > 1 ? .softmax : .sigmoid),
      ]
      let network = Network(inputs: 2, layers: layers)
      func samples(_ count: Int) throws -> Dataset<Scalar> {
        let inputs = random.normals(count, 2).map { Scalar($0) }
        let classes = max(2, outputs)
        let labels = (0..<count).map { inputs[$0, 0] * inputs[$0, 1] > 0 ? 1 : $0 % classes }
        let data = try Dataset(inputs: inputs, labels: labels, classCount: classes)
        return isWeighted ? try data.weighted(random.uniforms(count).map { Scalar($0) }) : data
      }
      let (data, held) = (try samples(count), try isValidated ? samples(300) : nil)
      var options = TrainingOptions(
        l2: 1e-3, stopping: StoppingRules(iterations: 6), starts: 2, threads: threads)
      configure(&options)
      options.ranks = group
      let starts = (0..<options.starts).map { _ in
        network.initialWeights(using: &random).map { Scalar($0) }
      }
      guard group?.rank ?? 0 == 0 else {
        try serve(network, on: data, options, validation: held)
        return []
      }
      let result = try train(network, on: data, options, from: starts, validation: held)
      return result.runs.flatMap { run in
        (run.lossHistory + run.validationHistory + run.network.parameters).map {
          Double($0).bitPattern
        }
      }
    }
  }

  static let jobs: [Job] = [
    Job(testDescription: "two classes"), Job(testDescription: "softmax", outputs: 3),
    Job(testDescription: "weights", isWeighted: true),
    Job(testDescription: "validation", isValidated: true) { $0.patience = 2 },
    Job(testDescription: "many chunks", count: 20_000),
    Job(testDescription: "one chunk", count: 30),
    Job(testDescription: "squared error") {
      $0.loss = BuiltInLoss.squaredError
      $0.method = .levenbergMarquardt
    },
    Job(testDescription: "mini-batches") {
      $0.method = .adam()
      $0.batches = MiniBatches(size: 64)
    },
  ]

  @Test("any number of ranks gives the bits of one", arguments: jobs)
  func sameBits(job: Job) throws {
    let expected = try job.bits(Double.self, nil, threads: 1)
    #expect(!expected.isEmpty)
    for (ranks, threads) in [(1, 1), (1, 5), (2, 1), (3, 2), (5, 1), (8, 1), (33, 1)] {
      let results = ThreadRanks.run(ranks) { try job.bits(Double.self, $0, threads: threads) }
      #expect(try results[0].get() == expected, "\(ranks) ranks of \(threads) threads")
      for result in results { #expect(throws: Never.self) { try result.get() } }
    }
  }

  @Test("so it is in single precision, whose sums are no whole words", arguments: [1, 2, 3])
  func single(hidden: Int) throws {
    let job = Job(testDescription: "single", hidden: hidden)
    let expected = try job.bits(Float.self, nil, threads: 1)
    for ranks in [2, 3, 7] {
      let results = ThreadRanks.run(ranks) { try job.bits(Float.self, $0, threads: 1) }
      #expect(try results[0].get() == expected, "\(ranks) ranks")
    }
  }

  @Test("what is wrong with the data every rank finds, and none waits for another")
  func wrongData() {
    let results = ThreadRanks.run(3) { group in
      let data = try Dataset(
        inputs: Matrix<Double>(rows: [[1], [2]]), labels: [1, 1], classCount: 2)
      let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
      var options = TrainingOptions()
      options.ranks = group
      if group.rank > 0 { return try serve(network, on: data, options) }
      _ = try train(network, on: data, options, from: [[0.1, 0]])
    }
    for result in results { #expect(throws: NetworkError.self) { try result.get() } }
  }
}
