// Cutting lines and areas to a rectangle before they are drawn, so that nothing far outside reaches
// an output: Cairo's coordinates end at eight million, and hidden lines would fill a file.

extension Polyline {
  /// The parts of a line inside a rectangle. Each stretch is cut on its own.
  ///
  /// You-Dong Liang and Brian A. Barsky, "A New Concept and Method for Line Clipping", ACM
  /// Transactions on Graphics 3 (1984).
  func clipped(to rect: Rect) -> [Polyline] {
    if points.allSatisfy(rect.contains) { return [self] }
    var parts: [Polyline] = []
    for (a, b) in zip(points, points.dropFirst()) {
      guard let (from, to) = Self.clip(a, b, rect) else { continue }
      if parts.last?.points.last == from {
        parts[parts.count - 1].points.append(to)
      } else {
        parts.append(Polyline(from, to))
      }
    }
    return parts
  }

  private static func clip(_ a: Point, _ b: Point, _ rect: Rect) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (p, q) in [
      (-dx, a.x - rect.x), (dx, rect.maxX - a.x), (-dy, a.y - rect.y), (dy, rect.maxY - a.y),
    ] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    guard enter <= leave else { return nil }
    let at = { (t: Double) in Point(x: a.x + dx * t, y: a.y + dy * t) }
    return (enter == 0 ? a : at(enter), leave == 1 ? b : at(leave))
  }

  /// The part of a closed line's inside that lies in a rectangle, as one closed line. Parts that
  /// fall apart stay joined along the rectangle's edges.
  ///
  /// Ivan E. Sutherland and Gary W. Hodgman, "Reentrant Polygon Clipping", Communications of the
  /// ACM 17 (1974).
  func areaClipped(to rect: Rect) -> Polyline {
    if points.allSatisfy(rect.contains) { return self }
    var corners = points
    corners = Self.cut(corners, { $0.x - rect.x }) { Point(x: rect.x, y: $0.y) }
    corners = Self.cut(corners, { rect.maxX - $0.x }) { Point(x: rect.maxX, y: $0.y) }
    corners = Self.cut(corners, { $0.y - rect.y }) { Point(x: $0.x, y: rect.y) }
    corners = Self.cut(corners, { rect.maxY - $0.y }) { Point(x: $0.x, y: rect.maxY) }
    return Polyline(points: corners, isClosed: true)
  }

  /// The part of a closed line on the side of an edge where `depth` is not negative; `settled` puts
  /// a point that was computed exactly on the edge.
  private static func cut(
    _ points: [Point], _ depth: (Point) -> Double, _ settled: (Point) -> Point
  ) -> [Point] {
    var kept: [Point] = []
    for (a, b) in zip(points, points.dropFirst()) {
      let (da, db) = (depth(a), depth(b))
      if da >= 0 { kept.append(a) }
      if (da < 0) != (db < 0) {
        let t = da / (da - db)
        kept.append(settled(Point(x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t)))
      }
    }
    if let first = kept.first { kept.append(first) }
    return kept
  }
}
