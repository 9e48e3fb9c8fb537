/// The block character and the two colours that come nearest to the four quarters of a cell.
struct QuarterBlock {
  let character: Character
  let foreground: UInt32
  let background: UInt32

  /// The best of the eight ways to share four pixels between two colours, by the sum of squared
  /// differences. The pixels are those above left, above right, below left and below right.
  init(_ quarters: [UInt32]) {
    var best = (error: Int.max, pattern: 0)
    for pattern in 0..<8 {
      let error = Self.spread(quarters, pattern) + Self.spread(quarters, 15 - pattern)
      if error < best.error { best = (error, pattern) }
    }
    character = Self.characters[best.pattern]
    background = Self.mean(Self.members(quarters, 15 - best.pattern))
    foreground = best.pattern == 0 ? background : Self.mean(Self.members(quarters, best.pattern))
  }

  /// The characters by the quarters they fill: 1 for above left, 2 above right, 4 below left.
  private static let characters: [Character] = [" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛"]

  private static func members(_ quarters: [UInt32], _ pattern: Int) -> [UInt32] {
    quarters.indices.filter { pattern >> $0 & 1 == 1 }.map { quarters[$0] }
  }

  /// The mean of colours, channel by channel.
  static func mean(_ pixels: [UInt32]) -> UInt32 {
    guard !pixels.isEmpty else { return 0 }
    let count = UInt32(pixels.count)
    return [16, 8, 0].reduce(0) { result, shift in
      let sum = pixels.reduce(0) { $0 + ($1 >> UInt32(shift) & 255) }
      return result | ((sum + count / 2) / count) << UInt32(shift)
    }
  }

  private static func spread(_ quarters: [UInt32], _ pattern: Int) -> Int {
    let members = members(quarters, pattern)
    let mean = mean(members)
    return members.reduce(0) { total, pixel in
      total
        + [16, 8, 0].reduce(0) { sum, shift in
          let difference =
            Int(pixel >> UInt32(shift) & 255) - Int(mean >> UInt32(shift) & 255)
          return sum + difference * difference
        }
    }
  }
}
