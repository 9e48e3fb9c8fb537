import CDeflate
import Dispatch
import Synchronization

/// Inflates one long zlib stream by several threads at once, which deflate was not made for: a block may
/// repeat any of the 32 KiB before it, so that nothing can be decoded before all that precedes it is.
///
/// The stream is cut into segments at blocks whose beginnings can be found (``DeflateBlockFinder``). What a
/// segment takes from the bytes before it is left open and filled in when those are known, after M. Kerbiriou
/// and R. Chikhi, "Parallel decompression of gzip-compressed files and random access to DNA sequences"
/// (2019). They decode into symbols of 16 bits, some of which stand for unknown bytes. Here libdeflate
/// decodes the first part of a segment three times, each time with other bytes before it, and what differs
/// is unknown; see ``SegmentInflater``. When 32 KiB are known in full, all that follows is decoded as ever.
///
/// It is a guess that is checked: each segment must end exactly where the next begins, and the whole have
/// its length and its Adler-32. Where it has not, or no blocks are found, nothing is said of the stream: it
/// is inflated in one piece, and that way's errors hold. For 128 MB of random doubles two threads took
/// together no more processor time than one took for all, 0.5 s.
struct SplitInflation {
  private let stream: ZlibStream
  private let kept: Range<Int>
  private let segmentCount: Int
  private let workers: Int

  /// Segments are no shorter: finding their beginnings must be little of the work.
  static let leastSegment = 2 << 20
  /// All workers' segments together, which bounds their memory.
  private static let greatestShare = 8 << 20
  /// More threads would wait for their turn to write.
  private static let mostWorkers = 4
  /// What shrinks more repeats itself so often that little of it can be known from the middle on.
  private static let greatestRatio = 3

  /// The inflation of a stream of which only a part is kept; nil where that is better done in one piece.
  init?(_ stream: ZlibStream, keeping kept: Range<Int>) {
    let length = stream.range.count
    workers = min(stream.workers, Self.mostWorkers, length / Self.leastSegment)
    guard workers > 1, stream.count / Self.greatestRatio <= length else { return nil }
    // As many rounds as the greatest segments need, all of them full.
    let rounds = (length + Self.greatestShare - 1) / Self.greatestShare
    segmentCount = workers * rounds
    (self.stream, self.kept) = (stream, kept)
  }

  /// Writes the kept part to the beginning of `output`, which has room for it. False where that failed:
  /// what is in `output` then means nothing.
  func fill(_ output: UnsafeMutableRawBufferPointer) -> Bool {
    guard let checksum = checksum() else { return false }
    let assembly = unsafe Assembly(
      output: output, kept: kept, count: stream.count, segmentCount: segmentCount)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      guard let inflater = SegmentInflater(stream, segmentCount: segmentCount) else {
        return assembly.fail()
      }
      while let index = assembly.next() {
        let segment = assembly.hasFailed ? nil : inflater.inflate(index)
        assembly.add(segment, index, of: inflater)
      }
    }
    return assembly.isComplete(checksum: checksum)
  }

  /// The stream's Adler-32; nil where it does not begin as one of plain deflate.
  private func checksum() -> UInt32? {
    var reader = ByteReader(stream.file, isBigEndian: true)
    do throws(MATError) {
      let head = try reader.number(at: stream.range.lowerBound, as: UInt16.self)
      // Method 8, no dictionary, and a multiple of 31 (RFC 1950, section 2.2).
      guard head >> 8 & 15 == 8, head & 0x20 == 0, head % 31 == 0 else { return nil }
      return try reader.uint32(at: stream.range.upperBound - 4)
    } catch {
      return nil
    }
  }
}

/// Where the segments come together, in their order.
@safe private final class Assembly: Sendable {
  private struct State {
    /// The bytes that are there, and their Adler-32.
    var count = 0
    var checksum: UInt32 = 1
    /// The last bytes that are there.
    var window: [UInt8] = []
  }

  private let nextIndex = Atomic(0)
  private let failed = Atomic(false)
  /// Locked only by the thread whose turn it is, so that no thread ever waits for the lock.
  private let state = Mutex(State())
  /// One for each segment: signalled when those before it are in place.
  private let turns: [DispatchSemaphore]
  nonisolated(unsafe) private let output: UnsafeMutableRawBufferPointer
  private let kept: Range<Int>
  private let count: Int

  init(
    output: UnsafeMutableRawBufferPointer, kept: Range<Int>, count: Int, segmentCount: Int
  ) {
    unsafe self.output = output
    (self.kept, self.count) = (kept, count)
    // None may end lower than it began: all begin at 0, and the first segment's turn is now.
    turns = (0...segmentCount).map { _ in DispatchSemaphore(value: 0) }
    turns[0].signal()
  }

  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  func fail() { failed.store(true, ordering: .relaxed) }

  /// The index of a segment that nobody has taken; nil after the last.
  func next() -> Int? {
    let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < turns.count - 1 ? index : nil
  }

  /// Puts a segment in place, nil for one that failed, when those before it are. Segments are taken in
  /// order, so another thread is at work on each that this one waits for.
  func add(_ segment: SegmentInflater.Segment?, _ index: Int, of inflater: SegmentInflater) {
    turns[index].wait()
    defer { turns[index + 1].signal() }
    state.withLock { state in
      guard let segment, !hasFailed, place(segment, of: inflater, &state) else { return fail() }
    }
  }

  private func place(
    _ segment: SegmentInflater.Segment, of inflater: SegmentInflater, _ state: inout State
  ) -> Bool {
    guard state.count + segment.count <= count else { return false }
    inflater.complete(segment, after: state.window)
    unsafe inflater.withParts(of: segment) { part in
      unsafe state.checksum = libdeflate_adler32(state.checksum, part.baseAddress, part.count)
      unsafe copy(part, at: state.count)
      state.count += part.count
    }
    state.window = inflater.window(of: segment)
    return true
  }

  /// Copies what of some bytes is kept, the first of which is so far from the stream's beginning.
  private func copy(_ part: UnsafeRawBufferPointer, at position: Int) {
    let wanted = (position..<position + part.count).clamped(to: kept)
    guard !wanted.isEmpty else { return }
    let bytes = unsafe UnsafeRawBufferPointer(
      rebasing: part[wanted.lowerBound - position..<wanted.upperBound - position])
    let start = wanted.lowerBound - kept.lowerBound
    unsafe UnsafeMutableRawBufferPointer(rebasing: output[start..<start + bytes.count])
      .copyMemory(from: bytes)
  }

  /// Whether everything is there and has the checksum.
  func isComplete(checksum: UInt32) -> Bool {
    !hasFailed && state.withLock { $0.count == count && $0.checksum == checksum }
  }
}
