/// Colours for the numbers 0 to 1, or from one class to another.
///
/// A map is a recipe: those made from ``Paint`` take their colours from the theme they are drawn
/// in.
///
/// ```swift
/// let colors = ColorMap.viridis.colors(in: .light)
/// assert(colors.count == 256 && colors[0] != colors[255])
/// ```
public struct ColorMap: Sendable, Hashable {
  enum Recipe: Hashable {
    case table(String)
    case gray
    case diverging(low: Paint, high: Paint, strength: Double)
    case tint(Paint, strength: Double)
  }

  let recipe: Recipe

  /// Dark violet to yellow, perceptually uniform and safe for the colour-blind. Matplotlib's
  /// default; Smith, van der Walt and Firing (2015), CC0.
  public static let viridis = ColorMap(recipe: .table(viridisTable))

  /// Black over magenta to pale yellow, perceptually uniform. Smith and van der Walt (2015), CC0.
  ///
  /// ```swift
  /// assert(ColorMap.magma != .viridis)
  /// ```
  public static let magma = ColorMap(recipe: .table(magmaTable))

  /// Black to white, uniform in the lightness of CIELAB.
  public static let gray = ColorMap(recipe: .gray)

  /// From a tint of `low` through the background, at 0.5, to a tint of `high`, straight through
  /// Oklab.
  ///
  /// - Parameters:
  ///   - low: the colour at 0.
  ///   - high: the colour at 1.
  ///   - strength: how far from the background the ends are: 1 for the full colours.
  public static func diverging(
    _ low: Paint, _ high: Paint, strength: Double = 0.6
  ) -> ColorMap {
    ColorMap(recipe: .diverging(low: low, high: high, strength: strength))
  }

  /// From the background to a tint of `paint`, straight through Oklab.
  ///
  /// ```swift
  /// assert(ColorMap.tint(.palette(0)) != ColorMap.tint(.palette(1)))
  /// ```
  public static func tint(_ paint: Paint, strength: Double = 0.9) -> ColorMap {
    ColorMap(recipe: .tint(paint, strength: strength))
  }

  /// The map as 256 colours for a theme, the first for 0 and the last for 1.
  ///
  /// ```swift
  /// assert(ColorMap.gray.colors(in: .light).count == 256)
  /// ```
  public func colors(in theme: Theme) -> [Color] {
    switch recipe {
    case .table(let digits): return Self.decode(digits)
    case .gray:
      return (0...255).map { LinearRGB(cielabLightness: Double($0) / 255).color }
    case .diverging(let low, let high, let strength):
      return (0...255).map { index in
        let t = Double(index) / 127.5 - 1
        return theme.background.mixed(with: theme[t < 0 ? low : high], abs(t) * strength)
      }
    case .tint(let paint, let strength):
      return (0...255).map { index in
        theme.background.mixed(with: theme[paint], Double(index) / 255 * strength)
      }
    }
  }

  /// Six hexadecimal digits a colour.
  private static func decode(_ digits: String) -> [Color] {
    let nibbles = digits.utf8.map { $0 < 58 ? UInt32($0) - 48 : UInt32($0) - 87 }
    return stride(from: 0, to: nibbles.count - 5, by: 6).map { start in
      Color(nibbles[start..<start + 6].reduce(0) { $0 << 4 | $1 })
    }
  }
}

/// A range of numbers and the colours they are drawn in.
struct ColorScale {
  let limits: ClosedRange<Double>
  let colors: [Color]

  /// The colour of a number: the ends for all beyond them, infinity included; nil for NaN.
  func color(of value: Double) -> Color? {
    guard !value.isNaN else { return nil }
    // Halves, so that limits as far apart as doubles go don't overflow.
    let span = limits.upperBound / 2 - limits.lowerBound / 2
    let t = span > 0 ? (value / 2 - limits.lowerBound / 2) / span : 0.5
    return colors[Int((min(max(t, 0), 1) * Double(colors.count - 1)).rounded())]
  }
}
