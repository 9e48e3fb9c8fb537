/// Decodes variables of a version 5 file, one after the other.
struct V5Reader: ~Copyable {
  private var file: ByteReader
  private let inflater: Inflater

  init(_ file: FileBytes) throws(MATError) {
    self.file = ByteReader(file)
    inflater = try Inflater()
  }

  /// The value of the variable that lies at `element`.
  ///
  /// A compressed one is inflated whole, in memory of its own, and its checksum verified; an
  /// uncompressed one is walked in the file, and its numbers go from there straight into their arrays.
  mutating func value(of element: V5Element) throws(MATError) -> MATValue {
    guard element.isCompressed else {
      file.isBigEndian = element.isBigEndian
      return try Self.value(in: &file, element.range)
    }
    do throws(MATError) {
      let stream = try file.bytes(element.data)
      let inflated = try inflater.inflate(stream, count: element.inflatedCount)
      var reader = ByteReader(inflated, isBigEndian: element.isBigEndian)
      return try Self.value(in: &reader, 0..<inflated.count)
    } catch {
      throw error.code == .readFailed ? error : error.inflated(at: element.range.lowerBound)
    }
  }

  private static func value(
    in reader: inout ByteReader, _ range: Range<Int>
  ) throws(MATError) -> MATValue {
    var walker = V5Walker(reader: reader)
    let array = try walker.array(at: range.lowerBound, end: range.upperBound).array
    var decoder = V5Decoder(reader: walker.reader)
    let value = try decoder.value(of: array)
    // What the reader has in its window serves the next variable too.
    reader = decoder.reader
    return value
  }
}
