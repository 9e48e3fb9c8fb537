/// What is left of the limits while one variable is decoded.
struct DecodingBudget {
  let limits: MATLimits
  let fileByteCount: Int
  /// The bytes that one variable may take, and the limit that says so.
  private let bytes: (count: Int, limit: MATLimits.Name)
  private var bytesLeft: Int
  private var elementsLeft: Int
  private let deadline: ContinuousClock.Instant
  private let hasDeadline: Bool
  private var sinceClock = 0

  /// What a value that is nested in another takes beside its elements: the boxes, the size, the name and
  /// the record of the check, measured with cells of empty arrays.
  private static let bytesPerValue = 256
  /// Bytes that are allowed whatever the size of the file.
  static let freeBytes = 256 << 20

  /// The budget for a variable of a file of the given size; its time begins now.
  init(_ limits: MATLimits, fileByteCount: Int) {
    self.limits = limits
    self.fileByteCount = fileByteCount
    let expanded = fileByteCount.multipliedSaturating(by: limits.expansion)
    let relative = max(expanded, Self.freeBytes)
    bytes =
      relative < limits.decodedBytes
      ? (relative, .expansion) : (limits.decodedBytes, .decodedBytes)
    bytesLeft = bytes.count
    elementsLeft = limits.elements
    // More seconds than a Duration holds are as good as none.
    hasDeadline = limits.seconds < 1e9
    deadline = .now + .seconds(hasDeadline ? limits.seconds : 0)
  }

  /// The decoded bytes that a variable may take.
  var byteCount: Int { bytes.count }

  /// Counts a value and the elements that it has itself, before memory is set aside for them.
  mutating func spend(elements: Int, bytesPerElement: Int) throws(MATError) {
    guard elements <= elementsLeft else {
      throw Self.exceeded(.elements, "\(limits.elements) elements in a variable", "more")
    }
    elementsLeft -= elements
    try spend(
      byteCount: elements.multipliedSaturating(by: bytesPerElement)
        .addingSaturating(Self.bytesPerValue))
    try checkTime()
  }

  /// Counts bytes.
  mutating func spend(byteCount: Int) throws(MATError) {
    guard byteCount <= bytesLeft else { throw exceeded(byteCount) }
    bytesLeft -= byteCount
  }

  /// Throws where so many bytes would be too many for a variable, and counts nothing: for memory that is
  /// given back.
  func check(byteCount: Int) throws(MATError) {
    guard byteCount <= bytes.count else { throw exceeded(byteCount) }
  }

  /// Throws where values nest deeper than they may.
  func check(depth: Int) throws(MATError) {
    guard depth <= limits.depth else {
      throw Self.exceeded(.nesting, "\(limits.depth) levels of nesting", "more")
    }
  }

  /// Throws where the time is over.
  mutating func checkTime() throws(MATError) {
    guard hasDeadline else { return }
    // Asking for the time takes longer than decoding a small value.
    sinceClock += 1
    guard sinceClock & 63 == 1, ContinuousClock.now > deadline else { return }
    throw Self.exceeded(.seconds, "\(limits.seconds) seconds for a variable", "more")
  }

  private func exceeded(_ byteCount: Int) -> MATError {
    let reason = bytes.limit == .expansion ? " from a file of \(fileByteCount)" : ""
    return Self.exceeded(
      bytes.limit, "\(bytes.count) decoded bytes\(reason)",
      byteCount > bytes.count ? "\(byteCount)" : "more")
  }

  /// The error for a limit that is exceeded.
  static func exceeded(
    _ limit: MATLimits.Name, _ most: String, _ found: String
  ) -> MATError {
    MATError(.limitExceeded, expected: "at most \(most)", found: found, limit: limit)
  }
}
