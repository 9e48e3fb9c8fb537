public import MATFiles
import Matrices
import Networks

/// What became of each of several starts: the struct `starts` of a file.
public struct StartLedger: Hashable, Sendable {
  /// The number of each start, from 1.
  public let starts: [Int]
  /// The lowest loss of each.
  public let losses: [Double]
  /// Why each ended.
  public var reasons: [String]
  /// The iterations of each.
  public let iterations: [Int]
  /// The accuracy of each on the training samples; NaN where the targets are numbers.
  public let accuracies: [Double]
  /// The minimum that each ended in, from 1, the lowest: starts whose losses agree to 1e-6 share one.
  public let minima: [Int]

  init(_ result: TrainingResult<Double>, _ reason: (TrainingRun<Double>) -> String) {
    let ledger = LossLedger(result)
    var minimum: [Int: Int] = [:]
    for (index, group) in ledger.minima.enumerated() {
      for start in group.starts { minimum[start] = index + 1 }
    }
    starts = result.runs.map { $0.start + 1 }
    losses = result.runs.map(\.solution.value)
    reasons = result.runs.map(reason)
    iterations = result.runs.map(\.iterations)
    accuracies = result.runs.map(\.accuracy)
    minima = result.runs.map { minimum[$0.start] ?? 0 }
  }

  /// The struct: `start`, `loss`, `iterations`, `accuracy`, `minimum`, n×1 each, and `reason`, a cell.
  public var matValue: MATValue {
    ([
      "start": Matrix(column: starts.map(Double.init)), "loss": Matrix(column: losses),
      "iterations": Matrix(column: iterations.map(Double.init)),
      "accuracy": Matrix(column: accuracies), "minimum": Matrix(column: minima.map(Double.init)),
      "reason": Matrix(column: reasons.map(\.matValue)),
    ] as MATStructArray).matValue
  }
}
