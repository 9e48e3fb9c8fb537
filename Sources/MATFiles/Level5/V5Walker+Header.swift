extension V5Walker {
  /// A walker for headers alone, which take nothing worth counting.
  init(headersOf reader: ByteReader) {
    self.init(reader: reader, budget: DecodingBudget(MATLimits(), fileByteCount: 0))
  }

  /// A walker for the header that begins inflated bytes.
  init(header head: [UInt8], isBigEndian: Bool) {
    self.init(headersOf: ByteReader(head, isBigEndian: isBigEndian))
  }

  /// The header of the array whose bytes are `body`, and where its content starts.
  ///
  /// It takes the flags, the dimensions (stored as int32, or by some writers as uint32) and the name
  /// (Latin-1 or UTF-8), then the class name of an object. An opaque array has a name, the name of a
  /// type system and that of a class in place of dimensions. Where the name is not wanted, it is only checked
  /// to be one: it takes as long as all the rest.
  mutating func header(
    in body: Range<Int>, named: Bool = true
  ) throws(MATError) -> (V5ArrayHeader, start: Int) {
    var position = body.lowerBound
    var header = try flags(at: &position, end: body.upperBound)
    if header.arrayClass == .opaque {
      let name = try text(at: &position, end: body.upperBound)
      let typeSystem = try text(at: &position, end: body.upperBound)
      let className = try text(at: &position, end: body.upperBound)
      header.names = V5ArrayHeader.Names(name: name, className: className, typeSystem: typeSystem)
      let size = opaqueSize(at: position, end: body.upperBound)
      header.size = size ?? [1, 1]
      header.isSizeKnown = size != nil
      return (header, position)
    }
    header.size = try size(at: &position, end: body.upperBound)
    var name = ""
    if named {
      name = try text(at: &position, end: body.upperBound)
    } else {
      position = try nameTag(at: position, end: body.upperBound).next
    }
    var className: String?
    if header.arrayClass == .object {
      className = try text(at: &position, end: body.upperBound)
    }
    if named || className != nil {
      header.names = V5ArrayHeader.Names(name: name, className: className)
    }
    if header.isLogical, header.arrayClass == .uint8, isOctavesSparse(at: position, body, header) {
      header.arrayClass = .sparse
    }
    return (header, position)
  }

  /// Whether the content of a logical array is a sparse matrix's, as Octave stores it under the class of full
  /// ones: truth values are never numbers of 32 bits, and nothing would follow them.
  private mutating func isOctavesSparse(
    at position: Int, _ body: Range<Int>, _ header: V5ArrayHeader
  ) -> Bool {
    guard header.size.count == 2, !header.isComplex,
      let tag = try? reader.tag(at: position, end: body.upperBound)
    else { return false }
    return tag.type == .int32 && body.upperBound - tag.next >= 8
  }

  /// Corrects the size of a row of text that counts bytes of UTF-8, as some writers have it, to what decoding
  /// it gives; where the bytes at hand end before the text, its size is not known.
  mutating func countText(of header: inout V5ArrayHeader, at position: Int, end: Int) {
    guard header.arrayClass == .char, let tag = try? reader.tag(at: position, end: end),
      tag.type == .utf8, header.size == [1, tag.data.count]
    else { return }
    guard let bytes = try? reader.bytes(tag.data) else {
      header.isSizeKnown = false
      return
    }
    if let units = V5Text.units(utf8: bytes) { header.size[1] = units.count }
  }

  private mutating func flags(at position: inout Int, end: Int) throws(MATError) -> V5ArrayHeader {
    let tag = try reader.tag(at: position, end: end)
    guard tag.type == .uint32 || tag.type == .int32, tag.data.count == 8 else {
      throw MATError(
        .damaged, offset: position, expected: "the 8 bytes of an array's flags",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    let word = try reader.uint32(at: tag.data.lowerBound)
    guard let arrayClass = V5ArrayClass(rawValue: UInt8(truncatingIfNeeded: word)) else {
      throw MATError(
        .damaged, offset: position, expected: "a class from 1 to 17", found: "class \(word & 0xFF)")
    }
    position = tag.next
    return V5ArrayHeader(
      arrayClass: arrayClass, isComplex: word & 0x800 != 0, isGlobal: word & 0x400 != 0,
      isLogical: word & 0x200 != 0,
      sparseCapacity: Int(try reader.uint32(at: tag.data.lowerBound + 4)), size: [0, 0])
  }

  private mutating func size(at position: inout Int, end: Int) throws(MATError) -> [Int] {
    let tag = try reader.tag(at: position, end: end)
    guard tag.type == .int32 || tag.type == .uint32, tag.data.count % 4 == 0, tag.data.count >= 8
    else {
      throw MATError(
        .damaged, offset: position, expected: "two or more dimensions",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    var size: [Int] = []
    size.reserveCapacity(2)
    for offset in stride(from: tag.data.lowerBound, to: tag.data.upperBound, by: 4) {
      let stored = try reader.uint32(at: offset)
      let extent = Int(Int32(bitPattern: stored))
      guard extent >= 0 else {
        throw MATError(
          .damaged, offset: offset, expected: "a dimension from 0 to 2147483647",
          found: tag.type == .int32 ? "\(extent)" : "\(stored)")
      }
      size.append(extent)
    }
    guard product(size) != nil else {
      throw MATError(
        .damaged, offset: position, expected: "a size that a file can hold",
        found: size.map(String.init).joined(separator: "×"))
    }
    position = tag.next
    return size
  }

  /// A name: Latin-1 or UTF-8, without the zeros that some writers count as part of it.
  private mutating func text(at position: inout Int, end: Int) throws(MATError) -> String {
    let tag = try nameTag(at: position, end: end)
    position = tag.next
    // The bytes are read only now that the tag is known to be a name: its length is the file's word.
    return try reader.withBytes(tag.data) { V5Text.name($0.prefix { $0 != 0 }) }
  }

  private mutating func nameTag(at position: Int, end: Int) throws(MATError) -> V5Tag {
    let tag = try reader.tag(at: position, end: end)
    switch tag.type {
    case .int8, .uint8, .utf8: return tag
    default:
      throw MATError(
        .damaged, offset: position, expected: "a name", found: "data of type \(tag.type)")
    }
  }

  /// The size of an object of MATLAB's own, which its data tell: uint32 numbers that start with a mark,
  /// the number of dimensions and the dimensions; or the struct of an enumeration, which has an index for
  /// each element. Data of other kinds belong to one object. Nil where the data end before they tell.
  private mutating func opaqueSize(at position: Int, end: Int) -> [Int]? {
    do throws(MATError) {
      let tag = try reader.tag(at: position, end: end)
      // The class first: the header of anything else could be another opaque array's, without end.
      switch try arrayClass(of: tag) {
      case .uint32:
        let (_, start) = try header(in: tag.data)
        return try markedSize(in: reader.tag(at: start, end: tag.data.upperBound)) ?? [1, 1]
      case .structure: return try enumerationSize(in: tag.data)
      default: return [1, 1]
      }
    } catch {
      // Not a size, then; what is damaged is found when the array's parts are walked.
      return nil
    }
  }

  /// The class of the array with a tag; nil where it is none.
  private mutating func arrayClass(of tag: V5Tag) throws(MATError) -> V5ArrayClass? {
    guard tag.type == .matrix else { return nil }
    var position = tag.data.lowerBound
    return try flags(at: &position, end: tag.data.upperBound).arrayClass
  }

  /// The size of the field `ValueIndices` of a scalar struct; 1×1 where there is none.
  private mutating func enumerationSize(in body: Range<Int>) throws(MATError) -> [Int] {
    var (_, position) = try header(in: body)
    let names = try fieldNames(at: &position, end: body.upperBound)
    guard let index = names.firstIndex(of: "ValueIndices") else { return [1, 1] }
    for _ in 0..<index { position = try reader.tag(at: position, end: body.upperBound).next }
    let tag = try reader.tag(at: position, end: body.upperBound)
    guard try arrayClass(of: tag) == .uint32 else { return [1, 1] }
    return try header(in: tag.data).0.size
  }

  private mutating func markedSize(in tag: V5Tag) throws(MATError) -> [Int]? {
    let mark: UInt32 = 0xDD00_0000
    let start = tag.data.lowerBound
    guard tag.type == .uint32, tag.data.count >= 16, try reader.uint32(at: start) == mark,
      let rank = Int(exactly: try reader.uint32(at: start + 4)), rank >= 2,
      rank <= tag.data.count / 4 - 2
    else { return nil }
    var size: [Int] = []
    for dimension in 0..<rank {
      size.append(Int(try reader.uint32(at: start + 8 + 4 * dimension)))
    }
    return product(size) == nil ? nil : size
  }
}
