extension PanelPainter {
  /// The bands of a field, each drawn over the one below it, so that no seam can open between them.
  func shapes(of contours: FilledContours) -> [Shape] {
    let scale = contours.scale(in: theme)
    let bands = contours.bands(scale)
    var tracer = ContourTracer(contours.field.reduced(to: plot))
    var shapes: [Shape] = []
    if tracer.isCell.contains(true), tracer.hasMissing {
      shapes.append(.fill(outlines([tracer.extent]), theme.missing))
    }
    shapes.append(.fill(outlines(tracer.region(atLeast: -.infinity)), bands.colors[0]))
    for (level, color) in zip(bands.levels, bands.colors.dropFirst()) {
      shapes.append(.fill(outlines(tracer.region(atLeast: level)), color))
    }
    return shapes
  }

  /// The lines of a field at its levels.
  func shapes(of contours: ContourLines, _ style: SeriesStyle) -> [Shape] {
    var tracer = ContourTracer(contours.field.reduced(to: plot))
    let levels = contours.levels ?? contours.field.roundLevels
    let area = plot.expanded(by: 20)
    let lines = levels.filter(\.isFinite).flatMap { tracer.lines(at: $0) }
    return [
      .stroke(
        lines.flatMap { inPixels($0).clipped(to: area) },
        Stroke(color: style.color, width: contours.width, dash: contours.dash))
    ]
  }

  /// The regions of classes, and the borders between them.
  ///
  /// Each region is drawn with a line of its own colour around it: where two meet, smoothing leaves
  /// both of their edges half clear, and what is behind would show through as a seam.
  func shapes(of regions: ClassRegions) -> [Shape] {
    let partition = ClassPartition(regions.reduced(to: plot))
    var shapes: [Shape] = []
    for (index, lines) in partition.regions.sorted(by: { $0.key < $1.key }) {
      let (color, outlines) = (regions.color(of: index, in: theme), outlines(lines))
      shapes.append(.fill(outlines, color))
      shapes.append(.stroke(outlines, Stroke(color: color, width: 0.75)))
    }
    let area = plot.expanded(by: 20)
    shapes.append(
      .stroke(
        partition.borders.flatMap { inPixels($0).clipped(to: area) },
        Stroke(color: theme.foreground, width: 1.25)))
    return shapes
  }

  /// Closed lines in pixels, cut to the plot.
  private func outlines(_ lines: [Polyline]) -> [Polyline] {
    let area = plot.expanded(by: 20)
    return lines.map { inPixels($0).areaClipped(to: area) }.filter { $0.points.count > 3 }
  }

  /// A line in pixels, without the points that an axis has no place for.
  private func inPixels(_ line: Polyline) -> Polyline {
    Polyline(
      points: line.points.map { position($0.x, $0.y) }.filter { $0.x.isFinite && $0.y.isFinite },
      isClosed: line.isClosed)
  }
}

extension ContourTracer {
  /// Whether some cell has a corner that is not finite.
  var hasMissing: Bool { z.contains { !$0.isFinite } }

  /// The outline of the whole grid.
  var extent: Polyline {
    let (left, right) = (x.first ?? 0, x.last ?? 0)
    let (bottom, top) = (y.first ?? 0, y.last ?? 0)
    return Polyline(
      points: [
        Point(x: left, y: bottom), Point(x: right, y: bottom), Point(x: right, y: top),
        Point(x: left, y: top), Point(x: left, y: bottom),
      ], isClosed: true)
  }
}
