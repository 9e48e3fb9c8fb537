import Matrices

/// Reads numbers and stretches of bytes at given positions of a file or of bytes in memory.
///
/// Small reads from a file go through a window of 16 KiB, so that a walk over tags costs few system
/// calls; long stretches go from the file straight to where they are wanted. Every position is checked:
/// reading outside throws `.damaged`, whatever the numbers in the file said.
struct ByteReader {
  /// The file behind the window; nil where the window is all there is.
  private let file: (any ByteSource)?
  private var window: [UInt8]
  private var windowStart = 0
  /// How many bytes there are.
  let count: Int
  /// Whether multi-byte numbers are stored with the most significant byte first.
  var isBigEndian = false

  private static let windowSize = 16 * 1024

  /// Reads from a file, or from what a part of one inflates to.
  init(_ file: any ByteSource, isBigEndian: Bool = false) {
    self.file = file
    self.window = []
    self.count = file.count
    self.isBigEndian = isBigEndian
  }

  /// Reads from bytes in memory.
  init(_ bytes: [UInt8], isBigEndian: Bool) {
    self.file = nil
    self.window = bytes
    self.count = bytes.count
    self.isBigEndian = isBigEndian
  }

  /// The bytes of a range.
  mutating func bytes(_ range: Range<Int>) throws(MATError) -> [UInt8] {
    try check(range)
    return unsafe try Array(unfilled: range.count) { buffer throws(MATError) in
      unsafe try copy(range, into: buffer)
    }
  }

  /// Lends `body` the bytes of a range, without a copy where the window can hold them.
  mutating func withBytes<Result>(
    _ range: Range<Int>, _ body: (ArraySlice<UInt8>) -> Result
  ) throws(MATError) -> Result {
    guard range.count <= Self.windowSize else { return body(try bytes(range)[...]) }
    try ensureWindow(range)
    return body(window[range.lowerBound - windowStart..<range.upperBound - windowStart])
  }

  /// The unsigned 32-bit number at a position.
  mutating func uint32(at offset: Int) throws(MATError) -> UInt32 {
    try number(at: offset, as: UInt32.self)
  }

  /// The integer at a position, in the reader's byte order.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Number.Type
  ) throws(MATError) -> Number {
    let size = MemoryLayout<Number>.size
    try ensureWindow(offset..<offset + size)
    let stored = unsafe window.withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: offset - windowStart, as: Number.self)
    }
    return isBigEndian ? Number(bigEndian: stored) : Number(littleEndian: stored)
  }

  /// Fills `buffer` from the range, which is as long as the buffer; what follows in the file may be read
  /// along with it, as it is likely to be wanted next, or not.
  mutating func copy(
    _ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer, readingAhead: Bool = true
  ) throws(MATError) {
    require(range.count == buffer.count, "\(range.count) bytes for \(buffer.count)")
    try check(range)
    if let file, range.count > Self.windowSize || !(readingAhead || isInWindow(range)) {
      return unsafe try file.read(at: range.lowerBound, into: buffer)
    }
    try ensureWindow(range)
    unsafe window.withUnsafeBytes { bytes in
      let start = range.lowerBound - windowStart
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + range.count]))
    }
  }

  /// Throws where the range reaches outside.
  private func check(_ range: Range<Int>) throws(MATError) {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw MATError(
        .damaged, offset: max(0, min(range.lowerBound, count)),
        expected: "\(range.count) more bytes",
        found: "\(max(0, count - range.lowerBound)) before the end")
    }
  }

  private func isInWindow(_ range: Range<Int>) -> Bool {
    range.lowerBound >= windowStart && range.upperBound <= windowStart + window.count
  }

  /// Makes the window hold the range, which is no longer than a window.
  private mutating func ensureWindow(_ range: Range<Int>) throws(MATError) {
    if isInWindow(range) { return }
    try check(range)
    guard let file else { return }
    let end = min(count, range.lowerBound + max(Self.windowSize, range.count))
    window = unsafe try Array(unfilled: end - range.lowerBound) { buffer throws(MATError) in
      unsafe try file.read(at: range.lowerBound, into: buffer)
    }
    windowStart = range.lowerBound
  }
}

/// Bytes that are read by position.
protocol ByteSource: AnyObject {
  /// How many bytes there are.
  var count: Int { get }
  /// Fills `buffer` with the bytes from `offset` on; throws where they end before.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(MATError)
}
