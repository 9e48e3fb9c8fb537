extension ByteReader {
  /// Up to this many unwanted bytes are read along with wanted ones, because another call of the system
  /// would take longer.
  private static let worthwhileGap = 4096
  private static let scratchSize = 1 << 16

  /// Fills `buffer` with the elements of `elementSize` bytes that are picked from those that lie from
  /// `start` on. Elements that ascend are read in one pass.
  mutating func gather(
    _ selection: MATSelection, from start: Int, elementSize: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(MATError) {
    let readsAhead = selection.columnDistance * elementSize <= Self.worthwhileGap
    var filled = 0
    try selection.forEachRun { run throws(MATError) in
      let first = start + run.first * elementSize
      let byteCount = run.count * elementSize
      let target = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[filled..<filled + byteCount])
      filled += byteCount
      if run.step == 1 {
        try unsafe copy(first..<first + byteCount, into: target, readingAhead: readsAhead)
      } else {
        try unsafe gather(
          run, at: first, distance: run.step * elementSize, elementSize, into: target)
      }
    }
  }

  /// Fills `buffer` with elements that lie `distance` bytes apart.
  private mutating func gather(
    _ run: ElementRun, at first: Int, distance: Int, _ elementSize: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(MATError) {
    let atOnce = distance > Self.worthwhileGap ? 1 : max(1, Self.scratchSize / distance)
    var done = 0
    while done < run.count {
      let count = min(atOnce, run.count - done)
      let start = first + done * distance
      let target = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[done * elementSize..<(done + count) * elementSize])
      if count == 1 {
        try unsafe copy(start..<start + elementSize, into: target, readingAhead: false)
      } else {
        let scratch = try bytes(start..<start + (count - 1) * distance + elementSize)
        unsafe scratch.withUnsafeBytes { scratch in
          for element in 0..<count {
            let from = element * distance
            unsafe UnsafeMutableRawBufferPointer(
              rebasing: target[element * elementSize..<(element + 1) * elementSize]
            ).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: scratch[from..<from + elementSize]))
          }
        }
      }
      done += count
    }
  }
}
