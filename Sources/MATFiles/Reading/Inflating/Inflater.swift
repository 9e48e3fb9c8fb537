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
      throw MATError(.readFailed, expected: "memory to inflate with", found: "none left")
    }
    unsafe self.decompressor = decompressor
  }

  /// The part of an inflated stream that `kept` says, as numbers: a whole number of them, in the byte
  /// order they lie there.
  ///
  /// A long stream is inflated by several threads where it allows (``SplitInflation``). Else it is inflated
  /// where its numbers stay, and they are moved down over what comes before. Throws `.damaged` where the
  /// stream is broken, its checksum is wrong, or its length is another.
  borrowing func inflate<Number: BitwiseCopyable>(
    _ stream: ZlibStream, keeping kept: Range<Int>
  ) throws(MATError) -> [Number] {
    try Self.check(stream.count, streamCount: stream.range.count)
    let size = MemoryLayout<Number>.stride
    return unsafe try Array(unfilled: kept.count / size, room: (stream.count + size - 1) / size) {
      buffer throws(MATError) in
      let inflated = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<stream.count])
      if let split = SplitInflation(stream, keeping: kept), unsafe split.fill(inflated) { return }
      var reader = ByteReader(stream.file)
      unsafe try inflate(reader.bytes(stream.range), into: inflated)
      if kept.lowerBound > 0, let start = inflated.baseAddress {
        unsafe memmove(start, start + kept.lowerBound, kept.count)
      }
    }
  }

  private borrowing func inflate(
    _ stream: [UInt8], into inflated: UnsafeMutableRawBufferPointer
  ) throws(MATError) {
    var used = 0
    let result = unsafe stream.withUnsafeBytes { stream in
      unsafe libdeflate_zlib_decompress_ex(
        decompressor, stream.baseAddress, stream.count, inflated.baseAddress, inflated.count,
        &used, nil)
    }
    switch result {
    case LIBDEFLATE_SUCCESS:
      // A length that says more than the stream has would hide the variables behind it.
      guard used == stream.count else {
        throw MATError(
          .damaged, expected: "a compressed stream of \(stream.count) bytes",
          found: "its end after \(used)")
      }
    case LIBDEFLATE_SHORT_OUTPUT:
      throw MATError(
        .damaged, expected: "compressed data of \(inflated.count) bytes when inflated",
        found: "fewer")
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      throw MATError(
        .damaged, expected: "compressed data of \(inflated.count) bytes when inflated",
        found: "more")
    default:
      throw MATError(
        .damaged, expected: "compressed data that inflate", found: "a broken stream or checksum")
    }
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
}
