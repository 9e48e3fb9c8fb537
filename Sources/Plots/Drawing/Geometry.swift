/// A point, in the data's coordinates or in pixels from the upper left corner.
struct Point: Hashable, Sendable {
  var x: Double
  var y: Double
}

/// An upright rectangle in pixels, from its upper left corner.
struct Rect: Hashable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

extension Rect {
  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// The rectangle with each edge moved outwards.
  func expanded(by margin: Double) -> Rect {
    Rect(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  func intersects(_ other: Rect) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}

/// Points joined in order.
struct Polyline: Hashable, Sendable {
  var points: [Point]
  /// True if the last point is the first again.
  var isClosed: Bool
}

extension Polyline {
  /// The line without points that repeat the one before, and without those in the middle of a
  /// horizontal or vertical stretch.
  var simplified: Polyline {
    var kept: [Point] = []
    kept.reserveCapacity(points.count)
    for point in points where point != kept.last {
      if kept.count >= 2 {
        let (a, b) = (kept[kept.count - 2], kept[kept.count - 1])
        if Self.isBetween(a, b, point) { kept.removeLast() }
      }
      kept.append(point)
    }
    return Polyline(points: kept, isClosed: isClosed)
  }

  /// True if b lies on the upright stretch from a to c.
  private static func isBetween(_ a: Point, _ b: Point, _ c: Point) -> Bool {
    (a.x == b.x && b.x == c.x && (a.y < b.y) == (b.y < c.y))
      || (a.y == b.y && b.y == c.y && (a.x < b.x) == (b.x < c.x))
  }

  /// The area inside a closed line by the shoelace formula, positive where it runs from x to y.
  var signedArea: Double {
    guard let origin = points.first else { return 0 }
    var twice = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    }
    return twice / 2
  }
}
