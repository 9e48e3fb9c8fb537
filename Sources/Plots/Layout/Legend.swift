/// The names of a panel's series in rows above its plot.
struct Legend {
  /// A name and the sign that stands before it.
  struct Entry {
    var label: String
    var swatch: Swatch
  }

  enum Swatch {
    case marker(MarkerStyle)
    case line(Stroke, MarkerStyle?)
    case patch(Color, MarkerStyle?)
    case none

    /// The room that it takes, with the gap after it.
    var width: Double {
      switch self {
      case .marker: 17
      case .line: 30
      case .patch: 22
      case .none: 0
      }
    }
  }

  /// An entry and where its left end stands, in pixels from the left end of the legend.
  struct Place {
    var entry: Entry
    var x: Double
  }

  private(set) var rows: [[Place]] = []

  /// Sets entries in rows no wider than `width`. Where they don't fit the rows allowed, the last
  /// says how many more there are.
  init(_ entries: [Entry], width: Double, rowLimit: Int, _ type: Typography) {
    guard rowLimit > 0, !entries.isEmpty else { return }
    let spacing = type.legend
    var x = 0.0
    for (index, entry) in entries.enumerated() {
      var entry = entry
      entry.label = type.metrics.shortened(
        entry.label, size: type.legend, to: max(width / 2 - entry.swatch.width, 0))
      let entryWidth = entry.swatch.width + type.width(entry.label, type.legend)
      let isLast = index == entries.count - 1
      let rest = Self.remainder(entries.count - index)
      let restWidth = isLast || rows.count < rowLimit ? 0 : spacing + type.width(rest, type.legend)
      if rows.isEmpty || (rows.count < rowLimit && x + entryWidth > width) {
        rows.append([])
        x = 0
      } else if x + entryWidth + restWidth > width {
        rows[rows.count - 1].append(Place(entry: Entry(label: rest, swatch: .none), x: x))
        return
      }
      rows[rows.count - 1].append(Place(entry: entry, x: x))
      x += entryWidth + spacing
    }
  }

  private static func remainder(_ count: Int) -> String { "… and \(count) more" }
}

extension Panel {
  /// The entries of the legend: the series that have labels.
  func legendEntries(_ styles: [SeriesStyle], in theme: Theme) -> [Legend.Entry] {
    guard showsLegend else { return [] }
    return zip(series, styles).flatMap { series, style -> [Legend.Entry] in
      switch series {
      case .scatter(let scatter):
        let marker = MarkerStyle(
          style.marker, size: min(max(scatter.size, 5), 10), color: style.color, theme: theme)
        return Self.entry(scatter.label, .marker(marker))
      case .line(let line):
        let marker = line.marker.map {
          MarkerStyle($0, size: 6.5, color: style.color, theme: theme)
        }
        return Self.entry(
          line.label,
          .line(Stroke(color: style.color, width: line.width, dash: line.dash), marker))
      case .bars(let bars): return Self.entry(bars.label, .patch(style.color, nil))
      case .contourLines(let lines):
        return Self.entry(
          lines.label,
          .line(Stroke(color: style.color, width: lines.width, dash: lines.dash), nil))
      case .classRegions(let regions):
        return regions.names.enumerated().flatMap { index, name in
          Self.entry(
            name,
            .patch(
              regions.color(of: index, in: theme),
              regions.marker(of: index, size: 7, in: theme)))
        }
      case .heatMap, .filledContours, .labels: return []
      }
    }
  }

  private static func entry(_ label: String?, _ swatch: Legend.Swatch) -> [Legend.Entry] {
    label.map { [Legend.Entry(label: $0.printable, swatch: swatch)] } ?? []
  }
}

extension ClassRegions {
  /// The tint of a class's region: stronger and weaker in turn where the palette comes round again.
  func color(of index: Int, in theme: Theme) -> Color {
    let cycle = index / theme.palette.count
    return theme.background.mixed(
      with: theme[.palette(index)], strength * [1, 1.8, 0.5][cycle % 3])
  }

  /// The marker of a class, where it stands on the class's region.
  func marker(of index: Int, size: Double, in theme: Theme) -> MarkerStyle {
    MarkerStyle(
      marker: .forClass(index), size: size, fill: theme.foreground, outline: theme.foreground,
      outlineWidth: 0)
  }
}
