/// Draws a panel where the layout put it.
struct PanelPainter {
  let plan: PanelPlan
  let decoration: Decoration
  let plot: Rect
  /// How much higher the title and the legend stand than they must, so that those of a row line up.
  let titleRise: Double
  let type: Typography
  let x: AxisMapping
  let y: AxisMapping

  init(_ placed: FigureLayout.Placed, _ type: Typography) {
    plan = placed.plan
    decoration = placed.decoration
    plot = placed.plot
    titleRise = placed.titleRise
    self.type = type
    let isReversed = (x: plan.panel.x.isReversed, y: plan.panel.y.isReversed)
    x = AxisMapping(
      plan.limits.x, plan.panel.x.scale, start: isReversed.x ? plot.maxX : plot.x,
      end: isReversed.x ? plot.x : plot.maxX)
    y = AxisMapping(
      plan.limits.y, plan.panel.y.scale, start: isReversed.y ? plot.y : plot.maxY,
      end: isReversed.y ? plot.maxY : plot.y)
  }

  var theme: Theme { plan.theme }

  func draw(on canvas: inout some Canvas & ~Copyable) {
    if !plan.hasField { drawGrid(on: &canvas) }
    drawSeries(on: &canvas)
    drawFrame(on: &canvas)
    drawTicks(on: &canvas)
    drawTitleAndLegend(on: &canvas)
    drawColorBar(on: &canvas)
  }

  /// The pixel of a point of the data; not a number where an axis has no place for it.
  func position(_ px: Double, _ py: Double) -> Point {
    Point(x: x.position(px), y: y.position(py))
  }

  /// The baseline that puts text of a size in the middle of a height.
  func baseline(_ middle: Double, _ size: Double) -> Double {
    middle + size * type.metrics.capHeight / 2
  }
}

extension PanelPainter {
  private func drawGrid(on canvas: inout some Canvas & ~Copyable) {
    var lines: [Polyline] = []
    if plan.panel.x.showsGrid, plan.panel.x.categories == nil {
      for tick in decoration.x.ticks.major {
        let px = x.position(tick.value)
        lines.append(Polyline(Point(x: px, y: plot.y), Point(x: px, y: plot.maxY)))
      }
    }
    if plan.panel.y.showsGrid, plan.panel.y.categories == nil {
      for tick in decoration.y.ticks.major {
        let py = y.position(tick.value)
        lines.append(Polyline(Point(x: plot.x, y: py), Point(x: plot.maxX, y: py)))
      }
    }
    canvas.stroke(lines, Stroke(color: theme.grid, width: 1))
  }

  /// A line along both axes; around all of a plot that is filled.
  private func drawFrame(on canvas: inout some Canvas & ~Copyable) {
    let stroke = Stroke(color: theme.frame, width: 1)
    guard !plan.hasField else {
      canvas.stroke([Polyline(outlineOf: plot)], stroke)
      return
    }
    canvas.stroke(
      [
        Polyline(
          points: [
            Point(x: plot.x, y: plot.y), Point(x: plot.x, y: plot.maxY),
            Point(x: plot.maxX, y: plot.maxY),
          ], isClosed: false)
      ], stroke)
  }

  private func drawTicks(on canvas: inout some Canvas & ~Copyable) {
    let bottom = plot.maxY
    var lines: [Polyline] = []
    let length = type.tickLength
    for tick in decoration.x.ticks.major where length > 0 {
      let px = x.position(tick.value)
      lines.append(Polyline(Point(x: px, y: bottom), Point(x: px, y: bottom + length)))
    }
    for value in decoration.x.ticks.minor where length > 0 {
      let px = x.position(value)
      lines.append(Polyline(Point(x: px, y: bottom), Point(x: px, y: bottom + length / 2)))
    }
    for tick in decoration.y.ticks.major where length > 0 {
      let py = y.position(tick.value)
      lines.append(Polyline(Point(x: plot.x - length, y: py), Point(x: plot.x, y: py)))
    }
    for value in decoration.y.ticks.minor where length > 0 {
      let py = y.position(value)
      lines.append(Polyline(Point(x: plot.x - length / 2, y: py), Point(x: plot.x, y: py)))
    }
    canvas.stroke(lines, Stroke(color: theme.frame, width: 1))
    drawXLabels(on: &canvas)
    drawYLabels(on: &canvas)
  }

  private func drawXLabels(on canvas: inout some Canvas & ~Copyable) {
    let top = plot.maxY + type.tickLength + type.gap
    for tick in decoration.x.ticks.major {
      let px = x.position(tick.value)
      let isTurned = decoration.x.isTurned
      canvas.draw(
        TextRun(
          string: tick.label,
          position: isTurned
            ? Point(x: baseline(px, type.tick), y: top)
            : Point(x: px, y: baseline(top + type.tick / 2, type.tick)),
          size: type.tick, color: theme.muted, anchor: isTurned ? .end : .middle,
          isVertical: isTurned))
    }
    guard let label = decoration.x.label else { return }
    let middle = plot.maxY + decoration.x.depth(type) - type.label / 2
    canvas.draw(
      TextRun(
        string: label, position: Point(x: plot.center.x, y: baseline(middle, type.label)),
        size: type.label, color: theme.foreground, anchor: .middle))
  }

  private func drawYLabels(on canvas: inout some Canvas & ~Copyable) {
    for tick in decoration.y.ticks.major {
      canvas.draw(
        TextRun(
          string: tick.label,
          position: Point(
            x: plot.x - type.tickLength - type.sideGap,
            y: baseline(y.position(tick.value), type.tick)),
          size: type.tick, color: theme.muted, anchor: .end))
    }
    guard let label = decoration.y.label else { return }
    let middle = plot.x - decoration.y.depth(type) + type.label / 2
    canvas.draw(
      TextRun(
        string: label, position: Point(x: baseline(middle, type.label), y: plot.center.y),
        size: type.label, color: theme.foreground, anchor: .middle, isVertical: true))
  }

  private func drawTitleAndLegend(on canvas: inout some Canvas & ~Copyable) {
    let legend = decoration.legend
    var y =
      plot.y - titleRise - type.tick / 2 - Double(legend.rows.count) * type.legendRow
      - (legend.rows.isEmpty ? 0 : type.gap / 2)
    for (row, places) in legend.rows.enumerated() {
      for place in places {
        let middle = y + (Double(row) + 0.5) * type.legendRow
        drawEntry(place.entry, at: Point(x: plot.x + place.x, y: middle), on: &canvas)
      }
    }
    if !decoration.titleLines.isEmpty {
      y -= type.gap + Double(decoration.titleLines.count) * type.title * type.metrics.lineHeight
    }
    for (index, line) in decoration.titleLines.enumerated() {
      let middle = y + (Double(index) + 0.5) * type.title * type.metrics.lineHeight
      canvas.draw(
        TextRun(
          string: line, position: Point(x: plot.x, y: baseline(middle, type.title)),
          size: type.title, color: theme.foreground))
    }
  }

  private func drawEntry(
    _ entry: Legend.Entry, at point: Point, on canvas: inout some Canvas & ~Copyable
  ) {
    let left = point.x
    switch entry.swatch {
    case .marker(let marker):
      canvas.draw(marker, at: [Point(x: left + 6, y: point.y)])
    case .line(let stroke, let marker):
      canvas.stroke([Polyline(point, Point(x: left + 24, y: point.y))], stroke)
      if let marker { canvas.draw(marker, at: [Point(x: left + 12, y: point.y)]) }
    case .patch(let color, let marker):
      let patch = Rect(x: left, y: point.y - 6, width: 15, height: 12)
      canvas.fill(patch, color)
      canvas.stroke([Polyline(outlineOf: patch)], Stroke(color: theme.frame, width: 0.75))
      if let marker { canvas.draw(marker, at: [patch.center]) }
    case .none: break
    }
    canvas.draw(
      TextRun(
        string: entry.label,
        position: Point(x: left + entry.swatch.width, y: baseline(point.y, type.legend)),
        size: type.legend, color: entry.swatch.isNone ? theme.muted : theme.foreground))
  }

  private func drawColorBar(on canvas: inout some Canvas & ~Copyable) {
    guard let bar = plan.colorBar, let axis = decoration.bar else { return }
    let rect = Rect(
      x: plot.maxX + Decoration.barGap, y: plot.y, width: Decoration.barWidth, height: plot.height)
    let mapping = AxisMapping(
      bar.scale.limits.apart, .linear, start: rect.maxY, end: rect.y)
    drawShades(bar, rect, mapping, on: &canvas)
    canvas.stroke([Polyline(outlineOf: rect)], Stroke(color: theme.frame, width: 1))
    let ticks = axis.ticks.major.map { ($0.label, mapping.position($0.value)) }
    canvas.stroke(
      type.tickLength == 0
        ? []
        : ticks.map { _, py in
          Polyline(
            Point(x: rect.maxX, y: py), Point(x: rect.maxX + type.tickLength, y: py))
        }, Stroke(color: theme.frame, width: 1))
    for (label, py) in ticks {
      canvas.draw(
        TextRun(
          string: label,
          position: Point(
            x: rect.maxX + type.tickLength + type.sideGap, y: baseline(py, type.tick)),
          size: type.tick, color: theme.muted))
    }
    guard let label = axis.label else { return }
    let middle = rect.maxX + axis.depth(type) - type.label / 2
    canvas.draw(
      TextRun(
        string: label, position: Point(x: baseline(middle, type.label), y: rect.center.y),
        size: type.label, color: theme.foreground, anchor: .middle, isVertical: true))
  }

  private func drawShades(
    _ bar: ColorBar, _ rect: Rect, _ mapping: AxisMapping,
    on canvas: inout some Canvas & ~Copyable
  ) {
    guard !bar.levels.isEmpty else {
      let colors = bar.scale.colors.reversed().map(\.pixel)
      canvas.draw(PixelImage(width: 1, height: colors.count, pixels: colors), in: rect)
      return
    }
    let edges = [bar.scale.limits.lowerBound] + bar.levels + [bar.scale.limits.upperBound]
    for (low, high) in zip(edges, edges.dropFirst()) {
      // From the lower edge up to the top of the bar: the next band covers the rest, without a
      // seam.
      let py = min(max(mapping.position(low), rect.y), rect.maxY)
      guard let color = bar.scale.color(of: low / 2 + high / 2) else { continue }
      canvas.fill(
        Rect(x: rect.x, y: rect.y, width: rect.width, height: py - rect.y), color)
    }
  }
}

extension Legend.Swatch {
  fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
