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

  /// The inflated stream, which is to have `count` bytes.
  ///
  /// Throws `.damaged` where the stream is broken, its checksum is wrong, or its length is another.
  borrowing func inflate(_ stream: [UInt8], count: Int) throws(MATError) -> [UInt8] {
    try inflate(stream, count: count, keeping: 0..<count)
  }

  /// The part of an inflated stream that `kept` says, as numbers: a whole number of them, in the byte
  /// order they lie there. They are inflated where they stay, and moved down over what comes before.
  borrowing func inflate<Number: BitwiseCopyable>(
    _ stream: [UInt8], count: Int, keeping kept: Range<Int>
  ) throws(MATError) -> [Number] {
    try Self.check(count, streamCount: stream.count)
    let size = MemoryLayout<Number>.stride
    return unsafe try Array(unfilled: kept.count / size, room: (count + size - 1) / size) {
      buffer throws(MATError) in
      let inflated = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      unsafe try inflate(stream, into: inflated)
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

  deinit { unsafe libdeflate_free_decompressor(decompressor) }
}
