/// Something to be drawn that has its colour and place.
enum Shape {
  case fill([Polyline], Color)
  case stroke([Polyline], Stroke)
  case markers(MarkerStyle, [Point])

  /// The number of points that it adds to a file.
  var size: Int {
    switch self {
    case .fill(let lines, _), .stroke(let lines, _): lines.reduce(0) { $0 + $1.points.count }
    case .markers(_, let points): 3 * points.count
    }
  }
}

extension Shape {
  /// Strokes of at most about a thousand points each, since the work that a renderer has with lines
  /// that cross or touch in one path grows with the square of their length.
  static func strokes(_ lines: [Polyline], _ stroke: Stroke) -> [Shape] {
    let limit = 1000
    var batches: [[Polyline]] = []
    var room = 0
    for line in lines {
      for start in Swift.stride(from: 0, to: max(line.points.count - 1, 0), by: limit) {
        let end = min(start + limit + 1, line.points.count)
        let isWhole = end - start == line.points.count
        let piece =
          isWhole ? line : Polyline(points: Array(line.points[start..<end]), isClosed: false)
        if piece.points.count > room {
          batches.append([])
          room = limit
        }
        batches[batches.count - 1].append(piece)
        room -= piece.points.count
      }
    }
    return batches.map { .stroke($0, stroke) }
  }
}

extension Canvas where Self: ~Copyable {
  mutating func draw(_ shape: Shape) {
    switch shape {
    case .fill(let outlines, let color): fill(outlines, color)
    case .stroke(let lines, let style): stroke(lines, style)
    case .markers(let style, let points): draw(style, at: points)
    }
  }

  /// Draws shapes inside a rectangle. Where a file would have to keep more than `limit` points of
  /// them, they are drawn into an image first, two pixels to the unit.
  mutating func draw(_ shapes: [Shape], in rect: Rect, limit: Int = 100_000) {
    guard keepsShapes, shapes.reduce(0, { $0 + $1.size }) > limit else {
      for shape in shapes { draw(shape) }
      return
    }
    let (width, height) = (Int((rect.width * 2).rounded(.up)), Int((rect.height * 2).rounded(.up)))
    var image = CairoCanvas(
      CairoSurface(width: width, height: height, isOpaque: false),
      scale: (Double(width) / rect.width, Double(height) / rect.height),
      origin: Point(x: rect.x, y: rect.y), keepsShapes: false)
    for shape in shapes { image.draw(shape) }
    draw(image.pixels(), in: rect)
  }
}
