internal import Foundation
import Matrices

/// Ranks that are threads of one process: for tests of what ranks do, with as many of them as one likes.
///
///     let results = ThreadRanks.run(5) { group in 10 * group.rank }
///     print(try results.map { try $0.get() })         // [0, 10, 20, 30, 40]
public final class ThreadRanks: RankGroup {
  public let rank: Int
  public var count: Int { post.count }
  private let post: Post

  private init(rank: Int, _ post: Post) {
    self.rank = rank
    self.post = post
  }

  /// Does work as so many ranks, each on a thread of its own, and returns what each made of it.
  ///
  /// Traps for none. A rank that throws ends with its error, and a rank that waits for it throws `outOfStep`.
  public static func run<Result: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (any RankGroup) throws -> Result
  ) -> [Swift.Result<Result, any Error>] {
    require(count > 0, "there cannot be \(count) ranks")
    let post = Post(count: count)
    let results = Results<Result>(count: count)
    let threads = (0..<count).map { rank in
      let thread = Thread {
        let result = Swift.Result { try work(ThreadRanks(rank: rank, post)) }
        post.leave(rank)
        results.set(rank, result)
      }
      thread.stackSize = 4 << 20
      thread.start()
      return thread
    }
    return withExtendedLifetime(threads) { results.all() }
  }

  public func send(_ words: UnsafeRawBufferPointer, to other: Int) {
    checkRank(other)
    post.put(unsafe [UInt8](words), from: rank, to: other)
  }

  public func receive(
    _ words: UnsafeMutableRawBufferPointer, from other: Int
  ) throws(RankError) {
    checkRank(other)
    let message = try post.take(from: other, at: rank)
    guard message.count == words.count else {
      throw RankError(
        .outOfStep,
        "rank \(rank) expects \(words.count) bytes of rank \(other), and \(message.count) came")
    }
    unsafe words.copyBytes(from: message)
  }

  public func abort(status: Int32) -> Never { endProcess(status) }

  private func checkRank(_ other: Int) {
    require(
      (0..<count).contains(other) && other != rank, "rank \(rank) of \(count) cannot reach \(other)"
    )
  }
}

/// What is under way between the ranks.
///
/// Sendable because its lock guards all that changes.
private final class Post: @unchecked Sendable {
  let count: Int
  private let change = NSCondition()
  private var messages: [[[UInt8]]]
  private var hasLeft: [Bool]

  init(count: Int) {
    self.count = count
    messages = Array(repeating: [], count: count * count)
    hasLeft = Array(repeating: false, count: count)
  }

  func put(_ message: [UInt8], from: Int, to: Int) {
    change.withLock {
      messages[from * count + to].append(message)
      change.broadcast()
    }
  }

  func take(from: Int, at: Int) throws(RankError) -> [UInt8] {
    change.lock()
    defer { change.unlock() }
    let line = from * count + at
    while messages[line].isEmpty {
      if hasLeft[from] {
        throw RankError(.outOfStep, "rank \(at) waits for rank \(from), which has ended")
      }
      change.wait()
    }
    return messages[line].removeFirst()
  }

  func leave(_ rank: Int) {
    change.withLock {
      hasLeft[rank] = true
      change.broadcast()
    }
  }
}

/// What the ranks came to. Sendable because its lock guards all that changes.
private final class Results<Result>: @unchecked Sendable {
  private let change = NSCondition()
  private var results: [Int: Swift.Result<Result, any Error>] = [:]
  private let count: Int

  init(count: Int) { self.count = count }

  func set(_ rank: Int, _ result: Swift.Result<Result, any Error>) {
    change.withLock {
      results[rank] = result
      change.broadcast()
    }
  }

  func all() -> [Swift.Result<Result, any Error>] {
    change.lock()
    defer { change.unlock() }
    while results.count < count { change.wait() }
    return results.sorted { $0.key < $1.key }.map(\.value)
  }
}

/// Writes a text to standard error.
func writeError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}

/// Ends the process.
func endProcess(_ status: Int32) -> Never { exit(status) }
