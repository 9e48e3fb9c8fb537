import Foundation
import Matrices
public import Networks
import Optimization
import Randomness

/// Where training stands, for a progress line.
public struct TrainingProgress: Sendable {
  /// Which start is being trained from, from 1.
  public let start: Int
  /// Its iteration.
  public let iteration: Int
  /// The iterations of all starts so far.
  public let totalIterations: Int
  /// The loss there.
  public let loss: Double
  /// The largest gradient element there.
  public let gradientNorm: Double
}

/// A trained network with its file's contents and what is said of it.
public struct TrainedLab: Sendable {
  /// What to write to a file.
  public let result: LabResult
  /// How the answers compare with the labels.
  public let confusion: ConfusionMatrix
  /// How the gradient at the first start compares with differences.
  public let gradientCheck: NamedGradientCheck
  /// Why this is not a trained network, and what to try; nil where it is one.
  public let notTrained: String?
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
    _ = try loss(on: data)
  }

  /// Trains from every start and keeps the best: the one with the lowest loss, the earliest of equals.
  public func train(
    on data: LabData, progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainedLab {
    let loss = try loss(on: data)
    let began = ContinuousClock.now
    var random = MersenneTwister(seed: seed)
    var best: Run?
    var firstStart: [Double] = []
    var totalIterations = 0
    for start in 1...starts {
      let weights = loss.network.initialWeights(initialWeights, using: &random)
      if start == 1 { firstStart = weights }
      var history: [Double] = []
      let solution = minimize(
        loss, from: weights, using: method.minimizer,
        stopping: StoppingRules(gradientNorm: tolerance, iterations: maxIterations)
      ) { iterate in
        history.append(iterate.value)
        if iterate.number > 0 { totalIterations += 1 }
        progress(
          TrainingProgress(
            start: start, iteration: iterate.number, totalIterations: totalIterations,
            loss: iterate.value, gradientNorm: iterate.gradientNorm))
      }
      let run = Run(start: start, solution: solution, history: history)
      if let kept = best, !(run.solution.value < kept.solution.value) { continue }
      best = run
    }
    guard let best else { preconditionFailure("training needs a start, not \(starts)") }
    return try trainedLab(
      best, loss: loss, data: data, firstStart: firstStart,
      seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  /// One start's outcome.
  private struct Run {
    let start: Int
    let solution: Solution<Double>
    let history: [Double]
  }

  private func trainedLab(
    _ run: Run, loss: RegularizedLoss<Double>, data: LabData, firstStart: [Double], seconds: Double
  ) throws -> TrainedLab {
    let trained = TrainedNetwork(loss.network, parameters: run.solution.x)
    let saved = SavedNetwork(
      trained, classes: data.classes, lambda: l2, seed: seed, lossHistory: run.history)
    let record = TrainingRecord(
      run.solution, method: method, initialWeights: initialWeights, start: run.start,
      seconds: seconds)
    return TrainedLab(
      result: LabResult(
        network: saved, training: record, data: data, grid: try defaultGrid(saved, data)),
      confusion: trained.confusionMatrix(on: loss.data, threads: threads),
      gradientCheck: NamedGradientCheck(loss, at: firstStart), notTrained: nil)
  }

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
