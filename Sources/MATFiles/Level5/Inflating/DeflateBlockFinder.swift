/// Finds where a block of a deflate stream begins without decoding what comes before.
///
/// A block with codes of its own (RFC 1951, section 3.2.7) opens with the lengths of those codes, and only
/// few bits are such lengths: each of the three sets must fill its code exactly. In other bits something is
/// taken for a block's beginning less than once in 10⁸ places, so a find is a strong guess: whoever decodes
/// from there finds out. Blocks that are stored or have the fixed codes look like anything and are not found.
///
/// All places are bits, counted from the beginning of the bytes and from the lowest bit of each.
@safe struct DeflateBlockFinder {
  private let bytes: UnsafeRawBufferPointer
  /// The three bits that open a block: whether it is the last, and its kind.
  private let opening: UInt64

  /// The bits that the longest opening of a block takes, less than 320 lengths of 14 bits.
  static let greatestOpening = 4608

  /// Finds blocks in bytes that outlive it: those that are the last of their stream, or all others.
  init(_ bytes: UnsafeRawBufferPointer, last: Bool = false) {
    unsafe self.bytes = bytes
    opening = last ? 0b101 : 0b100
  }

  /// The first place in the range where a block begins; nil where there is none.
  func first(in range: Range<Int>) -> Int? {
    var bit = range.lowerBound
    while bit < range.upperBound {
      // The word serves the eight places from `bit` on, as it has 57 bits of each.
      let word = self.word(at: bit)
      for step in 0..<8 where isCandidate(word >> UInt64(step)) && isBlock(at: bit + step) {
        return bit + step < range.upperBound ? bit + step : nil
      }
      bit += 8
    }
    return nil
  }

  /// Whether a block begins at a place.
  func isBlock(at bit: Int) -> Bool {
    let head = word(at: bit)
    guard isCandidate(head) else { return false }
    let count = Int(head >> 13 & 15) + 4
    guard let code = LengthCode(lengths: word(at: bit + 17), count: count) else { return false }
    return areCodesComplete(
      at: bit + 17 + 3 * count, code, literals: Int(head >> 3 & 31) + 257,
      distances: Int(head >> 8 & 31) + 1)
  }

  /// Whether the kind of the block and the numbers of its codes can be those of one.
  private func isCandidate(_ word: UInt64) -> Bool {
    word & 7 == opening && word >> 3 & 31 <= 29 && word >> 8 & 31 <= 29
  }

  /// Whether the lengths of both codes, for literals and for distances, stand from a place on.
  private func areCodesComplete(
    at start: Int, _ code: LengthCode, literals: Int, distances: Int
  ) -> Bool {
    var bit = start
    var sums = (literals: 0, distances: 0)
    var (index, previous, distancesUsed, endsBlock) = (0, 0, 0, false)
    while index < literals + distances {
      let word = self.word(at: bit)
      let (symbol, size) = code.symbol(in: word)
      bit += size
      let run = Self.run(symbol, after: previous, extra: word >> UInt64(size))
      guard let run, index > 0 || symbol != 16, index + run.count <= literals + distances else {
        return false
      }
      bit += run.extraBits
      previous = run.length
      if run.length > 0 {
        let among = max(0, min(index + run.count, literals) - index)
        sums.literals += among << (15 - run.length)
        sums.distances += (run.count - among) << (15 - run.length)
        distancesUsed += run.count - among
        endsBlock = endsBlock || index <= 256 && 256 < index + run.count
        if sums.literals > 1 << 15 { return false }
      }
      index += run.count
    }
    return endsBlock && sums.literals == 1 << 15
      && (sums.distances == 1 << 15 || distancesUsed <= 1)
  }

  /// What a symbol of the code for lengths stands for: so many codes of a length.
  private static func run(
    _ symbol: Int, after previous: Int, extra: UInt64
  ) -> (length: Int, count: Int, extraBits: Int)? {
    switch symbol {
    case 0...15: (symbol, 1, 0)
    case 16: (previous, 3 + Int(extra & 3), 2)
    case 17: (0, 3 + Int(extra & 7), 3)
    case 18: (0, 11 + Int(extra & 127), 7)
    default: nil
    }
  }

  /// At least 57 bits from a place on; zeros behind the end.
  private func word(at bit: Int) -> UInt64 {
    let byte = bit >> 3
    guard unsafe byte + 8 <= bytes.count else { return lastWord(at: bit) }
    let word = unsafe bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self)
    return UInt64(littleEndian: word) >> UInt64(bit & 7)
  }

  private func lastWord(at bit: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in unsafe stride(from: bytes.count - 1, through: bit >> 3, by: -1) {
      word = unsafe word << 8 | UInt64(bytes[index])
    }
    return word >> UInt64(bit & 7)
  }
}

/// The code in which the lengths of a block's codes are written: at most 7 bits for each of 19 symbols.
private struct LengthCode {
  /// The order in which its own lengths stand (RFC 1951, section 3.2.7), five bits each.
  private static let order: [Int] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
  /// What a length takes of the 128 codes of 7 bits, a byte for each of the lengths from 0 to 7.
  private static let shares: UInt64 = 0x01_02_04_08_10_20_40_00

  /// For any 7 bits the symbol they begin with, and in the upper three bits its length.
  private var table = InlineArray<128, UInt8>(repeating: 0)

  /// The code of `count` lengths of three bits each; nil where they are not exactly a code.
  init?(lengths: UInt64, count: Int) {
    var share: UInt64 = 0
    for index in 0..<count {
      share += Self.shares >> (8 * (lengths >> UInt64(3 * index) & 7)) & 0xFF
    }
    guard share == 128 else { return nil }
    var sizes = InlineArray<19, Int>(repeating: 0)
    for index in 0..<count {
      sizes[Self.order[index]] = Int(lengths >> UInt64(3 * index) & 7)
    }
    var code = 0
    for size in 1...7 {
      for symbol in 0..<19 where sizes[symbol] == size {
        enter(symbol, size, code: code)
        code += 1
      }
      code <<= 1
    }
  }

  /// Enters a symbol wherever its code is what comes first: codes begin with their highest bit.
  private mutating func enter(_ symbol: Int, _ size: Int, code: Int) {
    var reversed = 0
    for bit in 0..<size where code >> bit & 1 == 1 { reversed |= 1 << (size - 1 - bit) }
    for index in stride(from: reversed, to: 128, by: 1 << size) {
      table[index] = UInt8(size << 5 | symbol)
    }
  }

  /// The symbol that the bits begin with, and how many they are.
  func symbol(in bits: UInt64) -> (symbol: Int, size: Int) {
    let entry = Int(table[Int(bits & 127)])
    return (entry & 31, entry >> 5)
  }
}
