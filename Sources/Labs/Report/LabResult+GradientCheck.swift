import Networks

extension LabResult {
  /// How the gradient compares with the complex step at fresh initial weights, of the loss that the
  /// file's weights were trained for.
  ///
  /// Of a large network only as many weights are compared as take about a second. Nil where the loss or the
  /// initial weights are not known, and where even one weight takes longer.
  func checkGradient() throws -> WeightCheck? {
    guard let settings = settings, settings.network(for: data) == network.network else {
      return nil
    }
    let most = WeightCheck.affordable(
      of: network.network, sampleCount: data.points.rowCount, seconds: 1)
    guard most > 0 else { return nil }
    return try settings.checkGradient(on: data, most: most)
  }

  /// What trained the network, as far as its loss and its start say; nil where they are not known.
  private var settings: TrainingSettings? {
    guard let initial = InitialWeights(rawValue: training.initialWeights) else { return nil }
    let layers = network.network.layers
    var settings = TrainingSettings(
      hidden: layers.dropLast().map(\.unitCount), activations: layers.dropLast().map(\.activation),
      initialWeights: initial, seed: network.seed)
    settings.outputActivation = layers.last?.activation
    settings.penalty = Penalty(l1: numbers(of: "--l1") ?? [0], l2: network.lambdas)
    settings.reduction = training.option("--reduction").flatMap(Reduction.init) ?? .mean
    settings.standardizes =
      network.mu.contains { $0 != 0 } || network.sigma.contains { $0 != 1 }
    switch training.option("--loss") {
    case "squared-error": settings.loss = .squaredError
    case "huber": settings.loss = .huber(threshold: numbers(of: "--huber-threshold")?.first ?? 1)
    default:
      guard network.isRegression || BuiltInLoss(for: network.network) != nil else { return nil }
    }
    return settings
  }

  private func numbers(of option: String) -> [Double]? {
    training.option(option)?.split(separator: ",").compactMap { Double($0) }
  }
}

extension TrainingRecord {
  /// What follows an option in ``command``; nil where it is not there.
  func option(_ name: String) -> String? {
    let words = command.split(separator: " ")
    guard let place = words.firstIndex(of: name[...]), place + 1 < words.endIndex else {
      return nil
    }
    return String(words[place + 1])
  }
}
