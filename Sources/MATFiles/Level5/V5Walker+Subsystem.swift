extension V5Walker {
  /// Checks the data of MATLAB's own objects: a row of bytes that hold a file of their own, with a header
  /// of eight bytes (version and byte order) and arrays without names.
  ///
  /// Throws `.damaged` where the arrays contradict themselves. Bytes that are no such file are let pass,
  /// because the format is not documented.
  static func checkSubsystem(_ value: MATValue) throws(MATError) {
    guard case .numeric(let array) = value, case .uint8(let bytes) = array.real, bytes.count > 8
    else { return }
    let isBigEndian = bytes[2...3].elementsEqual("MI".utf8)
    guard isBigEndian || bytes[2...3].elementsEqual("IM".utf8) else { return }
    var walker = V5Walker(
      reader: ByteReader(bytes, isBigEndian: isBigEndian),
      budget: DecodingBudget(MATLimits(), fileByteCount: bytes.count))
    var position = 8
    while bytes.count - position >= 8 {
      position = try walker.array(at: position, end: bytes.count, depth: 1).next
    }
  }
}
