import MATFiles
import Matrices
import NetworkFiles
import Plots

/// How scores grow with the number of samples, as `matkit learning-curve` wrote it.
struct DrawnLearningCurve {
  let sizes: [Double]
  /// The scores on the samples that were trained on and on those held back, a row a size, a column a fold.
  let training, validation: Matrix<Double>
  /// The name of the score.
  let score: String

  /// Reads the struct; nil where its fields are not those of a learning curve.
  init?(_ structure: MATStructArray) throws {
    guard structure.count == 1, let sizes = structure["sizes"]?.first,
      let training = structure["train_scores"]?.first,
      let validation = structure["test_scores"]?.first
    else { return nil }
    self.sizes = try Matrix<Double>(matValue: sizes).elements
    self.training = try Matrix(matValue: training)
    self.validation = try Matrix(matValue: validation)
    score = try structure["score"]?.first.map { try String(matValue: $0) } ?? "score"
    guard self.training.rowCount == self.sizes.count, self.training.columnCount > 0,
      self.validation.rowCount == self.sizes.count, self.validation.columnCount > 0
    else {
      throw NetworkFileError(
        .noPicture,
        "the learning curve has \(self.sizes.count) sizes, and scores of \(self.training.rowCount) and"
          + " \(self.validation.rowCount)", advice: "write it anew with matkit learning-curve")
    }
  }

  /// A line through the means of each kind of score, and dotted lines a deviation over the folds to each side.
  func panel(title: String? = nil) -> Panel {
    let kinds = [("trained on", training), ("held back", validation)]
    let lines = kinds.enumerated().flatMap { index, kind in
      let (means, deviations) = Self.statistics(kind.1)
      let sides = [1.0, -1].map { side in
        Series.line(
          Line(
            x: sizes, y: zip(means, deviations).map { $0 + side * $1 }, paint: .palette(index),
            width: 1, dash: .dotted))
      }
      return sides + [
        .line(
          Line(
            x: sizes, y: means, label: kind.0, paint: .palette(index), marker: .forClass(index)))
      ]
    }
    return Panel(lines, title: title, x: Axis("samples trained on"), y: Axis(score))
  }

  /// The mean and the deviation of each row.
  private static func statistics(_ scores: Matrix<Double>) -> ([Double], [Double]) {
    let rows = (0..<scores.rowCount).map(scores.row)
    let means = rows.map { $0.reduce(0, +) / Double($0.count) }
    let deviations = zip(rows, means).map { row, mean in
      (row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)).squareRoot()
    }
    return (means, deviations)
  }
}

extension Drawing {
  /// The learning curve of each item.
  func learningCurvePanels() throws -> [Panel] {
    try subjects.map { subject in
      guard case .learningCurve(let drawn) = subject.content else {
        throw cannot(subject, be: .learningCurve)
      }
      return drawn.panel(title: title(of: subject))
    }
  }
}
