import Foundation
import Matrices
import Networks
import Optimization
import Randomness

/// Settings whose quality is measured.
struct Settings {
  var name: String
  var hidden: [Int] = [10]
  var activation = Activation.tanh
  /// λ₂; nil to choose among `lambdas` by folds of the training samples.
  var l2: Double?
  var lambdas: [Double] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
  var biases = InitialBiases.drawn
  var starts = 1
  var iterations = 10_000
  var standardizesTargets = true
}

extension Settings {
  /// The scores of a network trained on one part and judged on the other: accuracy and log-loss, or R².
  func scores(_ training: Dataset<Double>, _ held: Dataset<Double>) throws -> [Double] {
    let scaling = Standardization(of: training.inputs)
    let inputs = scaling.applied(to: training.inputs)
    let testInputs = scaling.applied(to: held.inputs)
    guard let targets = training.targets, let wanted = held.targets else {
      let data = try Dataset(
        inputs: inputs, labels: training.labels, classCount: training.classCount)
      let network = try trained(data)
      let outputs = network.outputs(for: testInputs)
      let scores = ProbabilityScores(probabilities: outputs, labels: held.labels)
      let right = zip(network.network.classes(ofOutputs: outputs), held.labels)
        .count { $0.0 == $0.1 }
      return [Double(right) / Double(held.sampleCount), scores.logLoss]
    }
    let scale = standardizesTargets ? Standardization(of: targets) : nil
    let data = try Dataset(inputs: inputs, targets: scale?.applied(to: targets) ?? targets)
    var outputs = try trained(data).outputs(for: testInputs)
    if let scale { outputs = outputs .* Matrix(row: scale.sigma) + Matrix(row: scale.mu) }
    return [RegressionErrors(targets: wanted, predictions: outputs).r2]
  }

  private func trained(_ data: Dataset<Double>) throws -> TrainedNetwork<Double> {
    let network = network(for: data)
    var lambda = l2 ?? 0
    if l2 == nil {
      var random = MersenneTwister(seed: 0)
      let folds = try Folds(of: data, count: 5, using: &random)
      let candidates = lambdas.map { Candidate(network, options(network, $0)) }
      let scores = try crossValidate(candidates, on: data, folds: folds) ?? []
      let losses = scores.map(\.meanLoss)
      let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
      lambda = lambdas[best]
    }
    var random = MersenneTwister(seed: 0)
    return try train(network, on: data, options(network, lambda), using: &random).network
  }

  private func network(for data: Dataset<Double>) -> Network {
    let output: Layer =
      data.targets.map { .dense($0.columnCount, .identity) }
      ?? (data.classCount == 2 ? .dense(1, .sigmoid) : .dense(data.classCount, .softmax))
    return Network(
      inputs: data.featureCount, layers: hidden.map { .dense($0, activation) } + [output])
  }

  private func options(_ network: Network, _ lambda: Double) -> TrainingOptions {
    let method: LineSearchMethod = network.parameterCount <= 400 ? .bfgs : .lbfgs
    var options = TrainingOptions(
      l2: lambda, method: method,
      stopping: StoppingRules(gradientNorm: 1e-5, iterations: iterations), starts: starts)
    options.initialBiases = biases
    return options
  }
}

/// All that were tried; `recommended` is what the documentation recommends.
let candidates: [Settings] = [
  Settings(name: "recommended"),
  Settings(name: "tanh 1e-2", l2: 1e-2),
  Settings(name: "tanh 1e-3", l2: 1e-3),
  Settings(name: "tanh 1e-4", l2: 1e-4),
  Settings(name: "sigmoid 1e-3", activation: .sigmoid, l2: 1e-3),
  Settings(name: "sigmoid 1e-4", activation: .sigmoid, l2: 1e-4),
  Settings(name: "tanh 30 1e-3", hidden: [30], l2: 1e-3),
  Settings(name: "tanh 30 auto", hidden: [30]),
  Settings(name: "tanh 100 1e-3", hidden: [100], l2: 1e-3),
  Settings(name: "softplus 30 1e-3", hidden: [30], activation: .softplus, l2: 1e-3),
  Settings(name: "gelu 30 1e-3", hidden: [30], activation: .gelu, l2: 1e-3),
]
