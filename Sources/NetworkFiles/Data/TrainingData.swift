public import MATFiles
public import Matrices
public import Networks

/// What a lab trains on: points, the label of each as the user gave it, and the labels that occur.
public struct TrainingData: Sendable {
  /// The samples, N×d, where they lie.
  public private(set) var table: SampleTable
  /// The label of each sample, one of `classes`.
  public private(set) var labels: [Double]
  /// The labels that occur, ascending: class k of a network is `classes[k]`. Empty for regression.
  public let classes: [Double]
  /// Where labels are text, the text of each class, in ascending order: the label of `classNames[k]` is k.
  public let classNames: [String]?
  /// The numbers to be answered for each sample, N×K, for regression; nil where there are classes.
  public internal(set) var targets: Matrix<Double>?
  /// Whether the targets are labels, 1 for each that a sample has, of which it may have any number.
  public let isMultiLabel: Bool
  /// How much each sample counts; nil where all count 1.
  public var weights: [Double]?
  /// Where the points come from, for a sentence about them.
  public let source: String
  /// What was taken as samples and answers, and why, where nobody named them: a sentence.
  public var reading: String?
  /// By which readers each variable was decoded that the samples come from; empty where a program made them.
  public private(set) var readings: [SampleReading] = []
  /// The variables that the points were read from, one a class or one for all; empty where a program made them.
  private(set) var origins: [DataArgument] = []
  /// The variable that the labels or targets were read from, where that is one of its own.
  private(set) var answersOrigin: DataArgument?

  /// The samples, N×d, in memory: a copy where they do not lie there as one matrix.
  public var points: Matrix<Double> { table.matrix }

  /// Points with labels from one place. Throws `empty` or `labelsDoNotFit`.
  public init(points: Matrix<Double>, labels: [Double], source: String) throws(NetworkFileError) {
    try self.init(SampleTable(points), labels: labels, source: source)
  }

  init(_ points: SampleTable, labels: [Double], source: String) throws(NetworkFileError) {
    guard labels.count == points.rowCount else {
      throw Self.wrongCount(labels.count, points, source)
    }
    table = points
    self.labels = labels
    self.source = source
    classes = Set(labels).sorted()
    (classNames, targets, isMultiLabel) = (nil, nil, false)
  }

  /// Points with labels that are text. Throws `labelsDoNotFit`.
  public init(points: Matrix<Double>, names: [String], source: String) throws(NetworkFileError) {
    try self.init(SampleTable(points), names: names, source: source)
  }

  init(_ points: SampleTable, names: [String], source: String) throws(NetworkFileError) {
    guard names.count == points.rowCount else {
      throw Self.wrongCount(names.count, points, source)
    }
    let known = Set(names).sorted()
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Double($0)) })
    table = points
    self.source = source
    labels = names.compactMap { places[$0] }
    classes = known.indices.map(Double.init)
    classNames = known
    (targets, isMultiLabel) = (nil, false)
  }

  /// Points with numbers to be answered for each, one sample a row: regression. Throws `labelsDoNotFit`.
  public init(points: Matrix<Double>, targets: Matrix<Double>, source: String)
    throws(NetworkFileError)
  {
    try self.init(SampleTable(points), targets: targets, source: source)
  }

  init(_ points: SampleTable, targets: Matrix<Double>, source: String) throws(NetworkFileError) {
    guard targets.rowCount == points.rowCount else {
      throw NetworkFileError(
        .labelsDoNotFit, at: source,
        "there are targets for \(targets.rowCount) samples, and \(points.rowCount) samples",
        advice: "give --targets a row a sample, or with --samples-in columns a column a sample")
    }
    table = points
    self.targets = targets
    self.source = source
    (labels, classes, classNames, isMultiLabel) = ([], [], nil, false)
  }

  /// Points with the labels of each, of which it may have any number: N×K, a sample a row. Label k is `classes[k]`,
  /// counted from 1 as MATLAB does. Throws `labelsDoNotFit`.
  public init(points: Matrix<Double>, labelSets: Matrix<Bool>, source: String)
    throws(NetworkFileError)
  {
    try self.init(SampleTable(points), labelSets: labelSets, source: source)
  }

  init(_ points: SampleTable, labelSets: Matrix<Bool>, source: String) throws(NetworkFileError) {
    guard labelSets.rowCount == points.rowCount, labelSets.columnCount > 0 else {
      throw Self.wrongCount(labelSets.rowCount, points, source)
    }
    table = points
    self.source = source
    targets = labelSets.map { $0 ? 1 : 0 }
    classes = (1...labelSets.columnCount).map(Double.init)
    (labels, classNames, isMultiLabel) = ([], nil, true)
  }

  /// Keeps the samples of these numbers alone, in their order.
  mutating func keep(_ samples: [Int]) {
    let chosen = table.selectingRows(samples)
    table = table.isLarge ? chosen : SampleTable(chosen.matrix)
    targets = targets?.selectingRows(samples)
    if targets == nil { labels = samples.map { labels[$0] } }
    weights = weights.map { all in samples.map { all[$0] } }
  }

  /// The labels of each sample, N×K, where it may have any number.
  public var labelSets: Matrix<Bool>? { isMultiLabel ? targets?.map { $0 > 0.5 } : nil }

  private static func wrongCount(
    _ count: Int, _ points: SampleTable, _ source: String
  ) -> NetworkFileError {
    NetworkFileError(
      .labelsDoNotFit, at: source, "there are \(count) labels for \(points.rowCount) samples",
      advice: "give --labels one label a sample"
        + (count == points.columnCount ? ", or --samples-in columns if these lie in columns" : ""))
  }

  /// The points of several items, one class an item: an item without a label has its place's number.
  ///
  /// Throws a `MATError` where a file cannot be read, and a ``NetworkFileError`` where the points are none, not
  /// finite, or differ in their number of columns.
  ///
  /// - Parameters:
  ///   - arguments: The items.
  ///   - order: Along which dimension samples lie; rows where nobody says it.
  ///   - spreadsText: Whether columns of text in tables become a column for each text that occurs.
  public init(
    _ arguments: [DataArgument], order: SampleOrder? = nil, spreadsText: Bool = false
  ) throws {
    let files = try arguments.map {
      try PointFile($0, order: order, table: TableReading(spreadsText: spreadsText))
    }
    guard let first = files.first else {
      throw NetworkFileError(
        .empty, "no data were named", advice: "give a .mat file for each class")
    }
    for file in files where file.points.columnCount != first.points.columnCount {
      throw NetworkFileError(
        .columnsDiffer, at: file.place,
        "the points have \(file.points.columnCount) columns where those of \(first.place) have"
          + " \(first.points.columnCount)",
        advice: "give points with the same features for every class")
    }
    let labels = zip(files, arguments).enumerated().flatMap { place, item in
      Array(repeating: item.1.label ?? Double(place), count: item.0.points.rowCount)
    }
    try self.init(
      points: Matrix.stacked(files.map(\.points)), labels: labels,
      source: files.map(\.place).joined(separator: ", "))
    let origins = zip(files, arguments).map { file, argument in
      var origin = file.origin
      origin.label = argument.label
      return origin
    }
    note(origins, nil, files.map(\.reading))
  }

  /// The samples of one array with the labels of another variable: numbers, text, a one-hot matrix, or a matrix of 0
  /// and 1 with any number of labels a sample.
  ///
  /// Where `order` does not say along which dimension samples lie, rows are taken where they fit, else columns.
  /// Arrays of more dimensions are images, N×H×W or H×W×N, each flattened by columns.
  public init(
    features: DataArgument, labels: DataArgument, order: SampleOrder? = nil,
    spreadsText: Bool = false
  ) throws {
    self = try SamplePair(
      features, labels, order: order, table: TableReading(spreadsText: spreadsText)
    ).labelled()
  }

  /// The samples of one array with the targets of another variable, N×K, or K×N where samples lie in columns, or a
  /// vector for one target.
  public init(
    features: DataArgument, targets: DataArgument, order: SampleOrder? = nil,
    spreadsText: Bool = false
  ) throws {
    self = try SamplePair(
      features, targets, order: order, table: TableReading(spreadsText: spreadsText)
    ).targeted()
  }

  /// The samples that a file holds, with what is to be answered for them, where nobody names the variables; told in
  /// ``reading``. Nil where nothing in it looks like samples with answers.
  ///
  /// By names in use, `X` and `y`, `meas` and `species`, `irisInputs` and `irisTargets` and the like, whose sizes
  /// agree; else by the sizes alone, where only one pair agrees; of a table the response by its name, or the only
  /// column of text. Whole numbers that are few are classes, others targets.
  ///
  /// Throws `severalNumericVariables`, with what to write, where there are two readings.
  public init?(
    foundIn file: MATFile, order: SampleOrder? = nil, spreadsText: Bool = false
  ) throws {
    try self.init(foundIn: file, order: order, spreadsText: spreadsText, within: nil)
  }

  /// The same, where only so many bytes may be taken: larger samples are put into a scratch file.
  init?(
    foundIn file: MATFile, order: SampleOrder?, spreadsText: Bool, within bytes: Double?
  ) throws {
    guard let found = try SampleFinder(file).find() else { return nil }
    self = try SamplePair(
      found.features, found.answers, order: order, table: TableReading(spreadsText: spreadsText),
      within: bytes
    ).found(found.reason)
  }

  /// Samples without answers, for a network of so many inputs: what a file holds of that many features a sample.
  package init(
    unlabelled argument: DataArgument, inputs: Int, order: SampleOrder? = nil,
    spreadsText: Bool = false
  ) throws {
    try argument.checkUnlabelled()
    let file = try PointFile(
      argument, order: order, inputs: inputs, table: TableReading(spreadsText: spreadsText))
    try self.init(
      points: file.points, labels: Array(repeating: 0, count: file.points.rowCount),
      source: file.place)
    note([file.origin], nil, [file.reading])
  }

  /// Takes note of where the samples and the answers were read, and by whom.
  mutating func note(
    _ origins: [DataArgument], _ answers: DataArgument?, _ readings: [SampleReading]
  ) {
    (self.origins, answersOrigin, self.readings) = (origins, answers, readings)
  }

  /// The same samples, each counting as the variable says, N×1 or 1×N.
  ///
  /// Throws `labelsDoNotFit` where there are not as many weights as samples, or one is negative.
  public func weighted(by argument: DataArgument) throws -> TrainingData {
    try argument.checkUnlabelled()
    let file = try PointFile(argument)
    let weights = file.points.elements
    guard weights.count == table.rowCount, weights.allSatisfy({ $0 >= 0 }),
      weights.contains(where: { $0 > 0 })
    else {
      throw NetworkFileError(
        .labelsDoNotFit, at: file.place,
        "there are \(weights.count) weights for \(table.rowCount) samples, the least"
          + " \((weights.min() ?? .nan).formatted)",
        advice: "give one weight a sample, zero or more, and not all zero")
    }
    var data = self
    data.weights = weights
    data.readings.append(file.reading)
    return data
  }

  /// The samples with their classes as numbers from zero, for training.
  ///
  /// For regression, with their targets. Throws `oneClass` where all have the same label.
  public func dataset() throws -> Dataset<Double> {
    try checkSeveralClasses()
    let plain = try dataset(
      by: nil, targets: targets, labels: classIndices(in: classes), classCount: classes.count)
    return try weights.map { try plain.weighted($0) } ?? plain
  }

  /// The samples, standardised, with answers and classes that may be others' than the data's own, and without weights.
  ///
  /// Small samples are copied, so that they are standardised once; large ones stay where they are.
  func dataset(
    by map: Standardization?, targets: Matrix<Double>?, labels: [Int], classCount: Int
  ) throws -> Dataset<Double> {
    guard table.isLarge || !table.isInMemory else {
      let points = map?.applied(to: points) ?? points
      return try targets.map { try Dataset(inputs: points, targets: $0) }
        ?? Dataset(inputs: points, labels: labels, classCount: max(2, classCount))
    }
    let mapped = map.map { table.standardized(by: $0) } ?? table
    return try targets.map { try Dataset(mapped, targets: $0) }
      ?? Dataset(mapped, labels: labels, classCount: max(2, classCount))
  }

  /// Throws `oneClass` where all samples have the same label.
  func checkSeveralClasses() throws(NetworkFileError) {
    guard targets != nil || classes.count > 1 else {
      throw NetworkFileError(
        .oneClass, at: source,
        (labels.count == 1 ? "the only sample is" : "all \(labels.count) samples are")
          + " of one class, \(classes[0].formatted)",
        advice:
          "give samples of two classes or more, a file for each, or all in one with --features"
          + " F.mat:X --labels F.mat:y")
    }
  }

  /// The place of each sample's label among a network's classes, by their names where both have names.
  ///
  /// Throws `labelsDoNotFit` where a label is none of them.
  package func classIndices(in network: SavedNetwork) throws(NetworkFileError) -> [Int] {
    try classIndices(in: network.classes, named: network.classNames)
  }

  /// The same for labels that are known, with their texts where there are any.
  package func classIndices(in labels: [Double], named known: [String]?) throws(NetworkFileError)
    -> [Int]
  {
    guard let names = classNames, let known else { return try classIndices(in: labels) }
    var places: [Int] = []
    for name in names {
      guard let place = known.firstIndex(of: name) else {
        throw NetworkFileError(
          .labelsDoNotFit, at: source,
          "the label '\(name)' is not one of the network's, \(known.joined(separator: ", "))",
          advice: "give samples of the classes that the network was trained on")
      }
      places.append(place)
    }
    return self.labels.map { places[Int($0)] }
  }

  /// The place of each sample's label in `known`.
  ///
  /// Throws `labelsDoNotFit` where a label is none of them.
  public func classIndices(in known: [Double]) throws(NetworkFileError) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for label in labels {
      guard let index = places[label] else {
        throw NetworkFileError(
          .labelsDoNotFit, at: source,
          "the label \(label.formatted) is not one of the network's,"
            + " \(known.map(\.formatted).joined(separator: ", "))",
          advice: known.first.map {
            "say which label the points have, as in points.mat=\($0.formatted)"
          })
      }
      indices.append(index)
    }
    return indices
  }
}

extension TrainingData {
  /// The line that tells what was taken, where nobody named it.
  package var told: [String] { reading.map { ["Taken     \($0)"] } ?? [] }

  /// What is to be answered: labels N×1, targets N×K, or with any number of labels a sample 0 and 1, N×K.
  var answers: Matrix<Double> { targets ?? Matrix(column: labels) }

  /// The answers as the variable `y` of a file.
  package var answersValue: MATValue { value(ofAnswers: answers) }

  /// Answers of some of the samples as that variable: logical where a sample may have any number of labels.
  func value(ofAnswers answers: Matrix<Double>) -> MATValue {
    isMultiLabel ? answers.map { $0 > 0.5 }.matValue : answers.matValue
  }
}

extension Double {
  /// The number as a user writes it: without a fraction where it has none.
  package var formatted: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
