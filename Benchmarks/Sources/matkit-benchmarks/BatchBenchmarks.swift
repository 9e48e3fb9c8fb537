import Foundation
import Matrices
import Networks
import Optimization
import Randomness

/// Twenty epochs of Adam by batches of 200 on 5000 samples of 784 features, one hidden layer of ReLU, ten classes: the
/// whole training, what each side does before and after it included.
var batchBenchmarks: [Benchmark] {
  [25, 100].flatMap { hidden in
    [1, 2].map { threads in
      // Everyone's orders are their own, so that the losses at the end are alike, not equal.
      Benchmark(
        name: "batches-5000-784-\(hidden)-10-threads-\(threads)",
        peers: ["scikit-learn", "PyTorch"], wanted: 1.5, tolerance: 0.2
      ) { _ in try batches(hidden: hidden, threads: threads) }
    }
  }
}

private func batches(hidden: Int, threads: Int) throws -> Work {
  let (samples, features, classes) = (5000, 784, 10)
  var random = MersenneTwister(seed: 1)
  let points = random.uniforms(samples, features)
  let data = try Dataset(
    inputs: points, labels: points[0..., 0..<classes].rowArgmax(), classCount: classes)
  let network = Network(
    inputs: features, layers: [.dense(hidden, .relu), .dense(classes, .softmax)])
  let start = network.initialWeights(.xavierUniform, using: &random)
  var batches = MiniBatches(size: 200)
  batches.epochLoss = .running
  let options = TrainingOptions(
    l2: 1e-4 / 10_000, method: .adam(), stopping: StoppingRules(iterations: 20),
    threads: threads, batches: batches)
  return { repeats in
    var trained: TrainedNetwork<Double>?
    let elapsed = try seconds {
      for _ in 0..<repeats {
        trained = try train(network, on: data, options, from: [start]).network
      }
    }
    let cost = try trained?.cost(on: data, .crossEntropy).loss ?? .nan
    return Measurement(seconds: elapsed / Double(repeats), check: cost)
  }
}
