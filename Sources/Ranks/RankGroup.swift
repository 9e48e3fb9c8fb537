import Matrices

/// Processes, or threads that behave like some, that do one piece of work together: each has a number, its rank, and
/// they send each other words of 64 bits.
///
///     let group: any RankGroup = try MPIRanks.launched() ?? Alone()
///     var words: [Double] = group.rank == 0 ? [1, 2, 3] : [0, 0, 0]
///     try group.broadcast(&words)                     // now every rank has 1, 2, 3
///
/// Messages between two ranks arrive in the order in which they were sent, and a receiver names the sender and knows the
/// length. One thread of a rank at a time may call. A send may wait for its receive.
public protocol RankGroup: Sendable {
  /// This one's number, from zero. Rank 0 leads.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }
  /// Sends words. Traps where the bytes are no whole words, or there is no such other rank.
  func send(_ words: UnsafeRawBufferPointer, to rank: Int) throws(RankError)
  /// Receives as many words as there is room for; the wait leaves the processor to others.
  func receive(_ words: UnsafeMutableRawBufferPointer, from rank: Int) throws(RankError)
  /// Ends all ranks at once, wherever they are.
  func abort(status: Int32) -> Never
}

extension RankGroup {
  /// Ends all ranks at once after a sentence on standard error: for a failure in a place that cannot tell of one.
  public func abort(because error: RankError) -> Never {
    writeError("matkit: rank \(rank) of \(count): \(error)\n")
    abort(status: 70)
  }
}

extension RankGroup {
  /// Gives every rank what rank 0 has in these bytes, along a binary tree: ⌈log₂ n⌉ messages one after another.
  public func broadcast(_ words: UnsafeMutableRawBufferPointer) throws(RankError) {
    var step = 1
    // The rank that has them sends to the one `step` beyond, the farthest first.
    while step < count { step *= 2 }
    var reach = step
    while reach > 1 {
      let half = reach / 2
      if rank.isMultiple(of: reach), rank + half < count {
        try unsafe send(UnsafeRawBufferPointer(words), to: rank + half)
      } else if rank % reach == half {
        try unsafe receive(words, from: rank - half)
      }
      reach = half
    }
  }

  /// The same for an array, as long on every rank.
  public func broadcast(_ words: inout [Double]) throws(RankError) {
    try unsafe withWords(&words) { bytes throws(RankError) in try unsafe broadcast(bytes) }
  }

  /// Sends an array's words.
  public func send(_ words: [Double], to rank: Int) throws(RankError) {
    var words = words
    try unsafe withWords(&words) { bytes throws(RankError) in
      try unsafe send(UnsafeRawBufferPointer(bytes), to: rank)
    }
  }

  /// Receives so many words.
  public func receive(_ count: Int, from rank: Int) throws(RankError) -> [Double] {
    var words = [Double](repeating: 0, count: count)
    try unsafe withWords(&words) { bytes throws(RankError) in try unsafe receive(bytes, from: rank)
    }
    return words
  }

  /// Gives every rank a text of rank 0's.
  public func broadcast(_ text: String) throws(RankError) -> String {
    var length = [Double(text.utf8.count)]
    try broadcast(&length)
    var units = rank == 0 ? text.utf8.map(Double.init) : Array(repeating: 0, count: Int(length[0]))
    try broadcast(&units)
    return Self.text(units)
  }

  /// Every rank's text at rank 0, in the order of the ranks; none at the others.
  public func gather(_ text: String) throws(RankError) -> [String] {
    guard rank == 0 else {
      let units = text.utf8.map(Double.init)
      try send([Double(units.count)], to: 0)
      try send(units, to: 0)
      return []
    }
    var texts = [text]
    for other in 1..<max(1, count) {
      let length = try receive(1, from: other)[0]
      texts.append(Self.text(try receive(Int(length), from: other)))
    }
    return texts
  }

  /// Waits until every rank has come here.
  public func barrier() throws(RankError) {
    _ = try gather("")
    var nothing = [0.0]
    try broadcast(&nothing)
  }

  private static func text(_ units: [Double]) -> String {
    String(decoding: units.map { UInt8(exactly: $0) ?? 0 }, as: UTF8.self)
  }

  /// A word is sent even where there is none, so that no length needs a case of its own.
  private func withWords(
    _ words: inout [Double],
    _ body: (UnsafeMutableRawBufferPointer) throws(RankError) -> Void
  ) throws(RankError) {
    var failure: RankError?
    unsafe words.withUnsafeMutableBytes { bytes in
      do throws(RankError) { try unsafe body(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// A process by itself: rank 0 of 1.
public struct Alone: RankGroup {
  public init() {}
  public var rank: Int { 0 }
  public var count: Int { 1 }
  public func send(_ words: UnsafeRawBufferPointer, to rank: Int) {
    trap({ "there is no rank \(rank) of 1" })
  }
  public func receive(_ words: UnsafeMutableRawBufferPointer, from rank: Int) {
    trap({ "there is no rank \(rank) of 1" })
  }
  public func abort(status: Int32) -> Never { endProcess(status) }
}
