public import LinearAlgebra
import Matrices
public import Networks
public import Optimization
import Randomness

extension TrainingSettings {
  /// Compares the gradient at the first start with derivatives that owe nothing to backpropagation.
  ///
  /// - Parameters:
  ///   - data: The samples.
  ///   - network: A network whose weights to check at; nil for the first start's.
  ///   - method: The complex step, or central differences.
  ///   - most: The most weights to check; nil for all.
  ///   - signal: What ends the check before it is done; its error is NaN then.
  public func checkGradient(
    on data: LabData, at network: SavedNetwork? = nil,
    by method: WeightCheck.Method = .complexStep, most: Int? = nil,
    stoppedBy signal: StopSignal? = nil
  ) throws -> WeightCheck {
    let job = try TrainingJob(self, data, from: network)
    return WeightCheck(
      of: job.loss, at: job.starts[0], by: method, most: most, stoppedBy: signal)
  }

  /// Examines whether a network stands at a minimum of the loss that these settings say, on the samples; see
  /// `Optimization.examine`. In single precision a gradient of 1e-5 is as good as none.
  public func examine(
    _ network: SavedNetwork, on data: LabData
  ) throws -> ExaminationReport<Double> {
    let job = try TrainingJob(self, data, from: network)
    let least = precision == .single ? 1e-5 : 0
    return Optimization.examine(
      job.loss, at: job.starts[0], stopping: StoppingRules(gradientNorm: max(tolerance, least)))
  }

  /// Throws where the settings do not fit the data: one class only, a loss for another output, mini-batches
  /// for a method that cannot use them, or more parameters than a method has memory for.
  public func checkFits(_ data: LabData) throws {
    _ = try TrainingJob(self, data, from: nil)
  }

  /// Throws where the loss, the output and the data do not fit together.
  func checkLoss(_ network: Network, _ data: LabData) throws(LabError) {
    let loss = fittingLoss(network, data)
    let output = network.layers[network.layers.count - 1]
    if data.targets != nil {
      guard !loss.needsClasses else {
        throw LabError(
          .settingsDoNotFit, at: data.source,
          "cross-entropy compares probabilities with classes, and the targets are numbers",
          advice: "use --loss squared-error or huber, or give --labels in place of --targets")
      }
      guard output.activation != .softmax else {
        throw LabError(
          .settingsDoNotFit, at: data.source,
          "softmax outputs are the probabilities of classes, and the targets are numbers",
          advice: "leave --output-activation away, or give --labels in place of --targets")
      }
    }
    guard loss.fits(network) else {
      let outputs =
        "\(output.unitCount) \(output.activation.rawValue) output"
        + (output.unitCount == 1 ? "" : "s")
      throw LabError(
        .settingsDoNotFit, at: data.source,
        loss.needsClasses
          ? "cross-entropy is defined for one sigmoid output, which tells two classes apart, and for"
            + " softmax outputs, not for \(outputs)"
          : "\(loss.name) is defined for outputs of every kind but softmax, not for \(outputs)",
        advice: loss.needsClasses
          ? "leave --output-activation away, or use --loss squared-error"
          : "leave --output-activation away, or use --loss cross-entropy")
    }
    guard penalty.fits(network) else {
      throw LabError(
        .settingsDoNotFit,
        "the penalty has neither one λ nor one for each of the"
          + " \(network.layers.count) layers of \(network)",
        advice: "give one λ, or as many as there are hidden layers and one for the output")
    }
  }

  /// Throws where the method cannot minimise this loss, with these batches, on so many parameters.
  func checkMethod(_ network: Network, _ data: LabData) throws(LabError) {
    guard batchSize == nil || method.takesBatches else {
      throw LabError(
        .settingsDoNotFit,
        "\(method.name.rawValue) compares losses along its way, and those of different batches"
          + " cannot be compared",
        advice: "with --batch-size use \(TrainingMethod.Option.batchSize.methods.listed)")
    }
    let isSquares = fittingLoss(network, data) == .squaredError && penalty.l1.allSatisfy { $0 == 0 }
    guard method != .levenbergMarquardt || isSquares else {
      throw LabError(
        .settingsDoNotFit,
        "lm minimises sums of squares, and \(fittingLoss(network, data).name) with this penalty"
          + " is none",
        advice: "use --loss squared-error without --l1, or another method")
    }
    let (count, outputs) = (
      network.parameterCount, data.points.rowCount * network.outputCount
    )
    guard method.memory(parameters: count, outputs: outputs) > Self.mostNumbers else { return }
    throw LabError(
      .tooLarge,
      "\(method.name.rawValue) keeps more than \(Int(Self.mostNumbers)) numbers for the \(count)"
        + " weights of this network",
      advice: "use --method lbfgs")
  }

  /// The most numbers that a method may keep: 3.2 GB.
  private static let mostNumbers = 4e8
}
