extension PanelPainter {
  /// How many points of lines are drawn as lines.
  private static let linePointLimit = 100_000

  /// A line with the style it is drawn in.
  struct StyledLine {
    let line: Line
    let style: SeriesStyle
  }

  /// The lines from an index on with nothing else between them.
  func lines(from start: Int) -> [StyledLine] {
    var run: [StyledLine] = []
    for index in start..<plan.panel.series.count {
      guard case .line(let line) = plan.panel.series[index] else { break }
      run.append(StyledLine(line: line, style: plan.styles[index]))
    }
    return run
  }

  /// Draws lines, as a density where they have too many points that change the picture.
  func drawLines(
    _ lines: [StyledLine], in area: Rect, on canvas: inout some Canvas & ~Copyable
  ) {
    let drawn = lines.map { item in (item: item, stretches: stretches(item.line)) }
    let count = drawn.reduce(0) { $0 + $1.stretches.reduce(0) { $0 + $1.count } }
    if count > Self.linePointLimit {
      var density = DensityImage(of: plot, squareSize: 1)
      for (item, stretches) in drawn {
        density.setColor(item.style.color)
        for points in stretches { density.add(Polyline(points: points, isClosed: false)) }
      }
      canvas.draw(density.image, in: plot)
      return
    }
    for (item, stretches) in drawn {
      for shape in shapes(of: item, stretches) { canvas.draw(shape) }
    }
  }

  /// A line in pixels, with its markers.
  private func shapes(of item: StyledLine, _ stretches: [[Point]]) -> [Shape] {
    let (line, style) = (item.line, item.style)
    let area = plot.expanded(by: 20)
    let stroke = Stroke(color: style.color, width: line.width, dash: line.dash)
    let whole = stretches.filter { $0.count > 1 }
    var shapes = Shape.strokes(
      whole.flatMap { Polyline(points: $0, isClosed: false).clipped(to: area) }, stroke)
    let alone = stretches.filter { $0.count == 1 }.flatMap(\.self)
    if let marker = line.marker {
      let points = alone + stretches.flatMap { spaced($0.filter(plot.contains)) }
      let style = MarkerStyle(marker, size: 6.5, color: style.color, theme: theme)
      shapes += Self.markers(style, at: points)
    } else {
      // A point without a neighbour is no line; it is shown all the same.
      var dot = MarkerStyle(.circle, size: line.width * 2, color: style.color, theme: theme)
      dot.outlineWidth = 0
      shapes += Self.markers(dot, at: alone)
    }
    return shapes
  }

  /// The stretches of a line between points that can't be shown, without the points that change
  /// nothing.
  private func stretches(_ line: Line) -> [[Point]] {
    var stretches: [[Point]] = [[]]
    for (px, py) in zip(line.x, line.y) {
      let point = position(px, py)
      if point.x.isFinite, point.y.isFinite {
        stretches[stretches.count - 1].append(point)
      } else if stretches.last?.isEmpty == false {
        stretches.append([])
      }
    }
    return stretches.filter { !$0.isEmpty }.map { points in
      points.count > 4 * Int(plot.width) ? Self.thinned(points) : points
    }
  }

  /// Of all points that follow one another in one half pixel's column the first, the lowest, the
  /// highest and the last: the picture stays the same.
  ///
  /// Uwe Jugel, Zbigniew Jerzak, Gregor Hackenbroich and Volker Markl, "M4: A
  /// Visualization-Oriented Time Series Data Aggregation", VLDB 7 (2014).
  static func thinned(_ points: [Point]) -> [Point] {
    var kept: [Point] = []
    var start = 0
    while start < points.count {
      let column = (points[start].x * 2).rounded(.down)
      var (end, lowest, highest) = (start, start, start)
      while end < points.count, (points[end].x * 2).rounded(.down) == column {
        if points[end].y < points[lowest].y { lowest = end }
        if points[end].y > points[highest].y { highest = end }
        end += 1
      }
      for index in Set([start, lowest, highest, end - 1]).sorted() { kept.append(points[index]) }
      start = end
    }
    return kept
  }

  /// All of a few points, else points about a tenth of the plot apart.
  private func spaced(_ points: [Point]) -> [Point] {
    guard points.count > 30 else { return points }
    let distance = max(plot.width / 10, 12)
    var kept: [Point] = []
    for point in points {
      if let last = kept.last, abs(point.x - last.x) + abs(point.y - last.y) < distance { continue }
      kept.append(point)
    }
    return kept
  }
}
