extension Array where Element: BitwiseCopyable {
  /// An array of `count` elements whose bytes `fill` writes, all of them, or throws.
  ///
  /// Nothing is written to the memory before, because the first touch of fresh memory costs more than the
  /// copying that follows.
  init(
    unfilled count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(MATError) -> Void
  ) throws(MATError) {
    // Not for speed: all empty arrays share one storage, and the initialiser below writes to it, which
    // ThreadSanitizer rightly calls a race.
    guard count > 0 else {
      self = []
      return
    }
    var failure: MATError?
    self = unsafe Array(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: count * MemoryLayout<Element>.stride)
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
