/// Decodes variables of a version 5 file, one after the other.
struct V5Reader: ~Copyable {
  private var file: ByteReader
  private let inflater: Inflater
  private let headInflater: HeadInflater
  private let limits: MATLimits

  init(_ file: FileBytes, _ limits: MATLimits) throws(MATError) {
    self.limits = limits
    let whole = try Inflater()
    let head = try HeadInflater()
    self.file = ByteReader(file)
    inflater = whole
    headInflater = head
  }

  /// The value of the variable that lies at `element`.
  ///
  /// A compressed one is inflated whole and its checksum verified, a large array of plain numbers where
  /// the numbers stay and anything else in memory of its own; an uncompressed one is walked in the file,
  /// and its numbers go from there straight into their arrays.
  mutating func value(of element: V5Element) throws(MATError) -> MATValue {
    let budget = DecodingBudget(limits, fileByteCount: file.count)
    guard element.isCompressed else {
      file.isBigEndian = element.isBigEndian
      return try Self.value(in: &file, element.range, budget)
    }
    do throws(MATError) {
      try Inflater.check(element.inflatedCount, streamCount: element.data.count)
      try budget.check(byteCount: element.inflatedCount)
      let stream = try file.bytes(element.data)
      if let plain = try plainArray(stream, element) {
        try plain.check(budget)
        return try plain.value(
          inflating: stream, count: element.inflatedCount, with: inflater)
      }
      let inflated = try inflater.inflate(stream, count: element.inflatedCount)
      var reader = ByteReader(inflated, isBigEndian: element.isBigEndian)
      return try Self.value(in: &reader, 0..<inflated.count, budget)
    } catch {
      throw error.code == .readFailed ? error : error.inflated(at: element.range.lowerBound)
    }
  }

  private func plainArray(
    _ stream: [UInt8], _ element: V5Element
  ) throws(MATError) -> V5PlainArray? {
    guard element.inflatedCount >= V5PlainArray.leastByteCount else { return nil }
    let head = try headInflater.inflate(Array(stream.prefix(1024)), count: 512)
    return V5PlainArray(head: head, of: element)
  }

  private static func value(
    in reader: inout ByteReader, _ range: Range<Int>, _ budget: DecodingBudget
  ) throws(MATError) -> MATValue {
    var walker = V5Walker(reader: reader, budget: budget)
    let array = try walker.array(at: range.lowerBound, end: range.upperBound).array
    var decoder = V5Decoder(reader: walker.reader, budget: walker.budget)
    let value = try decoder.value(of: array)
    // What the reader has in its window serves the next variable too.
    reader = decoder.reader
    return value
  }
}
