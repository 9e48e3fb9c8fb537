import CDeflate

/// Makes compressed elements of a version 5 file: a tag, and a zlib stream of an array's element.
@safe struct V5Compressor: ~Copyable {
  private let handle: OpaquePointer

  /// The level of libdeflate that compresses about as far as zlib's default.
  private static let usualLevel = 6

  /// A compressor of a level from 1 to 12; the usual one where it is 0.
  init(level: Int = 0) throws(MATError) {
    let level = level == 0 ? Self.usualLevel : level
    guard let handle = unsafe libdeflate_alloc_compressor(Int32(level)) else {
      throw MATError(.outOfMemory, expected: "memory for compressing", found: "none")
    }
    unsafe self.handle = handle
  }

  /// The compressed element of an array's, which is all that the image holds.
  ///
  /// Throws `cannotRepresent` where it takes 4 GiB or more.
  func element(
    of image: V5Image, isBigEndian: Bool = ByteReader.isHostBigEndian
  ) throws(MATError) -> [UInt8] {
    var element: [UInt8] = []
    try image.withBytes { bytes throws(MATError) in
      element = try self.element(of: bytes, isBigEndian: isBigEndian)
    }
    return element
  }

  /// The compressed element of an array's.
  static func element(
    of bytes: [UInt8], isBigEndian: Bool = ByteReader.isHostBigEndian
  ) throws(MATError) -> [UInt8] {
    try unsafe V5Compressor().element(of: bytes.span.bytes, isBigEndian: isBigEndian)
  }

  private func element(of bytes: RawSpan, isBigEndian: Bool) throws(MATError) -> [UInt8] {
    let tagSize = 8
    let bound = unsafe libdeflate_zlib_compress_bound(handle, bytes.byteCount)
    try requireMemory(for: bound, of: 1)
    var element = unsafe bytes.withUnsafeBytes { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: tagSize + bound) { buffer, count in
        unsafe buffer.initializeMemory(zeroUpTo: tagSize)
        let target = unsafe buffer.baseAddress.map { unsafe $0 + tagSize }
        let size = unsafe libdeflate_zlib_compress(
          handle, bytes.baseAddress, bytes.count, target, bound)
        count = size == 0 ? 0 : tagSize + size
      }
    }
    guard !element.isEmpty else {
      throw MATError(.writeFailed, expected: "a compressed variable", found: "none from libdeflate")
    }
    guard let length = UInt32(exactly: element.count - tagSize) else {
      throw MATError(
        .cannotRepresent, expected: "less than 4 GiB a compressed variable in v7",
        found: "\(element.count - tagSize) bytes")
    }
    var tag: [UInt8] = []
    tag.append(V5DataType.compressed.rawValue, isBigEndian: isBigEndian)
    tag.append(length, isBigEndian: isBigEndian)
    element.replaceSubrange(..<tagSize, with: tag)
    return element
  }

  deinit { unsafe libdeflate_free_compressor(handle) }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Sets the first bytes to zero.
  fileprivate func initializeMemory(zeroUpTo count: Int) {
    for index in 0..<count { unsafe initializeElement(at: index, to: 0) }
  }
}
