// Mixing colours in Oklab, where equal steps look about equal.
//
// Björn Ottosson, "A perceptual color space for image processing" (2020),
// https://bottosson.github.io/posts/oklab/ : the two matrices and the cube root. sRGB's transfer
// function is that of IEC 61966-2-1.

extension Color {
  /// The colour a fraction of the way to another, in a straight line through Oklab; `fraction` is
  /// clamped to 0…1 and NaN counts as 0.
  ///
  /// ```swift
  /// assert(Color(0x000000).mixed(with: Color(0xffffff), 1) == Color(0xffffff))
  /// ```
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    let t = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    let (a, b) = (Oklab(self), Oklab(other))
    var color = Oklab(
      lightness: a.lightness + (b.lightness - a.lightness) * t, a: a.a + (b.a - a.a) * t,
      b: a.b + (b.b - a.b) * t
    ).color
    let alpha = Double(self.alpha) + (Double(other.alpha) - Double(self.alpha)) * t
    color.alpha = UInt8(alpha.rounded())
    return color
  }
}

/// Linear light of the sRGB primaries, 0…1.
struct LinearRGB {
  var red: Double
  var green: Double
  var blue: Double
}

extension LinearRGB {
  init(_ color: Color) {
    red = Self.decoded[Int(color.red)]
    green = Self.decoded[Int(color.green)]
    blue = Self.decoded[Int(color.blue)]
  }

  /// The gray of a CIELAB lightness, here from 0 to 1: CIE 15:2004, section 8.2.1, inverted.
  init(cielabLightness lightness: Double) {
    let L = lightness * 100
    let luminance = L > 8 ? Elementary.power((L + 16) / 116, 3) : L * 27 / 24389
    self.init(red: luminance, green: luminance, blue: luminance)
  }

  /// The nearest opaque colour; channels outside 0…1 are clamped.
  var color: Color {
    Color(red: Self.encode(red), green: Self.encode(green), blue: Self.encode(blue))
  }

  private static let decoded: [Double] = (0...255).map { byte in
    let s = Double(byte) / 255
    return s <= 0.04045 ? s / 12.92 : Elementary.power((s + 0.055) / 1.055, 2.4)
  }

  private static func encode(_ linear: Double) -> UInt8 {
    let l = min(max(linear, 0), 1)
    let s = l <= 0.0031308 ? 12.92 * l : 1.055 * Elementary.power(l, 1 / 2.4) - 0.055
    return UInt8((s * 255).rounded())
  }
}

/// A colour in Oklab: lightness 0…1 and two opponent axes.
struct Oklab {
  var lightness: Double
  var a: Double
  var b: Double
}

extension Oklab {
  init(_ color: Color) {
    let rgb = LinearRGB(color)
    let l = Elementary.cubeRoot(
      0.4122214708 * rgb.red + 0.5363325363 * rgb.green + 0.0514459929 * rgb.blue)
    let m = Elementary.cubeRoot(
      0.2119034982 * rgb.red + 0.6806995451 * rgb.green + 0.1073969566 * rgb.blue)
    let s = Elementary.cubeRoot(
      0.0883024619 * rgb.red + 0.2817188376 * rgb.green + 0.6299787005 * rgb.blue)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// The nearest sRGB colour.
  var color: Color {
    let l = lightness + 0.3963377774 * a + 0.2158037573 * b
    let m = lightness - 0.1055613458 * a - 0.0638541728 * b
    let s = lightness - 0.0894841775 * a - 1.2914855480 * b
    let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
    return LinearRGB(
      red: 4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
      green: -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
      blue: -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3
    ).color
  }
}
