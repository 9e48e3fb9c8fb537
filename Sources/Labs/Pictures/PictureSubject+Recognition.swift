import MATFiles
import Matrices
import Plots

extension PictureSubject.Content {
  /// What a file as a whole is: a network's file, a decision grid, or points with labels; nil for
  /// anything else.
  init?(wholeOf file: MATFile) throws {
    if file.variable(named: "net") != nil {
      self = .network(try DrawnNetwork(file))
    } else if file.variable(named: "grid") != nil {
      self = .grid(try DrawnGrid(file))
    } else if let data = try LabData(labeledPointsOf: file) {
      self = .labeledPoints(data)
    } else {
      return nil
    }
  }

  /// What the value at a path is.
  init(_ file: MATFile, at path: String) throws {
    if path == "grid" {
      self = .grid(try DrawnGrid(file))
      return
    }
    let parsed = try MATPath(path)
    let value = try file.value(parsed.variable).value(at: parsed)
    do {
      try self.init(value, name: path)
    } catch var error as MATError {
      (error.file, error.variable) = (file.path, path)
      throw error
    } catch var error as LabError {
      error.place = "\(file.path):\(path)"
      throw error
    }
  }

  private init(_ value: MATValue, name: String) throws {
    if case .structure(let structure) = value {
      self = try Self.table(structure)
      return
    }
    let matrix = try Matrix<Double>(matValue: value)
    guard !matrix.isEmpty else {
      throw LabError(
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

  /// What a struct of columns is.
  private static func table(_ structure: MATStructArray) throws -> Self {
    let table = try SweepTable(structure)
    func column(_ names: [String]) -> [Double]? {
      names.lazy.compactMap { table.numbers($0) }.first
    }
    if let x = column(["fpr", "false_positive_rate", "false_positive_rates"]),
      let y = column(["tpr", "true_positive_rate", "true_positive_rates"])
    {
      return .roc(try ROCCurve(falsePositiveRates: x, truePositiveRates: y))
    }
    if let x = column(["predicted", "mean_predicted"]),
      let y = column(["observed", "fraction_of_positives"])
    {
      return .calibration(
        try CalibrationCurve(
          meanPredictions: x, positiveShares: y, counts: column(["counts", "count"])))
    }
    return .sweep(table)
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

extension LabData {
  /// The points that a file has as `X`, N×2, with labels `y`, N numbers; nil where it has none.
  init?(labeledPointsOf file: MATFile) throws {
    guard file.variable(named: "X") != nil, file.variable(named: "y") != nil,
      case .numeric = try file.value("X")
    else { return nil }
    let (X, y): (Matrix<Double>, Matrix<Double>) = (try file["X"], try file["y"])
    try self.init(points: X, labels: y.elements, source: file.path)
  }
}
