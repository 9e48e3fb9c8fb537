import Matrices

/// The colours of a picture: light, dark, or one's own.
///
/// ```swift
/// assert(Theme.light.foreground.contrast(with: Theme.light.background) > 7)
/// ```
public struct Theme: Sendable, Hashable {
  /// Behind everything.
  public var background: Color
  /// Text, and lines that matter.
  public var foreground: Color
  /// Tick labels and other quiet text; readable on the background (AA).
  public var muted: Color
  /// Axis lines and ticks.
  public var frame: Color
  /// Grid lines.
  public var grid: Color
  /// Cells of a heat map that have no value (NaN), and the places of a field without one.
  public var missing: Color
  /// The colours of classes and lines, in order; never empty.
  public var palette: [Color]

  /// A theme of one's own. Traps where `palette` is empty.
  public init(
    background: Color, foreground: Color, muted: Color, frame: Color, grid: Color, missing: Color,
    palette: [Color]
  ) {
    require(!palette.isEmpty, "a theme needs a palette of at least one colour")
    self.background = background
    self.foreground = foreground
    self.muted = muted
    self.frame = frame
    self.grid = grid
    self.missing = missing
    self.palette = palette
  }

  /// Dark on white.
  public static let light = Theme(
    background: Color(0xFFFFFF), foreground: Color(0x1A1C1F), muted: Color(0x565B63),
    frame: Color(0x8A9099), grid: Color(0xE4E6EA), missing: Color(0xC9CCD1),
    palette: OkabeIto.onLight)

  /// Light on near black.
  public static let dark = Theme(
    background: Color(0x14171C), foreground: Color(0xECEDEF), muted: Color(0xA9AEB7),
    frame: Color(0x737A85), grid: Color(0x2A2F38), missing: Color(0x454B55),
    palette: OkabeIto.onDark)

  /// The colour that a paint stands for. Palette numbers wrap around, negative ones too.
  public subscript(paint: Paint) -> Color {
    switch paint {
    case .palette(let index):
      let remainder = index % palette.count
      return palette[remainder < 0 ? remainder + palette.count : remainder]
    case .fixed(let color): return color
    case .foreground: return foreground
    case .muted: return muted
    case .background: return background
    }
  }
}

/// A colour, or the part of a theme that says it.
///
/// ```swift
/// let line = Line(x: [0, 1], y: [0, 1], paint: .palette(1))
/// assert(line.paint == .palette(1))
/// ```
public enum Paint: Sendable, Hashable {
  /// The theme's palette colour of that number, from 0; it wraps around.
  case palette(Int)
  /// This colour in every theme.
  case fixed(Color)
  /// The colour of text.
  case foreground
  /// The colour of quiet text.
  case muted
  /// The colour behind everything.
  case background
}

/// The eight colours that people with any of the common colour vision deficiencies can tell apart.
///
/// Masataka Okabe and Kei Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/ .
/// The order is ours: neighbours far apart in lightness, and what is faint on the background last.
enum OkabeIto {
  static let black = Color(0x000000)
  static let orange = Color(0xE69F00)
  static let skyBlue = Color(0x56B4E9)
  static let bluishGreen = Color(0x009E73)
  static let yellow = Color(0xF0E442)
  static let blue = Color(0x0072B2)
  static let vermilion = Color(0xD55E00)
  static let reddishPurple = Color(0xCC79A7)

  static let onLight = [
    blue, orange, bluishGreen, reddishPurple, skyBlue, vermilion, black, yellow,
  ]
  static let onDark = [
    skyBlue, orange, bluishGreen, reddishPurple, yellow, vermilion, Color(0xFFFFFF), blue,
  ]
}
