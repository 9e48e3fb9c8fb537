public import MATFiles
import Matrices
public import Networks

/// What cross-validation found out about each candidate, best first chosen: the struct `search` of a file.
public struct SearchTable: Hashable, Sendable {
  /// One candidate.
  public struct Row: Hashable, Sendable {
    /// Its settings.
    public let settings: TrainingSettings
    /// How it did on the folds.
    public let score: ValidationScore
  }

  /// The candidates in the order in which they were made.
  public let rows: [Row]
  /// The number of folds.
  public let foldCount: Int
  /// The row with the lowest mean loss, the first of equals; a loss that is not finite is none.
  public let best: Int

  init(_ settings: [TrainingSettings], _ scores: [ValidationScore], foldCount: Int) {
    rows = zip(settings, scores).map(Row.init)
    self.foldCount = foldCount
    best = scores.indices.reduce(0) { best, index in
      let (loss, lowest) = (scores[index].meanLoss, scores[best].meanLoss)
      return loss.isFinite && (loss < lowest || !lowest.isFinite) ? index : best
    }
  }

  /// The struct: `l2`, `loss_mean`, `loss_std`, `score_mean`, `score_std`, `training_loss`, n×1 each; `hidden`
  /// and `activation`, n×1 cells; `loss` and `score`, n×k, a column a fold; `folds`, and `best`, from 1.
  public var matValue: MATValue {
    func column(_ value: (Row) -> Double) -> Matrix<Double> { Matrix(column: rows.map(value)) }
    func folds(_ value: (ValidationScore) -> [Double]) -> Matrix<Double> {
      Matrix(rows: rows.map { value($0.score) })
    }
    return
      ([
        "l2": column { $0.settings.l2 },
        "hidden": Matrix(column: rows.map { $0.settings.hidden.map(Double.init).matValue }),
        "activation": Matrix(column: rows.map { $0.settings.activationText.matValue }),
        "loss_mean": column { $0.score.meanLoss }, "loss_std": column { $0.score.lossDeviation },
        "score_mean": column { $0.score.meanScore },
        "score_std": column { $0.score.scoreDeviation },
        "training_loss": column { row in
          row.score.trainingLosses.reduce(0, +) / Double(row.score.trainingLosses.count)
        },
        "loss": folds(\.losses), "score": folds(\.scores),
        "folds": Double(foldCount), "best": Double(best + 1),
      ] as MATStructArray).matValue
  }
}

extension TrainingSettings {
  /// The hidden layers' activations, as the tool's `--activation` takes them.
  package var activationText: String { activations.map(\.rawValue).joined(separator: ",") }

  /// The hidden layers, as the tool's `--hidden` takes them.
  package var hiddenText: String {
    hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: ",")
  }
}
