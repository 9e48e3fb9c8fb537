import Matrices

extension V5Decoder {
  /// The UTF-16 code units of a char array.
  ///
  /// MATLAB counts code units in its sizes, whatever encoding it stores them in. Some writers count
  /// bytes of UTF-8 instead; a row of text whose count shows that gets the size that its text has.
  /// MATLAB has also left the data out of arrays of blanks: where there are none at all, blanks stand.
  mutating func text(_ data: V5Data, _ header: V5ArrayHeader) throws(MATError) -> NDArray<UInt16> {
    if data.range.isEmpty && (1...Self.mostBlanks).contains(header.count) {
      return NDArray(repeating: 0x20, size: header.size)
    }
    let units = try codeUnits(data)
    if units.count == header.count, encoding.mayRecode, data.type.mayHoldSystemText {
      guard let text = encoding.text(units, size: header.size) else {
        throw MATError(
          .damaged, offset: data.range.lowerBound, expected: "text in \(encoding.rawValue)",
          found: "characters that are none")
      }
      return text
    }
    if units.count == header.count { return NDArray(size: header.size, elements: units) }
    guard data.type == .utf8, header.size == [1, data.range.count] else {
      throw MATError(
        .damaged, offset: data.range.lowerBound, expected: "\(header.count) characters",
        found: "\(units.count)")
    }
    return NDArray(size: [1, units.count], elements: units)
  }

  /// How many blanks may stand for data left out: a size alone is no reason to set memory aside.
  private static let mostBlanks = 1 << 16

  private mutating func codeUnits(_ data: V5Data) throws(MATError) -> [UInt16] {
    switch data.type {
    case .utf16, .uint16:
      return try reader.stored(data)
    case .int8, .uint8:
      return (try reader.stored(data) as [UInt8]).map(UInt16.init)
    case .utf32:
      if let units = V5Text.units(utf32: try reader.stored(data)) { return units }
    default:
      if let units = V5Text.units(utf8: try reader.bytes(data.range)) { return units }
    }
    throw MATError(
      .damaged, offset: data.range.lowerBound,
      expected: "text in \(data.type == .utf32 ? "UTF-32" : "UTF-8")",
      found: "bytes that are none")
  }
}

extension V5DataType {
  /// Whether characters stored so may be those of a system's encoding; the other types name their own.
  fileprivate var mayHoldSystemText: Bool { self == .uint16 || self == .int8 || self == .uint8 }
}

extension V5Array {
  /// The value of a field of a scalar struct.
  func field(_ name: String) -> V5Array? {
    guard case .fields(let names, let values) = content, values.count == names.count,
      let index = names.firstIndex(of: name)
    else { return nil }
    return values[index]
  }
}
