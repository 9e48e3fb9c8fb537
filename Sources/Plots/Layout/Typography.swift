/// The sizes of text and of the gaps around it, in pixels.
struct Typography: Sendable {
  let metrics: TextMetrics
  /// The title of a figure.
  let figureTitle: Double
  /// The title of a panel.
  let title: Double
  /// The labels of axes.
  let label: Double
  /// The labels of ticks.
  let tick: Double
  /// The names in legends.
  let legend: Double
  /// Around the whole picture, and between panels.
  let margin: Double
  /// The length of a tick.
  let tickLength: Double
  /// Between a tick and its label below it.
  let gap: Double
  /// Between a tick and its label beside it.
  let sideGap: Double
  /// The height of a row of a legend.
  let legendRow: Double
  /// How much longer text is upright than flat: more than once where its characters stand one below
  /// the other.
  let uprightStretch: Double
  /// The step that edges of plots are multiples of; 0 for none.
  let cell: (width: Double, height: Double)

  /// For SVG, PNG and PDF.
  static let page = Typography(
    metrics: .dejaVuSans, figureTitle: 17, title: 15, label: 12.5, tick: 11, legend: 11.5,
    margin: 14,
    tickLength: 4, gap: 4, sideGap: 4, legendRow: 19, uprightStretch: 1, cell: (0, 0))

  /// For terminals: all text fills one cell's height, and gaps are whole cells or none.
  static let terminal = Typography(
    metrics: .terminal, figureTitle: 16, title: 16, label: 16, tick: 16, legend: 16, margin: 0,
    tickLength: 0, gap: 3, sideGap: 8, legendRow: 16, uprightStretch: 2,
    cell: (TerminalCanvas.cellWidth, TerminalCanvas.cellHeight))

  /// The rectangle with its edges moved inwards to whole cells, where there are cells.
  func snapped(_ rect: Rect) -> Rect {
    guard cell.width > 0, cell.height > 0 else { return rect }
    let (left, top) = (
      (rect.x / cell.width).rounded(.up) * cell.width,
      (rect.y / cell.height).rounded(.up) * cell.height
    )
    let (right, bottom) = (
      (rect.maxX / cell.width).rounded(.down) * cell.width,
      (rect.maxY / cell.height).rounded(.down) * cell.height
    )
    guard right > left, bottom > top else { return rect }
    return Rect(x: left, y: top, width: right - left, height: bottom - top)
  }

  func width(_ text: String, _ size: Double) -> Double { metrics.width(text, size: size) }
}
