/// Cells as text with the colours that a terminal has: 24 bits as ISO 8613-6 has them, xterm's 256,
/// or none, where a cell's shade says how far it is from the background.
struct TerminalWriter {
  private(set) var text = ""
  private let colors: TerminalColors
  /// The background that no colour means.
  private let paper: UInt32
  private var foreground: UInt32?
  private var background: UInt32?

  init(_ colors: TerminalColors, paper: Color) {
    self.colors = colors
    self.paper = paper.pixel
  }

  /// A character of the picture's text over the mean of what is behind it.
  mutating func write(_ character: Character, _ foreground: UInt32, on quarters: [UInt32]) {
    write(character, foreground, on: QuarterBlock.mean(quarters))
  }

  /// The four quarters of a cell.
  mutating func write(_ quarters: [UInt32]) {
    if colors == .none {
      text.append(InkBlock.character(quarters, paper: paper))
    } else {
      let block = QuarterBlock(quarters)
      write(block.character, block.foreground, on: block.background)
    }
  }

  mutating func endLine() {
    if colors != .none {
      text += "\u{1B}[0m"
    }
    text += "\n"
    (foreground, background) = (nil, nil)
  }

  private mutating func write(_ character: Character, _ foreground: UInt32, on background: UInt32) {
    if colors != .none, background != self.background {
      text += "\u{1B}[48;" + code(background)
      self.background = background
    }
    if colors != .none, character != " ", foreground != self.foreground {
      text += "\u{1B}[38;" + code(foreground)
      self.foreground = foreground
    }
    text.append(character)
  }

  private func code(_ pixel: UInt32) -> String {
    colors == .trueColor
      ? "2;\(pixel >> 16 & 255);\(pixel >> 8 & 255);\(pixel & 255)m"
      : "5;\(XtermPalette.index(of: pixel))m"
  }
}

/// A block for a cell without colours: its shade, or its shape where one half of it stands out.
enum InkBlock {
  /// The sixteen shapes by the quarters they fill: 1 for above left, 2 above right, 4 below left, 8
  /// below right.
  private static let shapes: [Character] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  /// The character for four pixels on paper of a colour.
  static func character(_ quarters: [UInt32], paper: UInt32) -> Character {
    let ink = quarters.map { distance($0, paper) }
    let (least, most) = (ink.min() ?? 0, ink.max() ?? 0)
    guard most - least > 0.3 else {
      // A tint of a region is pale: the scale is stretched where the pale ones are.
      let mean = ink.reduce(0, +) / Double(ink.count)
      return shades[Int((min(mean * 1.6, 1) * 4).rounded())]
    }
    let middle = (least + most) / 2
    var pattern = 0
    for (quarter, amount) in ink.enumerated() where amount > middle { pattern |= 1 << quarter }
    return shapes[pattern]
  }

  /// How far a pixel is from another, 0 to 1, by the largest difference of a channel.
  private static func distance(_ a: UInt32, _ b: UInt32) -> Double {
    let differences = [16, 8, 0].map { (shift: UInt32) -> Int in
      let (first, second) = (Int(a >> shift & 255), Int(b >> shift & 255))
      return abs(first - second)
    }
    return Double(differences.max() ?? 0) / 255
  }
}
