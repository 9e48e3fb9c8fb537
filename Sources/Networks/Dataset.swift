public import Matrices

/// Samples and what is to be answered for them, classes or numbers: what a network is trained on and judged
/// by.
///
/// Checked where it is made, so that everything computed from it may rely on finite features and labels
/// in range.
///
/// ```swift
/// let data = try Dataset(inputs: [[0.0, 0], [1, 1], [0, 1]], labels: [0, 1, 1])
/// assert(data.sampleCount == 3 && data.featureCount == 2 && data.classSizes == [1, 2])
/// ```
public struct Dataset<Scalar: NetworkScalar>: Hashable, Sendable {
  /// Where the samples lie.
  private enum Features: Hashable, Sendable {
    case matrix(Matrix<Scalar>)
    case table(SampleTable)
  }

  private let features: Features
  /// The class of each sample, 0 … K−1; empty where the targets are numbers.
  public let labels: [Int]
  /// The number of classes, K ≥ 2; a class may have no sample. Zero where the targets are numbers.
  public let classCount: Int
  /// The numbers that the outputs should be, N×K, for regression; nil where there are classes.
  public let targets: Matrix<Scalar>?
  /// How much each sample counts in a loss; nil where all count 1.
  public private(set) var weights: [Scalar]?

  /// N samples of d features and their labels.
  ///
  /// - Parameters:
  ///   - inputs: N×d, a sample a row; N and d at least 1, every element finite.
  ///   - labels: The class of each sample, from 0.
  ///   - classCount: The number of classes K; nil for one more than the largest label, and 2 at least.
  /// - Throws: `empty`, `sizeMismatch` where there are not as many labels as samples, `notFinite` with the
  ///   first such sample and feature, `labelOutOfRange` with the first such sample. O(N·d).
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 0], classCount: 3)
  /// assert(data.classSizes == [2, 0, 0])
  /// ```
  public init(
    inputs: Matrix<Scalar>, labels: [Int], classCount: Int? = nil
  ) throws(NetworkError) {
    try self.init(.matrix(inputs), labels, classCount)
  }

  /// N samples of a table, which are not copied, and their labels.
  ///
  /// - Throws: As ``init(inputs:labels:classCount:)``. O(N·d).
  public init(
    _ table: SampleTable, labels: [Int], classCount: Int? = nil
  ) throws(NetworkError) {
    try self.init(.table(table), labels, classCount)
  }

  private init(
    _ features: Features, _ labels: [Int], _ classCount: Int?
  ) throws(NetworkError) {
    self.features = features
    self.labels = labels
    targets = nil
    self.classCount = classCount ?? max(2, (labels.max() ?? 0) + 1)
    guard sampleCount > 0, featureCount > 0 else {
      throw NetworkError(
        .empty, "the data", expected: "at least one sample of at least one feature",
        found: "\(sampleCount)×\(featureCount)")
    }
    guard labels.count == sampleCount else {
      throw NetworkError(
        .sizeMismatch, "the labels", expected: "\(sampleCount), one a sample",
        found: "\(labels.count)")
    }
    let count = self.classCount
    require(count >= 2, "data cannot have \(count) classes: two or more")
    try checkFeatures()
    if let sample = labels.firstIndex(where: { !(0..<count).contains($0) }) {
      throw NetworkError(
        .labelOutOfRange, "the label of sample \(sample + 1)",
        expected: "a whole number from 0 to \(count - 1)", found: "\(labels[sample])",
        sample: sample)
    }
  }

  /// N samples of d features and the K numbers to be answered for each: regression.
  ///
  /// - Parameters:
  ///   - inputs: N×d, a sample a row; N and d at least 1, every element finite.
  ///   - targets: N×K, a sample a row; K at least 1, every element finite.
  /// - Throws: `empty`, `sizeMismatch` where there are not as many rows of one as of the other, `notFinite`
  ///   with the first such sample and feature, or sample and target. O(N·(d + K)).
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], targets: [[0.5], [2.5]])
  /// assert(data.targets == [[0.5], [2.5]] && data.labels.isEmpty)
  /// ```
  public init(inputs: Matrix<Scalar>, targets: Matrix<Scalar>) throws(NetworkError) {
    try self.init(.matrix(inputs), targets)
  }

  /// N samples of a table, which are not copied, and the K numbers to be answered for each.
  ///
  /// - Throws: As ``init(inputs:targets:)``. O(N·(d + K)).
  public init(_ table: SampleTable, targets: Matrix<Scalar>) throws(NetworkError) {
    try self.init(.table(table), targets)
  }

  private init(_ features: Features, _ targets: Matrix<Scalar>) throws(NetworkError) {
    self.features = features
    self.targets = targets
    labels = []
    classCount = 0
    let sizes = [("the data", sampleCount, featureCount)]
    for (name, rows, columns) in sizes + [("the targets", targets.rowCount, targets.columnCount)]
    where rows == 0 || columns == 0 {
      throw NetworkError(
        .empty, name, expected: "of at least one row and one column", found: "\(rows)×\(columns)")
    }
    guard targets.rowCount == sampleCount else {
      throw NetworkError(
        .sizeMismatch, "the targets", expected: "\(sampleCount) rows, one a sample",
        found: "\(targets.rowCount)")
    }
    try checkFeatures()
    try checkFinite(targets, of: "target")
  }

  /// Throws `notFinite` with the first such sample and feature: of a matrix feature by feature, of a table the first
  /// sample.
  private func checkFeatures() throws(NetworkError) {
    switch features {
    case .matrix(let matrix): try checkFinite(matrix)
    case .table(let table):
      for first in stride(from: 0, to: table.rowCount, by: 256) {
        let part: Matrix<Scalar> = table.matrix(of: first..<min(table.rowCount, first + 256))
        do throws(NetworkError) { try checkFinite(part) } catch {
          var error = error
          error.sample = error.sample.map { $0 + first }
          error.subject = "sample \((error.sample ?? 0) + 1), feature \((error.feature ?? 0) + 1)"
          throw error
        }
      }
    }
  }

  /// N samples of d features and the labels of each, of which it may have any number: multi-label data. The
  /// targets are 1 for a label that is there and 0 for one that is not.
  ///
  /// - Throws: As ``init(inputs:targets:)``.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labelSets: [[true, false], [true, true]])
  /// assert(data.targets == [[1, 0], [1, 1]])
  /// ```
  public init(inputs: Matrix<Scalar>, labelSets: Matrix<Bool>) throws(NetworkError) {
    try self.init(inputs: inputs, targets: labelSets.map { $0 ? 1 : 0 })
  }

  /// Samples given class by class: matrix k holds those of class k, one a row.
  ///
  /// - Throws: As ``init(inputs:labels:classCount:)``, and `sizeMismatch` where the matrices differ in
  ///   their number of columns, `oneClass` where there is only one matrix.
  ///
  /// ```swift
  /// let data = try Dataset(classes: [[[0.0, 0]], [[1, 1], [0, 1]]])
  /// assert(data.labels == [0, 1, 1])
  /// ```
  public init(classes: [Matrix<Scalar>]) throws(NetworkError) {
    guard let first = classes.first else {
      throw NetworkError(.empty, "the data", expected: "two classes or more", found: "none")
    }
    for (index, points) in classes.enumerated() where points.columnCount != first.columnCount {
      throw NetworkError(
        .sizeMismatch, "the samples of class \(index)",
        expected: "\(first.columnCount) columns wide as those of class 0",
        found: "\(points.columnCount)")
    }
    guard classes.count > 1 else { throw Self.oneClassError(0) }
    let labels = classes.enumerated().flatMap { Array(repeating: $0, count: $1.rowCount) }
    try self.init(inputs: .stacked(classes), labels: labels, classCount: classes.count)
  }

  /// The samples, N×d: one a row. Those of a ``SampleTable`` are copied together, O(N·d).
  public var inputs: Matrix<Scalar> {
    switch features {
    case .matrix(let matrix): matrix
    case .table(let table): table.matrix(of: 0..<table.rowCount)
    }
  }

  /// The table that the samples are taken from block by block; nil where they are a matrix.
  public var table: SampleTable? {
    if case .table(let table) = features { table } else { nil }
  }

  /// The number of samples, N.
  public var sampleCount: Int {
    switch features {
    case .matrix(let matrix): matrix.rowCount
    case .table(let table): table.rowCount
    }
  }

  /// The number of features of a sample, d.
  public var featureCount: Int {
    switch features {
    case .matrix(let matrix): matrix.columnCount
    case .table(let table): table.columnCount
    }
  }

  /// Lends the samples where they are a matrix, N×d column-major; nil where they are a table.
  func withMatrix<Result>(_ body: (UnsafePointer<Scalar>?) -> Result) -> Result {
    switch features {
    case .matrix(let matrix):
      unsafe matrix.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    case .table: body(nil)
    }
  }

  /// The number of samples of each class.
  public var classSizes: [Int] {
    var sizes = Array(repeating: 0, count: classCount)
    for label in labels { sizes[label] += 1 }
    return sizes
  }

  /// Throws `oneClass` where all samples belong to the same class: a network could only learn to answer
  /// it. For those who train on data from outside; computing a loss on one class is fine.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0], [1]], labels: [0, 0])
  /// assert((try? data.checkSeveralClasses()) == nil)
  /// ```
  public func checkSeveralClasses() throws(NetworkError) {
    guard targets == nil else { return }
    let present = classSizes.indices.filter { classSizes[$0] > 0 }
    if present.count == 1 { throw Self.oneClassError(present[0]) }
  }

  /// Throws `sizeMismatch` where the network has another number of inputs than the data have features,
  /// or fewer classes than the data, or another number of outputs than targets.
  ///
  /// ```swift
  /// let data = try Dataset(inputs: [[0.0, 1]], labels: [0])
  /// try data.checkFits(Network(inputs: 2, layers: [.dense(1, .sigmoid)]))
  /// ```
  public func checkFits(_ network: Network) throws(NetworkError) {
    guard featureCount == network.inputCount else {
      throw NetworkError(
        .sizeMismatch, "a sample",
        expected: "of \(network.inputCount) features as the network's inputs",
        found: "of \(featureCount)")
    }
    if let targets, targets.columnCount != network.outputCount {
      throw NetworkError(
        .sizeMismatch, "a sample's targets",
        expected: "\(network.outputCount) as the network's outputs",
        found: "\(targets.columnCount)")
    }
    guard classCount <= network.classCount else {
      throw NetworkError(
        .sizeMismatch, "the number of classes",
        expected: "at most \(network.classCount) as the network's",
        found: "\(classCount)")
    }
  }

  /// Parts that are known to fit together.
  init(
    inputs: Matrix<Scalar>, labels: [Int], classCount: Int, targets: Matrix<Scalar>?,
    weights: [Scalar]?
  ) {
    features = .matrix(inputs)
    self.labels = labels
    self.classCount = classCount
    self.targets = targets
    self.weights = weights
  }

  func replacingWeights(_ weights: [Scalar]?) -> Dataset {
    var data = self
    data.weights = weights
    return data
  }

  private static func oneClassError(_ label: Int) -> NetworkError {
    NetworkError(
      .oneClass, "the data", expected: "of two classes or more",
      found: "of class \(label) alone")
  }
}
