import Foundation
import Networks

extension TrainingSettings {
  /// The options of `matkit train` that say the same, without what changes no number: threads.
  ///
  /// What is left at its default is named as well, so that the options mean the same to a later
  /// version, unless it has no effect beside the others, which `train` refuses.
  public var arguments: [String] { shapeArguments + startArguments + arguments(minimizing: loss) }

  /// Those that a network to go on from has the say in.
  private var shapeArguments: [String] {
    var arguments = ["--hidden", hiddenText]
    if !hidden.isEmpty { arguments += ["--activation", activationText] }
    if let outputActivation { arguments += ["--output-activation", outputActivation.rawValue] }
    if standardizes { arguments.append("--standardize") }
    return arguments
  }

  /// Those that say which weights to begin with.
  private var startArguments: [String] {
    var arguments = [
      "--init", initialWeights.rawValue, "--seed", "\(seed)", "--starts", "\(starts)",
    ]
    if weightOrder != .inputsFirst { arguments += ["--init-order", weightOrder.rawValue] }
    if let initialBiases { arguments += ["--init-biases", initialBiases.rawValue] }
    return arguments
  }

  /// All others, with the loss that is minimised.
  private func arguments(minimizing loss: BuiltInLoss?) -> [String] {
    var arguments = [
      "--l2", penalty.l2.map(\.formatted).joined(separator: ","),
      "--reduction", reduction.rawValue, "--method", method.name.rawValue,
      "--max-iterations", "\(maxIterations)",
    ]
    // The size of one batch's gradient tells nothing, and ends nothing.
    if batchSize == nil { arguments += ["--tolerance", tolerance.formatted] }
    arguments += method.arguments + lossArguments(loss)
    if let batchSize { arguments += ["--batch-size", "\(batchSize)"] }
    if precision != .double { arguments += ["--precision", precision.rawValue] }
    if let patience { arguments += ["--patience", "\(patience)"] }
    switch classWeights {
    case .balanced: arguments += ["--class-weights", "balanced"]
    case .values(let weights):
      arguments += ["--class-weights", weights.map(\.formatted).joined(separator: ",")]
    case nil: break
    }
    return arguments
  }

  /// Those that say what is minimised.
  private func lossArguments(_ loss: BuiltInLoss?) -> [String] {
    var arguments: [String] = []
    if penalty.l1 != [0] {
      arguments += ["--l1", penalty.l1.map(\.formatted).joined(separator: ",")]
    }
    switch loss?.kind {
    case .squaredError: arguments += ["--loss", "squared-error"]
    case .huber(let threshold):
      arguments += ["--loss", "huber", "--huber-threshold", threshold.formatted]
    case .binaryCrossEntropy, .crossEntropy: arguments += ["--loss", "cross-entropy"]
    case .sigmoidCrossEntropy, .focal, .sigmoidFocal, .hinge, .quantile, .poisson:
      arguments += ["--loss", loss?.name ?? ""]
    case nil: break
    }
    return arguments
  }

  /// The command that trains the same network on the points of the file that holds it. `FILE` stands for
  /// that file, `OUT` for the one to write.
  public var command: String {
    (["matkit train --features FILE:X --labels FILE:y"] + arguments + ["-o OUT"])
      .joined(separator: " ")
  }

  /// The same for a job, with the loss named that is minimised where none was asked for.
  ///
  /// What the file does not hold has names of its own: `WEIGHTS:w` are the samples' weights,
  /// `HELD:X` and `HELD:y` the validation samples, and `BEFORE` is the network that the training
  /// went on from.
  func command(of job: TrainingJob, from network: SavedNetwork?, validation: LabData?) -> String {
    var words = ["matkit train --features FILE:X", "\(job.data.answersOption) FILE:y"]
    if job.data.weights != nil { words.append("--sample-weights WEIGHTS:w") }
    if let validation {
      let answers = validation.answersOption.replacing("--", with: "--validation-")
      words.append("--validation-features HELD:X \(answers) HELD:y")
    }
    words += network == nil ? shapeArguments + startArguments : ["--from BEFORE"]
    if network != nil, batchSize != nil { words.append("--seed \(seed)") }
    return (words + arguments(minimizing: fittingLoss(job.network, job.data)) + ["-o OUT"])
      .joined(separator: " ")
  }
}

extension LabData {
  /// The option that names what is to be answered.
  fileprivate var answersOption: String { targets == nil ? "--labels" : "--targets" }
}

extension TrainingMethod {
  /// The options beside the method's name.
  fileprivate var arguments: [String] {
    switch self {
    case .gradientDescent(let stepSize), .adam(let stepSize):
      ["--step-size", stepSize.formatted]
    case .momentum(let stepSize, let momentum), .nesterov(let stepSize, let momentum):
      ["--step-size", stepSize.formatted, "--momentum", momentum.formatted]
    default: []
    }
  }
}
