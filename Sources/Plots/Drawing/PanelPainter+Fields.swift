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
    return Shape.strokes(
      lines.flatMap { inPixels($0).clipped(to: area) },
      Stroke(color: style.color, width: contours.width, dash: contours.dash))
  }

  /// How many cells with a border in them are drawn with it. Where there are more, the picture is
  /// little but borders, and has a point of the grid's class in each pixel instead.
  private static let borderLimit = 50_000

  func draw(_ regions: ClassRegions, on canvas: inout some Canvas & ~Copyable) {
    let reduced = regions.reduced(to: plot)
    if reduced.borderCellCount > Self.borderLimit {
      canvas.draw(image(of: reduced), in: plot)
    } else {
      canvas.draw(shapes(of: reduced), in: plot)
      guard !regions.names.isEmpty else { return }
      for (index, point) in reduced.innermostPoints {
        canvas.draw(
          regions.marker(of: index, size: 9, in: theme), at: [position(point.x, point.y)])
      }
    }
  }

  /// The class of the nearest point of the grid in each pixel, clear outside it.
  private func image(of regions: ClassRegions) -> PixelImage {
    let (width, height) = (max(Int(plot.width), 1), max(Int(plot.height), 1))
    let columns = Self.nearest(
      regions.grid.x.map { (x.position($0) - plot.x) / plot.width * Double(width) }, width)
    let rows = Self.nearest(
      regions.grid.y.map { (y.position($0) - plot.y) / plot.height * Double(height) }, height)
    let (classes, ny) = (regions.classes.elements, regions.grid.y.count)
    var pixels: [UInt32] = []
    pixels.reserveCapacity(width * height)
    for row in rows {
      for column in columns {
        guard let row, let column, classes[column * ny + row] >= 0 else {
          pixels.append(0)
          continue
        }
        pixels.append(regions.color(of: classes[column * ny + row], in: theme).pixel)
      }
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }

  /// For each of `count` pixels the coordinate that is nearest to its middle; nil for pixels wholly
  /// outside them.
  private static func nearest(_ coordinates: [Double], _ count: Int) -> [Int?] {
    var nearest: [Int?] = Array(repeating: nil, count: count)
    let order = coordinates.indices.filter { coordinates[$0].isFinite }
      .sorted { coordinates[$0] < coordinates[$1] }
    guard let first = order.first, let last = order.last else { return nearest }
    var place = 0
    for pixel in 0..<count {
      let middle = Double(pixel) + 0.5
      guard middle + 0.5 > coordinates[first], middle - 0.5 < coordinates[last] else { continue }
      while place + 1 < order.count,
        abs(coordinates[order[place + 1]] - middle) <= abs(coordinates[order[place]] - middle)
      { place += 1 }
      nearest[pixel] = order[place]
    }
    return nearest
  }

  /// The regions of classes, and the borders between them.
  ///
  /// Each region is drawn with a line of its own colour around it: where two meet, smoothing leaves
  /// both of their edges half clear, and what is behind would show through as a seam.
  private func shapes(of regions: ClassRegions) -> [Shape] {
    let partition = ClassPartition(regions)
    var shapes: [Shape] = []
    for (index, lines) in partition.regions.sorted(by: { $0.key < $1.key }) {
      let (color, outlines) = (regions.color(of: index, in: theme), outlines(lines))
      shapes.append(.fill(outlines, color))
      shapes += Shape.strokes(outlines, Stroke(color: color, width: 0.75))
    }
    let area = plot.expanded(by: 20)
    let borders = partition.borders.flatMap { inPixels($0).clipped(to: area) }
    return shapes + Shape.strokes(borders, Stroke(color: theme.foreground, width: 1.25))
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
  /// True if some cell has a corner that is not finite.
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
