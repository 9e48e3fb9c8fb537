import CHDF5

/// What decoding may take, set against what the file can hold: the one place for these numbers.
struct V73Limits {
  /// How deep cells and structs may nest, the limit of version 5 files.
  var depth = 200
  /// How many bytes a stored byte may decode to: the most that deflate can do (1032, zlib's manual).
  var expansion = 1032
  /// Decoded bytes that are allowed whatever the size of the file: a chunk that was never written takes
  /// no room in the file, and reads as zeros.
  var freeBytes = 256 << 20
  /// How many bytes of the file there must be for each value: the least that an object takes in HDF5.
  /// References may share an object, but only arrays without elements, which do not count here, are
  /// shared by more than a few.
  var bytesPerValue = 64
  /// Values that are allowed whatever the size of the file.
  var freeValues = 1 << 14

  /// How many values one variable may have in a file of the given size.
  fileprivate func values(_ fileByteCount: Int) -> Int {
    max(fileByteCount / bytesPerValue, freeValues)
  }
}

/// What is left of the limits while one variable is decoded.
struct V73Budget {
  private let limits: V73Limits
  private let fileByteCount: Int
  private var bytesLeft: Int
  private var valuesLeft: Int

  init(_ limits: V73Limits, fileByteCount: Int) {
    self.limits = limits
    self.fileByteCount = fileByteCount
    let (expanded, overflow) = fileByteCount.multipliedReportingOverflow(by: limits.expansion)
    bytesLeft = overflow ? .max : max(expanded, limits.freeBytes)
    valuesLeft = limits.values(fileByteCount)
  }

  /// Counts one value.
  mutating func spendValue() throws(MATError) {
    valuesLeft -= 1
    guard valuesLeft >= 0 else {
      throw MATError(
        .limitExceeded,
        expected: "at most \(limits.values(fileByteCount)) values in a variable",
        found: "more")
    }
  }

  /// Counts bytes that are made of nothing stored.
  mutating func spend(byteCount: Int) throws(MATError) {
    guard byteCount <= bytesLeft else {
      throw MATError(
        .limitExceeded, expected: "at most \(bytesLeft) bytes more in a file of \(fileByteCount)",
        found: "\(byteCount)")
    }
    bytesLeft -= byteCount
  }

  /// Checks that the elements can be in the file, and that their number is allowed, before memory is set
  /// aside for them.
  mutating func spend(_ elements: borrowing HDF5Elements) throws(MATError) {
    let byteCount = elements.byteCount
    guard byteCount <= bytesLeft else {
      throw MATError(
        .limitExceeded, expected: "at most \(bytesLeft) bytes more in a file of \(fileByteCount)",
        found: "a dataset of size \(elements.extents)")
    }
    bytesLeft -= byteCount
    guard case .dataset(let id) = elements.source, byteCount > 0 else { return }
    switch elements.storage {
    case .inOnePiece(let offset):
      guard let start = Int(exactly: offset), start <= fileByteCount,
        byteCount <= fileByteCount - start
      else {
        throw MATError(
          .damaged, expected: "data inside the file of \(fileByteCount) bytes",
          found: "\(byteCount) bytes at \(offset)")
      }
    case .elsewhere:
      guard byteCount > limits.freeBytes else { return }
      let stored = Int(clamping: H5Dget_storage_size(id))
      let (expanded, overflow) = stored.multipliedReportingOverflow(by: limits.expansion)
      guard overflow || byteCount <= expanded else {
        throw MATError(
          .limitExceeded, expected: "at most \(expanded) bytes from the \(stored) that are stored",
          found: "\(byteCount) bytes")
      }
    }
  }
}
