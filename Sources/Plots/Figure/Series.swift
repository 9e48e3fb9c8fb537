import Matrices

/// One thing drawn between the axes of a panel.
///
/// ```swift
/// let series: [Series] = [.line(Line(x: [0, 1], y: [0, 1])), .scatter(Scatter(x: [0], y: [1]))]
/// assert(Panel(series).series == series)
/// ```
public enum Series: Sendable, Hashable {
  /// Points.
  case scatter(Scatter)
  /// A line through points.
  case line(Line)
  /// Bars from a baseline.
  case bars(Bars)
  /// A matrix as coloured cells.
  case heatMap(HeatMap)
  /// A field as bands of colour between levels.
  case filledContours(FilledContours)
  /// The lines where a field has given values.
  case contourLines(ContourLines)
  /// The regions where each class of several is the likeliest.
  case classRegions(ClassRegions)
  /// Words at points.
  case labels(Labels)
}

/// Points at (xᵢ, yᵢ).
///
/// Points with a coordinate that is not finite are left out. Where a panel's neighbouring scatters
/// hold more than 20,000 points together, they are drawn as a density: each pixel in the mixture of
/// the colours that fall on it, fainter where fewer do, so that time and size stay bounded.
///
/// ```swift
/// let points = Scatter(x: [1, 2], y: [3, 4], label: "class 0", marker: .square)
/// assert(try! Figure(Panel([.scatter(points)])).svg().count > 1000)
/// ```
public struct Scatter: Sendable, Hashable {
  /// The horizontal coordinates.
  public var x: [Double]
  /// The vertical coordinates, as many.
  public var y: [Double]
  /// The name in the legend.
  public var label: String?
  /// The colour; without one, the palette's next.
  public var paint: Paint?
  /// The shape; without one, that of the colour's number.
  public var marker: Marker?
  /// The diameter of a circle in pixels; other shapes look as large.
  public var size: Double

  /// Points. Traps where `x` and `y` differ in length.
  ///
  /// ```swift
  /// assert(Scatter(x: [1], y: [2]).size == 7)
  /// ```
  public init(
    x: [Double], y: [Double], label: String? = nil, paint: Paint? = nil, marker: Marker? = nil,
    size: Double = 7
  ) {
    require(x.count == y.count, "\(x.count) x coordinates do not fit \(y.count) y coordinates")
    self.x = x
    self.y = y
    self.label = label
    self.paint = paint
    self.marker = marker
    self.size = size
  }
}

/// A line through (xᵢ, yᵢ) in order, broken where a coordinate is not finite.
///
/// Of a line with far more points than there are pixels, only those are drawn that change the
/// picture. Where neighbouring lines have more than 100,000 of those together, they are drawn as a
/// density.
///
/// ```swift
/// let line = Line(x: [0, 1], y: [1, .nan], label: "loss", dash: .dashed)
/// assert(line.dash == .dashed)
/// ```
public struct Line: Sendable, Hashable {
  /// The horizontal coordinates.
  public var x: [Double]
  /// The vertical coordinates, as many.
  public var y: [Double]
  /// The name in the legend.
  public var label: String?
  /// The colour; without one, the palette's next.
  public var paint: Paint?
  /// The width in pixels.
  public var width: Double
  /// True if the line is whole.
  public var dash: Dash
  /// A marker at each of up to thirty points, and of more at some, about a tenth of the panel
  /// apart, so that lines can be told apart without their colours.
  public var marker: Marker?

  /// True if a line is whole.
  public enum Dash: Sendable, Hashable, CaseIterable {
    /// A line without gaps, of dashes, or of dots.
    case solid, dashed, dotted
  }

  /// A line. Traps where `x` and `y` differ in length.
  ///
  /// ```swift
  /// assert(Line(x: [1], y: [2]).dash == .solid)
  /// ```
  public init(
    x: [Double], y: [Double], label: String? = nil, paint: Paint? = nil, width: Double = 1.75,
    dash: Dash = .solid, marker: Marker? = nil
  ) {
    require(x.count == y.count, "\(x.count) x coordinates do not fit \(y.count) y coordinates")
    self.x = x
    self.y = y
    self.label = label
    self.paint = paint
    self.width = width
    self.dash = dash
    self.marker = marker
  }
}

/// Bars at xᵢ from a baseline to yᵢ. Bars that are not finite are left out.
///
/// ```swift
/// let bars = Bars(x: [0, 1], y: [3, 5])
/// assert(bars.baseline == 0)
/// ```
public struct Bars: Sendable, Hashable {
  /// The middles of the bars.
  public var x: [Double]
  /// The heights, as many.
  public var y: [Double]
  /// The name in the legend.
  public var label: String?
  /// The colour; without one, the palette's next.
  public var paint: Paint?
  /// The width of a bar in units of x.
  public var width: Double
  /// Where bars start; on a logarithmic axis always at its lower end.
  public var baseline: Double

  /// Bars. Traps where `x` and `y` differ in length.
  ///
  /// ```swift
  /// assert(Bars(x: [1], y: [2], width: 0.5).width == 0.5)
  /// ```
  public init(
    x: [Double], y: [Double], label: String? = nil, paint: Paint? = nil, width: Double = 0.8,
    baseline: Double = 0
  ) {
    require(x.count == y.count, "\(x.count) x coordinates do not fit \(y.count) heights")
    self.x = x
    self.y = y
    self.label = label
    self.paint = paint
    self.width = width
    self.baseline = baseline
  }
}

/// Words in the middle of (xᵢ, yᵢ). Those at points that are not finite are left out.
///
/// Where they would touch one another or leave the plot they are made smaller, to eight pixels;
/// where that is not enough, none is drawn.
///
/// ```swift
/// let labels = Labels(x: [0.5], y: [0.5], texts: ["here"])
/// assert(try! Figure(Panel([.labels(labels)])).svg().isEmpty == false)
/// ```
public struct Labels: Sendable, Hashable {
  /// The horizontal coordinates.
  public var x: [Double]
  /// The vertical coordinates, as many.
  public var y: [Double]
  /// The words, as many.
  public var texts: [String]
  /// The colours: one for all, or as many as there are words.
  public var paints: [Paint]
  /// The size of the text in pixels.
  public var size: Double

  /// Words. Traps where the numbers of coordinates and words differ, or there are neither one nor
  /// as many paints.
  ///
  /// ```swift
  /// assert(Labels(x: [1], y: [2], texts: ["here"]).paints == [.foreground])
  /// ```
  public init(
    x: [Double], y: [Double], texts: [String], paints: [Paint] = [.foreground], size: Double = 12
  ) {
    require(
      x.count == y.count && x.count == texts.count,
      "\(x.count) x coordinates, \(y.count) y coordinates and \(texts.count) words do not fit")
    require(
      paints.count == 1 || paints.count == texts.count,
      "\(paints.count) paints do not fit \(texts.count) words")
    self.x = x
    self.y = y
    self.texts = texts
    self.paints = paints
    self.size = size
  }
}
