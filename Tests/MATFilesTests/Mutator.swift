import SeededRandomness

/// Makes damaged files of sound ones. Fuzz/ has this file too, by a link.
struct Mutator {
  var random: SplitMix

  /// The mutator of the file with a number: each can be made again by itself.
  init(number: Int) {
    random = SplitMix(state: UInt64(number))
  }

  /// What stands in a field of 32 bits where a reader is weak: zero, small counts, types of tags, the ends
  /// of the range.
  static let edges: [UInt32] = [
    0, 1, 2, 7, 8, 9, 14, 15, 16, 0xFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF8,
    0xFFFF_FFFF,
  ]

  /// A mutated copy of one of the files, one to four changes deep, and which.
  ///
  /// Every second one is damaged inside, with a frame that fits: arrays of version 5 moved about, or
  /// checksums of HDF5 made right after the changes.
  mutating func file(from seeds: [[UInt8]]) -> (bytes: [UInt8], seed: Int) {
    let seed = Int.random(in: 0..<seeds.count, using: &random)
    var bytes = seeds[seed]
    let isFrameSound = Bool.random(using: &random)
    if isFrameSound, let file = rearranged(bytes, seeds) { return (file, seed) }
    for _ in 0..<Int.random(in: 1...4, using: &random) where bytes.count > 8 {
      change(&bytes, seeds)
    }
    if isFrameSound { HDF5Checksums.mend(&bytes) }
    return (bytes, seed)
  }

  private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
    let offset = Int.random(in: 0..<bytes.count - 4, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes[offset] = UInt8.random(in: 0...255, using: &random)
    case 3, 4:
      let edge = Self.edges.randomElement(using: &random) ?? 0
      // Fields begin at multiples of four in most files.
      replace(&bytes, at: Bool.random(using: &random) ? offset & ~3 : offset, with: edge)
    case 5:
      if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeLast(bytes.count - offset) }
    case 6:
      let length = Int.random(in: 1...64, using: &random)
      bytes.removeSubrange(offset..<min(bytes.count, offset + length))
    default:
      let other = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      let start = Int.random(in: 0..<other.count, using: &random)
      let length = Int.random(in: 4...256, using: &random)
      let piece = other[start..<min(other.count, start + length)]
      let end = min(bytes.count, offset + piece.count)
      bytes.replaceSubrange(offset..<(Bool.random(using: &random) ? end : offset), with: piece)
    }
  }

  func replace(_ bytes: inout [UInt8], at offset: Int, with field: UInt32) {
    for index in 0..<4 where offset + index < bytes.count {
      bytes[offset + index] = UInt8(truncatingIfNeeded: field >> (8 * UInt32(index)))
    }
  }
}
