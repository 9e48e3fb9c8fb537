extension PanelPainter {
  /// Draws the series in order, inside the plot.
  func drawSeries(on canvas: inout some Canvas & ~Copyable) {
    // Markers at the limits and lines along them are drawn whole.
    let area = plot.expanded(by: plan.hasField ? 0 : 6)
    canvas.beginClip(area)
    defer { canvas.endClip() }
    var index = 0
    while index < plan.panel.series.count {
      let style = plan.styles[index]
      switch plan.panel.series[index] {
      case .scatter:
        let run = scatters(from: index)
        index += run.count - 1
        drawScatters(run, in: area, on: &canvas)
      case .line(let line): canvas.draw(shapes(of: line, style), in: area)
      case .bars(let bars): canvas.draw(shapes(of: bars, style), in: area)
      case .heatMap(let map): draw(map, on: &canvas)
      case .filledContours(let contours): canvas.draw(shapes(of: contours), in: plot)
      case .contourLines(let lines): canvas.draw(shapes(of: lines, style), in: plot)
      case .classRegions(let regions): canvas.draw(shapes(of: regions), in: plot)
      case .labels(let labels): draw(labels, on: &canvas)
      }
      index += 1
    }
  }

  private func draw(_ labels: Labels, on canvas: inout some Canvas & ~Copyable) {
    for (index, text) in labels.texts.enumerated() {
      guard x.contains(labels.x[index]), y.contains(labels.y[index]) else { continue }
      let point = position(labels.x[index], labels.y[index])
      canvas.draw(
        TextRun(
          string: text.printable,
          position: Point(x: point.x, y: baseline(point.y, labels.size)), size: labels.size,
          color: theme[labels.paints[labels.paints.count == 1 ? 0 : index]], anchor: .middle))
    }
  }

  private func shapes(of bars: Bars, _ style: SeriesStyle) -> [Shape] {
    let area = plot.expanded(by: 10)
    let base = plan.panel.y.scale == .linear ? y.position(bars.baseline) : y.start
    var outlines: [Polyline] = []
    for (middle, height) in zip(bars.x, bars.y) {
      let top = position(middle - bars.width / 2, height)
      let right = x.position(middle + bars.width / 2)
      guard top.x.isFinite, top.y.isFinite, right.isFinite, base.isFinite else { continue }
      let rect = Rect(
        x: min(top.x, right), y: min(top.y, base), width: max(abs(right - top.x), 0.25),
        height: abs(base - top.y))
      outlines.append(Polyline(outlineOf: rect).areaClipped(to: area))
    }
    return [.fill(outlines, style.color)]
  }
}
