import Foundation
import Matrices
import Networks
import Optimization
import Randomness

/// Losses, gradients and training of small networks.
var networkBenchmarks: [Benchmark] {
  [
    Benchmark(name: "moons-epoch", peers: ["NumPy"], wanted: 10, prepare: moonsEpoch),
    Benchmark(name: "gradient-200-2-10-1", peers: ["NumPy"], wanted: 10) { _ in
      try gradient(count: 200, hidden: [10], .sigmoid)
    },
    Benchmark(name: "gradient-200-2-10-10-10-1", peers: ["NumPy"], wanted: 5) { _ in
      try gradient(count: 200, hidden: [10, 10, 10], .tanh)
    },
    Benchmark(name: "gradient-2000-2-10-10-10-1", peers: ["NumPy"], wanted: 5) { _ in
      try gradient(count: 2000, hidden: [10, 10, 10], .tanh)
    },
    // scikit-learn starts from weights of its own, and the last of the decrease depends on the way there.
    Benchmark(
      name: "train-lbfgs-200-2-10-1", peers: ["SciPy", "scikit-learn"], wanted: 10, tolerance: 0.02,
      prepare: training),
  ]
    // The cost grows in proportion to the samples.
    + [2000, 20_000, 200_000, 2_000_000].map { count in
      Benchmark(
        name: "gradient-\(count)-2-10-1", peers: ["NumPy"], wanted: 5
      ) { _ in try gradient(count: count, hidden: [10], .sigmoid) }
    }
}

/// The lab's 2000 epochs of gradient descent with step 0.01; an operation is an epoch.
private func moonsEpoch(_: URL) throws -> Work {
  let epochs = 2000
  var random = MersenneTwister(seed: 0)
  let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
  let network = Network(
    inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
  let start = network.initialWeights(.uniform01, using: &random)
  let data = try Dataset(inputs: moons.points, labels: moons.labels)
  let loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, reduction: .sum)
  return { repeats in
    var losses: [Double] = []
    let elapsed = seconds {
      for _ in 0..<repeats {
        losses.removeAll(keepingCapacity: true)
        _ = minimize(
          loss, from: start, using: .gradientDescent(stepSize: 0.01),
          stopping: StoppingRules(gradientNorm: 0, iterations: epochs)
        ) { losses.append($0.value) }
      }
    }
    return Measurement(seconds: elapsed / Double(repeats * epochs), check: losses[100])
  }
}

/// One loss and gradient, on two threads where that is worth it; NumPy's functions of arrays have one.
private func gradient(count: Int, hidden: [Int], _ activation: Activation) throws -> Work {
  var random = MersenneTwister(seed: 1)
  let data = try ring(count, using: &random)
  let network = Network(
    inputs: 2, layers: hidden.map { .dense($0, activation) } + [.dense(1, .sigmoid)])
  let x = network.initialWeights(.xavierUniform, using: &random)
  var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3, threads: 2)
  return { repeats in
    var gradient = [Double](repeating: 0, count: x.count)
    var value = 0.0
    let elapsed = seconds {
      var span = gradient.mutableSpan
      for _ in 0..<repeats { value = loss.value(at: x.span, gradient: &span) }
    }
    return Measurement(
      seconds: elapsed / Double(repeats), check: value + gradient.reduce(0) { $0 + abs($1) })
  }
}

/// Fits from five starts to a gradient of 1e-5; an operation is a fit, the check their mean loss.
private func training(_: URL) throws -> Work {
  let startCount = 5
  var random = MersenneTwister(seed: 1)
  let data = try ring(200, using: &random)
  let network = Network(inputs: 2, layers: [.dense(10, .sigmoid), .dense(1, .sigmoid)])
  let starts = (0..<startCount).map { _ in
    network.initialWeights(.xavierUniform, using: &random)
  }
  return { repeats in
    var sum = 0.0
    let elapsed = seconds {
      for _ in 0..<repeats {
        sum = 0
        for start in starts {
          let loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3)
          sum += minimize(loss, from: start, stopping: StoppingRules(gradientNorm: 1e-5)).value
        }
      }
    }
    return Measurement(
      seconds: elapsed / Double(repeats * startCount), check: sum / Double(startCount))
  }
}

/// Points of the square [-1, 1]², and whether each is far from its centre.
private func ring(_ count: Int, using random: inout MersenneTwister) throws -> Dataset<Double> {
  let points = Matrix(
    rowCount: count, columnCount: 2,
    elements: (0..<2 * count).map { _ in random.uniform(in: -1..<1) })
  let labels = (0..<count).map {
    points[$0, 0] * points[$0, 0] + points[$0, 1] * points[$0, 1] > 0.5 ? 1 : 0
  }
  return try Dataset(inputs: points, labels: labels)
}
