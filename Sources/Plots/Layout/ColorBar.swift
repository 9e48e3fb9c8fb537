/// The bar beside a plot that tells what its colours mean.
struct ColorBar {
  let scale: ColorScale
  /// The levels between bands; none for a bar of many shades.
  let levels: [Double]
  let label: String
}

extension Panel {
  /// The bar of the first series that asks for one.
  func colorBar(in theme: Theme) -> ColorBar? {
    for series in series {
      switch series {
      case .heatMap(let map):
        guard let label = map.colorBar else { continue }
        return ColorBar(scale: map.scale(in: theme), levels: [], label: label.printable)
      case .filledContours(let contours):
        guard let label = contours.colorBar else { continue }
        let scale = contours.scale(in: theme)
        return ColorBar(
          scale: scale, levels: contours.bands(scale).levels, label: label.printable)
      default: continue
      }
    }
    return nil
  }
}

extension HeatMap {
  /// The colours of the numbers.
  func scale(in theme: Theme) -> ColorScale {
    ColorScale(
      limits: ColorScale.limits(limits, of: values.elements), colors: map.colors(in: theme))
  }
}

extension FilledContours {
  /// The colours of the numbers.
  func scale(in theme: Theme) -> ColorScale {
    ColorScale(
      limits: ColorScale.limits(limits, of: field.values.elements), colors: map.colors(in: theme))
  }

  /// The levels between the bands, increasing, and the bands' colours, one more.
  func bands(_ scale: ColorScale) -> (levels: [Double], colors: [Color]) {
    let limits = scale.limits
    let asked = levels.map { Array(Set($0.filter(\.isFinite))).sorted() }
    let levels = asked ?? field.roundLevels
    let edges = [limits.lowerBound] + levels + [limits.upperBound]
    let colors = zip(edges, edges.dropFirst()).map { low, high in
      scale.color(of: low / 2 + high / 2) ?? scale.colors[0]
    }
    return (levels, colors)
  }
}

extension ScalarField {
  /// About ten round numbers strictly between the least and the greatest value.
  var roundLevels: [Double] {
    var extent = Extent()
    extent.include(values.elements, .linear)
    guard let range = extent.range, range.lowerBound < range.upperBound else { return [] }
    return Ticks.linear(range, atMost: 12).major.map(\.value)
      .filter { $0 > range.lowerBound && $0 < range.upperBound }
  }
}

extension ColorScale {
  /// The limits asked for where they are finite, else the least and the greatest finite value.
  static func limits(
    _ asked: ClosedRange<Double>?, of values: [Double]
  ) -> ClosedRange<Double> {
    if let asked, asked.lowerBound.isFinite, asked.upperBound.isFinite { return asked }
    var extent = Extent()
    extent.include(values, .linear)
    return extent.range ?? 0...1
  }
}
