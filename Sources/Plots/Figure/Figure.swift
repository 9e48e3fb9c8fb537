/// A picture: panels in rows and columns under one title.
///
/// Sizes are in CSS pixels (1/96 inch; 0.75 points in PDF). Panels of one column are equally wide
/// and those of one row equally high, and their axes line up.
///
/// ```swift
/// let panel = Panel([.line(Line(x: [0, 1, 2], y: [0, 1, 4]))], x: Axis("x"), y: Axis("x²"))
/// let figure = Figure(panel, title: "A parabola")
/// assert(figure.width == 640 && figure.height == 480)
/// assert(try! String(decoding: figure.svg(), as: UTF8.self).contains("A parabola"))
/// ```
public struct Figure: Sendable, Hashable {
  /// The panels, row by row from the top; rows may differ in length, and nil leaves a place empty.
  public var panels: [[Panel?]]
  /// Above all panels.
  public var title: String?
  /// The width in pixels.
  public var width: Double
  /// The height in pixels.
  public var height: Double
  /// The colours.
  public var theme: Theme
  /// The description for those who can't see the picture. Without one it is made from the titles,
  /// the axes' labels and the names of the series.
  public var alternativeText: String?

  /// A figure of panels in rows.
  ///
  /// Without a size a single panel is 640×480, and each panel of several 480×360.
  ///
  /// ```swift
  /// let panel = Panel([.scatter(Scatter(x: [1], y: [2]))])
  /// assert(Figure([[panel, panel]]).width == 960)
  /// ```
  public init(
    _ panels: [[Panel?]], title: String? = nil, width: Double? = nil, height: Double? = nil,
    theme: Theme = .light, alternativeText: String? = nil
  ) {
    let columnCount = panels.map(\.count).max() ?? 0
    let isSingle = panels.count <= 1 && columnCount <= 1
    self.panels = panels
    self.title = title
    self.width = width ?? (isSingle ? 640 : 480 * Double(columnCount))
    self.height = height ?? (isSingle ? 480 : 360 * Double(panels.count))
    self.theme = theme
    self.alternativeText = alternativeText
  }

  /// A figure of one panel. Without a size it is 640×480; where its axes have equal units 560 wide,
  /// and about as high as the panel needs.
  ///
  /// ```swift
  /// let panel = Panel([.scatter(Scatter(x: [1], y: [2]))])
  /// assert(Figure(panel, theme: .dark).theme == .dark)
  /// ```
  public init(
    _ panel: Panel, title: String? = nil, width: Double? = nil, height: Double? = nil,
    theme: Theme = .light, alternativeText: String? = nil
  ) {
    let width = width ?? (panel.aspect == .equal ? 560 : 640)
    self.init(
      [[panel]], title: title, width: width, height: height ?? panel.height(for: width),
      theme: theme,
      alternativeText: alternativeText)
  }
}

extension Panel {
  /// The height that leaves little room empty: where units are equal, one that fits the plot's
  /// shape with about the usual room around it.
  fileprivate func height(for width: Double) -> Double {
    guard aspect == .equal, x.scale == .linear, y.scale == .linear else { return 480 }
    let limits = limits
    let ratio =
      (limits.y.upperBound / 2 - limits.y.lowerBound / 2)
      / (limits.x.upperBound / 2 - limits.x.lowerBound / 2)
    guard ratio > 1 / 8, ratio < 8 else { return 480 }
    let hasBar = series.contains { $0.isField }
    return min(max((width - (hasBar ? 150 : 90)) * ratio + 110, 240), 640)
  }
}
