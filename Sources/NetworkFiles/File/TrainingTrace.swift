public import MATFiles
import Matrices
public import Networks

/// The iterates of a training, one a row: the struct `trace` of a file.
public struct TrainingTrace: Hashable, Sendable {
  private var columns: [[Double]]
  private static let names = [
    "start", "iteration", "loss", "validation_loss", "gradient_norm", "step_length", "evaluations",
    "seconds",
  ]

  /// An empty trace.
  public init() { columns = Self.names.map { _ in [] } }

  /// The number of iterates.
  public var count: Int { columns[0].count }

  /// Adds an iterate.
  public mutating func append(_ progress: TrainingProgress<Double>) {
    let iteration = progress.iteration
    let row = [
      Double(progress.start + 1), Double(progress.number), progress.loss,
      progress.validationLoss ?? .nan, iteration.gradientNorm, iteration.stepLength,
      Double(iteration.evaluations), iteration.elapsed / .seconds(1),
    ]
    for (index, number) in row.enumerated() { columns[index].append(number) }
  }

  /// Takes the seconds out, which are not the same twice.
  public mutating func removeTiming() {
    columns[columns.count - 1] = columns[columns.count - 1].map { _ in .nan }
  }

  /// The struct: `start` (from 1), `iteration`, `loss`, `validation_loss` (NaN where there is none),
  /// `gradient_norm`, `step_length`, `evaluations` and `seconds`, n×1 each, start by start.
  public var matValue: MATValue {
    let order = columns[0].indices.sorted {
      (columns[0][$0], columns[1][$0]) < (columns[0][$1], columns[1][$1])
    }
    return MATStructArray(
      size: [1, 1],
      fields: .init(
        uniqueKeysWithValues: zip(Self.names, columns).map { name, column in
          (name, [Matrix(column: order.map { column[$0] }).matValue])
        })
    ).matValue
  }
}
