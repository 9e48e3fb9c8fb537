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
      case .line:
        let run = lines(from: index)
        index += run.count - 1
        drawLines(run, in: area, on: &canvas)
      case .bars(let bars): canvas.draw(shapes(of: bars, style), in: area)
      case .heatMap(let map): draw(map, on: &canvas)
      case .filledContours(let contours): canvas.draw(shapes(of: contours), in: plot)
      case .contourLines(let lines): canvas.draw(shapes(of: lines, style), in: plot)
      case .classRegions(let regions): draw(regions, on: &canvas)
      case .labels(let labels): draw(labels, on: &canvas)
      }
      index += 1
    }
  }

  /// Draws words, as large as they can be without touching one another; none where that is too
  /// small.
  private func draw(_ labels: Labels, on canvas: inout some Canvas & ~Copyable) {
    var places: [(index: Int, point: Point)] = []
    for index in labels.texts.indices
    where x.contains(labels.x[index]) && y.contains(labels.y[index]) {
      places.append((index, position(labels.x[index], labels.y[index])))
    }
    places.sort { $0.point.x < $1.point.x }
    let sizes = type.cell.height > 0 ? [type.tick] : [labels.size, labels.size * 0.8, 8]
    guard let size = sizes.first(where: { fits(labels, places, size: $0) }) else { return }
    for (index, point) in places {
      canvas.draw(
        TextRun(
          string: labels.texts[index].printable,
          position: Point(x: point.x, y: baseline(point.y, size)), size: size,
          color: theme[labels.paints[labels.paints.count == 1 ? 0 : index]], anchor: .middle))
    }
  }

  /// True if words of a size stay inside the plot and apart; the places are in order from left to
  /// right.
  private func fits(
    _ labels: Labels, _ places: [(index: Int, point: Point)], size: Double
  ) -> Bool {
    let gap = size / 4
    let height = size * type.metrics.capHeight
    let boxes = places.map { index, point -> Rect in
      let width = type.width(labels.texts[index].printable, size)
      return Rect(
        x: point.x - width / 2, y: point.y - height / 2, width: width + gap, height: height + gap)
    }
    let widest = boxes.map(\.width).max() ?? 0
    for (place, box) in boxes.enumerated() {
      guard box.x >= plot.x, box.maxX - gap <= plot.maxX, box.y >= plot.y,
        box.maxY - gap <= plot.maxY
      else { return false }
      for other in boxes[(place + 1)...] {
        if other.x > box.x + 2 * widest { break }
        if box.intersects(other) { return false }
      }
    }
    return true
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
    let zero = Polyline(Point(x: plot.x, y: base), Point(x: plot.maxX, y: base))
    return [
      .fill(outlines, style.color),
      .stroke(zero.clipped(to: plot), Stroke(color: theme.frame, width: 1)),
    ]
  }
}
