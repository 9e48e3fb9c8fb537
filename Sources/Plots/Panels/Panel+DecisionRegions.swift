extension Panel {
  /// The decision of a two-class network: the probability of class 1 in shades from class 0's
  /// colour to class 1's, the line where it is one half, and the data over it with the wrong ones
  /// ringed.
  ///
  /// - Parameters:
  ///   - probability: the probability of class 1 on a grid, ny×nx.
  ///   - data: the points to draw over it.
  ///   - predicted: the class that the network gives each point. Without it the class is read off
  ///     the grid, by bilinear interpolation; a point outside the grid is not ringed then.
  ///   - title: what stands above the panel; nothing where it is nil.
  ///   - x: the axis of the first coordinate.
  ///   - y: the axis of the second coordinate.
  /// - Throws: `.mismatch` where there are not as many predictions as points.
  ///
  /// ```swift
  /// let grid = try RectangularGrid(x: [0, 1], y: [0, 1])
  /// let panel = try Panel.decisionRegions(ScalarField(grid, values: [[0.1, 0.6], [0.7, 0.9]]))
  /// assert(!panel.series.isEmpty)
  /// ```
  public static func decisionRegions(
    _ probability: ScalarField, data: LabeledPoints? = nil, predicted: [Int]? = nil,
    title: String? = nil, x: Axis = Axis("x₁"), y: Axis = Axis("x₂")
  ) throws(PlotError) -> Panel {
    let name = data?.name(1) ?? "class 1"
    var series: [Series] = [
      .filledContours(
        FilledContours(
          probability, levels: (1...9).map { Double($0) / 10 }, limits: 0...1,
          map: .diverging(.palette(0), .palette(1)), colorBar: "probability of \(name)")),
      .contourLines(
        ContourLines(probability, levels: [0.5], label: "probability 0.5", width: 1.75)),
    ]
    if let data {
      let read = data.labels.indices.map { row in
        probability.interpolated(data.points[row, 0], data.points[row, 1])
          .map { $0 >= 0.5 ? 1 : 0 } ?? data.labels[row]
      }
      series += try data.overlay(predicted: predicted ?? read)
    }
    return Panel(series, title: title, x: x, y: y)
  }

  /// The decision of a network of several classes: the region of each class in a tint of its
  /// colour, and the data over them with the wrong ones ringed.
  ///
  /// - Parameters:
  ///   - regions: the classes or their probabilities on a grid.
  ///   - data: the points to draw over it.
  ///   - predicted: the class that the network gives each point. Without it that of the nearest
  ///     point of the grid; a point outside the grid is not ringed then.
  ///   - title: what stands above the panel; nothing where it is nil.
  ///   - x: the axis of the first coordinate.
  ///   - y: the axis of the second coordinate.
  /// - Throws: `.mismatch` where there are not as many predictions as points.
  ///
  /// ```swift
  /// let grid = try RectangularGrid(x: [0, 1], y: [0, 1])
  /// let panel = try Panel.classRegions(ClassRegions(grid, classes: [[0, 1], [1, 1]]))
  /// assert(!panel.series.isEmpty)
  /// ```
  public static func classRegions(
    _ regions: ClassRegions, data: LabeledPoints? = nil, predicted: [Int]? = nil,
    title: String? = nil, x: Axis = Axis("x₁"), y: Axis = Axis("x₂")
  ) throws(PlotError) -> Panel {
    var regions = regions
    // The points' markers tell the classes already.
    if let data, !data.labels.isEmpty { regions.names = [] }
    var series: [Series] = [.classRegions(regions)]
    if let data {
      let read = data.labels.indices.map { row in
        regions.nearest(data.points[row, 0], data.points[row, 1]) ?? data.labels[row]
      }
      series += try data.overlay(predicted: predicted ?? read)
    }
    return Panel(series, title: title, x: x, y: y)
  }
}

extension LabeledPoints {
  /// The points of each class, and rings around the wrong ones.
  fileprivate func overlay(predicted: [Int]) throws(PlotError) -> [Series] {
    guard predicted.count == labels.count else {
      throw PlotError(
        .mismatch, "predictions", expected: "\(labels.count), one a point",
        found: "\(predicted.count)")
    }
    return scatters(size: markerSize) + rings(predicted: predicted, size: markerSize)
  }
}

extension RectangularGrid {
  /// The interval of the coordinates that holds a number, and how far along it stands from 0 to 1.
  fileprivate static func place(_ value: Double, in coordinates: [Double]) -> (Int, Double)? {
    guard coordinates.count > 1, let first = coordinates.first, let last = coordinates.last,
      value >= min(first, last), value <= max(first, last)
    else { return nil }
    var (low, high) = (0, coordinates.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if (coordinates[middle] <= value) == (first < last) { low = middle } else { high = middle }
    }
    return (low, (value - coordinates[low]) / (coordinates[low + 1] - coordinates[low]))
  }
}

extension ScalarField {
  /// The bilinear interpolant at a point; nil outside the grid and where a corner is missing.
  func interpolated(_ px: Double, _ py: Double) -> Double? {
    guard let (column, s) = RectangularGrid.place(px, in: grid.x),
      let (row, t) = RectangularGrid.place(py, in: grid.y)
    else { return nil }
    let low = values[row, column] * (1 - s) + values[row, column + 1] * s
    let high = values[row + 1, column] * (1 - s) + values[row + 1, column + 1] * s
    let value = low * (1 - t) + high * t
    return value.isFinite ? value : nil
  }
}

extension ClassRegions {
  /// The class of the grid's point nearest to a point; nil outside the grid and where there is
  /// none.
  func nearest(_ px: Double, _ py: Double) -> Int? {
    guard let (column, s) = RectangularGrid.place(px, in: grid.x),
      let (row, t) = RectangularGrid.place(py, in: grid.y)
    else { return nil }
    let found = classes[t < 0.5 ? row : row + 1, s < 0.5 ? column : column + 1]
    return found < 0 ? nil : found
  }
}
