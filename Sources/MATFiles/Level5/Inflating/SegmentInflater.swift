/// What one thread needs to inflate segments of a stream, used again for each.
///
/// A segment begins and ends at blocks that were found, and is inflated before what precedes it is known.
/// Where a block repeats bytes of before, it says how far back they lie, at most 32 KiB. So a first part of
/// the segment, the trial, is inflated three times behind 32 KiB made up: byte i is the low eight bits of i,
/// then the high ones, then the opposite of the low ones. What comes out alike the first time and the third
/// is the segment's own; of all else the first two times tell which byte of before it is. The 32 KiB at the
/// trial's end must be the segment's own altogether, and serve the rest, which is inflated once.
///
/// libdeflate begins at a stream's first byte and with nothing before it. So the blocks are moved to whole
/// bytes, a stored block with the 32 KiB goes in front, and an empty last block behind.
@safe final class SegmentInflater {
  /// A segment that is inflated: the sizes of its two parts.
  struct Segment {
    let trialCount: Int
    let restCount: Int

    var count: Int { trialCount + restCount }
  }

  /// How far back a block can reach.
  private static let windowSize = 1 << 15
  /// A stored block that holds a window: five bytes in front.
  private static let prefixSize = windowSize + 5
  /// How far a block is looked for; libdeflate makes none that is longer, zlib's are far shorter.
  private static let searched = 320 << 10
  /// The least that is inflated three times: by then hardly anything goes back to before the segment.
  private static let trialSize = 128 << 10
  /// How many bytes may come of one; more is given up.
  private static let roomRatio = 4

  private let stream: ZlibStream
  private let segmentCount: Int
  private let segmentSize: Int
  private let inflater: Inflater
  private let input, trialInput, trials, rest: UnsafeMutableRawBufferPointer

  /// Nil where there is no memory.
  init?(_ stream: ZlibStream, segmentCount: Int) {
    let segmentSize = (stream.range.count + segmentCount - 1) / segmentCount
    let trialRoom = Self.trialSize + Self.searched + 64
    // All four, and something over.
    let room = (2 + Self.roomRatio) * (segmentSize + Self.searched) + 16 * trialRoom + 1 << 20
    guard let inflater = try? Inflater(), (try? requireMemory(for: room, of: 1)) != nil else {
      return nil
    }
    self.inflater = inflater
    (self.stream, self.segmentCount, self.segmentSize) = (stream, segmentCount, segmentSize)
    unsafe input = Self.memory(Self.prefixSize + segmentSize + Self.searched + 1024)
    unsafe trialInput = Self.memory(Self.prefixSize + trialRoom)
    unsafe trials = Self.memory(3 * (Self.windowSize + Self.roomRatio * trialRoom))
    unsafe rest = Self.memory(
      Self.windowSize + Self.roomRatio * (segmentSize + Self.searched))
  }

  deinit {
    unsafe input.deallocate()
    unsafe trialInput.deallocate()
    unsafe trials.deallocate()
    unsafe rest.deallocate()
  }

  private static func memory(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count, alignment: 16)
  }

  /// Inflates a segment; nil where that does not work.
  func inflate(_ index: Int) -> Segment? {
    guard let (bytes, blocks) = unsafe read(index) else { return nil }
    let isLast = index == segmentCount - 1
    guard index > 0 else {
      let made = unsafe inflateRest(of: bytes, blocks, after: nil, isLast: isLast)
      return made.map { Segment(trialCount: 0, restCount: $0) }
    }
    let trialEnd = blocks.lowerBound + 8 * Self.trialSize
    guard trialEnd + 8 * Self.searched < blocks.upperBound,
      let middle = unsafe DeflateBlockFinder(UnsafeRawBufferPointer(bytes))
        .first(in: trialEnd..<trialEnd + 8 * Self.searched),
      let trialCount = unsafe inflateTrials(of: bytes, blocks.lowerBound..<middle)
    else { return nil }
    let window = unsafe UnsafeRawBufferPointer(
      rebasing: trial(0)[trialCount..<trialCount + Self.windowSize])
    let made = unsafe inflateRest(
      of: bytes, middle..<blocks.upperBound, after: window, isLast: isLast)
    return made.map { Segment(trialCount: trialCount, restCount: $0) }
  }

  /// Fills in what the trial of a segment takes from before it.
  func complete(_ segment: Segment, after window: [UInt8]) {
    let range = Self.windowSize..<Self.windowSize + segment.trialCount
    unsafe window.withUnsafeBytes { window in
      let (low, high, opposite) = unsafe (trial(0), trial(1), trial(2))
      for index in range where unsafe low[index] != opposite[index] {
        unsafe low[index] = window[Int(low[index]) | Int(high[index]) << 8]
      }
    }
  }

  /// Lends `body` the bytes of a segment, one after the other in two parts.
  func withParts(of segment: Segment, _ body: (UnsafeRawBufferPointer) -> Void) {
    let start = Self.windowSize
    unsafe body(UnsafeRawBufferPointer(rebasing: trial(0)[start..<start + segment.trialCount]))
    unsafe body(UnsafeRawBufferPointer(rebasing: rest[start..<start + segment.restCount]))
  }

  /// The last 32 KiB of a segment.
  func window(of segment: Segment) -> [UInt8] {
    unsafe Array(rest[segment.restCount..<segment.restCount + Self.windowSize])
  }
}

// Inflating.
extension SegmentInflater {
  /// The output of one of the three trials: 32 KiB made up, and what follows from them.
  private func trial(_ number: Int) -> UnsafeMutableRawBufferPointer {
    let count = unsafe trials.count / 3
    return unsafe UnsafeMutableRawBufferPointer(
      rebasing: trials[number * count..<(number + 1) * count])
  }

  /// Inflates the trial; the bytes it gives, nil where its end is not known in full.
  private func inflateTrials(
    of bytes: UnsafeMutableRawBufferPointer, _ blocks: Range<Int>
  ) -> Int? {
    guard let start = unsafe trialInput.baseAddress else { return nil }
    let moved = unsafe start + Self.prefixSize
    unsafe move(blocks, of: UnsafeRawBufferPointer(bytes), to: moved)
    let count = unsafe Self.prefixSize + end(moved, bitCount: blocks.count)
    var made: [Int] = []
    for number in 0..<3 {
      unsafe writePrefix(to: start) { index in
        UInt8(truncatingIfNeeded: number == 1 ? index >> 8 : number == 0 ? index : ~index)
      }
      let input = unsafe UnsafeRawBufferPointer(start: start, count: count)
      guard let result = unsafe inflater.inflate(blocks: input, into: trial(number)),
        result.taken == count, result.made == made.first ?? result.made
      else { return nil }
      made.append(result.made)
    }
    let trialCount = made[0] - Self.windowSize
    guard trialCount >= Self.windowSize else { return nil }
    let end = trialCount..<trialCount + Self.windowSize
    return unsafe trial(0)[end].elementsEqual(trial(2)[end]) ? trialCount : nil
  }

  /// Inflates the blocks after the trial, or all of the first segment, which has no window; the bytes they
  /// give.
  private func inflateRest(
    of bytes: UnsafeMutableRawBufferPointer, _ blocks: Range<Int>,
    after window: UnsafeRawBufferPointer?, isLast: Bool
  ) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let moved = unsafe start + blocks.lowerBound >> 3
    let movedCount = unsafe move(blocks, of: UnsafeRawBufferPointer(bytes), to: moved)
    let count = unsafe isLast ? movedCount : end(moved, bitCount: blocks.count)
    var prefixCount = 0
    if let window = unsafe window {
      prefixCount = Self.prefixSize
      unsafe writePrefix(to: moved - prefixCount) { unsafe window[$0] }
    }
    let input = unsafe UnsafeRawBufferPointer(
      start: moved - prefixCount, count: prefixCount + count)
    let output = unsafe UnsafeMutableRawBufferPointer(
      rebasing: prefixCount > 0 ? rest[...] : rest[Self.windowSize...])
    guard let result = unsafe inflater.inflate(blocks: input, into: output) else { return nil }
    // The bits that fill up the stream's last byte may have had a byte of their own once moved.
    let isWhole = result.taken == input.count || isLast && result.taken == input.count - 1
    let made = result.made - (prefixCount > 0 ? Self.windowSize : 0)
    return isWhole && made >= Self.windowSize ? made : nil
  }

  /// Writes a stored block that holds a window.
  private func writePrefix(
    to start: UnsafeMutableRawPointer, _ byte: (_ index: Int) -> UInt8
  ) {
    let size = UInt16(Self.windowSize)
    let head = [0, UInt8(truncatingIfNeeded: size), UInt8(size >> 8)]
    for (index, byte) in (head + head[1...].map(~)).enumerated() {
      unsafe start.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
    for index in 0..<Self.windowSize {
      unsafe start.storeBytes(of: byte(index), toByteOffset: 5 + index, as: UInt8.self)
    }
  }
}

// Finding and reading.
extension SegmentInflater {
  /// Reads what a segment needs, behind room for a window, and finds its blocks: the place of the first, and
  /// that of the next segment's first, or the stream's end.
  private func read(
    _ index: Int
  ) -> (bytes: UnsafeMutableRawBufferPointer, blocks: Range<Int>)? {
    let length = stream.range.count - 4
    let start = index * segmentSize
    let end = min(start + segmentSize, length)
    let loaded = min(end + Self.searched + DeflateBlockFinder.greatestOpening / 8, length)
    guard start < end else { return nil }
    let bytes = unsafe UnsafeMutableRawBufferPointer(
      rebasing: input[Self.prefixSize..<Self.prefixSize + loaded - start])
    do throws(MATError) {
      unsafe try stream.file.read(at: stream.range.lowerBound + start, into: bytes)
    } catch {
      return nil
    }
    let finder = unsafe DeflateBlockFinder(UnsafeRawBufferPointer(bytes))
    let first = index == 0 ? 16 : finder.first(in: 0..<8 * Self.searched)
    let next =
      index == segmentCount - 1
      ? 8 * (length - start)
      : finder.first(in: 8 * segmentSize..<8 * (segmentSize + Self.searched))
    guard let first, let next, first < next else { return nil }
    return unsafe (bytes, first..<next)
  }

  /// Moves blocks to the beginning of a byte, and puts an empty last block behind; the bytes they take.
  @discardableResult
  private func move(
    _ blocks: Range<Int>, of source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer
  ) -> Int {
    let (first, shift) = (blocks.lowerBound >> 3, UInt64(blocks.lowerBound & 7))
    let count = (blocks.count + 7) >> 3
    var index = 0
    while index + 8 <= count && first + index + 9 <= source.count {
      let low = unsafe source.loadUnaligned(fromByteOffset: first + index, as: UInt64.self)
      let high = unsafe UInt64(source[first + index + 8])
      // Swift shifts by 64 give 0.
      let word = UInt64(littleEndian: low) >> shift | high << (64 - shift)
      unsafe target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < count {
      let low = unsafe UInt64(source[first + index])
      let high = first + index + 1 < source.count ? unsafe UInt64(source[first + index + 1]) : 0
      unsafe target.storeBytes(
        of: UInt8(truncatingIfNeeded: (low | high << 8) >> shift), toByteOffset: index,
        as: UInt8.self)
      index += 1
    }
    return count
  }

  /// Ends blocks of so many bits by an empty last one with the fixed codes (1, 01 and seven zeros); the bytes
  /// that they take with it.
  private func end(_ blocks: UnsafeMutableRawPointer, bitCount: Int) -> Int {
    let byte = bitCount >> 3
    let kept = UInt32(1) << UInt32(bitCount & 7) - 1
    let old =
      unsafe bitCount & 7 == 0 ? 0 : UInt32(blocks.load(fromByteOffset: byte, as: UInt8.self))
    let new = old & kept | 0b011 << UInt32(bitCount & 7)
    for offset in 0..<3 {
      unsafe blocks.storeBytes(
        of: UInt8(truncatingIfNeeded: new >> UInt32(8 * offset)), toByteOffset: byte + offset,
        as: UInt8.self)
    }
    return (bitCount + 10 + 7) >> 3
  }
}
