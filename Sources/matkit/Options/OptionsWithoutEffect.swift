import NetworkFiles
import Networks

/// What is said of options that were given and cannot have an effect beside others: nothing is
/// dropped without a word.
extension TrainOptions {
  /// Given options of which the gradient at a point knows nothing.
  private var ofMinimizing: [String] {
    var names: [String] = []
    if method != nil { names.append("--method") }
    if stepSize != nil { names.append("--step-size") }
    if momentum != nil { names.append("--momentum") }
    if weightDecay != nil { names.append("--weight-decay") }
    if batches.batchSize != nil { names.append("--batch-size") }
    names += batches.given
    if starts.isGiven { names.append("--starts") }
    if maxIterations.isGiven { names.append("--max-iterations") }
    if tolerance.isGiven { names.append("--tolerance") }
    if lossTolerance != nil { names.append("--loss-tolerance") }
    if timeLimit != nil { names.append("--time-limit") }
    if !bounds.isEmpty { names.append("--bound") }
    if !fixed.isEmpty { names.append("--fix") }
    if precision.isGiven { names.append("--precision") }
    return names
  }

  /// Given options of the network's shape.
  private var ofShape: [String] {
    var names: [String] = []
    if hidden.isGiven { names.append("--hidden") }
    if activation.isGiven { names.append("--activation") }
    if outputActivation != nil { names.append("--output-activation") }
    if let standardize { names.append(standardize ? "--standardize" : "--no-standardize") }
    return names
  }

  /// Whether no sample is held out, whose choice is drawn by the seed.
  private var holdsOutNone: Bool { holdOut.map { $0 == 0 } ?? true }

  /// Given options of the initial weights.
  private var ofStart: [String] {
    var names: [String] = []
    if initialWeights.isGiven { names.append("--init") }
    if initOrder.isGiven { names.append("--init-order") }
    if initBiases.isGiven { names.append("--init-biases") }
    if seed.isGiven { names.append("--seed") }
    return names
  }

  /// What to say of a gradient check: at the weights of the network in a file, or else at initial
  /// ones.
  func notes(ofGradientAt network: SavedNetwork?, _ path: String?) throws -> [String] {
    var notes: [String] = []
    if !ofMinimizing.isEmpty {
      notes.append(
        "a gradient, checked in double precision, does not depend on \(ofMinimizing.listed)")
    }
    if let network, let path {
      try checkAgrees(with: network, path)
      let names = ofShape + ofStart
      if !names.isEmpty {
        notes.append("\(path) has the say in shape and weights, not \(names.listed)")
      }
    }
    return notes
  }

  /// What to say of a training, which goes on from the network in a file where there is one.
  func notes(ofTrainingFrom network: SavedNetwork?, _ path: String?) throws -> [String] {
    var notes: [String] = []
    if let network, let path {
      try checkAgrees(with: network, path)
      var names = ofShape + ofStart + (starts.isGiven ? ["--starts"] : [])
      // The orders of the batches are drawn by it.
      if batches.batchSize != nil || !holdsOutNone { names.removeAll { $0 == "--seed" } }
      if !names.isEmpty {
        notes.append("\(path) has the say in shape and weights, not \(names.listed)")
      }
    }
    return notes
  }

  /// Fails where what was given contradicts a network whose shape holds.
  private func checkAgrees(with saved: SavedNetwork, _ path: String) throws {
    let layers = saved.network.layers
    let (inner, output) = (layers.dropLast(), layers[layers.count - 1].activation)
    let names = activation.value.activations
    let wanted = names.count == 1 ? Array(repeating: names[0], count: inner.count) : names
    let isStandardized = saved.mu.contains { $0 != 0 } || saved.sigma.contains { $0 != 1 }
    let contradictions: [(option: String, contradicts: Bool)] = [
      ("--hidden", hidden.isGiven && hidden.value.counts != inner.map(\.unitCount)),
      ("--activation", activation.isGiven && wanted != inner.map(\.activation)),
      ("--output-activation", outputActivation.map { $0 != output } ?? false),
      ("--standardize", standardize == true && !isStandardized),
      ("--no-standardize", standardize == false && isStandardized),
    ]
    guard let first = contradictions.first(where: \.contradicts) else { return }
    throw ToolError(
      .usage,
      "\(first.option) contradicts \(path), whose network is \(saved.network), its features"
        + " \(isStandardized ? "" : "not ")standardised; leave it away, or begin anew")
  }
}

extension [String] {
  /// The words as a sentence lists them: `a, b and c`.
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
