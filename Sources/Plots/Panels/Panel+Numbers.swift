public import Matrices

// Pictures of numbers of which nothing else is known. Indices count from one, as in MATLAB.

extension Panel {
  /// A vector against its index: a line, with a marker at each of up to thirty numbers.
  ///
  /// ```swift
  /// let figure = Figure(.vector([3, 1, 2]))
  /// assert(figure.panels[0][0]?.series.count == 1)
  /// ```
  public static func vector(
    _ values: [Double], label: String? = nil, scale: Axis.Scale = .linear, title: String? = nil
  ) -> Panel {
    columns(Matrix(column: values), labels: [], label: label, scale: scale, title: title)
  }

  /// A line for each column of a matrix against the row's index.
  ///
  /// - Parameters:
  ///   - values: the numbers, a line a column.
  ///   - labels: the names of the columns; a legend stands where there is more than one.
  ///   - label: what the numbers are.
  ///   - scale: how numbers become heights.
  ///   - title: what stands above the panel; nothing where it is nil.
  ///
  /// ```swift
  /// let panel = Panel.columns([[1, 4], [2, 5]], labels: ["a", "b"])
  /// assert(panel.series.count == 2)
  /// ```
  public static func columns(
    _ values: Matrix<Double>, labels: [String] = [], label: String? = nil,
    scale: Axis.Scale = .linear, title: String? = nil
  ) -> Panel {
    let index = (0..<values.rowCount).map { Double($0 + 1) }
    let isSingle = values.columnCount == 1
    let series = (0..<values.columnCount).map { column in
      let name = labels.indices.contains(column) ? labels[column] : "column \(column + 1)"
      let hasMarkers = !isSingle || values.rowCount <= 30
      return Series.line(
        Line(
          x: index, y: values.column(column), label: isSingle ? labels.first : name,
          marker: hasMarkers ? .forClass(column) : nil))
    }
    return Panel(
      series, title: title, x: Axis("index", isWhole: true), y: Axis(label, scale: scale))
  }

  /// A matrix as coloured cells, its first row at the top.
  ///
  /// ```swift
  /// let panel = Panel.matrix([[1, 2], [3, 4]])
  /// assert(panel.series.count == 1)
  /// ```
  public static func matrix(
    _ values: Matrix<Double>, label: String = "value", map: ColorMap = .viridis,
    title: String? = nil
  ) -> Panel {
    let map = HeatMap(
      values, x: 1...Double(max(values.columnCount, 1)), y: 1...Double(max(values.rowCount, 1)),
      map: map, colorBar: label)
    return Panel(
      [.heatMap(map)], title: title, x: Axis("column", isWhole: true),
      y: Axis("row", isReversed: true, isWhole: true),
      aspect: .equal)
  }

  /// The numbers of one variable against those of another, as points.
  ///
  /// Throws `.mismatch` where there are not as many of one as of the other.
  ///
  /// ```swift
  /// let panel = try Panel.pairs(x: [0, 1], y: [2, 3], xLabel: "s")
  /// assert(panel.x.label == "s")
  /// ```
  public static func pairs(
    x: [Double], y: [Double], xLabel: String? = nil, yLabel: String? = nil, title: String? = nil
  ) throws(PlotError) -> Panel {
    guard x.count == y.count else {
      throw PlotError(
        .mismatch, "x and y", expected: "as many numbers", found: "\(x.count) and \(y.count)")
    }
    return Panel(
      [.scatter(Scatter(x: x, y: y, size: x.count > 500 ? 5 : 7))], title: title,
      x: Axis(xLabel), y: Axis(yLabel))
  }
}
