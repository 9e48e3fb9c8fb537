/// How many colours a terminal shows.
public enum TerminalColors: Sendable, Hashable, CaseIterable {
  /// None: shades of one colour, as block characters.
  case none
  /// xterm's 256: a cube of 6×6×6 and 24 grays.
  case palette256
  /// 24 bits a colour.
  case trueColor

  /// The colours to use where these environment variables are set.
  ///
  /// `NO_COLOR`, where it is not empty, means none (https://no-color.org), and so do `TERM=dumb`
  /// and no `TERM`; `COLORTERM=truecolor` or `24bit` means 24 bits; all else has 256, which every
  /// terminal of the last twenty years has.
  ///
  /// ```swift
  /// assert(TerminalColors(environment: ["TERM": "dumb"]) == .none)
  /// ```
  public init(environment: [String: String]) {
    let (term, colors) = (environment["TERM"] ?? "", environment["COLORTERM"] ?? "")
    if !(environment["NO_COLOR"] ?? "").isEmpty || ["", "dumb"].contains(term) {
      self = .none
    } else if ["truecolor", "24bit"].contains(colors) || term.hasSuffix("-direct") {
      self = .trueColor
    } else {
      self = .palette256
    }
  }
}

/// The nearest of xterm's 256 colours.
enum XtermPalette {
  /// The levels of a channel in the cube.
  private static let levels = [0, 95, 135, 175, 215, 255]

  /// The number, 16 to 255, of the colour that a pixel is nearest to, by the sum of squared
  /// differences of the channels. The first sixteen are left alone: terminals let their users
  /// change them.
  static func index(of pixel: UInt32) -> Int {
    let channels = [16, 8, 0].map { Int(pixel >> UInt32($0) & 255) }
    let cube = channels.map { channel in
      levels.indices.min { abs(levels[$0] - channel) < abs(levels[$1] - channel) } ?? 0
    }
    let gray = ((channels.reduce(0, +) / 3 - 8 + 5) / 10).clamped(to: 0...23)
    let cubeError = distance(channels, cube.map { levels[$0] })
    let grayError = distance(channels, Array(repeating: 8 + 10 * gray, count: 3))
    return grayError < cubeError ? 232 + gray : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
  }

  private static func distance(_ a: [Int], _ b: [Int]) -> Int {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
