/// A compressed array of real numbers, stored as the type of its class: it can be inflated straight into
/// the array that is returned, which spares memory and the time to touch it.
struct V5PlainArray {
  let numericClass: MATNumericClass
  let size: [Int]
  let isBigEndian: Bool
  /// Where the numbers lie in the inflated bytes.
  let range: Range<Int>

  /// Worth looking for from this size on.
  static let leastByteCount = 1 << 18

  /// Finds out from the inflated beginning of an element; nil where it is anything else, or does not
  /// fit together, which decoding it in the general way will say.
  init?(head: [UInt8], of element: V5Element) {
    var walker = V5Walker(header: head, isBigEndian: element.isBigEndian)
    guard let (header, start) = try? walker.header(in: 8..<element.inflatedCount),
      let numericClass = header.arrayClass.numericClass, !header.isComplex, !header.isLogical,
      let tag = try? walker.reader.tag(at: start, end: element.inflatedCount),
      tag.type.numericClass == numericClass, element.inflatedCount - tag.next < 8,
      product([header.count, tag.type.elementSize]) == tag.data.count
    else { return nil }
    self.numericClass = numericClass
    self.size = header.size
    self.isBigEndian = element.isBigEndian
    self.range = tag.data
  }

  /// Throws where a variable may not have so many elements; their bytes are known to be allowed.
  func check(_ budget: DecodingBudget) throws(MATError) {
    var budget = budget
    try budget.spend(elements: size.reduce(1, *), bytesPerElement: 0)
  }

  /// The array, inflated from its zlib stream.
  func value(
    inflating stream: ZlibStream, with inflater: borrowing Inflater
  ) throws(MATError) -> MATValue {
    let width = numericClass.bytesPerElement
    let isSwapped = isBigEndian != ByteReader.isHostBigEndian
    var missing = 0
    let numbers = unsafe try MATNumbers(
      numericClass, unfilled: range.count / width, room: (stream.count + width - 1) / width
    ) { buffer throws(MATError) in
      missing = unsafe try inflater.inflate(stream, keeping: range, into: buffer)
      if isSwapped {
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<range.count])
          .swapBytes(ofEach: width)
      }
    }
    return .numeric(
      MATNumericArray(size: size, real: numbers.prefix(numbers.count - missing / width)))
  }
}
