/// The parts of a panel's layout that do not depend on its size.
struct PanelPlan {
  let panel: Panel
  let theme: Theme
  let styles: [SeriesStyle]
  let limits: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  let colorBar: ColorBar?
  let legend: [Legend.Entry]
  let hasField: Bool

  init(_ panel: Panel, theme: Theme) {
    self.panel = panel
    self.theme = theme
    styles = panel.styles(in: theme)
    limits = panel.limits
    colorBar = panel.colorBar(in: theme)
    legend = panel.legendEntries(styles, in: theme)
    hasField = panel.series.contains { $0.isField }
  }
}

/// How much stands around a plot: less where there is little room.
enum Detail: CaseIterable {
  case full, ticksOnly, bare
}

/// All that stands around a plot, for a plot of about a given size.
struct Decoration {
  /// The room that it takes on each side.
  struct Margins {
    var top = 0.0
    var bottom = 0.0
    var left = 0.0
    var right = 0.0
  }

  var margins = Margins()
  var titleLines: [String] = []
  var legend: Legend
  var x: AxisDecoration
  var y: AxisDecoration
  var bar: AxisDecoration?

  init(_ plan: PanelPlan, plot: Rect, _ type: Typography, _ detail: Detail) {
    let panel = plan.panel
    x = AxisDecoration(
      panel.x, plan.limits.x, length: plot.width, isVertical: false, type, detail)
    y = AxisDecoration(
      panel.y, plan.limits.y, length: plot.height, isVertical: true, type, detail)
    let isFull = detail == .full
    if isFull, let title = panel.title {
      titleLines = type.metrics.wrapped(
        title.printable, size: type.title, to: plot.width, lineLimit: 2)
    }
    legend = Legend(
      plan.legend, width: plot.width,
      rowLimit: isFull ? min(3, Int(plot.height / 5 / type.legendRow)) : 0, type)
    if isFull, let bar = plan.colorBar {
      self.bar = AxisDecoration(
        Axis(bar.label), bar.scale.limits.apart, length: plot.height, isVertical: true, type, detail
      )
    }
    guard detail != .bare else { return }
    setMargins(type)
  }

  static let barGap = 14.0
  static let barWidth = 14.0

  private mutating func setMargins(_ type: Typography) {
    // Half a label of the other axis stands out at the ends.
    margins.top = type.tick / 2
    if !titleLines.isEmpty {
      margins.top += Double(titleLines.count) * type.title * type.metrics.lineHeight + type.gap
    }
    if !legend.rows.isEmpty {
      margins.top += Double(legend.rows.count) * type.legendRow + type.gap / 2
    }
    margins.bottom = max(x.depth(type), type.tick / 2)
    margins.left = max(y.depth(type), x.overhang.start)
    margins.right = x.overhang.end
    if let bar {
      margins.right = max(margins.right, Self.barGap + Self.barWidth + bar.depth(type))
    }
  }
}

extension ClosedRange<Double> {
  /// The range itself, or one around it where its ends are the same.
  var apart: ClosedRange<Double> {
    Axis().resolvedLimits(Extent(self), margins: (0, 0))
  }
}

extension Extent {
  init(_ range: ClosedRange<Double>) {
    self.init()
    include(range.lowerBound, .linear)
    include(range.upperBound, .linear)
  }
}
