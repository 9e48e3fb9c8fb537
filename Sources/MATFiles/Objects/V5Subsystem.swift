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
    let reader = try V5Reader(file, limits, workers: 1)
    return try Self.data(in: try reader.subsystemBytes(of: element), limits)
  }

  /// The data in the bytes of a subsystem.
  private static func data(
    in bytes: [UInt8], _ limits: MATLimits
  ) throws(MATError) -> ObjectData {
    let order = bytes.dropFirst(2).prefix(2)
    guard order.elementsEqual("MI".utf8) || order.elementsEqual("IM".utf8) else {
      throw MATError(.damaged, expected: "a mark of the byte order", found: "\(Array(order))")
    }
    let isBigEndian = order.elementsEqual("MI".utf8)
    var walker = V5Walker(
      reader: ByteReader(bytes, isBigEndian: isBigEndian),
      budget: DecodingBudget(limits, fileByteCount: bytes.count))
    let array = try walker.array(at: 8, end: bytes.count).array
    guard let wrapper = array.field("MCOS"), case .opaque(let parts) = wrapper.content,
      let cells = parts.first
    else { return .unknown(.noObjectData) }
    var decoder = V5Decoder(
      reader: walker.reader, budget: walker.budget, subsystem: nil, encoding: .utf16,
      storing: .objectData)
    guard case .cell(let values) = try decoder.value(of: cells) else {
      throw MATError(.damaged, expected: "a cell array", found: "something else")
    }
    return try ObjectData(cells: values.elements, isBigEndian: isBigEndian)
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
