#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import Matrices

/// Samples that memory has no room for: N×d doubles in a file without a name, a sample after the other, which is gone
/// when its owner is.
///
/// One reads it from end to end once for every evaluation of a loss, a piece at a time, so that the system reads ahead;
/// what it keeps of the file beside is memory that nobody else needs.
public final class SampleScratch: Sendable {
  /// N.
  public let rowCount: Int
  /// d.
  public let columnCount: Int
  private let descriptor: Int32

  /// A scratch file of so many samples, on a file that is open for reading and writing, and that it will close.
  ///
  /// Traps where the numbers do not fit in a file.
  public init(rowCount: Int, columnCount: Int, owning descriptor: Int32) {
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    require(
      rowCount > 0 && columnCount > 0 && !overflow && count < Int.max / 8,
      "no file holds \(rowCount)×\(columnCount) numbers")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.descriptor = descriptor
    #if canImport(Glibc)
      // A hint, without which reading is right and slower.
      _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  deinit {
    // Nothing is kept in the file, so a failure to close it loses nothing.
    _ = close(descriptor)
  }

  /// How many samples are read at once: some 256 KiB.
  var rowsRead: Int { max(1, (1 << 15) / columnCount) }

  /// Writes samples from the number `first` on. Returns what the system says where it cannot, nil where all is well.
  public func write(_ samples: Matrix<Double>, at first: Int) -> String? {
    require(
      samples.columnCount == columnCount && first >= 0 && first + samples.rowCount <= rowCount,
      "\(samples.rowCount)×\(samples.columnCount) samples do not fit \(rowCount)×\(columnCount)")
    let rows = samples.transposed()
    return unsafe rows.withUnsafeBufferPointer { numbers in
      var bytes = UnsafeRawBufferPointer(numbers)
      var offset = first * columnCount * 8
      while unsafe !bytes.isEmpty {
        let count = unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return unsafe String(cString: strerror(errno)) }
        unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[count...])
        offset += count
      }
      return nil
    }
  }

  /// Lends the numbers of some samples, one sample after the other.
  ///
  /// Traps where they cannot be read, which for a file that was just written means that its disk is broken.
  func withRows(_ rows: Range<Int>, _ body: (UnsafePointer<Double>) -> Void) {
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count * columnCount) {
      buffer in
      guard let start = buffer.baseAddress else { return }
      var (done, wanted) = (0, rows.count * columnCount * 8)
      let offset = rows.lowerBound * columnCount * 8
      while wanted > 0 {
        let count = unsafe pread(
          descriptor, UnsafeMutableRawPointer(start) + done, wanted, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        require(count > 0, "the scratch file of the samples cannot be read")
        done += count
        wanted -= count
      }
      unsafe body(start)
    }
  }
}

extension SampleScratch: Hashable {
  /// True if both are one file; another with the same numbers is another.
  public static func == (first: SampleScratch, second: SampleScratch) -> Bool { first === second }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
