public import MATFiles

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

  /// Along which dimension samples lie; nil for what fits.
  public var order: SampleOrder?
  /// Whether columns of text in tables become a column for each text that occurs.
  public var spreadsText = false

  public init(
    items: [String] = [], features: String? = nil, labels: String? = nil, targets: String? = nil
  ) {
    (self.items, self.features, self.labels, self.targets) = (items, features, labels, targets)
  }

  /// The names of what a file holds of samples and answers, as the options would name them; nil where nothing in it
  /// looks like them. Throws as ``TrainingData/init(foundIn:order:spreadsText:)``.
  public init?(foundIn file: MATFile) throws {
    guard let found = try SampleFinder(file).find() else { return nil }
    let data = try SamplePair(
      found.features, found.answers, order: nil, table: TableReading(spreadsText: true)
    ).found(found.reason)
    let isOfNumbers = data.targets != nil && !data.isMultiLabel
    self.init(
      features: found.features.place, labels: isOfNumbers ? nil : found.answers.place,
      targets: isOfNumbers ? found.answers.place : nil)
  }

  /// Whether nothing is named.
  public var isEmpty: Bool { items.isEmpty && features == nil }

  /// All names, of which each begins with a file's.
  public var names: [String] { items + [features, labels, targets].compactMap(\.self) }

  /// Reads the samples; throws as ``TrainingData``'s initialisers do.
  ///
  /// One item without variable and label is looked through for samples with their answers; see
  /// ``TrainingData/init(foundIn:order:spreadsText:)``. Where nothing in it looks like them it is the samples of one
  /// class, as each of several items is.
  ///
  /// - Parameter bytes: How much memory may be taken; features of a variable that take more than a quarter of it are put
  ///   into a scratch file, from which they are trained on to the same bits. Nil to have all in memory.
  public func read(within bytes: Double? = nil) throws -> TrainingData {
    guard let features else {
      let arguments = try items.map { try DataArgument(parsing: $0) }
      if arguments.count == 1, arguments[0].variable == nil, arguments[0].label == nil,
        let found = try TrainingData(
          foundIn: MATFile(arguments[0].file), order: order, spreadsText: spreadsText,
          within: bytes)
      {
        return found
      }
      return try TrainingData(arguments, order: order, spreadsText: spreadsText)
    }
    let points = try DataArgument(parsing: features)
    let pair = try SamplePair(
      points, DataArgument(parsing: targets ?? labels ?? ""), order: order,
      table: TableReading(spreadsText: spreadsText), within: bytes)
    return try targets == nil ? pair.labelled() : pair.targeted()
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
