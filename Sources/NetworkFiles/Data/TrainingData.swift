public import Matrices
public import Networks

/// What a lab trains on: points, the label of each as the user gave it, and the labels that occur.
public struct TrainingData: Sendable {
  /// The samples, N×d.
  public let points: Matrix<Double>
  /// The label of each sample, one of `classes`.
  public let labels: [Double]
  /// The labels that occur, ascending: class k of a network is `classes[k]`. Empty for regression.
  public let classes: [Double]
  /// Where labels are text, the text of each class, in ascending order: the label of `classNames[k]` is k.
  public let classNames: [String]?
  /// The numbers to be answered for each sample, N×K, for regression; nil where there are classes.
  public let targets: Matrix<Double>?
  /// How much each sample counts; nil where all count 1.
  public var weights: [Double]?
  /// Where the points come from, for a sentence about them.
  public let source: String
  /// By which readers each variable was decoded that the samples come from; empty where a program made them.
  public private(set) var readings: [SampleReading] = []
  /// The variables that the points were read from, one a class or one for all; empty where a program made them.
  private(set) var origins: [DataArgument] = []
  /// The variable that the labels or targets were read from, where that is one of its own.
  private(set) var answersOrigin: DataArgument?
  /// Where one file is all there is: which of its variables look like samples with labels.
  private var others: SampleVariables?

  /// Points with labels from one place. Throws `empty` or `labelsDoNotFit`.
  public init(points: Matrix<Double>, labels: [Double], source: String) throws(NetworkFileError) {
    guard labels.count == points.rowCount else {
      throw Self.wrongCount(labels.count, points, source)
    }
    self.points = points
    self.labels = labels
    self.source = source
    classes = Set(labels).sorted()
    classNames = nil
    targets = nil
  }

  /// Labels as they were read.
  enum Labels {
    case numbers([Double])
    case names([String])

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .names(let names): names.count
      }
    }
  }

  /// Points with labels that are text. Throws `labelsDoNotFit`.
  public init(points: Matrix<Double>, names: [String], source: String) throws(NetworkFileError) {
    guard names.count == points.rowCount else {
      throw Self.wrongCount(names.count, points, source)
    }
    let known = Set(names).sorted()
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Double($0)) })
    self.points = points
    self.source = source
    labels = names.compactMap { places[$0] }
    classes = known.indices.map(Double.init)
    classNames = known
    targets = nil
  }

  /// Points with numbers to be answered for each, one sample a row: regression. Throws `labelsDoNotFit`.
  public init(points: Matrix<Double>, targets: Matrix<Double>, source: String)
    throws(NetworkFileError)
  {
    guard targets.rowCount == points.rowCount else {
      throw NetworkFileError(
        .labelsDoNotFit, at: source,
        "there are targets for \(targets.rowCount) samples, and \(points.rowCount) samples",
        advice: targets.columnCount == points.rowCount
          ? "they lie in columns; transpose them in the file, so that --targets has a row a sample"
          : Self.transposition(of: points, targets.rowCount, "--targets")
            ?? "give --targets a row a sample")
    }
    self.points = points
    self.targets = targets
    self.source = source
    (labels, classes, classNames) = ([], [], nil)
  }

  private static func wrongCount(
    _ count: Int, _ points: Matrix<Double>, _ source: String
  ) -> NetworkFileError {
    NetworkFileError(
      .labelsDoNotFit, at: source, "there are \(count) labels for \(points.rowCount) samples",
      advice: transposition(of: points, count, "--labels") ?? "give --labels one label a row")
  }

  /// What to do where samples lie in columns; nil where that would not help.
  private static func transposition(
    of points: Matrix<Double>, _ count: Int, _ option: String
  ) -> String? {
    guard points.columnCount == count, points.rowCount != count else { return nil }
    return
      "the samples seem to lie in columns; transpose --features in the file, so that it has a row for each"
      + " of \(option)"
  }

  /// The points of several items, one class an item: an item without a label has its place's number.
  ///
  /// Throws a `MATError` where a file cannot be read, and a ``NetworkFileError`` where the points are none, not
  /// finite, or differ in their number of columns.
  public init(_ arguments: [DataArgument]) throws {
    let files = try arguments.map(PointFile.init)
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
    readings = files.map(\.reading)
    if files.count == 1 { others = first.others }
    origins = zip(files, arguments).map { file, argument in
      DataArgument(file: file.origin.file, variable: file.origin.variable, label: argument.label)
    }
  }

  /// The samples of one matrix with the labels of another variable, N×1 or 1×N.
  public init(features: DataArgument, labels: DataArgument) throws {
    for argument in [features, labels] { try argument.checkUnlabelled() }
    let X = try PointFile(features)
    let (y, origin, reading) = try LabelFile.read(labels)
    let source = "\(X.place), \(reading.place)"
    switch y {
    case .numbers(let numbers):
      try self.init(points: X.points, labels: numbers, source: source)
    case .names(let names):
      try self.init(points: X.points, names: names, source: source)
    }
    readings = [X.reading, reading]
    (origins, answersOrigin) = ([X.origin], origin)
  }

  /// The samples of one matrix with the targets of another variable, N×K, or 1×N for one target.
  public init(features: DataArgument, targets: DataArgument) throws {
    for argument in [features, targets] { try argument.checkUnlabelled() }
    let X = try PointFile(features)
    let y = try PointFile(targets)
    let isRow = y.points.rowCount == 1 && X.points.rowCount > 1
    try self.init(
      points: X.points, targets: isRow ? y.points.transposed() : y.points,
      source: "\(X.place), \(y.place)")
    readings = [X.reading, y.reading]
    (origins, answersOrigin) = ([X.origin], y.origin)
  }

  /// The same samples, each counting as the variable says, N×1 or 1×N.
  ///
  /// Throws `labelsDoNotFit` where there are not as many weights as samples, or one is negative.
  public func weighted(by argument: DataArgument) throws -> TrainingData {
    try argument.checkUnlabelled()
    let file = try PointFile(argument)
    let weights = file.points.elements
    guard weights.count == points.rowCount, weights.allSatisfy({ $0 >= 0 }),
      weights.contains(where: { $0 > 0 })
    else {
      throw NetworkFileError(
        .labelsDoNotFit, at: file.place,
        "there are \(weights.count) weights for \(points.rowCount) samples, the least"
          + " \((weights.min() ?? .nan).formatted)",
        advice: "give one weight a sample, zero or more, and not all zero")
    }
    var data = self
    data.weights = weights
    data.readings.append(file.reading)
    return data
  }

  /// The labels, N×1, or the targets, N×K: `y` of a file.
  var answers: Matrix<Double> { targets ?? Matrix(column: labels) }

  /// The samples with their classes as numbers from zero, for training.
  ///
  /// For regression, with their targets. Throws `oneClass` where all have the same label.
  public func dataset() throws -> Dataset<Double> {
    try dataset(of: points, labels: classIndices(in: classes), classCount: classes.count)
  }

  /// The samples with features and classes that may be others' than the data's own.
  func dataset(
    of points: Matrix<Double>, labels: [Int], classCount: Int
  ) throws -> Dataset<Double> {
    let plain: Dataset<Double>
    if let targets {
      plain = try Dataset(inputs: points, targets: targets)
    } else {
      try checkSeveralClasses()
      plain = try Dataset(inputs: points, labels: labels, classCount: max(2, classCount))
    }
    return try weights.map { try plain.weighted($0) } ?? plain
  }

  private func checkSeveralClasses() throws(NetworkFileError) {
    guard classes.count > 1 else {
      throw NetworkFileError(
        .oneClass, at: source,
        (labels.count == 1 ? "the only sample is" : "all \(labels.count) samples are")
          + " of one class, \(classes[0].formatted)",
        advice: others.map { "\($0.advice), or a file for each class" }
          ?? "give samples of two classes or more, a file for each")
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
          advice: "say which label the points have, as in points.mat=\(known[0].formatted)")
      }
      indices.append(index)
    }
    return indices
  }
}

extension Double {
  /// The number as a user writes it: without a fraction where it has none.
  package var formatted: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
