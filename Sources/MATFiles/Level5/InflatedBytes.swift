import CZlib

/// A compressed element as the bytes that it inflates to, of which no more than the last 128 KiB are kept.
///
/// Reading forward inflates as far as needed; reading what is no longer kept starts anew. zlib does this
/// and libdeflate, which is faster and checks everything, can't: the checksum stands at the end of the
/// stream, so only who reads to the end has it checked.
///
/// Used by one thread: it lives inside one call.
@safe final class InflatedBytes: ByteSource {
  private static let blockSize = 1 << 16

  /// The number of bytes when inflated, as the element's header has it.
  let count: Int
  private let file: FileBytes
  private let element: V5Element
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var inputUsed = 0
  /// Where in the file the input goes on.
  private var inputPosition: Int
  /// How many bytes have been inflated.
  private var position = 0
  /// The last of them.
  private var recent: [UInt8] = []
  private var hasEnded = false

  init(_ file: FileBytes, _ element: V5Element) throws(MATError) {
    try Inflater.check(element.inflatedCount, streamCount: element.data.count)
    self.file = file
    self.element = element
    count = element.inflatedCount
    inputPosition = element.data.lowerBound
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_inflate_init(stream) == Z_OK else {
      // The deinitialiser gives the memory back.
      throw MATError(.readFailed, expected: "memory to inflate with", found: "none left")
    }
  }

  deinit {
    // The stream is only read from: nothing is lost if zlib finds it in an odd state.
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(MATError) {
    if offset < position - recent.count { try restart() }
    var filled = 0
    while filled < buffer.count {
      let wanted = offset + filled
      if wanted < position {
        let start = wanted - (position - recent.count)
        let count = min(recent.count - start, buffer.count - filled)
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count])
          .copyBytes(from: recent[start..<start + count])
        filled += count
      } else if wanted == position && buffer.count - filled >= Self.blockSize {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let count = try unsafe inflate(into: rest)
        recent = []
        filled += count
      } else {
        try inflateBlock()
      }
    }
  }

  /// Inflates to the end, where the checksum stands, which is compared; throws where there is more than
  /// the header says.
  func checkEnd() throws(MATError) {
    while position < count { try inflateBlock() }
    guard !hasEnded else { return }
    var byte: UInt8 = 0
    let more = try unsafe withUnsafeMutableBytes(of: &byte) { byte throws(MATError) in
      try unsafe inflateSome(into: byte)
    }
    guard more == 0 else {
      throw MATError(
        .damaged, offset: position,
        expected: "compressed data of \(count) bytes when inflated", found: "more")
    }
  }

  private func restart() throws(MATError) {
    guard unsafe inflateReset(stream) == Z_OK else {
      throw MATError(.readFailed, expected: "zlib to start anew", found: "an error")
    }
    (input, inputUsed, inputPosition) = ([], 0, element.data.lowerBound)
    (position, recent, hasEnded) = (0, [], false)
  }

  /// Inflates a block behind what is kept, of which the older half goes.
  private func inflateBlock() throws(MATError) {
    if recent.count > Self.blockSize { recent.removeFirst(recent.count - Self.blockSize) }
    var failure: MATError?
    recent += unsafe [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, produced in
      do throws(MATError) {
        produced = unsafe try inflate(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Inflates what comes next, at most what the buffer holds, and returns how many bytes, one at least.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(MATError) -> Int {
    let count = try unsafe inflateSome(into: buffer)
    guard count > 0 else {
      throw MATError(
        .damaged, offset: position,
        expected: "compressed data of \(self.count) bytes when inflated",
        found: "fewer")
    }
    return count
  }

  /// The same, with no byte at the end of the stream.
  private func inflateSome(into buffer: UnsafeMutableRawBufferPointer) throws(MATError) -> Int {
    // zlib counts what it is given in 32 bits.
    let capacity = min(buffer.count, 1 << 30)
    unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(capacity)
    while unsafe stream.pointee.avail_out > 0 && !hasEnded {
      if inputUsed == input.count { try readInput() }
      let status = unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = input.baseAddress?.advanced(by: inputUsed)
        unsafe stream.pointee.avail_in = UInt32(input.count - inputUsed)
        defer { unsafe inputUsed = input.count - Int(stream.pointee.avail_in) }
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
      hasEnded = status == Z_STREAM_END
      guard status == Z_OK || hasEnded else {
        throw MATError(
          .damaged, offset: position, expected: "compressed data that inflate",
          found: "a broken stream or checksum")
      }
    }
    let count = unsafe capacity - Int(stream.pointee.avail_out)
    position += count
    return count
  }

  private func readInput() throws(MATError) {
    let count = min(Self.blockSize, element.data.upperBound - inputPosition)
    guard count > 0 else {
      throw MATError(
        .damaged, offset: position,
        expected: "compressed data of \(self.count) bytes when inflated",
        found: "an end before theirs")
    }
    input = unsafe try Array(unfilled: count) { buffer throws(MATError) in
      try unsafe file.read(at: inputPosition, into: buffer)
    }
    (inputUsed, inputPosition) = (0, inputPosition + count)
  }
}
