public import Networks

/// What a training by mini-batches does beside taking steps: how step sizes change, how long a gradient may be, which
/// units rest, and what is told as the loss of an epoch.
public struct BatchSettings: Hashable, Sendable {
  /// What the step size is multiplied by from epoch to epoch.
  public var schedule = LearningRateSchedule.constant
  /// The longest gradient; nil for any.
  public var gradientClip: Double?
  /// The share of the units that rest, one for all hidden layers or one a layer; empty for none.
  public var dropout: [Double] = []
  /// What is told as the loss after an epoch.
  public var epochLoss = MiniBatches.EpochLoss.exact

  public init() {}

  /// Batches of so many samples, in orders drawn from the stream of the seed.
  func batches(size: Int, seed: UInt32) -> MiniBatches {
    var batches = MiniBatches(size: size, seed: seed)
    batches.schedule = schedule
    batches.gradientClip = gradientClip
    batches.dropout = dropout
    batches.epochLoss = epochLoss
    return batches
  }
}

extension LearningRateSchedule {
  /// The schedule as the tool's `--schedule` takes it: `constant`, `step,EVERY,FACTOR`, `cosine,EPOCHS[,FLOOR]` or
  /// `plateau[,PATIENCE[,FACTOR]]`.
  public var text: String {
    switch self {
    case .constant: "constant"
    case .step(let every, let factor): "step,\(every),\(factor.formatted)"
    case .cosine(let epochs, let floor): "cosine,\(epochs),\(floor.formatted)"
    case .onPlateau(let patience, let factor): "plateau,\(patience),\(factor.formatted)"
    }
  }

  /// The schedule that a text says; nil where it says none, or one that makes no sense.
  public init?(text: String) {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let numbers = words.dropFirst().map { Double($0) }
    func number(_ place: Int, _ standard: Double? = nil) -> Double? {
      place < numbers.count ? numbers[place] : standard
    }
    func whole(_ place: Int, _ standard: Double? = nil) -> Int? {
      number(place, standard).flatMap { Int(exactly: $0) }
    }
    switch (words[0], numbers.count) {
    case ("constant", 0): self = .constant
    case ("step", 2):
      guard let every = whole(0), let factor = number(1) else { return nil }
      self = .step(every: every, factor: factor)
    case ("cosine", 1...2):
      guard let epochs = whole(0), let floor = number(1, 0) else { return nil }
      self = .cosine(epochs: epochs, floor: floor)
    case ("plateau", 0...2):
      guard let patience = whole(0, 10), let factor = number(1, 0.1) else { return nil }
      self = .onPlateau(patience: patience, factor: factor)
    default: return nil
    }
    guard isValid else { return nil }
  }
}
