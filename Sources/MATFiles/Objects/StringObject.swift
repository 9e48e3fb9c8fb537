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
    let units = CodeUnits(words[(size.count + 2 + count)...], isBigEndian: isBigEndian)
    var texts: [String?] = []
    texts.reserveCapacity(count)
    var position = 0
    // Of one text after the other: most are ASCII, and need neither an array each nor a look at surrogates.
    var ascii: [UInt8] = []
    for length in lengths {
      guard length != missing else {
        texts.append(nil)
        continue
      }
      guard let length = Int(exactly: length), length <= units.count - position else {
        throw damage(expected: "\(length) characters", found: "\(units.count - position)")
      }
      if units.fill(&ascii, from: position..<position + length) {
        texts.append(String(decoding: ascii, as: UTF8.self))
        position += length
        continue
      }
      let text = (position..<position + length).map { units[$0] }
      guard let text = String(validating: text, as: UTF16.self) else { return nil }
      texts.append(text)
      position += length
    }
    return MATStringArray(size: size, elements: texts)
  }

  /// The row of numbers that an array is stored as.
  static func words(of array: MATStringArray) -> MATValue {
    var words = [version, UInt64(array.size.count)] + array.size.map { UInt64($0) }
    words.reserveCapacity(words.count + array.count + array.byteCount / 8 + 1)
    for text in array.elements { words.append(text.map { UInt64($0.utf16.count) } ?? missing) }
    var (word, place): (UInt64, UInt64) = (0, 0)
    for case let text? in array.elements {
      for unit in text.utf16 {
        word |= UInt64(unit) << (16 * (ByteReader.isHostBigEndian ? 3 - place : place))
        place += 1
        guard place == 4 else { continue }
        words.append(word)
        (word, place) = (0, 0)
      }
    }
    if place > 0 { words.append(word) }
    return .numeric(MATNumericArray(size: [1, words.count], real: .uint64(words)))
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

/// Code units that were read four at a time as one number.
private struct CodeUnits {
  private let words: ArraySlice<UInt64>
  private let isBigEndian: Bool

  init(_ words: ArraySlice<UInt64>, isBigEndian: Bool) {
    self.words = words
    self.isBigEndian = isBigEndian
  }

  var count: Int { 4 * words.count }

  /// Puts the units of a range in the place of what the bytes were; false where one is not ASCII.
  func fill(_ bytes: inout [UInt8], from range: Range<Int>) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    for index in range {
      let unit = self[index]
      guard unit < 0x80 else { return false }
      bytes.append(UInt8(truncatingIfNeeded: unit))
    }
    return true
  }

  subscript(index: Int) -> UInt16 {
    let place = isBigEndian ? 3 - index % 4 : index % 4
    return UInt16(truncatingIfNeeded: words[words.startIndex + index / 4] >> (16 * UInt64(place)))
  }
}
