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
  /// Between a tick and its label.
  let gap: Double
  /// The height of a row of a legend.
  let legendRow: Double

  /// For SVG, PNG and PDF.
  static let page = Typography(
    metrics: .dejaVuSans, figureTitle: 17, title: 15, label: 12.5, tick: 11, legend: 11.5,
    margin: 14,
    tickLength: 4, gap: 4, legendRow: 19)

  /// For terminals: all text fills one cell's height, and gaps are whole cells or none.
  static let terminal = Typography(
    metrics: .terminal, figureTitle: 16, title: 16, label: 16, tick: 16, legend: 16, margin: 0,
    tickLength: 0, gap: 4, legendRow: 16)

  func width(_ text: String, _ size: Double) -> Double { metrics.width(text, size: size) }
}
