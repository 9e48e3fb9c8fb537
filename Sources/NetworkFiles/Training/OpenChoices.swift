import Networks
public import Optimization

/// What nobody has said of a training, and is chosen when the samples are known: by ``TrainingDefaults``.
public struct OpenChoices: Hashable, Sendable {
  /// How λ is found.
  public enum Lambda: Hashable, Sendable {
    /// As the settings have it.
    case said
    /// By folds where that takes no more than some seconds, else by the number of samples.
    case open
    /// By folds.
    case folds
    /// λ/(2N), with this λ, as some sheets have it.
    case over2N(Double)
  }

  /// Whether the method is chosen by the number of weights.
  public var method = false
  /// How λ is found.
  public var lambda = Lambda.said
  /// Whether the share held out is chosen by the number of samples.
  public var holdOut = false
  /// Whether targets are standardised where that makes sense.
  public var standardizesTargets = false

  /// Nothing is open.
  public init() {}

  /// The same settings with all closed but λ by folds, and what was chosen, a phrase each.
  ///
  /// - Parameters:
  ///   - settings: What was said.
  ///   - data: All samples.
  ///   - known: A network to go on from, whose λ then holds where none is said.
  public func closed(
    _ settings: TrainingSettings, on data: TrainingData, from known: SavedNetwork? = nil
  ) -> (settings: TrainingSettings, told: [String]) {
    var settings = settings
    var told: [String] = []
    let count = (known?.network ?? settings.network(for: data)).parameterCount
    if method {
      settings.method = TrainingDefaults.method(parameterCount: count)
      told.append("\(settings.method.name.rawValue) for \(count) weights")
    }
    if holdOut {
      settings.holdOut = TrainingDefaults.holdOut(sampleCount: data.table.rowCount)
    }
    if standardizesTargets {
      settings.standardizesTargets =
        TrainingDefaults.standardizes && settings.bounds.isEmpty
        && settings.canStandardizeTargets(
          data, known?.network ?? settings.network(for: data))
      if settings.standardizesTargets { told.append("targets standardised") }
    }
    let trainedOn = SampleParts(of: data, settings).training.count
    switch lambda {
    case .over2N(let lambda):
      settings.l2 = Penalty.over2N(lambda, sampleCount: trainedOn).l2[0]
    case .open where known != nil:
      settings.penalty = Penalty(l1: settings.penalty.l1, l2: known?.lambdas ?? [0])
      told.append("λ of the network")
    case .open:
      settings.l2 = TrainingDefaults.lambda(sampleCount: trainedOn) * settings.scale(trainedOn)
      if !choosesLambda(settings, on: data, from: known) {
        told.append("λ by the number of samples")
      }
    case .said, .folds: break
    }
    return (settings, told)
  }

  /// Whether λ is to be chosen by folds, of settings that are closed otherwise.
  public func choosesLambda(
    _ settings: TrainingSettings, on data: TrainingData, from known: SavedNetwork? = nil
  ) -> Bool {
    if lambda == .folds { return true }
    guard lambda == .open, known == nil else { return false }
    return TrainingDefaults.choosesLambda(
      sampleCount: SampleParts(of: data, settings).training.count,
      parameterCount: settings.network(for: data).parameterCount)
  }
}

extension TrainingSettings {
  /// What λ beside a mean is multiplied by for the reduction: N beside a sum.
  fileprivate func scale(_ sampleCount: Int) -> Double {
    reduction == .sum ? Double(sampleCount) : 1
  }

  /// The best λ of ``TrainingDefaults/lambdas`` by folds of the samples to train on, all else as it is: from one
  /// start, by a quasi-Newton method whatever the settings' own is.
  ///
  /// - Returns: The table, whose best row has the λ; nil where the observer or the signal ended the search.
  public func chooseLambda(
    on data: TrainingData, stoppedBy signal: StopSignal? = nil,
    observer: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
  ) throws -> SearchTable? {
    var quick = self
    (quick.starts, quick.batchSize, quick.patience) = (1, nil, nil)
    quick.method = TrainingDefaults.method(parameterCount: network(for: data).parameterCount)
    quick.batches = BatchSettings()
    (quick.maxIterations, quick.tolerance) = (
      TrainingDefaults.foldIterations, TrainingDefaults.tolerance
    )
    (quick.timeLimit, quick.lossTolerance) = (nil, nil)
    var space = SearchSpace(quick)
    let trainedOn = SampleParts(of: data, self).training.count
    space.l2 = TrainingDefaults.lambdas.map { $0 * scale(trainedOn) }
    let count = min(TrainingDefaults.foldCount, trainedOn)
    return try quick.search(
      space, folds: count, on: data, stoppedBy: signal, observer: observer)
  }
}
