import MATFiles
import Matrices
import NetworkFiles
import Plots

extension PictureSubject.Content {
  /// The kind of a whole file: a network's file, a fit, a decision grid, or points with labels; nil for
  /// anything else.
  init?(wholeOf file: MATFile) throws {
    if file.variable(named: "net") != nil {
      self = .network(try DrawnNetwork(file))
    } else if let fit = try SavedFit(file) {
      self = .fit(DrawnFit(saved: fit))
    } else if file.variable(named: "grid") != nil {
      self = .grid(try DrawnGrid(file))
    } else if let data = try TrainingData(labeledPointsOf: file) {
      guard !data.points.isEmpty else {
        throw NetworkFileError(
          .empty, at: "\(file.path):X",
          "there is nothing to draw: it is \(data.points.rowCount)×\(data.points.columnCount)")
      }
      self = .labeledPoints(data)
    } else if let data = try? TrainingData(foundIn: file) {
      self = .labeledPoints(data)
    } else {
      return nil
    }
  }

  /// The kind of the value at a path.
  init(_ file: MATFile, at path: String) throws {
    if path == "grid" {
      self = .grid(try DrawnGrid(file))
      return
    }
    if path == "fit", let fit = try SavedFit(file) {
      self = .fit(DrawnFit(saved: fit))
      return
    }
    let parsed = try MATPath(path)
    let value = try file.value(parsed.variable).value(at: parsed)
    do {
      try self.init(value, name: path)
    } catch var error as MATError {
      (error.file, error.variable) = (file.path, path)
      throw error
    } catch var error as NetworkFileError {
      error.place = "\(file.path):\(path)"
      throw error
    }
  }

  private init(_ value: MATValue, name: String) throws {
    if case .structure(let structure) = value {
      self =
        try Self.curves(structure) ?? Self.evaluation(structure) ?? Self.importance(structure)
        ?? DrawnLearningCurve(structure).map(Self.learningCurve)
        ?? Self.table(structure)
      return
    }
    let matrix = try Matrix<Double>(matValue: value)
    guard !matrix.isEmpty else {
      throw NetworkFileError(
        .empty, "there is nothing to draw: it is \(matrix.rowCount)×\(matrix.columnCount)")
    }
    let lowercased = name.lowercased()
    let isVector = matrix.rowCount == 1 || matrix.columnCount == 1
    if isVector, matrix.count != 2 || matrix.columnCount == 1 {
      self = lowercased.contains("loss") ? .loss(matrix.elements) : .vector(matrix.elements)
    } else if lowercased.contains("confusion"), let counts = matrix.counts {
      self = .confusion(counts)
    } else if matrix.columnCount == 2 {
      self = .points(matrix)
    } else {
      self = .matrix(matrix)
    }
  }

  /// A table of runs.
  private static func table(_ structure: MATStructArray) throws -> Self {
    .sweep(try SweepTable(structure))
  }

  /// The curves that a struct has, an element a curve; nil where its fields are not those of curves.
  private static func curves(_ structure: MATStructArray) throws -> Self? {
    let classes = try columns(["class"], of: structure)?.flatMap(\.self) ?? []
    func label(_ index: Int, of curves: [[Double]], else name: String) -> String {
      classes.count == curves.count ? classTitles([classes[index]])[0] : name
    }
    if let x = try columns(["fpr", "false_positive_rate", "false_positive_rates"], of: structure),
      let y = try columns(["tpr", "true_positive_rate", "true_positive_rates"], of: structure),
      x.count == y.count
    {
      return .roc(
        try x.indices.map {
          try ROCCurve(
            falsePositiveRates: x[$0], truePositiveRates: y[$0],
            label: label($0, of: x, else: "ROC"))
        })
    }
    guard
      let means = try columns(["mean_probability", "predicted", "mean_predicted"], of: structure),
      let shares = try columns(["share", "observed", "fraction_of_positives"], of: structure),
      means.count == shares.count
    else { return nil }
    let counts = try columns(["count", "counts"], of: structure)
    return .calibration(
      try means.indices.map {
        try CalibrationCurve(
          meanPredictions: means[$0], positiveShares: shares[$0],
          counts: counts?.count == means.count ? counts?[$0] : nil,
          label: label($0, of: means, else: "calibration"))
      })
  }

  /// The numbers of the first field of several names that there is, an array an element; one array where
  /// each of several elements has a single number, which is a column written another way.
  private static func columns(
    _ names: [String], of structure: MATStructArray
  ) throws -> [[Double]]? {
    guard let values = names.lazy.compactMap({ structure[$0] }).first else { return nil }
    let columns = try values.map { try Matrix<Double>(matValue: $0).elements }
    let isColumn = columns.count > 1 && columns.allSatisfy { $0.count == 1 }
    return isColumn ? [columns.flatMap(\.self)] : columns
  }

  /// The importance of features as `matkit evaluate --importance -o` wrote it; nil for any other struct.
  private static func importance(_ structure: MATStructArray) throws -> Self? {
    try DrawnImportance(structure).map(Self.importance)
  }

  /// The table that `matkit evaluate -o` wrote; nil for any other struct.
  private static func evaluation(_ structure: MATStructArray) throws -> Self? {
    guard structure.count == 1, let confusion = structure["confusion"]?.first,
      case .structure(let roc)? = structure["roc"]?.first,
      case .structure(let calibration)? = structure["calibration"]?.first,
      let counts = try Matrix<Double>(matValue: confusion).counts
    else { return nil }
    let classes = try structure["classes"]?.first.map { try Matrix<Double>(matValue: $0).elements }
    var drawn = DrawnEvaluation(
      confusion: counts, names: (classes ?? []).map(\.formatted), rocs: [], calibrations: [])
    if case .roc(let curves)? = try curves(roc) { drawn.rocs = curves }
    if case .calibration(let curves)? = try curves(calibration) { drawn.calibrations = curves }
    if case .structure(let importance)? = structure["importance"]?.first {
      drawn.importance = try DrawnImportance(importance)
    }
    return .evaluation(drawn)
  }
}

extension Matrix<Double> {
  /// The numbers as counts; nil where the matrix is not square, or one is negative or no whole number.
  fileprivate var counts: Matrix<Int>? {
    guard rowCount == columnCount else { return nil }
    let counts = elements.compactMap { Int(exactly: $0) }.filter { $0 >= 0 }
    guard counts.count == elements.count else { return nil }
    return Matrix<Int>(rowCount: rowCount, columnCount: columnCount, elements: counts)
  }
}

extension TrainingData {
  /// The points that a file has as `X`, N×d, with `y`: N labels, numbers or text, or N×K targets; nil where
  /// it has none.
  init?(labeledPointsOf file: MATFile) throws {
    guard file.variable(named: "X") != nil, file.variable(named: "y") != nil,
      case let features = try file.value("X"), case .numeric = features
    else { return nil }
    let X = try file.matrix(features, of: "X")
    let answers = try file.value("y")
    switch answers {
    case .char, .cell, .object:
      guard let names = try LabelFile.names(answers, at: "\(file.path):y") else { return nil }
      try self.init(points: X, names: names, source: file.path)
    default:
      let y = try file.matrix(answers, of: "y")
      if y.columnCount > 1, y.rowCount == X.rowCount, y.count > X.rowCount {
        try self.init(points: X, targets: y, source: file.path)
      } else {
        try self.init(points: X, labels: y.elements, source: file.path)
      }
    }
  }

  /// These samples with their labels taken for numbers to be answered.
  func withTargets() throws(NetworkFileError) -> TrainingData {
    guard targets == nil, classNames == nil else { return self }
    return try TrainingData(points: points, targets: Matrix(column: labels), source: source)
  }
}

extension TrainingData {
  /// These samples with targets of 0 and 1, or a column of labels, taken for labels of which each may have any
  /// number.
  func withLabelSets() throws(NetworkFileError) -> TrainingData {
    let sets = targets ?? Matrix(column: labels)
    return try TrainingData(points: points, labelSets: sets.map { $0 > 0.5 }, source: source)
  }
}

extension MATFile {
  /// A variable's value as a matrix, with an error that names it.
  fileprivate func matrix(_ value: MATValue, of name: String) throws(MATError) -> Matrix<Double> {
    do throws(MATError) {
      return try Matrix(matValue: value)
    } catch {
      var error = error
      (error.file, error.variable) = (path, name)
      throw error
    }
  }
}
