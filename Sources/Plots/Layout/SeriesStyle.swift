/// The colour and marker that a series is drawn with.
struct SeriesStyle: Hashable {
  var color: Color
  var marker: Marker
}

extension Panel {
  /// The style of each series: its own where it says one, else the palette's next.
  func styles(in theme: Theme) -> [SeriesStyle] {
    var next = 0
    return series.map { series in
      guard let paint = series.paint else {
        defer { next += 1 }
        return SeriesStyle(
          color: theme[.palette(next)], marker: series.marker ?? .forClass(next))
      }
      var marker = series.marker ?? .circle
      if case .palette(let index) = paint, series.marker == nil { marker = .forClass(index) }
      return SeriesStyle(color: theme[paint], marker: marker)
    }
  }
}

extension Series {
  /// The paint that a series asks for; for those that need none, any.
  fileprivate var paint: Paint? {
    switch self {
    case .scatter(let scatter): scatter.paint
    case .line(let line): line.paint
    case .bars(let bars): bars.paint
    case .contourLines(let lines): lines.paint
    case .heatMap, .filledContours, .classRegions, .labels: .foreground
    }
  }

  fileprivate var marker: Marker? {
    switch self {
    case .scatter(let scatter): scatter.marker
    case .line(let line): line.marker
    default: nil
    }
  }

  /// True if a series covers an area from edge to edge, so that axes end where it ends.
  var isField: Bool {
    switch self {
    case .heatMap, .filledContours, .classRegions: true
    case .scatter, .line, .bars, .contourLines, .labels: false
    }
  }
}

extension MarkerStyle {
  /// A marker in a series' colour, set off from what is behind it by a thin line in the
  /// background's colour.
  init(_ marker: Marker, size: Double, color: Color, theme: Theme) {
    let isRing = marker == .ring
    self.init(
      marker: marker, size: size, fill: color, outline: isRing ? color : theme.background,
      outlineWidth: isRing ? 1.5 : 0.75)
  }
}
