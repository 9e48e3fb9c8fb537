import Networks

extension TrainingSettings {
  /// The options of `matkit train` that say the same, without what changes no number: threads.
  ///
  /// What is left at its default is named as well, so that the options mean the same to a later version.
  public var arguments: [String] {
    var arguments = [
      "--hidden", hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ","),
      "--activation", activations.map(\.rawValue).joined(separator: ","),
      "--l2", l2.formatted, "--reduction", reduction.rawValue, "--method", method.name.rawValue,
      "--init", initialWeights.rawValue, "--seed", "\(seed)", "--starts", "\(starts)",
      "--max-iterations", "\(maxIterations)", "--tolerance", tolerance.formatted,
    ]
    if case .gradientDescent(let stepSize) = method {
      arguments += ["--step-size", stepSize.formatted]
    }
    return arguments
  }

  /// The command that trains the same network on the points of the file that holds it. `FILE` stands for
  /// that file, `OUT` for the one to write.
  public var command: String {
    (["matkit train --features FILE:X --labels FILE:y"] + arguments + ["-o OUT"])
      .joined(separator: " ")
  }
}
