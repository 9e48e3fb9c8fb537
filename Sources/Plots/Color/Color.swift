/// An sRGB colour of 8 bits a channel, with an opacity.
///
/// ```swift
/// let orange = Color(0xe69f00)
/// assert(orange.red == 230 && orange.hexadecimal == "#e69f00")
/// ```
public struct Color: Sendable, Hashable {
  /// Red, 0 to 255, as sRGB encodes it.
  public var red: UInt8
  /// Green, 0 to 255.
  public var green: UInt8
  /// Blue, 0 to 255.
  public var blue: UInt8
  /// 0 for clear, 255 for opaque; not multiplied into the colour.
  public var alpha: UInt8

  /// A colour from its channels.
  ///
  /// ```swift
  /// assert(Color(red: 255, green: 0, blue: 0).hexadecimal == "#ff0000")
  /// ```
  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// An opaque colour as it is written in hexadecimal: `0xE69F00`. Bits above the lowest 24 are
  /// ignored.
  ///
  /// ```swift
  /// assert(Color(0x0072b2).blue == 0xb2)
  /// ```
  public init(_ hexadecimal: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: hexadecimal >> 16),
      green: UInt8(truncatingIfNeeded: hexadecimal >> 8),
      blue: UInt8(truncatingIfNeeded: hexadecimal))
  }

  /// The colour at `fraction` of full opacity, clamped to 0…1.
  ///
  /// ```swift
  /// assert(Color(0x000000).opacity(0.5).alpha == 128)
  /// ```
  public func opacity(_ fraction: Double) -> Color {
    var color = self
    color.alpha = UInt8((min(max(fraction, 0), 1) * 255).rounded())
    return color
  }

  /// As SVG and CSS write it without the opacity: `#e69f00`.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return "#"
      + String(
        [red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The WCAG 2.1 contrast ratio of two opaque colours, 1 to 21.
  ///
  /// (L₁ + 0.05)/(L₂ + 0.05) of their relative luminances, the lighter one above. Text wants 4.5 or
  /// more (AA), shapes that carry meaning 3.
  ///
  /// ```swift
  /// assert(Color(0x000000).contrast(with: Color(0xffffff)) == 21)
  /// ```
  public func contrast(with other: Color) -> Double {
    let (a, b) = (relativeLuminance, other.relativeLuminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// The relative luminance of WCAG 2.1, 0 for black to 1 for white.
  var relativeLuminance: Double {
    let linear = LinearRGB(self)
    return 0.2126 * linear.red + 0.7152 * linear.green + 0.0722 * linear.blue
  }
}
