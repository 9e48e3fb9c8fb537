import Foundation

extension Array where Element: BitwiseCopyable {
  /// An array of `count` elements whose bytes `fill` writes, all of them, or throws.
  ///
  /// Nothing is written to the memory before, because the first touch of fresh memory costs more than the
  /// copying that follows. `room` elements may be used while filling; the first `count` are kept.
  init(
    unfilled count: Int, room: Int = 0,
    _ fill: (UnsafeMutableRawBufferPointer) throws(MATError) -> Void
  ) throws(MATError) {
    let capacity = Swift.max(count, room)
    // Not for speed: all empty arrays share one storage, and the initialiser below writes to it, which
    // ThreadSanitizer rightly calls a race.
    guard capacity > 0 else {
      self = []
      return
    }
    try requireMemory(for: capacity, of: MemoryLayout<Element>.stride)
    var failure: MATError?
    self = unsafe Array(unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: capacity * MemoryLayout<Element>.stride)
      unsafe askForLargePages(bytes)
      do throws(MATError) {
        unsafe try fill(bytes)
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

/// Throws `.outOfMemory` where the system would not give so much memory: an array that cannot have it ends the
/// process.
///
/// Small arrays are not asked for: they are had from what the process has, and a process that has not even that
/// cannot go on.
func requireMemory(for count: Int, of stride: Int) throws(MATError) {
  let byteCount = count.multipliedSaturating(by: stride)
  guard byteCount >= 1 << 20 else { return }
  // Some more, for the array's own words and the tables of the system.
  let room = byteCount.addingSaturating(1 << 16)
  let pages = unsafe mmap(
    nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
    throw MATError(
      .outOfMemory, expected: "\(byteCount) bytes", found: "that the system does not give them")
  }
  _ = unsafe munmap(pages, room)
}

/// Asks the system for pages of 2 MiB under a large buffer: touching 128 MB for the first time then takes
/// 64 page faults in place of 32,000. It is advice; where it is not taken nothing changes.
private func askForLargePages(_ bytes: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    let pageSize = 4096
    guard bytes.count >= 4 << 20, let start = bytes.baseAddress else { return }
    let skipped = Int(bitPattern: start) % pageSize
    let offset = skipped == 0 ? 0 : pageSize - skipped
    _ = unsafe madvise(start + offset, (bytes.count - offset) / pageSize * pageSize, MADV_HUGEPAGE)
  #endif
}
