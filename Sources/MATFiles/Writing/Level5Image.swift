import CDeflate

/// A level 5 file in memory as libmatio has written it: a header, and one element after the other, each a
/// type, a length and that many bytes, all in this machine's byte order.
///
/// ("MAT-File Format", The MathWorks, section 1.)
enum Level5Image {
  private static let compressedType: UInt32 = 15
  /// The level of libdeflate that compresses about as far as zlib's default.
  private static let compressionLevel: Int32 = 6

  /// Writes each element compressed by zlib, at the usual level where it is 0, and no header.
  static func writeCompressed(
    _ image: RawSpan, level: Int, to output: borrowing AtomicFile
  ) throws(MATError) {
    let compressor = try Compressor(level: level == 0 ? compressionLevel : Int32(level))
    var offset = MATHeader.size
    while offset < image.byteCount {
      let count = try elementSize(at: offset, in: image)
      let compressed = try compressor.compress(image.extracting(offset..<offset + count))
      try unsafe output.write([compressedType, UInt32(compressed.count)].span.bytes)
      try output.write(compressed)
      offset += count
    }
  }

  /// An array's element, compressed by zlib.
  static func compressed(
    _ element: [UInt8], isBigEndian: Bool = ByteReader.isHostBigEndian
  ) throws(MATError) -> [UInt8] {
    let compressed = try unsafe Compressor(level: compressionLevel).compress(element.span.bytes)
    var tag: [UInt8] = []
    tag.append(compressedType, isBigEndian: isBigEndian)
    tag.append(UInt32(compressed.count), isBigEndian: isBigEndian)
    return tag + compressed
  }

  /// The bytes of the element at `offset`, its tag included.
  private static func elementSize(at offset: Int, in image: RawSpan) throws(MATError) -> Int {
    guard image.byteCount - offset >= 8 else { throw incomplete }
    let count = unsafe image.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
    guard Int(count) + 8 <= image.byteCount - offset else { throw incomplete }
    return Int(count) + 8
  }

  private static var incomplete: MATError {
    MATError(.writeFailed, found: "libmatio left the file in memory incomplete")
  }
}

/// The owner of a libdeflate compressor.
@safe private struct Compressor: ~Copyable {
  private let handle: OpaquePointer

  init(level: Int32) throws(MATError) {
    guard let handle = unsafe libdeflate_alloc_compressor(level) else {
      throw MATError(.outOfMemory, expected: "memory for compressing", found: "none")
    }
    unsafe self.handle = handle
  }

  /// The bytes as a zlib stream.
  func compress(_ bytes: RawSpan) throws(MATError) -> [UInt8] {
    let bound = unsafe libdeflate_zlib_compress_bound(handle, bytes.byteCount)
    try requireMemory(for: bound, of: 1)
    let compressed = unsafe bytes.withUnsafeBytes { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
        count = unsafe libdeflate_zlib_compress(
          handle, bytes.baseAddress, bytes.count, buffer.baseAddress, bound)
      }
    }
    guard !compressed.isEmpty else {
      throw MATError(.writeFailed, expected: "a compressed variable", found: "none from libdeflate")
    }
    return compressed
  }

  deinit { unsafe libdeflate_free_compressor(handle) }
}
