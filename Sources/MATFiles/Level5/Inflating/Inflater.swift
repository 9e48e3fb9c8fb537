import CDeflate
import Foundation

/// Inflates whole zlib streams with libdeflate, which checks the Adler-32 at their end: a flipped byte is
/// an error and never a wrong number.
@safe struct Inflater: ~Copyable {
  private let decompressor: OpaquePointer

  /// Deflate expands to at most 1032 times its size (258 bytes from two bits), so a stream that claims
  /// more lies, and no memory is set aside for it.
  private static let greatestRatio = 1032

  /// Throws where a stream of so many bytes cannot inflate to `count`.
  static func check(_ count: Int, streamCount: Int) throws(MATError) {
    guard count / greatestRatio <= streamCount else {
      throw MATError(
        .damaged, expected: "at most \(streamCount * greatestRatio) bytes when inflated",
        found: "a size of \(count) bytes")
    }
  }

  init() throws(MATError) {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
      throw MATError(.outOfMemory, expected: "memory to inflate with", found: "none left")
    }
    unsafe self.decompressor = decompressor
  }

  /// The part of an inflated stream that `kept` says, as numbers: a whole number of them, in the byte
  /// order they lie there. Of a stream that may be shorter than it claims, as many as there are.
  ///
  /// A long stream is inflated by several threads where it allows (``SplitInflation``). Else it is inflated
  /// where its numbers stay, and they are moved down over what comes before. Throws `.damaged` where the
  /// stream is broken, its checksum is wrong, or its length is another.
  borrowing func inflate<Number: BitwiseCopyable>(
    _ stream: ZlibStream, keeping kept: Range<Int>
  ) throws(MATError) -> [Number] {
    let size = MemoryLayout<Number>.stride
    var missing = 0
    var numbers = unsafe try [Number](
      unfilled: kept.count / size, room: (stream.count + size - 1) / size
    ) {
      buffer throws(MATError) in
      missing = unsafe try inflate(stream, keeping: kept, into: buffer)
    }
    if missing > 0 { numbers.removeLast(min(numbers.count, missing / size)) }
    return numbers
  }

  /// The same into memory that all of the stream fits in, the part that is kept first; how many bytes of what
  /// the stream claims there are not.
  borrowing func inflate(
    _ stream: ZlibStream, keeping kept: Range<Int>, into buffer: UnsafeMutableRawBufferPointer
  ) throws(MATError) -> Int {
    try Self.check(stream.count, streamCount: stream.range.count)
    let inflated = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<stream.count])
    if let split = SplitInflation(stream, keeping: kept), unsafe split.fill(inflated) { return 0 }
    var reader = ByteReader(stream.file)
    let bytes = try reader.bytes(stream.range)
    let made = unsafe try inflate(bytes, of: stream, into: inflated)
    if kept.lowerBound > 0, let start = inflated.baseAddress {
      unsafe memmove(start, start + kept.lowerBound, kept.count)
    }
    return stream.count - made
  }

  /// Inflates a stream whole; the number of its bytes, which is what it claims or, where it may be shorter,
  /// a multiple of four less.
  private borrowing func inflate(
    _ bytes: [UInt8], of stream: ZlibStream, into inflated: UnsafeMutableRawBufferPointer
  ) throws(MATError) -> Int {
    var (used, made) = (0, 0)
    let result = unsafe bytes.withUnsafeBytes { bytes in
      unsafe libdeflate_zlib_decompress_ex(
        decompressor, bytes.baseAddress, bytes.count, inflated.baseAddress, inflated.count,
        &used, &made)
    }
    switch result {
    case LIBDEFLATE_SUCCESS where used == bytes.count:
      try check(made, of: stream)
      return made
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      throw MATError(
        .damaged, expected: "compressed data of \(inflated.count) bytes when inflated",
        found: "more")
    default:
      guard let (made, doubt) = unsafe inflateBlocks(of: bytes, into: inflated) else {
        throw MATError(
          .damaged, expected: "compressed data that inflate", found: "a broken stream or checksum")
      }
      try check(made, of: stream)
      guard stream.acceptsUnverified else { throw doubt }
      return made
    }
  }

  private func check(_ made: Int, of stream: ZlibStream) throws(MATError) {
    let missing = stream.count - made
    guard missing == 0 || stream.mayBeShorter && missing % 4 == 0 && made >= 8 else {
      throw MATError(
        .damaged, expected: "compressed data of \(stream.count) bytes when inflated",
        found: "fewer")
    }
  }

  /// Inflates the blocks of a stream whose end is not as it must be; the bytes made, and what it is that
  /// leaves them unverified. Nil where they do not inflate, or contradict the checksum that is there.
  private borrowing func inflateBlocks(
    of stream: [UInt8], into inflated: UnsafeMutableRawBufferPointer
  ) -> (made: Int, doubt: MATError)? {
    // Method 8, no dictionary, and a multiple of 31 (RFC 1950, section 2.2).
    guard stream.count > 2, stream[0] & 15 == 8, stream[1] & 0x20 == 0,
      (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0
    else { return nil }
    let blocks = stream.dropFirst(2)
    let result = unsafe blocks.withUnsafeBytes { unsafe inflate(blocks: $0, into: inflated) }
    guard let (taken, made) = result else { return nil }
    let behind = blocks.dropFirst(taken)
    let checksum = unsafe libdeflate_adler32(1, inflated.baseAddress, made)
    let stored = behind.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    // The length of an element that says more than its stream has would hide the variables behind it.
    let found: String? =
      switch behind.count {
      case 0..<4: "\(behind.isEmpty ? "none" : "\(behind.count) bytes of it")"
      case 4 where stored.byteSwapped == checksum: "its bytes in reverse order"
      case 5...: stored == checksum ? "it and \(behind.count - 4) bytes more" : nil
      default: nil
      }
    return found.map { found in
      var doubt = MATError(
        .damaged, expected: "a checksum at the end of compressed data", found: found)
      doubt.isUnverifiable = true
      return (made, doubt)
    }
  }

  /// The number of bytes that a whole zlib stream inflates to; nil where they are more than `most`, or the
  /// stream is broken. What it inflates to is thrown away.
  borrowing func length(of stream: [UInt8], atMost most: Int) throws(MATError) -> Int? {
    var made: Int?
    _ = unsafe try [UInt8](unfilled: 0, room: max(most, 1)) { buffer in
      var length = 0
      let result = unsafe stream.withUnsafeBytes { stream in
        unsafe libdeflate_zlib_decompress(
          decompressor, stream.baseAddress, stream.count, buffer.baseAddress, most, &length)
      }
      if result == LIBDEFLATE_SUCCESS { made = length }
    }
    return made
  }

  /// Inflates bare deflate blocks up to the one that calls itself the last; the bytes that were taken and
  /// made, or nil where they don't inflate or there is no room.
  borrowing func inflate(
    blocks: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int)? {
    var (taken, made) = (0, 0)
    let result = unsafe libdeflate_deflate_decompress_ex(
      decompressor, blocks.baseAddress, blocks.count, output.baseAddress, output.count, &taken,
      &made)
    return result == LIBDEFLATE_SUCCESS ? (taken, made) : nil
  }

  deinit { unsafe libdeflate_free_decompressor(decompressor) }
}

/// A zlib stream in a file, and how many bytes it is to inflate to.
struct ZlibStream {
  let file: FileBytes
  let range: Range<Int>
  let count: Int
  /// How many threads may take part in inflating it.
  let workers: Int
  /// Whether it may inflate to a multiple of four bytes less.
  var mayBeShorter = false
  /// Whether it may end without its checksum, or with more behind it.
  var acceptsUnverified = false
}
