import Matrices
import NetworkFiles
import Networks

/// Settings whose quality is measured: the tool's own defaults where nothing is said.
struct Settings {
  var name: String
  var hidden = TrainingDefaults.hidden
  var activation = TrainingDefaults.activation
  /// λ₂; nil for what `matkit train` chooses.
  var l2: Double?
}

extension Settings {
  /// The scores of a network trained on one part, as `matkit train --hold-out 0` does it, and judged on the other:
  /// accuracy and log-loss, or R².
  func scores(_ training: Dataset<Double>, _ held: Dataset<Double>) throws -> [Double] {
    let network = try trained(samples(training))
    let outputs = try network.outputs(for: held.inputs)
    if let wanted = held.targets {
      return [RegressionErrors(targets: wanted, predictions: outputs).r2]
    }
    // The network knows the classes that its samples had.
    let labels = held.labels.map { label in
      network.classes.firstIndex(of: Double(label)) ?? -1
    }
    let right = zip(network.classes(ofOutputs: outputs), labels).count { $0.0 == $0.1 }
    let scores = ProbabilityScores(probabilities: outputs, labels: labels)
    return [Double(right) / Double(held.sampleCount), scores.logLoss]
  }

  private func samples(_ data: Dataset<Double>) throws -> TrainingData {
    if let targets = data.targets {
      return try TrainingData(points: data.inputs, targets: targets, source: name)
    }
    return try TrainingData(
      points: data.inputs, labels: data.labels.map(Double.init), source: name)
  }

  private func trained(_ data: TrainingData) throws -> SavedNetwork {
    var settings = TrainingSettings(
      hidden: hidden, activations: [activation], l2: l2 ?? 0, tolerance: TrainingDefaults.tolerance)
    settings.initialBiases = TrainingDefaults.biases
    settings.standardizes = TrainingDefaults.standardizes
    var open = OpenChoices()
    (open.method, open.standardizesTargets) = (true, true)
    open.lambda = l2 == nil ? .open : .said
    settings = open.closed(settings, on: data).settings
    if open.choosesLambda(settings, on: data), let table = try settings.chooseLambda(on: data) {
      settings.l2 = table.rows[table.best].settings.l2
    }
    return try settings.train(on: data).result.network
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
