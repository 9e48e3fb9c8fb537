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
