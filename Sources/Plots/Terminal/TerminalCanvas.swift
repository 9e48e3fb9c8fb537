/// A canvas of character cells: shapes in the quarters of each cell, text in cells of its own.
///
/// A cell counts 8×16 pixels, about the shape that terminals give it, so that a layout made of
/// pixels fits. Upright text is set one character below the other.
struct TerminalCanvas: ~Copyable, Canvas {
  static let cellWidth = 8.0
  static let cellHeight = 16.0

  let metrics = TextMetrics.terminal
  let isCoarse = true
  let keepsShapes = false
  private let columns: Int
  private let rows: Int
  /// The shapes, two pixels to the width and the height of a cell.
  private var shapes: CairoCanvas
  /// The character in each cell, row by row.
  private var text: [CellText?]

  /// A character and its colour, or the second half of a wide one before it.
  enum CellText {
    case character(Character, Color)
    case continued
  }

  init(columns: Int, rows: Int, background: Color) {
    self.columns = columns
    self.rows = rows
    text = Array(repeating: nil, count: columns * rows)
    shapes = CairoCanvas(
      CairoSurface(width: 2 * columns, height: 2 * rows, isOpaque: true),
      scale: (2 / Self.cellWidth, 2 / Self.cellHeight), keepsShapes: false, isCoarse: true)
    shapes.fill(
      Rect(
        x: 0, y: 0, width: Double(columns) * Self.cellWidth,
        height: Double(rows) * Self.cellHeight), background)
  }

  mutating func fill(_ outlines: [Polyline], _ color: Color) { shapes.fill(outlines, color) }

  mutating func stroke(_ lines: [Polyline], _ stroke: Stroke) { shapes.stroke(lines, stroke) }

  mutating func draw(_ marker: MarkerStyle, at points: [Point]) { shapes.draw(marker, at: points) }

  mutating func draw(_ image: PixelImage, in rect: Rect) { shapes.draw(image, in: rect) }

  mutating func beginClip(_ rect: Rect) { shapes.beginClip(rect) }

  mutating func endClip() { shapes.endClip() }

  mutating func draw(_ run: TextRun) {
    let string = run.string.printable
    let length = metrics.width(string, size: Self.cellHeight) / Self.cellWidth
    let before: Double =
      switch run.anchor {
      case .start: 0
      case .middle: length / 2
      case .end: length
      }
    let rise = run.size * metrics.capHeight / 2
    if run.isVertical {
      // Upwards from its start means downwards from its end.
      let column = Int(((run.position.x - rise) / Self.cellWidth).rounded(.down))
      let top = run.position.y / Self.cellHeight - (run.anchor == .middle ? length / 2 : 0)
      setDown(string, run.color, column: column, row: Int(top.rounded()))
    } else {
      // Text in the middle of the edge between two rows stands in the upper one.
      let row = Int(((run.position.y - rise) / Self.cellHeight).rounded(.up)) - 1
      let left = run.position.x / Self.cellWidth - before
      let column =
        switch run.anchor {
        case .start: left.rounded(.up)
        case .middle: left.rounded()
        case .end: left.rounded(.down)
        }
      setAcross(string, run.color, column: Int(column), row: row)
    }
  }

  private mutating func setAcross(_ string: String, _ color: Color, column: Int, row: Int) {
    var column = column
    for character in string {
      let width = cellCount(character)
      set(.character(character, color), column, row, width: width)
      column += width
    }
  }

  private mutating func setDown(_ string: String, _ color: Color, column: Int, row: Int) {
    for (index, character) in string.enumerated() {
      set(.character(character, color), column, row + index, width: cellCount(character))
    }
  }

  private mutating func set(_ cell: CellText, _ column: Int, _ row: Int, width: Int) {
    guard width > 0, row >= 0, row < rows, column >= 0, column + width <= columns else { return }
    text[row * columns + column] = cell
    if width == 2 { text[row * columns + column + 1] = .continued }
  }

  private func cellCount(_ character: Character) -> Int {
    min(Int(metrics.width(String(character), size: Self.cellHeight) / Self.cellWidth + 0.5), 2)
  }

  /// The cells as lines of text, with so many colours in them.
  consuming func finish(_ colors: TerminalColors, paper: Color) throws(PlotError) -> String {
    let image = try shapes.finish().pixels()
    guard image.width == 2 * columns, image.height == 2 * rows else {
      throw PlotError(.renderingFailed, "terminal", found: "no memory for \(columns)×\(rows) cells")
    }
    var writer = TerminalWriter(colors, paper: paper)
    for row in 0..<rows {
      for column in 0..<columns {
        let corner = 2 * row * image.width + 2 * column
        let quarters = [0, 1, image.width, image.width + 1].map { image.pixels[corner + $0] }
        switch text[row * columns + column] {
        case .continued?: break
        case .character(let character, let color)?:
          writer.write(character, color.pixel, on: quarters)
        case nil: writer.write(quarters)
        }
      }
      writer.endLine()
    }
    return writer.text
  }
}
