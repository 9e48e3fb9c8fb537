extension PanelPainter {
  /// How many points are drawn one by one.
  private static let pointLimit = 20_000

  /// A scatter with the style it is drawn in.
  struct StyledScatter {
    let scatter: Scatter
    let style: SeriesStyle
  }

  /// The scatters from an index on with nothing else between them; rings, which stand around
  /// points, are apart from what is filled.
  func scatters(from start: Int) -> [StyledScatter] {
    var run: [StyledScatter] = []
    for index in start..<plan.panel.series.count {
      guard case .scatter(let scatter) = plan.panel.series[index] else { break }
      let style = plan.styles[index]
      if let first = run.first, (first.style.marker == .ring) != (style.marker == .ring) { break }
      run.append(StyledScatter(scatter: scatter, style: style))
    }
    return run
  }

  /// Draws scatters, as a density where they hold many points.
  func drawScatters(
    _ scatters: [StyledScatter], in area: Rect, on canvas: inout some Canvas & ~Copyable
  ) {
    if scatters.reduce(0, { $0 + $1.scatter.x.count }) > Self.pointLimit {
      var density = DensityImage(of: plot, squareSize: 2)
      for item in scatters {
        density.setColor(item.style.color)
        for point in points(of: item.scatter) { density.add(point) }
      }
      canvas.draw(density.image, in: plot)
      return
    }
    for item in scatters {
      let style = MarkerStyle(
        item.style.marker, size: item.scatter.size, color: item.style.color, theme: theme)
      canvas.draw(Self.markers(style, at: points(of: item.scatter)), in: area)
    }
  }

  /// A marker at each of the points, once at those that fall on one hundredth of a pixel.
  ///
  /// They are drawn a hundred at a time: the work that a renderer has with outlines that cross in
  /// one path grows with the square of their number.
  static func markers(_ style: MarkerStyle, at points: [Point]) -> [Shape] {
    var seen: Set<Point> = []
    let distinct = points.filter {
      seen.insert(Point(x: ($0.x * 100).rounded(), y: ($0.y * 100).rounded())).inserted
    }
    return stride(from: 0, to: distinct.count, by: 100).map { start in
      .markers(style, Array(distinct[start..<min(start + 100, distinct.count)]))
    }
  }

  private func points(of scatter: Scatter) -> [Point] {
    var points: [Point] = []
    points.reserveCapacity(scatter.x.count)
    for (px, py) in zip(scatter.x, scatter.y) where x.contains(px) && y.contains(py) {
      let point = position(px, py)
      if point.x.isFinite && point.y.isFinite { points.append(point) }
    }
    return points
  }
}
