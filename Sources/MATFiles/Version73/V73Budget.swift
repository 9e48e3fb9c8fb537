import CHDF5

/// What is left of the limits while one variable of a v7.3 file is decoded, set against what the file can
/// hold.
struct V73Budget {
  private var budget: DecodingBudget
  private let mostValues: Int
  private var valuesLeft: Int
  private let file: FileBytes
  private let isTruncated: Bool
  /// How much of the chunks of arrays is looked at.
  private let chunks: ChunkChecks

  /// How much of the chunks of arrays is looked at.
  enum ChunkChecks {
    /// Nothing: the elements are not read.
    case none
    /// Where they lie, and the length of one of them.
    case places
    /// The lengths of all, each of which is inflated for it.
    case lengths
  }

  /// How many bytes of the file there must be for each value, at the default expansion: the least that an
  /// object takes in HDF5. References may share an object, but only arrays without elements, which do not
  /// count here, are shared by more than a few.
  private static let bytesPerValue = 64
  /// Values that are allowed whatever the size of the file.
  private static let freeValues = 1 << 14

  /// The budget for a variable; that for a list of variables, whose elements are not read, where `listing` is
  /// true.
  init(_ limits: MATLimits, _ file: borrowing HDF5File, listing: Bool = false) {
    self.file = file.bytes
    isTruncated = file.isTruncated
    chunks = listing ? .none : file.isVerified ? .lengths : .places
    budget = DecodingBudget(limits, fileByteCount: file.byteCount)
    let share = file.byteCount / Self.bytesPerValue
    let scaled = share.multipliedSaturating(by: limits.expansion) / MATLimits().expansion
    mostValues = max(scaled, Self.freeValues)
    valuesLeft = mostValues
  }

  /// Counts one value.
  mutating func spendValue() throws(MATError) {
    valuesLeft -= 1
    guard valuesLeft >= 0 else {
      throw DecodingBudget.exceeded(
        .expansion, "\(mostValues) values in a variable of a file of \(budget.fileByteCount) bytes",
        "more")
    }
    try budget.spend(elements: 1, bytesPerElement: 0)
  }

  /// Throws where values nest deeper than they may.
  func check(depth: Int) throws(MATError) { try budget.check(depth: depth) }

  /// Counts bytes that are made of nothing stored.
  mutating func spend(byteCount: Int) throws(MATError) { try budget.spend(byteCount: byteCount) }

  /// Checks that the elements can be in the file, and that their number is allowed, before memory is set
  /// aside for them.
  mutating func spend(
    _ elements: borrowing HDF5Elements, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let byteCount = elements.byteCount
    try budget.spend(elements: elements.count, bytesPerElement: 0)
    try budget.spend(byteCount: byteCount)
    guard case .dataset(let id) = elements.source, byteCount > 0 else { return }
    switch elements.storage {
    case .inOnePiece(let offset):
      let fileByteCount = budget.fileByteCount
      guard let start = Int(exactly: offset), start <= fileByteCount,
        byteCount <= fileByteCount - start
      else {
        throw MATError(
          .damaged, expected: "data inside the file of \(fileByteCount) bytes",
          found: "\(byteCount) bytes at \(offset)")
      }
    case .elsewhere:
      if chunks != .none || isTruncated {
        try elements.checkChunks(
          in: file, isTruncated: isTruncated, inflatingAll: chunks == .lengths, hdf5)
      }
      // A chunk that was never written takes no room in the file, and reads as zeros.
      guard byteCount > DecodingBudget.freeBytes else { return }
      let stored = Int(clamping: H5Dget_storage_size(id))
      let most = stored.multipliedSaturating(by: budget.limits.expansion)
      guard byteCount <= most else {
        throw DecodingBudget.exceeded(
          .expansion, "\(most) bytes from the \(stored) that are stored", "\(byteCount)")
      }
    }
  }
}
