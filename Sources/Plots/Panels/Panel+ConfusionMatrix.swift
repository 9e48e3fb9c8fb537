public import Matrices

extension Panel {
  /// How often each class was taken for each other: counts in cells, shaded by the share of the
  /// actual class.
  ///
  /// Numbers stand in the cells of up to twenty classes.
  ///
  /// - Parameters:
  ///   - counts: K×K, element (i, j) the number of samples of class i that were predicted to be j.
  ///   - names: the names of the classes; their numbers where there are fewer.
  ///   - title: what stands above the panel; nothing where it is nil.
  /// - Throws: `.mismatch` where the matrix is not square, `.outOfRange` where a count is negative.
  ///
  /// ```swift
  /// let panel = try Panel.confusionMatrix([[5, 1], [0, 4]], names: ["cat", "dog"])
  /// assert(!panel.series.isEmpty)
  /// ```
  public static func confusionMatrix(
    _ counts: Matrix<Int>, names: [String] = [], title: String? = nil
  ) throws(PlotError) -> Panel {
    let classCount = counts.rowCount
    guard counts.columnCount == classCount else {
      throw PlotError(
        .mismatch, "confusion matrix", expected: "as many columns as rows", found: counts.shape)
    }
    if let negative = counts.elements.first(where: { $0 < 0 }) {
      throw PlotError(
        .outOfRange, "confusion matrix", expected: "counts of 0 or more", found: "\(negative)")
    }
    let shares = shares(counts)
    let labels = (0..<classCount).map { names.indices.contains($0) ? names[$0] : "\($0)" }
    var series: [Series] = [
      .heatMap(
        HeatMap(
          shares, limits: 0...1, map: .tint(.palette(0), strength: 0.6),
          colorBar: "share of the actual class"))
    ]
    if classCount <= 20 { series.append(.labels(cellLabels(counts))) }
    return Panel(
      series, title: title, x: Axis("predicted", categories: labels),
      y: Axis("actual", isReversed: true, categories: labels), aspect: .equal)
  }

  /// The counts over the sums of their rows; NaN in a row of zeros.
  private static func shares(_ counts: Matrix<Int>) -> Matrix<Double> {
    let (elements, classCount) = (counts.elements, counts.rowCount)
    var totals = Array(repeating: 0.0, count: classCount)
    for (place, count) in elements.enumerated() { totals[place % classCount] += Double(count) }
    return Matrix(
      rowCount: classCount, columnCount: classCount,
      elements: elements.indices.map { place in
        let total = totals[place % classCount]
        return total > 0 ? Double(elements[place]) / total : .nan
      })
  }

  /// The counts in the middles of their cells, whose shades are pale enough for the colour of text.
  private static func cellLabels(_ counts: Matrix<Int>) -> Labels {
    var labels = Labels(x: [], y: [], texts: [], size: counts.rowCount > 12 ? 9 : 12)
    for row in 0..<counts.rowCount {
      for column in 0..<counts.columnCount {
        labels.x.append(Double(column))
        labels.y.append(Double(row))
        labels.texts.append("\(counts[row, column])")
      }
    }
    return labels
  }
}
