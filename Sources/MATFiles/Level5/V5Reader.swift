/// Decodes variables of a version 5 file, one after the other.
struct V5Reader: ~Copyable {
  private let source: FileBytes
  private var file: ByteReader
  private let workers: Int
  private let inflater: Inflater
  private let headInflater: HeadInflater
  private let limits: MATLimits
  private let storing: Storing

  /// A reader that may take so many threads to inflate a variable.
  init(
    _ file: FileBytes, _ limits: MATLimits, workers: Int, storing: Storing = .resolved
  ) throws(MATError) {
    self.limits = limits
    self.storing = storing
    self.workers = workers
    source = file
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
      let start = element.range.lowerBound
      return try Self.value(
        of: element, in: &file, start..<start + element.inflatedCount, budget, storing)
    }
    do throws(MATError) {
      try Inflater.check(element.inflatedCount, streamCount: element.data.count)
      try budget.check(byteCount: element.inflatedCount)
      let stream = stream(of: element)
      if let plain = try plainArray(element) {
        try plain.check(budget)
        return try plain.value(inflating: stream, with: inflater)
      }
      let inflated: [UInt8] = try inflater.inflate(stream, keeping: 0..<element.inflatedCount)
      var reader = ByteReader(inflated, isBigEndian: element.isBigEndian)
      return try Self.value(of: element, in: &reader, 0..<element.inflatedCount, budget, storing)
    } catch {
      throw error.isOfSystem ? error : error.inflated(at: element.range.lowerBound)
    }
  }

  private func stream(of element: V5Element) -> ZlibStream {
    ZlibStream(
      file: source, range: element.data, count: element.inflatedCount, workers: workers,
      mayBeShorter: element.mayMiscount, acceptsUnverified: element.decoding.acceptsUnverified)
  }

  /// The bytes that a compressed element inflates to, and what cannot be verified of them; nil where it can.
  func inflated(_ element: V5Element) throws(MATError) -> (bytes: [UInt8], doubt: MATError?) {
    do throws(MATError) {
      try Inflater.check(element.inflatedCount, streamCount: element.data.count)
      try DecodingBudget(limits, fileByteCount: file.count)
        .check(byteCount: element.inflatedCount)
      var stream = stream(of: element)
      stream.acceptsUnverified = false
      do throws(MATError) {
        return (try inflater.inflate(stream, keeping: 0..<stream.count), nil)
      } catch {
        guard error.isUnverifiable else { throw error }
        stream.acceptsUnverified = true
        return (
          try inflater.inflate(stream, keeping: 0..<stream.count),
          error.inflated(at: element.range.lowerBound)
        )
      }
    } catch {
      throw error.isOfSystem ? error : error.inflated(at: element.range.lowerBound)
    }
  }

  /// The bytes that the data of MATLAB's objects are, which has one of its elements for each.
  consuming func subsystemBytes(of element: V5Element) throws(MATError) -> [UInt8] {
    guard case .numeric(let array) = try value(of: element), case .uint8(let bytes) = array.real
    else { throw MATError(.damaged, expected: "a row of bytes", found: "something else") }
    return bytes
  }

  private mutating func plainArray(_ element: V5Element) throws(MATError) -> V5PlainArray? {
    guard element.inflatedCount >= V5PlainArray.leastByteCount else { return nil }
    let start = element.data.lowerBound
    let stream = try file.bytes(start..<min(start + 1024, element.data.upperBound))
    let head = try headInflater.inflate(stream, count: 512)
    return V5PlainArray(head: head, of: element)
  }

  /// The value whose bytes lie in a range, the end of which Octave may have counted too high.
  private static func value(
    of element: V5Element, in reader: inout ByteReader, _ range: Range<Int>,
    _ budget: DecodingBudget, _ storing: Storing
  ) throws(MATError) -> MATValue {
    var walker = V5Walker(reader: reader, budget: budget)
    walker.mayMiscount = element.mayMiscount
    let (array, next) = try walker.array(at: range.lowerBound, end: range.upperBound)
    // All that is there is the array's: a tag that counts too little would hide the rest.
    if element.isCompressed && next != reader.count && walker.excess > 0 {
      throw MATError(
        .damaged, offset: next, expected: "the end of the array",
        found: "\(reader.count - next) bytes more")
    }
    var decoder = V5Decoder(
      reader: walker.reader, budget: walker.budget, subsystem: element.subsystem,
      encoding: element.decoding.text, storing: storing)
    let value = try decoder.value(of: array)
    // What the reader has in its window serves the next variable too.
    reader = decoder.reader
    return value
  }
}
