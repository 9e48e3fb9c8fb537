import NetworkFiles
public import Plots

/// How a picture looks: what a user can set of any.
///
/// Limits, labels and scales of axes are those of all panels of one kind, and of the loss where it
/// stands beside something else. A scale, limits or colours that a picture cannot have are an
/// error.
public struct PictureLook: Sendable {
  /// The title of the picture.
  public var title: String?
  /// The ends of the axes; those of the data where nil.
  public var xLimits: ClosedRange<Double>?
  /// The limits of the vertical axis; nil for those of the data.
  public var yLimits: ClosedRange<Double>?
  /// The labels of the axes, in place of those that the data suggest.
  public var xLabel: String?
  /// The label of the vertical axis.
  public var yLabel: String?
  /// True if equal ratios are equally long.
  public var isLogarithmicX: Bool
  /// True if the vertical axis is logarithmic.
  public var isLogarithmicY: Bool
  /// In pixels; as the picture needs where nil.
  public var width: Double?
  /// The height in pixels; nil for one that fits.
  public var height: Double?
  /// Light or dark.
  public var theme: Theme
  /// The colours of classes and lines in order; the theme's own where empty.
  public var palette: [Color]
  /// The colours of heat maps and fields.
  public var map: ColorMap?

  /// A look that is the usual one but for what is given.
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
  ///   - axes: The panels that limits, labels and scales are for; of nil there are several that have nothing
  ///     in common, and none may be asked for.
  ///   - size: In pixels, where none is asked for; what the panels suggest where nil.
  func figure(
    _ panels: [Panel], axes: PanelChoice = .all, size: (width: Double, height: Double)? = nil
  ) throws(NetworkFileError) -> Figure {
    var panelsInColors: [Panel] = []
    for (index, panel) in panels.enumerated() {
      let isMeant = axes == .all || axes == .last && index == panels.count - 1
      panelsInColors.append(try colored(isMeant ? applied(to: panel) : panel))
    }
    if case .none(let advice) = axes, let option = axisOptions.first {
      throw NetworkFileError(
        .noPicture, "\(option) is for one panel, and these have axes of their own", advice: advice)
    }
    if map != nil, !panels.contains(where: { $0.series.contains(where: \.hasColorMap) }) {
      throw NetworkFileError(
        .noPicture, "--map is for the colours of a heat map or a field, and there is none here",
        advice: "leave it out, or choose the colours of classes and lines with --colors")
    }
    var theme = theme
    if !palette.isEmpty { theme.palette = palette }
    if panelsInColors.count == 1, size == nil {
      return Figure(panelsInColors[0], title: title, width: width, height: height, theme: theme)
    }
    return Figure(
      Self.rows(panelsInColors), title: title, width: width ?? size?.width,
      height: height ?? size?.height, theme: theme)
  }

  /// The figure of panels in the rows given, which have axes of their own, looking like this.
  func figure(
    rows: [[Panel?]], size: (width: Double, height: Double)
  ) throws(NetworkFileError) -> Figure {
    if let option = axisOptions.first {
      throw NetworkFileError(
        .noPicture, "\(option) is for one panel, and these have axes of their own",
        advice: "leave it out")
    }
    guard map == nil else {
      throw NetworkFileError(
        .noPicture, "--map is for the colours of a heat map or a field, and there is none here",
        advice: "leave it out, or choose the colours of classes and lines with --colors")
    }
    var theme = theme
    if !palette.isEmpty { theme.palette = palette }
    return Figure(
      rows, title: title, width: width ?? size.width, height: height ?? size.height, theme: theme)
  }

  /// Panels in rows of at most four, about as many rows as columns.
  private static func rows(_ panels: [Panel]) -> [[Panel?]] {
    let columns = panels.count <= 3 ? panels.count : min(4, (panels.count + 1) / 2)
    return stride(from: 0, to: panels.count, by: max(columns, 1)).map { start in
      panels[start..<min(start + columns, panels.count)].map { $0 }
    }
  }

  /// The panels of several that options of axes are for.
  enum PanelChoice: Equatable {
    case all, last
    /// None; what to say to whom asks for one.
    case none(advice: String)
  }

  /// The options of axes that were asked for, as the tool names them.
  private var axisOptions: [String] {
    [
      ("--log", isLogarithmicX || isLogarithmicY), ("--xlim", xLimits != nil),
      ("--ylim", yLimits != nil), ("--xlabel", xLabel != nil), ("--ylabel", yLabel != nil),
    ].filter(\.1).map(\.0)
  }

  private func applied(to panel: Panel) throws(NetworkFileError) -> Panel {
    var panel = panel
    panel.x.limits = xLimits ?? panel.x.limits
    panel.y.limits = yLimits ?? panel.y.limits
    panel.x.label = xLabel ?? panel.x.label
    panel.y.label = yLabel ?? panel.y.label
    if isLogarithmicX { panel.x.scale = .logarithmic }
    if isLogarithmicY { panel.y.scale = .logarithmic }
    try check(panel.x, "x", of: panel, \.x)
    try check(panel.y, "y", of: panel, \.y)
    return panel
  }

  /// Throws where an axis is logarithmic and what the panel shows has no place on it.
  private func check(
    _ axis: Axis, _ name: String, of panel: Panel, _ coordinates: KeyPath<RectangularGrid, [Double]>
  ) throws(NetworkFileError) {
    if let limits = axis.limits, !axis.canShow(limits) {
      throw NetworkFileError(
        .noPicture,
        "the ends of the \(name) axis, \(limits.lowerBound.formatted) and \(limits.upperBound.formatted), are"
          + " too near to each other to tell numbers between them apart",
        advice: "give ends further apart with --\(name)lim")
    }
    guard axis.scale == .logarithmic else { return }
    let isOfCells = panel.series.contains { if case .heatMap = $0 { true } else { false } }
    guard axis.categories == nil, !isOfCells else {
      throw NetworkFileError(
        .noPicture, "the \(name) axis counts cells or names, and is not logarithmic",
        advice: "leave out --log \(name)")
    }
    let least = panel.series.compactMap { $0.grid?[keyPath: coordinates].min() }.min()
    if let least, least <= 0 {
      throw NetworkFileError(
        .noPicture,
        "the grid begins at \(least.formatted), and a logarithmic \(name) axis has no place for 0 or less",
        advice: "leave out --log \(name), or draw the loss with --as loss")
    }
    if let lower = axis.limits?.lowerBound, lower <= 0 {
      throw NetworkFileError(
        .noPicture,
        "the \(name) axis begins at \(lower.formatted), and a logarithmic one has no place for 0 or less",
        advice: "give limits above 0 with --\(name)lim, or leave out --log \(name)")
    }
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

extension Series {
  /// True if its colours stand for numbers.
  fileprivate var hasColorMap: Bool {
    switch self {
    case .heatMap, .filledContours: true
    case .scatter, .line, .bars, .contourLines, .classRegions, .labels: false
    }
  }
}
