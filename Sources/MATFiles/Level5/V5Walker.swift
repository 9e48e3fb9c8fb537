/// The structural check of version 5 arrays, done before anything is decoded.
///
/// It walks the tags of an array as MAT-File Format, chapter 1, "Level 5 MAT-file data element format",
/// lays them out, and compares every length, count, dimension and name with the bytes that are there, so
/// that nothing behind it needs to trust a number of the file: products are checked for overflow, no
/// memory is set aside for elements that the bytes could not hold, and nesting has a limit.
struct V5Walker {
  var reader: ByteReader
  /// What the variable may still take.
  var budget: DecodingBudget
  /// Whether Octave may have written the file.
  var mayMiscount = false
  /// The bytes that tags count too many, as Octave's do.
  private(set) var excess = 0

  /// The array whose tag stands at `offset`, and where the next element starts.
  ///
  /// Throws `.damaged`, with the path inside the array, at the first thing that does not fit.
  mutating func array(
    at offset: Int, end: Int, depth: Int = 0
  ) throws(MATError) -> (array: V5Array, next: Int) {
    try budget.check(depth: depth)
    let tag = try reader.tag(at: offset, end: end)
    guard tag.type == .matrix else {
      throw MATError(
        .damaged, offset: offset, expected: "an array", found: "data of type \(tag.type)")
    }
    // MATLAB writes an unset cell or field as an array without any bytes; it reads back as [].
    if tag.data.isEmpty && depth > 0 {
      try budget.spend(elements: 1, bytesPerElement: 0)
      return (.empty, tag.next)
    }
    let (header, start) = try self.header(in: tag.data, named: false)
    var position = start
    let before = excess
    let content = try self.content(
      of: header, at: &position, end: tag.data.upperBound, depth: depth)
    let left = tag.data.upperBound - position
    if isMiscounted(header, content, left: left) { excess += 4 }
    let inside = excess - before
    guard inside == 0 ? left < 8 : left == inside else {
      throw MATError(
        .damaged, offset: position, expected: "the end of the array", found: "\(left) bytes more")
    }
    return (V5Array(header: header, content: content), inside == 0 ? tag.next : position)
  }

  /// Whether the tag of a char array counts four bytes that are not there: Octave's does where three or four
  /// characters, of two rows or more, lie beside their own tag. Each array around it counts them too.
  private func isMiscounted(_ header: V5ArrayHeader, _ content: V5Content, left: Int) -> Bool {
    guard mayMiscount, left == 4, header.size[0] != 1 || header.size.count > 2,
      case .text(let data) = content
    else { return false }
    return data.type == .utf8 && (3...4).contains(data.range.count)
  }

  /// The content of an array, and with it the position behind it.
  private mutating func content(
    of header: V5ArrayHeader, at position: inout Int, end: Int, depth: Int
  ) throws(MATError) -> V5Content {
    switch header.arrayClass {
    case .cell:
      return .cells(try cells(of: header, at: &position, end: end, depth: depth))
    case .structure, .object:
      return try fields(of: header, at: &position, end: end, depth: depth)
    case .functionHandle:
      return .functionHandle(try parts(at: &position, end: end, depth: depth))
    case .opaque:
      return .opaque(try parts(at: &position, end: end, depth: depth))
    case .char:
      let text = try characters(of: header, at: &position, end: end)
      try budget.spend(elements: text.count, bytesPerElement: 2)
      return .text(text)
    case .sparse:
      return try sparse(header, at: &position, end: end)
    default:
      let real = try numbers(header.count, at: &position, end: end)
      let imaginary = header.isComplex ? try numbers(header.count, at: &position, end: end) : nil
      try budget.spend(elements: header.count, bytesPerElement: header.bytesPerElement)
      return .numbers(real: real, imaginary: imaginary)
    }
  }

  /// `count` numbers of any stored type.
  mutating func numbers(
    _ count: Int, at position: inout Int, end: Int
  ) throws(MATError) -> V5Data {
    // An empty array may leave its data out altogether.
    if count == 0 && position == end { return V5Data(type: .double, range: end..<end) }
    let tag = try reader.tag(at: position, end: end)
    guard tag.type.isNumeric, tag.data.count == tag.type.byteCount(of: count) else {
      throw MATError(
        .damaged, offset: position, expected: "\(count) numbers",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    position = tag.next
    return V5Data(type: tag.type, range: tag.data)
  }

  /// The characters of a char array. How many there are shows when they are decoded.
  mutating func characters(
    of header: V5ArrayHeader, at position: inout Int, end: Int
  ) throws(MATError) -> V5Data {
    if header.count == 0 && position == end { return V5Data(type: .utf16, range: end..<end) }
    let tag = try reader.tag(at: position, end: end)
    switch tag.type {
    case .int8, .uint8, .uint16, .utf8, .utf16, .utf32:
      guard tag.data.count % tag.type.elementSize == 0 else { fallthrough }
    default:
      throw MATError(
        .damaged, offset: position, expected: "\(header.count) characters",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    position = tag.next
    return V5Data(type: tag.type, range: tag.data)
  }

  /// The parts of a sparse matrix; whether the indices are in order shows when they are decoded.
  private mutating func sparse(
    _ header: V5ArrayHeader, at position: inout Int, end: Int
  ) throws(MATError) -> V5Content {
    guard header.size.count == 2 else {
      throw MATError(
        .damaged, offset: position, expected: "a sparse matrix of two dimensions",
        found: "\(header.size.count) dimensions")
    }
    let rows = try indices(at: &position, end: end)
    let columnStarts = try indices(at: &position, end: end)
    guard columnStarts.count == header.size[1] + 1 else {
      throw MATError(
        .damaged, offset: position, expected: "\(header.size[1] + 1) column starts",
        found: "\(columnStarts.count)")
    }
    let real = try values(at: &position, end: end)
    let imaginary = header.isComplex ? try values(at: &position, end: end) : nil
    try budget.spend(elements: rows.count, bytesPerElement: header.isComplex ? 24 : 16)
    try budget.spend(byteCount: columnStarts.count.multipliedSaturating(by: 8))
    return .sparse(rows: rows, columnStarts: columnStarts, real: real, imaginary: imaginary)
  }

  private mutating func indices(at position: inout Int, end: Int) throws(MATError) -> V5Data {
    let tag = try reader.tag(at: position, end: end)
    guard tag.type == .int32 || tag.type == .uint32, tag.data.count % 4 == 0 else {
      throw MATError(
        .damaged, offset: position, expected: "indices of 32 bits",
        found: "\(tag.data.count) bytes of type \(tag.type)")
    }
    position = tag.next
    return V5Data(type: tag.type, range: tag.data)
  }

  private mutating func values(at position: inout Int, end: Int) throws(MATError) -> V5Data {
    if position == end { return V5Data(type: .double, range: end..<end) }
    let tag = try reader.tag(at: position, end: end)
    guard tag.type.isNumeric else {
      throw MATError(
        .damaged, offset: position, expected: "numbers", found: "data of type \(tag.type)")
    }
    position = tag.next
    return V5Data(type: tag.type, range: tag.data)
  }
}

extension V5Array {
  /// The 0×0 double array that an element without bytes stands for.
  static let empty = V5Array(
    header: V5ArrayHeader(arrayClass: .double, size: [0, 0]),
    content: .numbers(real: V5Data(type: .double, range: 0..<0), imaginary: nil))

  /// Whether this is ``empty``: data at the very beginning are no others'.
  var isUnset: Bool {
    guard case .numbers(let real, nil) = content else { return false }
    return header.size == [0, 0] && real.range == 0..<0
  }
}
