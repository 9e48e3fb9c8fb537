/// Decodes variables of a version 5 file, one after the other.
struct V5Reader: ~Copyable {
  private let file: ByteReader
  private let inflater: Inflater

  init(_ file: FileBytes) throws(MATError) {
    self.file = ByteReader(file)
    inflater = try Inflater()
  }

  /// The value of the variable that lies at `element`.
  ///
  /// A compressed one is inflated whole, in memory of its own, and its checksum verified; an
  /// uncompressed one is walked in the file, and its numbers go from there straight into their arrays.
  func value(of element: V5Element) throws(MATError) -> MATValue {
    guard element.isCompressed else {
      var reader = file
      reader.isBigEndian = element.isBigEndian
      return try Self.value(at: element.range.lowerBound, end: element.range.upperBound, in: reader)
    }
    do throws(MATError) {
      var stream = file
      let inflated = try inflater.inflate(
        try stream.bytes(element.data), count: element.inflatedCount)
      let reader = ByteReader(inflated, isBigEndian: element.isBigEndian)
      return try Self.value(at: 0, end: inflated.count, in: reader)
    } catch {
      throw error.code == .readFailed ? error : error.inflated(at: element.range.lowerBound)
    }
  }

  private static func value(
    at start: Int, end: Int, in reader: ByteReader
  ) throws(MATError) -> MATValue {
    var walker = V5Walker(reader: reader)
    let array = try walker.array(at: start, end: end).array
    var decoder = V5Decoder(reader: walker.reader)
    return try decoder.value(of: array)
  }
}
