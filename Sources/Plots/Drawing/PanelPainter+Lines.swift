extension PanelPainter {
  /// A line in pixels, with its markers.
  func shapes(of line: Line, _ style: SeriesStyle) -> [Shape] {
    let stretches = stretches(line)
    let area = plot.expanded(by: 20)
    let drawn = stretches.map { points in
      points.count > 4 * Int(plot.width) ? Self.thinned(points) : points
    }
    var shapes = [
      Shape.stroke(
        drawn.filter { $0.count > 1 }
          .flatMap { Polyline(points: $0, isClosed: false).clipped(to: area) },
        Stroke(color: style.color, width: line.width, dash: line.dash))
    ]
    let alone = stretches.filter { $0.count == 1 }.flatMap(\.self)
    if let marker = line.marker {
      let points = alone + stretches.flatMap { spaced($0.filter(plot.contains)) }
      shapes.append(
        .markers(MarkerStyle(marker, size: 6.5, color: style.color, theme: theme), points))
    } else {
      // A point without a neighbour is no line; it is shown all the same.
      var dot = MarkerStyle(.circle, size: line.width * 2, color: style.color, theme: theme)
      dot.outlineWidth = 0
      shapes.append(.markers(dot, alone))
    }
    return shapes
  }

  /// The stretches of a line between points that can't be shown.
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
    return stretches.filter { !$0.isEmpty }
  }

  /// Of all points that follow one another in one half pixel's column the first, the lowest, the
  /// highest and the last: the picture stays the same.
  ///
  /// Uwe Jugel, Zbigniew Jerzak, Gregor Hackenbroich and Volker Markl, "M4: A Visualization-Oriented
  /// Time Series Data Aggregation", VLDB 7 (2014).
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

  /// Points about a tenth of the plot apart.
  private func spaced(_ points: [Point]) -> [Point] {
    let distance = max(plot.width / 10, 12)
    var kept: [Point] = []
    for point in points {
      if let last = kept.last, abs(point.x - last.x) + abs(point.y - last.y) < distance { continue }
      kept.append(point)
    }
    return kept
  }
}
