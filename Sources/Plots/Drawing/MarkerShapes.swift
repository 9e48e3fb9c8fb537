extension Marker {
  /// The corners of the shape around the origin for a circle of diameter 1, in order; none for
  /// those that are circles.
  ///
  /// Shapes are scaled so that they look as large as the circle: the polygons have about its area.
  var corners: [Point] {
    switch self {
    case .circle, .ring: []
    case .triangle: Self.polygon(3, radius: 0.72, turned: -0.25)
    case .invertedTriangle: Self.polygon(3, radius: 0.72, turned: 0.25)
    case .square: Self.polygon(4, radius: 0.63, turned: -0.125)
    case .diamond: Self.polygon(4, radius: 0.66, turned: -0.25)
    case .pentagon: Self.polygon(5, radius: 0.59, turned: -0.25)
    case .star: Self.starCorners
    case .plus: Self.plusCorners
    case .cross: Self.plusCorners.map { Self.turned($0, 0.125) }
    }
  }

  /// A regular polygon, its first corner turned by a fraction of the circle from the right.
  private static func polygon(_ count: Int, radius: Double, turned turn: Double) -> [Point] {
    (0..<count).map { turned(Point(x: radius, y: 0), Double($0) / Double(count) + turn) }
  }

  private static let starCorners: [Point] = (0..<10).map {
    turned(Point(x: $0 % 2 == 0 ? 0.74 : 0.34, y: 0), Double($0) / 10 - 0.25)
  }

  private static let plusCorners: [Point] = {
    let (arm, half) = (0.64, 0.2)
    let quarter = [
      Point(x: half, y: -arm), Point(x: half, y: -half), Point(x: arm, y: -half),
    ]
    return (0..<4).flatMap { turn in quarter.map { turned($0, Double(turn) / 4) } }
  }()

  private static func turned(_ point: Point, _ fraction: Double) -> Point {
    let (c, s) = (Elementary.cosine(fraction * 2 * .pi), Elementary.sine(fraction * 2 * .pi))
    return Point(x: point.x * c - point.y * s, y: point.x * s + point.y * c)
  }
}
