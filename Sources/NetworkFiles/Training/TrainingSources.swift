/// Where samples and their labels or targets are read, as the options of the tool name them: items, one class
/// each, or one matrix with its labels or targets.
public struct SampleSource: Hashable, Sendable {
  /// `file.mat[:variable][=label]`, a class an item.
  public var items: [String]
  /// In their place all samples in one matrix, `file.mat:X`.
  public var features: String?
  /// The label of each row of `features`.
  public var labels: String?
  /// In place of labels the numbers to answer.
  public var targets: String?

  public init(
    items: [String] = [], features: String? = nil, labels: String? = nil, targets: String? = nil
  ) {
    (self.items, self.features, self.labels, self.targets) = (items, features, labels, targets)
  }

  /// Whether nothing is named.
  public var isEmpty: Bool { items.isEmpty && features == nil }

  /// All names, of which each begins with a file's.
  public var names: [String] { items + [features, labels, targets].compactMap(\.self) }

  /// Reads the samples; throws as ``TrainingData``'s initialisers do.
  public func read() throws -> TrainingData {
    guard let features else { return try TrainingData(items.map { try DataArgument(parsing: $0) }) }
    let points = try DataArgument(parsing: features)
    if let targets {
      return try TrainingData(features: points, targets: DataArgument(parsing: targets))
    }
    return try TrainingData(features: points, labels: DataArgument(parsing: labels ?? ""))
  }
}

/// Where all that a training reads comes from, and how it is read: nothing where a program makes it itself.
public struct TrainingSources: Hashable, Sendable {
  /// The samples to train on.
  public var samples = SampleSource()
  /// How much each sample counts, `file.mat:w`.
  public var weights: String?
  /// The samples that every iterate is judged on.
  public var validation = SampleSource()
  /// The file of the network that the training goes on from.
  public var start: String?
  /// Limits of decoding in place of the usual ones, `decodedBytes=64G`.
  public var limits: [String] = []
  /// Whether what cannot be verified is read.
  public var acceptsUnverified = false
  /// The encoding of text that does not say it.
  public var textEncoding: String?

  public init() {}
}
