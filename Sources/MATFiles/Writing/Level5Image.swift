import CDeflate

/// A level 5 file in memory as libmatio has written it: a header of 128 bytes, and one element after the
/// other, each a type, a length and that many bytes, all in this machine's byte order.
///
/// ("MAT-File Format", The MathWorks, section 1.)
enum Level5Image {
  private static let headerSize = 128
  private static let textSize = 116
  private static let compressedType: UInt32 = 15
  /// The level of libdeflate that compresses about as far as zlib's default.
  private static let compressionLevel: Int32 = 6

  /// Writes the file with `text` for the text of its header.
  static func write(
    _ image: RawSpan, header text: String, to output: borrowing AtomicFile
  ) throws(MATError) {
    try output.write(header(of: image, text: text))
    try output.write(image.extracting(droppingFirst: headerSize))
  }

  /// Writes the file with `text` for the text of its header and each element compressed by zlib.
  static func writeCompressed(
    _ image: RawSpan, header text: String, to output: borrowing AtomicFile
  ) throws(MATError) {
    try output.write(header(of: image, text: text))
    let compressor = try Compressor(level: compressionLevel)
    var offset = headerSize
    while offset < image.byteCount {
      let count = try elementSize(at: offset, in: image)
      let compressed = try compressor.compress(image.extracting(offset..<offset + count))
      try unsafe output.write([compressedType, UInt32(compressed.count)].span.bytes)
      try output.write(compressed)
      offset += count
    }
  }

  /// The header of the file with `text` padded with spaces, as the format has it.
  private static func header(of image: RawSpan, text: String) throws(MATError) -> [UInt8] {
    guard image.byteCount >= headerSize else { throw incomplete }
    var header = (0..<headerSize).map {
      unsafe image.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
    }
    // After the text eight zeros say that no subsystem data follows.
    header.replaceSubrange(
      ..<(textSize + 8), with: paddedText(text) + Array(repeating: 0, count: 8))
    return header
  }

  /// The text of a header, padded with spaces to its length.
  static func paddedText(_ text: String) -> [UInt8] {
    let text = Array(text.utf8.prefix(textSize))
    return text + Array(repeating: UInt8(ascii: " "), count: textSize - text.count)
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
      throw MATError(.writeFailed, expected: "memory for compressing", found: "none")
    }
    unsafe self.handle = handle
  }

  /// The bytes as a zlib stream.
  func compress(_ bytes: RawSpan) throws(MATError) -> [UInt8] {
    let bound = unsafe libdeflate_zlib_compress_bound(handle, bytes.byteCount)
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
