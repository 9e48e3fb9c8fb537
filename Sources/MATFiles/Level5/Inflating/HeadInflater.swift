import CDeflate
import CZlib

/// Inflates the first bytes of zlib streams, enough to list a variable without decoding it.
///
/// zlib does this and libdeflate can't; but of a short stream libdeflate makes all in a third of the time. The
/// checksum stands at a stream's end and is not looked at here.
@safe struct HeadInflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let decompressor: OpaquePointer

  /// What a stream is short with, and what it may inflate to for libdeflate to be asked.
  private static let (shortStream, shortOutput) = (1024, 4096)

  init() throws(MATError) {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { throw Self.noMemory }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_inflate_init(stream) == Z_OK else {
      unsafe stream.deallocate()
      unsafe libdeflate_free_decompressor(decompressor)
      throw Self.noMemory
    }
    unsafe (self.stream, self.decompressor) = (stream, decompressor)
  }

  private static var noMemory: MATError {
    MATError(.outOfMemory, expected: "memory to inflate with", found: "none left")
  }

  /// The first bytes of what the compressed bytes inflate to, at most `count`: as many as `head`, the
  /// beginning of a stream, gives before it ends or turns out to be broken; of a short stream that is whole it
  /// may be more. That a stream is broken further on is no reason not to list it: decoding it will say so.
  borrowing func inflate(_ head: [UInt8], count: Int) throws(MATError) -> [UInt8] {
    if head.count <= Self.shortStream, let whole = whole(head) { return whole }
    guard unsafe inflateReset(stream) == Z_OK else {
      throw MATError(.readFailed, expected: "zlib to start anew", found: "an error")
    }
    var head = head
    let inflated = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, produced in
      unsafe head.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = input.baseAddress
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(count)
        // The status tells what is wrong further on.
        _ = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
        produced = unsafe count - Int(stream.pointee.avail_out)
      }
    }
    guard !inflated.isEmpty else {
      throw MATError(
        .damaged, expected: "compressed data that inflate", found: "a broken stream")
    }
    return inflated
  }

  /// What a whole short stream inflates to; nil where it is none, or inflates to more than a little.
  private func whole(_ short: [UInt8]) -> [UInt8]? {
    var isWhole = false
    let inflated = unsafe [UInt8](unsafeUninitializedCapacity: Self.shortOutput) { output, made in
      let result = unsafe short.withUnsafeBytes { input in
        unsafe libdeflate_zlib_decompress(
          decompressor, input.baseAddress, input.count, output.baseAddress, output.count, &made)
      }
      isWhole = result == LIBDEFLATE_SUCCESS
      if !isWhole { made = 0 }
    }
    return isWhole && !inflated.isEmpty ? inflated : nil
  }

  deinit {
    unsafe libdeflate_free_decompressor(decompressor)
    // The stream is only read from: nothing is lost if zlib finds it in an odd state.
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }
}
