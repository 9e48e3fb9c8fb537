/// Points and lines counted in equal squares: each is drawn in the mean of the colours that fall on
/// it, opaque where most do and fainter with the logarithm of the number.
///
/// However many there are, the image stays as large as it is, and each adds no more work than its
/// length in squares.
struct DensityImage {
  private let rect: Rect
  private let width: Int
  private let height: Int
  private var counts: [Double]
  private var sums: [SIMD3<Double>]
  private var color = SIMD3<Double>.zero

  /// An image of a rectangle in squares of about the given size.
  init(of rect: Rect, squareSize: Double) {
    self.rect = rect
    width = max(Int((rect.width / squareSize).rounded()), 1)
    height = max(Int((rect.height / squareSize).rounded()), 1)
    counts = Array(repeating: 0, count: width * height)
    sums = Array(repeating: .zero, count: width * height)
  }

  /// Sets the colour of what is added from now on.
  mutating func setColor(_ color: Color) {
    let linear = LinearRGB(color)
    self.color = SIMD3(linear.red, linear.green, linear.blue)
  }

  /// Adds a point, which must lie in the rectangle.
  mutating func add(_ point: Point) {
    let place = square(point)
    count(Int(place.x).clamped(to: 0...width - 1), Int(place.y).clamped(to: 0...height - 1))
  }

  /// Adds a line: one square in each column it crosses, or in each row where it is steep.
  mutating func add(_ line: Polyline) {
    for part in line.clipped(to: rect) {
      for (a, b) in zip(part.points, part.points.dropFirst()) { add(square(a), square(b)) }
    }
  }

  private mutating func add(_ a: Point, _ b: Point) {
    let steps = max(Int(max(abs(b.x - a.x), abs(b.y - a.y)).rounded(.up)), 1)
    // The end is the next stretch's start.
    for step in 0..<steps {
      let t = Double(step) / Double(steps)
      count(
        Int(a.x + (b.x - a.x) * t).clamped(to: 0...width - 1),
        Int(a.y + (b.y - a.y) * t).clamped(to: 0...height - 1))
    }
  }

  private func square(_ point: Point) -> Point {
    Point(
      x: (point.x - rect.x) / rect.width * Double(width),
      y: (point.y - rect.y) / rect.height * Double(height))
  }

  private mutating func count(_ column: Int, _ row: Int) {
    counts[row * width + column] += 1
    sums[row * width + column] += color
  }

  /// The image as it stands.
  var image: PixelImage {
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
