import Networks

extension TrainingSettings {
  /// The options of `matkit train` that say the same, without what changes no number: threads.
  ///
  /// What is left at its default is named as well, so that the options mean the same to a later version.
  public var arguments: [String] {
    var arguments = [
      "--hidden", hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ","),
      "--activation", activations.map(\.rawValue).joined(separator: ","),
      "--l2", penalty.l2.map(\.formatted).joined(separator: ","),
      "--reduction", reduction.rawValue, "--method", method.name.rawValue,
      "--init", initialWeights.rawValue, "--seed", "\(seed)", "--starts", "\(starts)",
      "--max-iterations", "\(maxIterations)", "--tolerance", tolerance.formatted,
    ]
    arguments += method.arguments + lossArguments
    if let batchSize { arguments += ["--batch-size", "\(batchSize)"] }
    if weightOrder != .inputsFirst { arguments += ["--init-order", weightOrder.rawValue] }
    if let initialBiases { arguments += ["--init-biases", initialBiases.rawValue] }
    if precision != .double { arguments += ["--precision", precision.rawValue] }
    if let patience { arguments += ["--patience", "\(patience)"] }
    if standardizes { arguments.append("--standardize") }
    switch classWeights {
    case .balanced: arguments += ["--class-weights", "balanced"]
    case .values(let weights):
      arguments += ["--class-weights", weights.map(\.formatted).joined(separator: ",")]
    case nil: break
    }
    return arguments
  }

  /// Those that say what is minimised, where it is not what fits.
  private var lossArguments: [String] {
    var arguments: [String] = []
    if penalty.l1 != [0] {
      arguments += ["--l1", penalty.l1.map(\.formatted).joined(separator: ",")]
    }
    if let outputActivation { arguments += ["--output-activation", outputActivation.rawValue] }
    switch loss {
    case .squaredError: arguments += ["--loss", "squared-error"]
    case .huber(let threshold):
      arguments += ["--loss", "huber", "--huber-threshold", threshold.formatted]
    case .binaryCrossEntropy, .crossEntropy, nil: break
    }
    return arguments
  }

  /// The command that trains the same network on the points of the file that holds it. `FILE` stands for
  /// that file, `OUT` for the one to write.
  public var command: String { command(isRegression: false) }

  /// The same for data with targets in place of labels.
  func command(isRegression: Bool) -> String {
    (["matkit train --features FILE:X --\(isRegression ? "targets" : "labels") FILE:y"] + arguments
      + ["-o OUT"]).joined(separator: " ")
  }
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
