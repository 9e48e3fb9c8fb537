// What has a place on a logarithmic axis, and what is said of the rest.

extension Figure {
  /// The points of scatters, lines and labels that a logarithmic axis has no place for, because a
  /// coordinate is 0 or less; they are not drawn. O(points).
  public var unplacedPointCount: Int {
    panels.joined().compactMap(\.self).reduce(0) { $0 + $1.unplacedPointCount }
  }

  /// The points of scatters, lines and labels of which a coordinate is NaN or infinite; they are not drawn.
  /// O(points).
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [1, .nan]))]))
  /// assert(figure.nonFinitePointCount == 1)
  /// ```
  public var nonFinitePointCount: Int {
    panels.joined().compactMap(\.self).reduce(0) { $0 + $1.nonFinitePointCount }
  }

  /// Throws where a panel has a logarithmic axis that what it shows cannot have.
  func checkScales() throws(PlotError) {
    for panel in panels.joined() {
      guard let panel else { continue }
      try panel.checkScale(panel.x, "x", \.x)
      try panel.checkScale(panel.y, "y", \.y)
    }
  }
}

extension Panel {
  fileprivate var unplacedPointCount: Int {
    guard x.scale == .logarithmic || y.scale == .logarithmic else { return 0 }
    return series.reduce(0) { count, series in
      guard let (xs, ys) = series.pointCoordinates else { return count }
      return count
        + zip(xs, ys).count { px, py in
          px.isFinite && py.isFinite
            && (x.scale == .logarithmic && px <= 0 || y.scale == .logarithmic && py <= 0)
        }
    }
  }

  fileprivate var nonFinitePointCount: Int {
    series.reduce(0) { count, series in
      guard let (xs, ys) = series.pointCoordinates else { return count }
      return count + zip(xs, ys).count { !$0.isFinite || !$1.isFinite }
    }
  }

  /// Throws `.outOfRange` where an axis is logarithmic and counts cells or names, or a grid reaches
  /// to 0 or below along it: without those points its regions would have other corners, and look
  /// right.
  fileprivate func checkScale(
    _ axis: Axis, _ name: String, _ coordinates: KeyPath<RectangularGrid, [Double]>
  ) throws(PlotError) {
    guard axis.scale == .logarithmic else { return }
    let countsCells = series.contains { if case .heatMap = $0 { true } else { false } }
    guard axis.categories == nil, !countsCells else {
      throw PlotError(
        .outOfRange, "the \(name) axis", expected: "a linear scale for cells and names",
        found: "a logarithmic one")
    }
    for grid in series.compactMap(\.grid) {
      guard let least = grid[keyPath: coordinates].min(), least <= 0 else { continue }
      throw PlotError(
        .outOfRange, "the logarithmic \(name) axis of a grid", expected: "coordinates above 0",
        found: "\(least)")
    }
  }
}

extension Series {
  /// The grid of a field or of regions; nil for anything else.
  package var grid: RectangularGrid? {
    switch self {
    case .filledContours(let contours): contours.field.grid
    case .contourLines(let lines): lines.field.grid
    case .classRegions(let regions): regions.grid
    case .scatter, .line, .bars, .heatMap, .labels: nil
    }
  }

  /// The coordinates of what is drawn point by point; nil for anything else.
  fileprivate var pointCoordinates: ([Double], [Double])? {
    switch self {
    case .scatter(let scatter): (scatter.x, scatter.y)
    case .line(let line): (line.x, line.y)
    case .labels(let labels): (labels.x, labels.y)
    case .bars, .heatMap, .filledContours, .contourLines, .classRegions: nil
    }
  }
}
