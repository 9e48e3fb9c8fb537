import Matrices

/// The surface that pictures are drawn on: SVG, Cairo or a terminal.
///
/// Coordinates are pixels from the upper left corner. What is drawn later covers what was drawn
/// before.
protocol Canvas: ~Copyable {
  /// The widths of text, which the layout is made for.
  var metrics: TextMetrics { get }

  /// True if its pixels are so large that thin lines vanish in them.
  var isCoarse: Bool { get }

  /// True if a drawing of many shapes makes its output larger.
  var keepsShapes: Bool { get }

  /// Fills closed lines; where they run the other way inside one another there are holes.
  mutating func fill(_ outlines: [Polyline], _ color: Color)

  /// Draws lines.
  mutating func stroke(_ lines: [Polyline], _ stroke: Stroke)

  /// Draws the same marker at many points.
  mutating func draw(_ marker: MarkerStyle, at points: [Point])

  /// Draws an image that fills a rectangle; its pixels stay sharp where it is enlarged.
  mutating func draw(_ image: PixelImage, in rect: Rect)

  /// Draws a line of text.
  mutating func draw(_ text: TextRun)

  /// Draws only inside a rectangle until `endClip()`.
  mutating func beginClip(_ rect: Rect)
  mutating func endClip()
}

extension Canvas where Self: ~Copyable {
  /// Fills a rectangle.
  mutating func fill(_ rect: Rect, _ color: Color) {
    fill([Polyline(outlineOf: rect)], color)
  }
}

/// How a line is drawn.
struct Stroke: Hashable {
  var color: Color
  var width: Double
  var dash = Line.Dash.solid
}

extension Stroke {
  /// The lengths of dashes and gaps in turn, none for a whole line.
  var pattern: [Double] {
    switch dash {
    case .solid: []
    case .dashed: [5, 4]
    case .dotted: [1.5, 3]
    }
  }
}

/// How a marker is drawn.
struct MarkerStyle: Hashable {
  var marker: Marker
  /// The diameter of a circle; other shapes look as large.
  var size: Double
  /// Inside the shape; a ring has no inside.
  var fill: Color
  /// Around the shape, or the ring itself.
  var outline: Color
  var outlineWidth: Double
}

/// A line of text.
struct TextRun: Hashable {
  var string: String
  /// Where its baseline starts, has its middle or ends.
  var position: Point
  var size: Double
  var color: Color
  var anchor = Anchor.start
  /// True if it runs upwards.
  var isVertical = false

  enum Anchor: Hashable {
    case start, middle, end
  }
}

/// Pixels in rows from the top, each alpha, red, green, blue from the high byte to the low, with
/// the colour multiplied by the alpha.
struct PixelImage: Hashable {
  let width: Int
  let height: Int
  var pixels: [UInt32]

  init(width: Int, height: Int, pixels: [UInt32]) {
    require(
      pixels.count == width * height, "\(pixels.count) pixels do not make \(width)×\(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  var isOpaque: Bool { pixels.allSatisfy { $0 >> 24 == 255 } }
}

extension Color {
  /// The colour as a pixel of an image.
  var pixel: UInt32 {
    let a = UInt32(alpha)
    let scaled = { (channel: UInt8) in (UInt32(channel) * a + 127) / 255 }
    return a << 24 | scaled(red) << 16 | scaled(green) << 8 | scaled(blue)
  }
}

extension Polyline {
  /// The outline of a rectangle.
  init(outlineOf rect: Rect) {
    self.init(
      points: [
        Point(x: rect.x, y: rect.y), Point(x: rect.maxX, y: rect.y),
        Point(x: rect.maxX, y: rect.maxY), Point(x: rect.x, y: rect.maxY),
        Point(x: rect.x, y: rect.y),
      ], isClosed: true)
  }

  /// A stretch from one point to another.
  init(_ a: Point, _ b: Point) {
    self.init(points: [a, b], isClosed: false)
  }
}
