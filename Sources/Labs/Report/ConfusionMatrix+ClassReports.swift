import Networks

extension ConfusionMatrix {
  /// How well one class is recognised.
  struct ClassReport {
    let precision, recall, f1: Double
    let support: Int
  }

  /// A report a class: TP/(TP + FP), TP/(TP + FN) and their harmonic mean 2TP/(2TP + FP + FN).
  var classReports: [ClassReport] {
    (0..<counts.rowCount).map { index in
      let right = Double(counts[index, index])
      let support = counts.row(index).reduce(0, +)
      let predicted = Double(counts.column(index).reduce(0, +))
      return ClassReport(
        precision: right / predicted, recall: right / Double(support),
        f1: 2 * right / (predicted + Double(support)), support: support)
    }
  }
}
