import Matrices
import Networks

extension TrainingSettings {
  /// Throws where the loss, the output and the data do not fit together.
  func checkLoss(_ network: Network, _ data: TrainingData) throws(NetworkFileError) {
    let loss = fittingLoss(network, data)
    let output = network.layers[network.layers.count - 1]
    if data.targets != nil, !data.isMultiLabel {
      try checkNumbers(loss, output, data)
    } else if loss.isOfNumbers {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source,
        "\(loss.name) compares with numbers, and the samples have "
          + (data.isMultiLabel ? "labels" : "classes"),
        advice: "give --targets in place of --labels, or leave --loss away")
    }
    guard loss.fits(network) else {
      let outputs =
        "\(output.unitCount) \(output.activation.rawValue) output"
        + (output.unitCount == 1 ? "" : "s")
      let (kinds, other) = Self.outputs(of: loss)
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source, "\(kinds), not for \(outputs)",
        advice: "leave --output-activation away, or use --loss \(other)")
    }
    guard !standardizesTargets || canStandardizeTargets(data, network) else {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source,
        "targets are standardised where they are numbers, answered by identity outputs, and compared by their"
          + " differences",
        advice: "leave --standardize-targets away")
    }
    let hidden = network.layers.count - 1
    guard batches.dropout.count <= 1 || batches.dropout.count == hidden else {
      throw NetworkFileError(
        .settingsDoNotFit,
        "there are \(batches.dropout.count) shares of dropout for \(hidden) hidden layers",
        advice: "give --dropout one share, or one a hidden layer")
    }
    guard penalty.fits(network) else {
      throw NetworkFileError(
        .settingsDoNotFit,
        "the penalty has neither one λ nor one for each of the"
          + " \(network.layers.count) layers of \(network)",
        advice: "give one λ, or as many as there are hidden layers and one for the output")
    }
  }

  /// Throws where the targets are numbers, and the loss or the outputs are of classes.
  private func checkNumbers(
    _ loss: BuiltInLoss, _ output: Layer, _ data: TrainingData
  ) throws(NetworkFileError) {
    guard !loss.needsClasses else {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source,
        "\(loss.kind == .binaryCrossEntropy ? "cross-entropy" : loss.name) compares probabilities with"
          + " classes, and the targets are numbers",
        advice: "use --loss squared-error or huber, or give --labels in place of --targets")
    }
    guard !loss.targetsAreLabels || loss == .sigmoidCrossEntropy else {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source,
        "\(loss.name) compares with classes or labels, and the targets are numbers",
        advice: "use --loss squared-error or huber, or give --labels in place of --targets")
    }
    guard output.activation != .softmax else {
      throw NetworkFileError(
        .settingsDoNotFit, at: data.source,
        "softmax outputs are the probabilities of classes, and the targets are numbers",
        advice: "leave --output-activation away, or give --labels in place of --targets")
    }
  }

  /// The outputs that a loss is defined for, in words, and another loss to use.
  private static func outputs(of loss: BuiltInLoss) -> (kinds: String, other: String) {
    switch loss.kind {
    case .binaryCrossEntropy, .crossEntropy:
      (
        "cross-entropy is defined for one sigmoid output, which tells two classes apart, for one a class,"
          + " and for softmax outputs", "squared-error"
      )
    case .sigmoidCrossEntropy:
      ("binary-cross-entropy is defined for sigmoid outputs", "cross-entropy")
    case .focal, .sigmoidFocal:
      ("focal is defined for sigmoid and for softmax outputs", "squared-error")
    case .poisson: ("poisson is defined for exponential and softplus outputs", "squared-error")
    case .squaredError, .huber, .hinge, .quantile:
      ("\(loss.name) is defined for outputs of every kind but softmax", "cross-entropy")
    }
  }

  /// Throws where the method cannot minimise this loss, with these batches, on so many parameters.
  func checkMethod(_ network: Network, _ data: TrainingData) throws(NetworkFileError) {
    guard batchSize == nil || method.takesBatches else {
      throw NetworkFileError(
        .settingsDoNotFit,
        "\(method.name.rawValue) compares losses along its way, and those of different batches"
          + " cannot be compared",
        advice: "with --batch-size use \(TrainingMethod.Option.batchSize.methods.listed)")
    }
    let isSquares = fittingLoss(network, data) == .squaredError && penalty.l1.allSatisfy { $0 == 0 }
    guard method != .levenbergMarquardt || isSquares else {
      throw NetworkFileError(
        .settingsDoNotFit,
        "lm minimises sums of squares, and \(fittingLoss(network, data).name) with this penalty"
          + " is none",
        advice: "use --loss squared-error without --l1, or another method")
    }
    let (count, outputs) = (
      network.parameterCount, data.table.rowCount * network.outputCount
    )
    guard method.memory(parameters: count, outputs: outputs) > Self.mostNumbers else { return }
    throw NetworkFileError(
      .tooLarge,
      "\(method.name.rawValue) keeps more than \(Int(Self.mostNumbers)) numbers for the \(count)"
        + " weights of this network",
      advice: "use --method lbfgs")
  }

  /// Throws where bounds are of no layer, or cannot be kept.
  func checkBounds(_ network: Network) throws(NetworkFileError) {
    func error(_ problem: String, _ advice: String) -> NetworkFileError {
      NetworkFileError(.settingsDoNotFit, problem, advice: advice)
    }
    for bound in bounds {
      let option = bound.isFixed ? "--fix" : "--bound"
      if let layer = bound.layer, layer > network.layers.count {
        throw error(
          "\(option) \(bound.text) is of layer \(layer), and \(network) has \(network.layers.count)",
          "name one of its layers")
      }
      guard !standardizesTargets else {
        throw error(
          "\(option) is of the network that is trained, and with --standardize-targets the file has another",
          "leave --standardize-targets away")
      }
      var options = TrainingOptions(method: method.minimizer)
      options.bounds = bounds
      guard batchSize == nil, options.keepsBounds else {
        throw error(
          "\(option) is of methods that keep bounds, and "
            + (batchSize == nil ? "\(method.name.rawValue) keeps none" : "--batch-size has none"),
          "use --method bfgs or lbfgs without --batch-size")
      }
    }
    do throws(NetworkError) {
      // Numbers that start anywhere leave each other as much room as those that start at 0.
      let known = bounds.filter { $0.limit != .start }
      _ = try network.box(known, from: Array(repeating: 0.0, count: network.parameterCount))
    } catch {
      throw NetworkFileError(
        .settingsDoNotFit, "\(error)", advice: "leave one of --bound and --fix away")
    }
  }

  /// The most numbers that a method may keep: 3.2 GB.
  private static let mostNumbers = 4e8
}

extension BuiltInLoss {
  /// Whether it makes sense for numbers alone.
  fileprivate var isOfNumbers: Bool {
    switch kind {
    case .quantile, .poisson: true
    default: false
    }
  }
}
