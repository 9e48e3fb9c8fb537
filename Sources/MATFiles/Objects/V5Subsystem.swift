/// Where a version 5 file keeps the data of its objects: a row of bytes without a name, at the place that
/// the file's header tells. The bytes are a file of their own: eight bytes of which two tell the byte order,
/// then a struct with a field for each system of types, of which `MCOS` is MATLAB's own.
final class V5Subsystem: Sendable {
  private let file: FileBytes
  private let header: V5FileHeader
  private let decoding: MATDecoding
  private let offset: Int
  private let subsystem = Subsystem()

  /// Nil where the file has none.
  init?(_ file: FileBytes, _ header: V5FileHeader, _ decoding: MATDecoding) {
    guard let offset = header.subsystemOffset else { return nil }
    self.file = file
    self.header = header
    self.decoding = decoding
    self.offset = offset
  }

  /// The data of the file's objects.
  ///
  /// Throws `.damaged` where they contradict themselves or are not there.
  func data(_ limits: MATLimits) throws(MATError) -> ObjectData {
    try subsystem.data(at: offset) { () throws(MATError) in try load(limits) }
  }

  private func load(_ limits: MATLimits) throws(MATError) -> ObjectData {
    guard offset >= V5FileHeader.size, offset < file.count else {
      throw MATError(
        .damaged, expected: "the data of MATLAB's objects", found: "the end of the file")
    }
    // Without an offset of its own: where a header points at an object instead, that object's data would be
    // looked for in itself, without end.
    var scanner = try V5Scanner(
      file, header: V5FileHeader(isBigEndian: header.isBigEndian), decoding)
    let element = try scanner.element(at: offset).element
    if let range = try bytes(of: element) {
      // From the file straight into the arrays of the values.
      do throws(MATError) {
        return try Self.data(in: ByteReader(file), range, limits)
      } catch {
        var error = error
        error.offset = error.offset.map { $0 - range.lowerBound }
        throw error
      }
    }
    let reader = try V5Reader(file, limits, workers: 1)
    let bytes = try reader.subsystemBytes(of: element)
    return try Self.data(in: ByteReader(bytes, isBigEndian: false), 0..<bytes.count, limits)
  }

  /// Where the bytes of an element lie in the file; nil where it is compressed, or no row of bytes as it should be.
  private func bytes(of element: V5Element) throws(MATError) -> Range<Int>? {
    guard !element.isCompressed else { return nil }
    var walker = V5Walker(headersOf: ByteReader(file, isBigEndian: element.isBigEndian))
    let end = element.range.upperBound
    let array = try walker.reader.tag(at: element.range.lowerBound, end: end)
    guard array.type == .matrix else { return nil }
    let (header, start) = try walker.header(in: array.data)
    let tag = try walker.reader.tag(at: start, end: array.data.upperBound)
    guard header.arrayClass == .uint8, !header.isComplex, !header.isLogical, tag.type == .uint8,
      header.count == tag.data.count
    else { return nil }
    return tag.data
  }

  /// The data in the bytes of a subsystem.
  private static func data(
    in reader: ByteReader, _ range: Range<Int>, _ limits: MATLimits
  ) throws(MATError) -> ObjectData {
    var reader = reader
    let head = StoredObjects.head.count
    let order = try reader.bytes(range.prefix(head)).dropFirst(2).prefix(2)
    guard order.elementsEqual("MI".utf8) || order.elementsEqual("IM".utf8) else {
      throw MATError(.damaged, expected: "a mark of the byte order", found: "\(Array(order))")
    }
    reader.isBigEndian = order.elementsEqual("MI".utf8)
    var walker = V5Walker(
      reader: reader, budget: DecodingBudget(limits, fileByteCount: range.count))
    let array = try walker.array(at: range.lowerBound + head, end: range.upperBound).array
    guard let wrapper = array.field("MCOS"), case .opaque(let parts) = wrapper.content,
      let cells = parts.first
    else { return .unknown(.noObjectData) }
    var decoder = V5Decoder(
      reader: walker.reader, budget: walker.budget, subsystem: nil, encoding: .utf16,
      storing: .objectData)
    guard case .cell(let values) = try decoder.value(of: cells) else {
      throw MATError(.damaged, expected: "a cell array", found: "something else")
    }
    return try ObjectData(cells: values.elements, isBigEndian: reader.isBigEndian)
  }
}

extension MATError {
  /// An error in the data of objects, as one of the variable that needs them.
  func ofObjects(at place: Int?) -> MATError {
    var error = self
    let position = offset.map { " at byte \($0) of the data of MATLAB's objects" } ?? ""
    error.found = (found ?? "something else") + position
    error.offset = place
    error.path = nil
    return error
  }
}
