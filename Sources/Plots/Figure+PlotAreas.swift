/// Where a panel's plot stands in its figure: what pages need that answer to a pointer over it.
public struct PlotArea: Sendable, Hashable {
  /// The left edge in pixels from that of the figure.
  public let x: Double
  /// The upper edge in pixels from that of the figure.
  public let y: Double
  /// In pixels.
  public let width: Double
  /// In pixels.
  public let height: Double
  /// The numbers at the left and the right edge, or the right and the left one of a reversed axis.
  public let xLimits: ClosedRange<Double>
  /// The numbers at the lower and the upper edge, or the upper and the lower one of a reversed
  /// axis.
  public let yLimits: ClosedRange<Double>
}

extension Figure {
  /// The places of the plots in SVG, PNG and PDF, row by row.
  ///
  /// ```swift
  /// let figure = Figure(Panel([.line(Line(x: [0, 1], y: [0, 1]))]))
  /// assert(figure.plotAreas.count == 1 && figure.plotAreas[0].width < figure.width)
  /// ```
  public var plotAreas: [PlotArea] {
    FigureLayout(self, .page).panels.map { placed in
      let (plot, limits) = (placed.plot, placed.plan.limits)
      return PlotArea(
        x: plot.x, y: plot.y, width: plot.width, height: plot.height, xLimits: limits.x,
        yLimits: limits.y)
    }
  }
}
