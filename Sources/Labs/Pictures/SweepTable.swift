public import MATFiles
import Matrices

/// The runs of a sweep as a `.mat` file holds them: a struct of columns, an element a run.
///
/// A column is a numeric or logical vector, or a cell array of text; a struct array with a number or a
/// text a field is the same, an element a run. Parameters are the columns that name none of the
/// outcomes that MatKit writes: `loss`, `accuracy`, `iterations`, ….
public struct SweepTable: Sendable {
  /// One column.
  public enum Column: Sendable, Hashable {
    case numbers([Double])
    case texts([String])

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .texts(let texts): texts.count
      }
    }

    /// The elements as they are written in a legend.
    var texts: [String] {
      switch self {
      case .numbers(let numbers): numbers.map(\.formatted)
      case .texts(let texts): texts
      }
    }
  }

  /// The columns in the file's order.
  public let columns: [(name: String, values: Column)]
  /// The number of runs.
  public let rowCount: Int

  /// Reads a struct; throws `noPicture` where it is none of columns of one length.
  public init(_ structure: MATStructArray) throws {
    columns = try structure.fields.map { name, values in
      guard let column = Self.column(structure.count == 1 ? values[0] : nil, or: values) else {
        throw LabError(
          .noPicture, "the field \(name) is no column of numbers or texts",
          advice: "name a variable inside it, as in file.mat:results.\(name)")
      }
      return (name, column)
    }
    rowCount = columns.first?.values.count ?? 0
    guard rowCount > 0, let odd = columns.first(where: { $0.values.count != rowCount }) else {
      guard rowCount == 0 else { return }
      throw LabError(.empty, "there is nothing to draw: it has no rows")
    }
    throw LabError(
      .noPicture,
      "the column \(odd.name) has \(odd.values.count) elements where \(columns[0].name) has"
        + " \(rowCount)", advice: "name a variable inside it")
  }

  /// The numbers of a column; nil where there is none of that name, or of texts.
  func numbers(_ name: String) -> [Double]? {
    guard case .numbers(let numbers)? = self[name] else { return nil }
    return numbers
  }

  subscript(name: String) -> Column? { columns.first { $0.name == name }?.values }

  /// The columns that say what a run was, and vary.
  var parameters: [String] {
    columns.filter { !Self.outcomes.contains($0.name) && Set($0.values.texts).count > 1 }
      .map(\.name)
  }

  /// The numeric columns that say what came out, the most telling first.
  var metrics: [String] { Self.metricNames.filter { numbers($0) != nil } }

  /// What tells how good a run was, the most telling first.
  private static let metricNames = [
    "validation_loss", "validation_accuracy", "test_accuracy", "test_loss", "mean_accuracy",
    "accuracy", "mean_loss", "loss", "cross_entropy", "score", "error", "value", "f1", "auc",
  ]
  /// What comes out of a run, and what only tells runs apart.
  private static let outcomes = Set(
    metricNames + [
      "iterations", "evaluations", "gradient_norm", "seconds", "reason", "start", "run", "seed",
      "fold", "std", "validation_std", "accuracy_std", "loss_std", "sd_accuracy", "sd_loss", "rank",
    ])

  private static func column(_ whole: MATValue?, or values: [MATValue]) -> Column? {
    if let whole {
      if let numbers = try? [Double](matValue: whole) { return .numbers(numbers) }
      if case .cell = whole, let texts = try? [String](matValue: whole) { return .texts(texts) }
      return (try? String(matValue: whole)).map { .texts([$0]) }
    }
    let numbers = values.compactMap { try? Double(matValue: $0) }
    if numbers.count == values.count { return .numbers(numbers) }
    let texts = values.compactMap { try? String(matValue: $0) }
    return texts.count == values.count ? .texts(texts) : nil
  }
}
