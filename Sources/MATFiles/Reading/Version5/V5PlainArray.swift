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
      tag.type == numericClass.storedType, element.inflatedCount - tag.next < 8,
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
    let numbers: MATNumbers =
      switch numericClass {
      case .double: .double(try inflated(stream, inflater))
      case .single: .single(try inflated(stream, inflater))
      case .int8: .int8(try inflated(stream, inflater))
      case .uint8: .uint8(try inflated(stream, inflater))
      case .int16: .int16(try inflated(stream, inflater))
      case .uint16: .uint16(try inflated(stream, inflater))
      case .int32: .int32(try inflated(stream, inflater))
      case .uint32: .uint32(try inflated(stream, inflater))
      case .int64: .int64(try inflated(stream, inflater))
      case .uint64: .uint64(try inflated(stream, inflater))
      }
    return .numeric(MATNumericArray(size: size, real: numbers))
  }

  private func inflated<Number: StoredNumber>(
    _ stream: ZlibStream, _ inflater: borrowing Inflater
  ) throws(MATError) -> [Number] {
    var numbers: [Number] = try inflater.inflate(stream, keeping: range)
    if isBigEndian != ByteReader.isHostBigEndian { numbers.swapBytes() }
    return numbers
  }
}

extension MATNumericClass {
  /// The type under which a file stores numbers of this class as they are.
  var storedType: V5DataType {
    switch self {
    case .double: .double
    case .single: .single
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .uint16: .uint16
    case .int32: .int32
    case .uint32: .uint32
    case .int64: .int64
    case .uint64: .uint64
    }
  }
}
