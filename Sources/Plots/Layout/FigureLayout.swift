/// Where everything of a figure stands.
struct FigureLayout {
  /// A panel with its place.
  struct Placed {
    let plan: PanelPlan
    let decoration: Decoration
    /// The rectangle between the axes.
    let plot: Rect
    /// How much higher the title and the legend stand than they must, so that those of a row line
    /// up.
    let titleRise: Double
  }

  private(set) var titleLines: [String] = []
  private(set) var panels: [Placed] = []

  /// Lays a figure out. Where plots would come out smaller than forty pixels, less stands around
  /// them.
  init(_ figure: Figure, _ type: Typography) {
    let plans = figure.panels.map { row in row.map { $0.map { PanelPlan($0, theme: figure.theme) } }
    }
    let titleLines =
      figure.title.map {
        type.metrics.wrapped(
          $0.printable, size: type.figureTitle, to: figure.width - 2 * type.margin, lineLimit: 2)
      } ?? []
    for detail in Detail.allCases {
      let grid = PanelGrid(
        plans, figure, titleLineCount: detail == .full ? titleLines.count : 0, type, detail)
      guard detail == .bare || grid.hasRoom else { continue }
      panels = grid.placed
      if detail == .full { self.titleLines = titleLines }
      break
    }
  }
}

/// Panels in rows and columns, all plots equally large.
struct PanelGrid {
  private let plans: [[PanelPlan?]]
  private let type: Typography
  private let detail: Detail
  private let area: Rect
  private var decorations: [[Decoration?]] = []
  /// The room around the plots of each column and row.
  private var columns: [(before: Double, after: Double)] = []
  private var rows: [(before: Double, after: Double)] = []
  private var plotWidth = 0.0
  private var plotHeight = 0.0

  init(
    _ plans: [[PanelPlan?]], _ figure: Figure, titleLineCount: Int, _ type: Typography,
    _ detail: Detail
  ) {
    self.plans = plans
    self.type = type
    self.detail = detail
    let margin = detail == .bare ? min(2, figure.width / 10, figure.height / 10) : type.margin
    let titleHeight =
      titleLineCount == 0
      ? 0 : Double(titleLineCount) * type.figureTitle * type.metrics.lineHeight + type.gap * 1.5
    area = Rect(
      x: margin, y: margin + titleHeight, width: figure.width - 2 * margin,
      height: figure.height - 2 * margin - titleHeight)
    columns = Array(repeating: (0, 0), count: plans.map(\.count).max() ?? 0)
    rows = Array(repeating: (0, 0), count: plans.count)
    // Ticks depend on the plots' size, and that on the room that the ticks' labels take.
    settle()
    for _ in 0..<3 {
      decorate()
      settle()
    }
  }

  /// True if plots are large enough to be worth drawing with all that stands around them.
  var hasRoom: Bool { plotWidth >= 40 && plotHeight >= 40 }

  /// The panels with their places.
  var placed: [FigureLayout.Placed] {
    var placed: [FigureLayout.Placed] = []
    var y = area.y
    for (rowIndex, row) in plans.enumerated() {
      y += rows[rowIndex].before
      var x = area.x
      for (columnIndex, plan) in row.enumerated() {
        x += columns[columnIndex].before
        let rect = Rect(x: x, y: y, width: max(plotWidth, 1), height: max(plotHeight, 1))
        if let plan, let decoration = decorations[rowIndex][columnIndex] {
          let plot = type.snapped(plan.fitted(to: rect))
          let rise = plot.y == rect.y ? rows[rowIndex].before - decoration.margins.top : 0
          placed.append(
            FigureLayout.Placed(
              plan: plan, decoration: decoration, plot: plot, titleRise: rise))
        }
        x += max(plotWidth, 1) + columns[columnIndex].after + type.margin
      }
      y += max(plotHeight, 1) + rows[rowIndex].after + type.margin
    }
    return placed
  }

  private mutating func decorate() {
    let rect = Rect(x: 0, y: 0, width: max(plotWidth, 1), height: max(plotHeight, 1))
    decorations = plans.map { row in
      row.map { plan in
        plan.map { Decoration($0, plot: $0.fitted(to: rect), type, detail) }
      }
    }
    columns = columns.indices.map { column in
      let margins = decorations.compactMap {
        $0.indices.contains(column) ? $0[column]?.margins : nil
      }
      return (margins.map(\.left).max() ?? 0, margins.map(\.right).max() ?? 0)
    }
    rows = decorations.map { row in
      let margins = row.compactMap { $0?.margins }
      return (margins.map(\.top).max() ?? 0, margins.map(\.bottom).max() ?? 0)
    }
  }

  private mutating func settle() {
    plotWidth = Self.share(area.width, columns, gap: type.margin)
    plotHeight = Self.share(area.height, rows, gap: type.margin)
  }

  /// The size of each plot where all are equal.
  private static func share(
    _ length: Double, _ around: [(before: Double, after: Double)], gap: Double
  ) -> Double {
    guard !around.isEmpty else { return 0 }
    let taken = around.reduce(0) { $0 + $1.before + $1.after } + gap * Double(around.count - 1)
    return (length - taken) / Double(around.count)
  }
}

extension PanelPlan {
  /// The rectangle itself, or where units are to be equal the largest in its middle that makes them
  /// so; not where that would be a mere strip, over eight times as long as wide.
  func fitted(to rect: Rect) -> Rect {
    guard panel.aspect == .equal, panel.x.scale == .linear, panel.y.scale == .linear else {
      return rect
    }
    let xSpan = limits.x.upperBound / 2 - limits.x.lowerBound / 2
    let ySpan = limits.y.upperBound / 2 - limits.y.lowerBound / 2
    let unit = min(rect.width / xSpan, rect.height / ySpan)
    let (width, height) = (max(xSpan * unit, 1), max(ySpan * unit, 1))
    guard width.isFinite, height.isFinite, max(width, height) <= 8 * min(width, height) else {
      return rect
    }
    return Rect(
      x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width: width,
      height: height)
  }
}
