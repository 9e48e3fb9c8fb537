import Matrices
public import Networks
import Randomness

extension TrainingSettings {
  /// The largest relative difference of a right gradient from central differences.
  public static let gradientTolerance = WeightCheck.tolerance(of: .centralDifferences)

  /// Compares the gradient at the first start with derivatives that owe nothing to backpropagation.
  ///
  /// - Parameters:
  ///   - data: The samples.
  ///   - network: A network whose weights to check at; nil for the first start's.
  ///   - method: Central differences or the complex step.
  ///   - most: The most weights to check; nil for all.
  public func checkGradient(
    on data: LabData, at network: SavedNetwork? = nil,
    by method: WeightCheck.Method = .centralDifferences, most: Int? = nil
  ) throws -> WeightCheck {
    let job = try TrainingJob(self, data, from: network)
    return WeightCheck(of: job.loss, at: job.starts[0], by: method, most: most)
  }

  /// Throws where the settings do not fit the data: one class only, a loss for another output, mini-batches
  /// for a method that cannot use them, or BFGS on more parameters than it has memory for.
  public func checkFits(_ data: LabData) throws {
    _ = try TrainingJob(self, data, from: nil)
  }

  /// Throws where the loss, the output and the data do not fit together.
  func checkLoss(_ network: Network, _ data: LabData) throws(LabError) {
    let loss = fittingLoss(network, data)
    guard loss.fits(network) else {
      throw LabError(
        .settingsDoNotFit,
        "the loss \(loss.name) is not defined for the output layer of \(network)",
        advice: "use --loss squared-error, or leave --output-activation away")
    }
    guard data.targets == nil || !loss.needsClasses else {
      throw LabError(
        .settingsDoNotFit, at: data.source,
        "the loss \(loss.name) compares with classes, and the targets are numbers",
        advice: "use --loss squared-error or huber, or give --labels in place of --targets")
    }
    guard penalty.fits(network) else {
      throw LabError(
        .settingsDoNotFit,
        "the penalty has neither one λ nor one for each of the"
          + " \(network.layers.count) layers of \(network)",
        advice: "give one λ, or as many as there are hidden layers and one for the output")
    }
  }

  /// Throws where mini-batches are asked for and the method cannot use them.
  func checkMethod(_ network: Network) throws(LabError) {
    guard batchSize == nil || method.takesBatches else {
      throw LabError(
        .settingsDoNotFit,
        "\(method.name.rawValue) compares losses along a line, and those of different batches"
          + " cannot be compared",
        advice: "use adam, momentum, nesterov or gradient-descent with --batch-size")
    }
    let count = network.parameterCount
    guard method == .bfgs, count > Self.largestBFGSCount else { return }
    throw LabError(
      .tooLarge, "bfgs keeps a matrix of \(count)×\(count) numbers for this network",
      advice: "use --method lbfgs")
  }

  /// The most parameters that BFGS is used for: its matrix then has 3.2 GB.
  static let largestBFGSCount = 20_000
}
