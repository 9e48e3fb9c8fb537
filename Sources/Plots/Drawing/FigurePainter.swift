/// Draws a figure on a canvas.
struct FigurePainter {
  let figure: Figure
  let type: Typography
  private let layout: FigureLayout

  init(_ figure: Figure, _ type: Typography) {
    self.figure = figure
    self.type = type
    layout = FigureLayout(figure, type)
  }

  /// Draws all but the background.
  func draw(on canvas: inout some Canvas & ~Copyable) {
    var y = type.margin
    for line in layout.titleLines {
      canvas.draw(
        TextRun(
          string: line,
          position: Point(
            x: figure.width / 2, y: y + type.figureTitle * (0.5 + type.metrics.capHeight / 2)),
          size: type.figureTitle, color: figure.theme.foreground, anchor: .middle))
      y += type.figureTitle * type.metrics.lineHeight
    }
    for placed in layout.panels { PanelPainter(placed, type).draw(on: &canvas) }
  }
}

extension Figure {
  /// The picture's description in one sentence: the text given, or titles, axes and series.
  var description: String {
    if let alternativeText { return alternativeText }
    var parts = title.map { [$0] } ?? []
    let panels = panels.flatMap { $0.compactMap(\.self) }
    parts += panels.prefix(8).map(\.summary).filter { !$0.isEmpty }
    if panels.count > 8 { parts.append("and \(panels.count - 8) more panels") }
    return parts.isEmpty ? "Plot" : parts.joined(separator: ". ")
  }
}

extension Panel {
  /// The title, the axes and the first few series in words.
  fileprivate var summary: String {
    var parts: [String] = []
    if let title { parts.append(title) }
    let axes = [y.label, x.label].compactMap(\.self)
    if !axes.isEmpty { parts.append(axes.joined(separator: " against ")) }
    let names = series.compactMap { series -> String? in
      switch series {
      case .scatter(let scatter): scatter.label
      case .line(let line): line.label
      case .bars(let bars): bars.label
      case .contourLines(let lines): lines.label
      case .heatMap(let map): map.colorBar
      case .filledContours(let contours): contours.colorBar
      case .classRegions, .labels: nil
      }
    }
    if !names.isEmpty {
      let more = names.count > 8 ? ["and \(names.count - 8) more"] : []
      parts.append((names.prefix(8) + more).joined(separator: ", "))
    }
    return parts.joined(separator: ": ")
  }
}
