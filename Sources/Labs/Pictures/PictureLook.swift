public import Plots

/// How a picture looks: what a user can set of any.
///
/// Limits, labels and scales are those of the first panel, where there are several.
public struct PictureLook: Sendable {
  /// What stands above the picture.
  public var title: String?
  /// The ends of the axes; those of the data where nil.
  public var xLimits: ClosedRange<Double>?
  public var yLimits: ClosedRange<Double>?
  /// What stands at the axes, in place of what the data suggest.
  public var xLabel: String?
  public var yLabel: String?
  /// Whether equal ratios are equally long.
  public var isLogarithmicX: Bool
  public var isLogarithmicY: Bool
  /// In pixels; as the picture needs where nil.
  public var width: Double?
  public var height: Double?
  /// Light or dark.
  public var theme: Theme
  /// The colours of classes and lines in order; the theme's own where empty.
  public var palette: [Color]
  /// The colours of heat maps and fields.
  public var map: ColorMap?

  public init(
    title: String? = nil, xLimits: ClosedRange<Double>? = nil, yLimits: ClosedRange<Double>? = nil,
    xLabel: String? = nil, yLabel: String? = nil, isLogarithmicX: Bool = false,
    isLogarithmicY: Bool = false, width: Double? = nil, height: Double? = nil,
    theme: Theme = .light, palette: [Color] = [], map: ColorMap? = nil
  ) {
    self.title = title
    self.xLimits = xLimits
    self.yLimits = yLimits
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.isLogarithmicX = isLogarithmicX
    self.isLogarithmicY = isLogarithmicY
    self.width = width
    self.height = height
    self.theme = theme
    self.palette = palette
    self.map = map
  }

  /// The figure of panels, looking like this.
  ///
  /// - Parameters:
  ///   - panels: The panels, which are side by side.
  ///   - size: In pixels, where none is asked for; what the panels suggest where nil.
  func figure(_ panels: [Panel], size: (width: Double, height: Double)? = nil) -> Figure {
    let panels = panels.enumerated().map { $0.offset == 0 ? applied(to: $0.element) : $0.element }
    let panelsInColors = panels.map(colored)
    var theme = theme
    if !palette.isEmpty { theme.palette = palette }
    if panelsInColors.count == 1, size == nil {
      return Figure(panelsInColors[0], title: title, width: width, height: height, theme: theme)
    }
    return Figure(
      Self.rows(panelsInColors), title: title, width: width ?? size?.width,
      height: height ?? size?.height, theme: theme)
  }

  /// Panels in rows of at most four, about as many rows as columns.
  private static func rows(_ panels: [Panel]) -> [[Panel?]] {
    let columns = panels.count <= 3 ? panels.count : min(4, (panels.count + 1) / 2)
    return stride(from: 0, to: panels.count, by: max(columns, 1)).map { start in
      panels[start..<min(start + columns, panels.count)].map { $0 }
    }
  }

  private func applied(to panel: Panel) -> Panel {
    var panel = panel
    panel.x.limits = xLimits ?? panel.x.limits
    panel.y.limits = yLimits ?? panel.y.limits
    panel.x.label = xLabel ?? panel.x.label
    panel.y.label = yLabel ?? panel.y.label
    if isLogarithmicX { panel.x.scale = .logarithmic }
    if isLogarithmicY { panel.y.scale = .logarithmic }
    return panel
  }

  private func colored(_ panel: Panel) -> Panel {
    guard let map else { return panel }
    var panel = panel
    panel.series = panel.series.map { series in
      switch series {
      case .heatMap(var cells):
        cells.map = map
        return .heatMap(cells)
      case .filledContours(var contours):
        contours.map = map
        return .filledContours(contours)
      default: return series
      }
    }
    return panel
  }
}
