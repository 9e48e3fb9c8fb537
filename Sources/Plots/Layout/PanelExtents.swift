/// The numbers that a panel shows along its two axes.
struct PanelExtents {
  private(set) var x = Extent()
  private(set) var y = Extent()

  init(_ panel: Panel) {
    for series in panel.series { include(series, panel.x.scale, panel.y.scale) }
  }

  private mutating func include(_ series: Series, _ xScale: Axis.Scale, _ yScale: Axis.Scale) {
    switch series {
    case .scatter(let scatter): include(scatter.x, scatter.y, xScale, yScale)
    case .line(let line): include(line.x, line.y, xScale, yScale)
    case .labels(let labels): include(labels.x, labels.y, xScale, yScale)
    case .bars(let bars):
      include(bars.x.map { $0 - bars.width / 2 }, bars.y, xScale, yScale)
      x.include(bars.x.map { $0 + bars.width / 2 }, xScale)
      y.include(bars.baseline, yScale)
    case .heatMap(let map):
      include(Self.ends(map.columns), Self.ends(map.rows), xScale, yScale)
    case .filledContours(let contours):
      include(contours.field.grid.x, contours.field.grid.y, xScale, yScale)
    case .contourLines(let lines): include(lines.field.grid.x, lines.field.grid.y, xScale, yScale)
    case .classRegions(let regions): include(regions.grid.x, regions.grid.y, xScale, yScale)
    }
  }

  /// Takes in points, those whose both coordinates can be shown.
  private mutating func include(
    _ xs: [Double], _ ys: [Double], _ xScale: Axis.Scale, _ yScale: Axis.Scale
  ) {
    // A grid has unlike numbers of columns and rows.
    x.include(xs, xScale)
    y.include(ys, yScale)
  }

  private static func ends(_ cells: CellRange?) -> [Double] {
    cells.map { [$0.lower, $0.upper] } ?? []
  }
}

extension Panel {
  /// The limits of both axes.
  var limits: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let extents = PanelExtents(self)
    let hasField = series.contains { $0.isField }
    let isLines = series.allSatisfy { if case .line = $0 { true } else { false } }
    let margin = hasField ? 0 : 0.04
    let xMargin = hasField ? 0 : isLines ? 0.02 : margin
    // Bars stand on the axis, with no gap below them.
    let bases = series.compactMap { series -> Double? in
      if case .bars(let bars) = series { bars.baseline } else { nil }
    }
    let stands = { (bound: Double?) in bound.map(bases.contains) ?? false }
    return (
      x.resolvedLimits(extents.x, margins: (xMargin, xMargin)),
      y.resolvedLimits(
        extents.y,
        margins: (
          stands(extents.y.range?.lowerBound) ? 0 : margin,
          stands(extents.y.range?.upperBound) ? 0 : margin
        ))
    )
  }
}

/// Where equal cells in a row lie.
struct CellRange {
  /// The edge of the first cell, and of the last.
  let lower: Double
  let upper: Double
  let count: Int

  /// Cells whose first and last middles are given; nil for no cells.
  init?(_ count: Int, middles: ClosedRange<Double>?) {
    guard count > 0 else { return nil }
    let first = middles?.lowerBound ?? 0
    let last = middles?.upperBound ?? Double(count - 1)
    let step = count > 1 ? (last - first) / Double(count - 1) : 1
    let width = step > 0 ? step : 1
    lower = first - width / 2
    upper = (count > 1 ? last : first) + width / 2
    self.count = count
  }

  /// The edge before cell `index`.
  func edge(_ index: Int) -> Double { lower + (upper - lower) * Double(index) / Double(count) }
}

extension HeatMap {
  /// Where the columns lie, and the rows.
  var columns: CellRange? { CellRange(values.columnCount, middles: x) }
  var rows: CellRange? { CellRange(values.rowCount, middles: y) }
}
