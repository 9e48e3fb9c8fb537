import Foundation
import Matrices
public import Networks
import Optimization
import Randomness

/// A trained network with its file's contents and what is said of it.
public struct TrainedLab: Sendable {
  /// What to write to a file.
  public var result: LabResult
  /// How the answers compare with the labels.
  public let confusion: ConfusionMatrix
  /// How the gradient at the first start compares with differences.
  public let gradientCheck: NamedGradientCheck
  /// Why the network is not trained, and what to try; nil where it is.
  public let warning: String?
}

/// A gradient check with the worst weight's name.
public struct NamedGradientCheck: Hashable, Sendable {
  /// The network that was checked.
  public let network: Network
  /// The largest relative difference of a derivative.
  public let error: Double
  /// The weight that differs most, as MATLAB writes it: `W{2}(1,3)`.
  public let worstName: String
  /// Its derivative by backpropagation.
  public let worstGradient: Double
  /// Its derivative by differences.
  public let worstDifference: Double

  /// Compares the gradient of `loss` at `parameters` with differences.
  init(_ loss: RegularizedLoss<Double>, at parameters: [Double]) {
    let check = Optimization.checkGradient(of: loss, at: parameters)
    // A network has at least one weight, so that there is a worst.
    let worst = check.worst ?? 0
    network = loss.network
    error = check.error
    worstName = loss.network.parameterName(worst)
    worstGradient = check.gradient[worst]
    worstDifference = check.differences[worst]
  }

  /// Whether no derivative differs by more than ``TrainingSettings/gradientTolerance``, relative.
  public var passes: Bool { error <= TrainingSettings.gradientTolerance }
}

extension TrainingSettings {
  /// The largest relative difference of a right gradient from central differences.
  public static let gradientTolerance = 1e-7

  /// Compares the gradient at the first start with central differences.
  public func checkGradient(on data: LabData) throws -> NamedGradientCheck {
    let loss = try loss(on: data)
    var random = MersenneTwister(seed: seed)
    return NamedGradientCheck(
      loss, at: loss.network.initialWeights(initialWeights, using: &random))
  }

  /// Throws where the settings do not fit the data: one class only, or BFGS on more parameters than it
  /// has memory for.
  public func checkFits(_ data: LabData) throws {
    try checkMemory(loss(on: data).network)
  }

  /// Trains from every start and keeps the best; see `Networks.train`.
  ///
  /// - Parameters:
  ///   - data: Points of two classes or more.
  ///   - observer: Called at every iterate of every start; may stop the training.
  public func train(
    on data: LabData, observer: (inout TrainingProgress<Double>) -> Void = { _ in }
  ) throws -> TrainedLab {
    let dataset = try data.dataset()
    let network = network(inputs: dataset.featureCount, classCount: dataset.classCount)
    try checkMemory(network)
    var random = MersenneTwister(seed: seed)
    let began = ContinuousClock.now
    let best = try Networks.train(
      network, on: dataset, options, using: &random, observer: observer
    ).best
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let saved = SavedNetwork(
      best.network, classes: data.classes, lambda: l2, seed: seed, lossHistory: best.lossHistory)
    let record = TrainingRecord(
      best.solution, method: method, initialWeights: initialWeights, start: best.start + 1,
      seconds: seconds, command: command)
    return TrainedLab(
      result: LabResult(
        network: saved, training: record, data: data, grid: try defaultGrid(saved, data)),
      confusion: best.confusionMatrix, gradientCheck: try checkGradient(on: data),
      warning: best.warning)
  }

  private var options: TrainingOptions {
    TrainingOptions(
      l2: l2, reduction: reduction, method: method.minimizer,
      stopping: StoppingRules(gradientNorm: tolerance, iterations: maxIterations),
      initialWeights: initialWeights, starts: starts, threads: threads)
  }

  /// Throws `tooLarge` where BFGS would need more memory than anybody has for it.
  private func checkMemory(_ network: Network) throws(LabError) {
    let count = network.parameterCount
    guard method == .bfgs, count > Self.largestBFGSCount else { return }
    throw LabError(
      .tooLarge, "bfgs keeps a matrix of \(count)×\(count) numbers for this network",
      advice: "use --method lbfgs")
  }

  /// The most parameters that BFGS is used for: its matrix then has 3.2 GB.
  static let largestBFGSCount = 20_000

  /// A grid over points in the plane; none over others.
  private func defaultGrid(_ network: SavedNetwork, _ data: LabData) throws -> GridResult? {
    guard data.points.columnCount == 2 else { return nil }
    let step = DecisionGrid.defaultStep(over: data.points)
    return try GridResult(network, on: DecisionGrid(over: data.points, step: step))
  }

  private func loss(on data: LabData) throws -> RegularizedLoss<Double> {
    let dataset = try data.dataset()
    let network = network(inputs: dataset.featureCount, classCount: dataset.classCount)
    return RegularizedLoss(
      network, on: dataset, network.outputCount == 1 ? .binaryCrossEntropy : .crossEntropy, l2: l2,
      reduction: reduction, threads: threads)
  }
}
