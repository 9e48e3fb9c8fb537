public import Matrices
public import Networks

/// What a lab trains on: points, the label of each as the user gave it, and the labels that occur.
public struct LabData: Sendable {
  /// The samples, N×d.
  public let points: Matrix<Double>
  /// The label of each sample, one of `classes`.
  public let labels: [Double]
  /// The labels that occur, ascending: class k of a network is `classes[k]`.
  public let classes: [Double]
  /// Where the points come from, for a sentence about them.
  public let source: String

  /// Points with labels from one place. Throws `empty` or `labelsDoNotFit`.
  public init(points: Matrix<Double>, labels: [Double], source: String) throws(LabError) {
    guard labels.count == points.rowCount else {
      throw LabError(
        .labelsDoNotFit, at: source,
        "there are \(labels.count) labels for \(points.rowCount) samples",
        advice: "give one label a row")
    }
    self.points = points
    self.labels = labels
    self.source = source
    classes = Set(labels).sorted()
  }

  /// The points of several items, one class an item: an item without a label has its place's number.
  ///
  /// Throws a `MATError` where a file cannot be read, and a ``LabError`` where the points are none, not
  /// finite, or differ in their number of columns.
  public init(_ arguments: [DataArgument]) throws {
    let files = try arguments.map(PointFile.init)
    guard let first = files.first else {
      throw LabError(.empty, "no data were named", advice: "give a .mat file for each class")
    }
    for file in files where file.points.columnCount != first.points.columnCount {
      throw LabError(
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
  }

  /// The samples of one matrix with the labels of another variable, N×1 or 1×N.
  public init(features: DataArgument, labels: DataArgument) throws {
    let X = try PointFile(features)
    let y = try PointFile(labels)
    guard y.points.rowCount == 1 || y.points.columnCount == 1 else {
      throw LabError(
        .labelsDoNotFit, at: y.place,
        "the labels are \(y.points.rowCount)×\(y.points.columnCount)",
        advice: "give a column with one label a sample")
    }
    try self.init(points: X.points, labels: y.points.elements, source: "\(X.place), \(y.place)")
  }

  /// The samples with their classes as numbers from zero, for training.
  ///
  /// Throws `oneClass` where all have the same label.
  public func dataset() throws -> Dataset<Double> {
    guard classes.count > 1 else {
      throw LabError(
        .oneClass, at: source,
        "all \(labels.count) samples are of one class, \(classes[0].formatted)",
        advice: "give samples of two classes or more, a file for each")
    }
    return try Dataset(inputs: points, labels: classIndices(in: classes), classCount: classes.count)
  }

  /// The place of each sample's label in `known`.
  ///
  /// Throws `labelsDoNotFit` where a label is none of them.
  public func classIndices(in known: [Double]) throws(LabError) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for label in labels {
      guard let index = places[label] else {
        throw LabError(
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
