public import MATFiles
public import Matrices
import NetworkFiles

/// The runs of a sweep as a `.mat` file holds them: a struct of columns, an element a run.
///
/// A column is a numeric or logical vector, or a cell array of text or of short vectors, such as the units
/// of hidden layers; a struct array with a number or a text a field is the same, an element a run. A
/// matrix with a row a run has several measurements of each, such as those of the folds of a
/// cross-validation. Single numbers beside columns that are longer are facts about the table and left
/// out. Parameters are the columns that name none of the outcomes that MatKit writes: `loss`, `accuracy`,
/// `iterations`, ….
public struct SweepTable: Sendable {
  /// One column.
  public enum Column: Sendable, Hashable {
    /// A column of numbers.
    case numbers([Double])
    /// A column of texts.
    case texts([String])
    /// Several numbers a run, a row each.
    case samples(Matrix<Double>)

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .texts(let texts): texts.count
      case .samples(let matrix): matrix.rowCount
      }
    }

    /// The elements as they are written in a legend.
    var texts: [String] {
      switch self {
      case .numbers(let numbers): numbers.map(\.formatted)
      case .texts(let texts): texts
      case .samples(let matrix): (0..<matrix.rowCount).map { "\(matrix.row($0))" }
      }
    }
  }

  /// The columns in the file's order.
  public let columns: [(name: String, values: Column)]
  /// The number of runs.
  public let rowCount: Int

  /// Reads a struct; throws `noPicture` where it is none of columns of one length.
  public init(_ structure: MATStructArray) throws {
    let read = try structure.fields.map { name, values in
      guard let column = Self.column(structure.count == 1 ? values[0] : nil, or: values) else {
        throw NetworkFileError(
          .noPicture, "the field \(name) is no column of numbers or texts",
          advice: "name a variable inside it, as in file.mat:results.\(name)")
      }
      return (name: name, values: column)
    }
    let longest = read.map(\.values.count).max() ?? 0
    let columns = longest > 1 ? read.filter { $0.values.count != 1 } : read
    let rowCount = columns.first?.values.count ?? 0
    guard rowCount > 0 else {
      throw NetworkFileError(.empty, "there is nothing to draw: it has no rows")
    }
    if let odd = columns.first(where: { $0.values.count != rowCount }) {
      throw NetworkFileError(
        .noPicture,
        "the column \(odd.name) has \(odd.values.count) elements where \(columns[0].name) has"
          + " \(rowCount)", advice: "name a variable inside it")
    }
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The table of several networks, a run each: `l2`, `hidden`, `activation` and `seed`, and what came out:
  /// `loss`, the lowest `validation_loss`, and `accuracy` or `r2` on the points that the file holds.
  init(_ networks: [DrawnNetwork]) throws {
    let saved = networks.map(\.network)
    func list(_ numbers: [Double]) -> String { numbers.map(\.formatted).joined(separator: ",") }
    func numbers(_ values: [Double]) -> Column { .numbers(values) }
    let layers = saved.map { $0.network.layers.dropLast() }
    let hasOneLambda = saved.allSatisfy { $0.lambdas.count == 1 }
    var columns: [(name: String, values: Column)] = [
      (
        "l2",
        hasOneLambda ? numbers(saved.map(\.lambda)) : .texts(saved.map { list($0.lambdas) })
      ),
      (
        "hidden",
        .texts(layers.map { $0.isEmpty ? "none" : list($0.map { Double($0.unitCount) }) })
      ),
      (
        "activation",
        .texts(layers.map { $0.map(\.activation.rawValue).joined(separator: ",") })
      ),
      ("seed", numbers(saved.map { Double($0.seed) })),
      ("loss", numbers(saved.map { $0.lossHistory.last ?? .nan })),
    ]
    if networks.contains(where: { !$0.validationHistory.isEmpty }) {
      columns.append(
        ("validation_loss", numbers(networks.map { $0.validationHistory.min() ?? .nan })))
    }
    let accuracies = try networks.map { try $0.confusion()?.accuracy ?? .nan }
    if accuracies.contains(where: { !$0.isNaN }) {
      columns.append(("accuracy", numbers(accuracies)))
    }
    let shares = try networks.map { try $0.regressionErrors()?.r2 ?? .nan }
    if shares.contains(where: { !$0.isNaN }) { columns.append(("r2", numbers(shares))) }
    self.columns = columns
    rowCount = networks.count
  }

  /// The measurements of each run in a column; nil where there is none of that name, or of texts.
  func measurements(_ name: String) -> [[Double]]? {
    switch self[name] {
    case .numbers(let numbers): numbers.map { [$0] }
    case .samples(let matrix): (0..<matrix.rowCount).map { matrix.row($0) }
    case .texts, nil: nil
    }
  }

  subscript(name: String) -> Column? { columns.first { $0.name == name }?.values }

  /// The columns that say what a run was, and vary.
  var parameters: [String] {
    columns.filter { column in
      if case .samples = column.values { return false }
      return !Self.outcomes.contains(column.name) && Set(column.values.texts).count > 1
    }.map(\.name)
  }

  /// The numeric columns that say what came out, the most telling first.
  var metrics: [String] { Self.metricNames.filter { measurements($0) != nil } }

  /// The names of scores, the most telling first.
  private static let metricNames = [
    "validation_loss", "validation_accuracy", "test_accuracy", "test_loss", "mean_accuracy",
    "accuracy", "mean_loss", "loss", "loss_mean", "cross_entropy", "log_loss", "score",
    "score_mean", "error", "value", "f1", "auc", "brier", "r2", "rmse", "mae",
  ]
  /// The results of a run, and the settings that only tell runs apart.
  private static let outcomes = Set(
    metricNames + [
      "iterations", "evaluations", "gradient_norm", "seconds", "reason", "start", "run", "seed",
      "fold", "folds", "std", "validation_std", "accuracy_std", "loss_std", "score_std",
      "training_loss", "sd_accuracy", "sd_loss", "rank", "best", "minimum",
    ])

  private static func column(_ whole: MATValue?, or values: [MATValue]) -> Column? {
    guard let whole else {
      let numbers = values.compactMap { try? Double(matValue: $0) }
      if numbers.count == values.count { return .numbers(numbers) }
      let texts = values.compactMap(text)
      return texts.count == values.count ? .texts(texts) : nil
    }
    if case .cell(let cell) = whole {
      let texts = cell.elements.compactMap(text)
      return texts.count == cell.elements.count ? .texts(texts) : nil
    }
    if let numbers = try? [Double](matValue: whole) { return .numbers(numbers) }
    if let matrix = try? Matrix<Double>(matValue: whole) { return .samples(matrix) }
    return (try? String(matValue: whole)).map { .texts([$0]) }
  }

  /// A text, or a vector as the tool's options write it: `10,10`, and `none` where it is empty.
  private static func text(_ value: MATValue) -> String? {
    if let text = try? String(matValue: value) { return text }
    guard let numbers = try? Matrix<Double>(matValue: value), numbers.count <= 100 else {
      return nil
    }
    return numbers.isEmpty ? "none" : numbers.elements.map(\.formatted).joined(separator: ",")
  }
}
