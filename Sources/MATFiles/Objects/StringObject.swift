import Matrices

// The class `string` keeps an array of texts in one row of uint64 numbers, its only property: a version (1),
// the number of dimensions, each of them, the number of UTF-16 code units of each text (2⁶⁴ − 1 for
// <missing>), then the code units of all texts, four a number, the last of which is filled up.
enum StringObject {
  private static let version: UInt64 = 1
  private static let missing = UInt64.max

  /// The array in the properties of an object; nil where they are others or of another version, and
  /// where a text holds half of a surrogate pair alone, for which a `String` has no room.
  ///
  /// Throws `.damaged` where the numbers contradict each other.
  static func array(
    _ properties: MATStructArray, isBigEndian: Bool
  ) throws(MATError) -> MATStringArray? {
    guard properties.fields.count == 1, case .numeric(let row)? = properties.scalar("any") else {
      return nil
    }
    // Saved where there is nothing to say.
    if row.count == 0 { return MATStringArray(size: [0, 0], elements: []) }
    guard case .uint64(let words) = row.real, words[0] == version else { return nil }
    let size = try size(words)
    let count = size.reduce(1, *)
    let lengths = words[(size.count + 2)..<(size.count + 2 + count)]
    var units = CodeUnits(words[(size.count + 2 + count)...], isBigEndian: isBigEndian)
    var texts: [String?] = []
    texts.reserveCapacity(count)
    for length in lengths {
      guard length != missing else {
        texts.append(nil)
        continue
      }
      guard let length = Int(exactly: length), length <= units.count else {
        throw damage(expected: "\(length) characters", found: "\(units.count)")
      }
      guard let text = units.text(length) else { return nil }
      texts.append(text)
    }
    return MATStringArray(size: size, elements: texts)
  }

  /// The row of numbers that an array is stored as.
  static func words(of array: MATStringArray) -> MATValue {
    let head = [version, UInt64(array.size.count)] + array.size.map { UInt64($0) }
    // A text has at most as many code units of UTF-16 as of UTF-8, which are counted at once.
    let most = array.elements.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    let start = head.count + array.count
    let words = unsafe [UInt64](unsafeUninitializedCapacity: start + (most + 3) / 4) {
      words, count in
      for (index, word) in head.enumerated() { unsafe words[index] = word }
      // As they lie in memory, whatever the byte order, the units follow each other.
      let units = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(words)[(8 * start)...]
      )
      .assumingMemoryBound(to: UInt16.self)
      var position = 0
      for (index, text) in array.elements.enumerated() {
        let length = text.map { unsafe append($0, to: units, at: &position) }
        unsafe words[head.count + index] = length.map { UInt64($0) } ?? missing
      }
      while position % 4 != 0 {
        unsafe units[position] = 0
        position += 1
      }
      count = start + position / 4
    }
    return .numeric(MATNumericArray(size: [1, words.count], real: .uint64(words)))
  }

  /// Puts the code units of a text at a place, which moves behind them; how many they are.
  private static func append(
    _ text: String, to units: UnsafeMutableBufferPointer<UInt16>, at position: inout Int
  ) -> Int {
    var text = text
    let start = position
    let isASCII = text.withUTF8 { bytes in
      var bits: UInt8 = 0
      for index in 0..<bytes.count {
        let byte = unsafe bytes[index]
        bits |= byte
        unsafe units[start + index] = UInt16(byte)
      }
      position += bytes.count
      return bits < 0x80
    }
    if !isASCII {
      position = start
      for unit in text.utf16 {
        unsafe units[position] = unit
        position += 1
      }
    }
    return position - start
  }

  /// The size, which leaves room for a length of each text.
  private static func size(_ words: [UInt64]) throws(MATError) -> [Int] {
    guard words.count >= 2, let rank = Int(exactly: words[1]), (2...32).contains(rank),
      rank <= words.count - 2
    else { throw damage(expected: "the size of an array", found: "\(words.count) numbers") }
    let size = words[2..<rank + 2].map { Int(clamping: $0) }
    guard let count = product(size), count <= words.count - 2 - rank else {
      throw damage(
        expected: "the lengths of \(sizeDescription(size)) texts",
        found: "\(words.count - 2 - rank) numbers")
    }
    return size
  }

  private static func damage(expected: String, found: String) -> MATError {
    MATError(.damaged, expected: expected, found: found + " in a string array")
  }
}

/// Code units that were read four at a time as one number, taken one text after the other.
private struct CodeUnits {
  private let words: ArraySlice<UInt64>
  /// What leads from the place of a unit to where it lies in memory.
  private let order: Int
  private var position = 0

  init(_ words: ArraySlice<UInt64>, isBigEndian: Bool) {
    self.words = words
    order = isBigEndian == ByteReader.isHostBigEndian ? 0 : 3
  }

  /// How many are left.
  var count: Int { 4 * words.count - position }

  /// The next units as a text; nil where they hold half of a surrogate pair alone.
  mutating func text(_ length: Int) -> String? {
    let range = position..<position + length
    position += length
    let order = order
    return unsafe words.withUnsafeBytes { bytes in
      let units = unsafe bytes.assumingMemoryBound(to: UInt16.self)
      var bits: UInt16 = 0
      for index in range { bits |= unsafe units[index ^ order] }
      // Most are ASCII, and need neither an array nor a look at surrogates.
      guard bits < 0x80 else {
        return String(validating: range.map { unsafe units[$0 ^ order] }, as: UTF16.self)
      }
      return unsafe String(unsafeUninitializedCapacity: length) { text in
        for index in 0..<length {
          unsafe text[index] = UInt8(truncatingIfNeeded: units[(range.lowerBound + index) ^ order])
        }
        return length
      }
    }
  }
}
