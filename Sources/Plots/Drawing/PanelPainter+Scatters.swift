extension PanelPainter {
  /// How many points are drawn one by one.
  private static let pointLimit = 20_000

  /// A scatter with the style it is drawn in.
  struct StyledScatter {
    let scatter: Scatter
    let style: SeriesStyle
  }

  /// The scatters from an index on with nothing else between them; rings, which stand around points,
  /// are apart from what is filled.
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
      canvas.draw(density(of: scatters), in: plot)
      return
    }
    for item in scatters {
      let style = MarkerStyle(
        item.style.marker, size: item.scatter.size, color: item.style.color, theme: theme)
      canvas.draw([.markers(style, points(of: item.scatter))], in: area)
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

  /// The points counted in squares two pixels wide: each in the mixture of the colours that fall on
  /// it, opaque where most do and fainter with the logarithm of the number.
  private func density(of scatters: [StyledScatter]) -> PixelImage {
    let width = max(Int((plot.width / 2).rounded()), 1)
    let height = max(Int((plot.height / 2).rounded()), 1)
    var counts = Array(repeating: 0.0, count: width * height)
    var sums = Array(repeating: SIMD3<Double>.zero, count: width * height)
    for item in scatters {
      let linear = LinearRGB(item.style.color)
      let color = SIMD3(linear.red, linear.green, linear.blue)
      for point in points(of: item.scatter) {
        let column = Int((point.x - plot.x) / plot.width * Double(width)).clamped(to: 0...width - 1)
        let row = Int((point.y - plot.y) / plot.height * Double(height)).clamped(to: 0...height - 1)
        counts[row * width + column] += 1
        sums[row * width + column] += color
      }
    }
    let most = Elementary.logarithm(1 + (counts.max() ?? 0))
    let pixels = zip(counts, sums).map { count, sum -> UInt32 in
      guard count > 0 else { return 0 }
      let mean = sum / count
      let color = LinearRGB(red: mean.x, green: mean.y, blue: mean.z).color
      return color.opacity(0.2 + 0.8 * Elementary.logarithm(1 + count) / most).pixel
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }
}
