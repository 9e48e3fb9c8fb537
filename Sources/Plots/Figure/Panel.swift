/// Two axes, and what is drawn between them.
///
/// ```swift
/// var panel = Panel([.bars(Bars(x: [0, 1], y: [3, 5], label: "counted"))], y: Axis("count"))
/// panel.title = "Two bars"
/// assert(panel.series.count == 1)
/// ```
public struct Panel: Sendable, Hashable {
  /// Above the axes.
  public var title: String?
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The series that are drawn, the first at the bottom.
  public var series: [Series]
  /// True if a legend names the series that have labels.
  public var showsLegend: Bool
  /// True if one unit is as long along both axes.
  public var aspect: Aspect

  /// How long a unit is along the two axes.
  ///
  /// ```swift
  /// var panel = Panel([.scatter(Scatter(x: [0, 1], y: [0, 1]))])
  /// panel.aspect = .equal
  /// assert(Figure(panel).width == 560)
  /// ```
  public enum Aspect: Sendable, Hashable {
    /// The axes fill the room there is.
    case free
    /// One unit is as long along x as along y.
    case equal
  }

  /// A panel of series.
  public init(
    _ series: [Series] = [], title: String? = nil, x: Axis = Axis(), y: Axis = Axis(),
    showsLegend: Bool = true, aspect: Aspect = .free
  ) {
    self.series = series
    self.title = title
    self.x = x
    self.y = y
    self.showsLegend = showsLegend
    self.aspect = aspect
  }
}
