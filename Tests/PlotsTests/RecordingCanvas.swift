@testable import Plots

/// A canvas that notes what is drawn on it.
struct RecordingCanvas: Canvas {
  let metrics = TextMetrics.dejaVuSans
  let isCoarse = false
  let keepsShapes: Bool
  private(set) var texts: [TextRun] = []
  private(set) var fills: [(outlines: [Polyline], color: Color)] = []
  private(set) var strokes: [(lines: [Polyline], stroke: Stroke)] = []
  private(set) var markers: [(style: MarkerStyle, points: [Point])] = []
  private(set) var images: [(image: PixelImage, rect: Rect)] = []
  private(set) var clips: [Rect] = []

  init(keepsShapes: Bool = true) {
    self.keepsShapes = keepsShapes
  }

  /// Draws a figure.
  init(_ figure: Figure) {
    self.init()
    FigurePainter(figure, .page).draw(on: &self)
  }

  mutating func fill(_ outlines: [Polyline], _ color: Color) { fills.append((outlines, color)) }
  mutating func stroke(_ lines: [Polyline], _ stroke: Stroke) { strokes.append((lines, stroke)) }
  mutating func draw(_ marker: MarkerStyle, at points: [Point]) { markers.append((marker, points)) }
  mutating func draw(_ image: PixelImage, in rect: Rect) { images.append((image, rect)) }
  mutating func draw(_ text: TextRun) { texts.append(text) }
  mutating func beginClip(_ rect: Rect) { clips.append(rect) }
  mutating func endClip() {}

  /// All points that shapes have.
  var points: [Point] {
    fills.flatMap { $0.outlines.flatMap(\.points) } + strokes.flatMap { $0.lines.flatMap(\.points) }
      + markers.flatMap(\.points)
  }
}

extension TextRun {
  /// The room that the text's capitals take on the page.
  var bounds: Rect {
    let metrics = TextMetrics.dejaVuSans
    let (width, height) = (metrics.width(string, size: size), metrics.capHeight * size)
    let before: Double =
      switch anchor {
      case .start: 0
      case .middle: width / 2
      case .end: width
      }
    return isVertical
      ? Rect(x: position.x - height, y: position.y + before - width, width: height, height: width)
      : Rect(x: position.x - before, y: position.y - height, width: width, height: height)
  }
}
