internal import CNetworkKernels
internal import Dispatch
internal import Foundation
internal import Matrices
internal import Synchronization

/// Work in parts that threads can do at the same time.
///
/// No closure, for whose context and its references there would be an allocation a call: a type of up to three
/// words without references is passed on as it is.
protocol SharedWork: Sendable {
  /// Does one part of it.
  func perform(part: Int)
}

/// Threads that share the work of one evaluation after another.
///
/// Evaluations of a small network take tens of microseconds and follow one another closely, and to wake a
/// sleeping thread takes as long as one. So a helper that has done its part stays awake for a while, and then
/// is there at once; after that it sleeps, and costs nothing. Who asks for work to be done takes part in it,
/// and does whatever no helper has begun by then: nobody waits for a helper to wake.
final class WorkerTeam: Sendable {
  /// The process's own, of as many threads as there are processors.
  static let shared = WorkerTeam(
    helperCount: max(0, ProcessInfo.processInfo.activeProcessorCount - 1))

  /// How long a helper stays awake without work.
  private static let patience = Duration.microseconds(100)
  /// How often the asker looks whether the helpers are done before it leaves its processor to others.
  private static let looks = 2000

  private let helperCount: Int
  /// True if someone's work is being done.
  private let isTaken = Atomic(false)
  /// The work, its number counted from 1: there from before the number is known until all parts are finished.
  private nonisolated(unsafe) var work: (any SharedWork)?
  private let state = Atomic<UInt64>(0)
  private let finished = Atomic(0)
  /// How many helpers there are; changed by the one who has the team.
  private let launched = Atomic(0)
  /// How many of them sleep, and have not been told to wake.
  private let sleepers = Atomic(0)
  private let bell = DispatchSemaphore(value: 0)

  /// A team of one thread more than so many helpers, which start when they are first needed.
  init(helperCount: Int) { self.helperCount = helperCount }

  /// Has each of `count` parts done once, and returns when all are done. The caller's thread takes part.
  ///
  /// While the team works for another thread, the caller does all parts itself. Traps for more than 65535.
  func perform(_ work: some SharedWork, inParts count: Int) {
    require(count <= UInt16.max, "work cannot be shared in \(count) parts")
    guard count > 1, helperCount > 0,
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for part in 0..<count { work.perform(part: part) }
      return
    }
    launch(min(helperCount, count - 1))
    unsafe self.work = work
    finished.store(0, ordering: .relaxed)
    let number = (state.load(ordering: .relaxed) >> 32) &+ 1
    state.store(number << 32 | UInt64(count) << 16, ordering: .sequentiallyConsistent)
    ring(count - 1)
    takePart()
    awaitEnd(count)
    isTaken.store(false, ordering: .releasing)
  }

  /// Does parts as long as there are any that nobody has begun.
  private func takePart() {
    while let part = claim() {
      // A part that is claimed keeps the work there until it is finished.
      unsafe work?.perform(part: part)
      finished.add(1, ordering: .releasing)
    }
  }

  /// The next part that nobody has begun.
  private func claim() -> Int? {
    var seen = state.load(ordering: .sequentiallyConsistent)
    while hasPart(seen) {
      let (exchanged, found) = state.compareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if exchanged { return Int(seen & 0xffff) }
      seen = found
    }
    return nil
  }

  /// The state's lowest 16 bits are the next part, the 16 above them how many there are, the rest the work's
  /// number.
  private func hasPart(_ state: UInt64) -> Bool { state & 0xffff < state >> 16 & 0xffff }

  private func awaitEnd(_ count: Int) {
    var looks = 0
    while finished.load(ordering: .acquiring) < count {
      looks += 1
      if looks > Self.looks { sched_yield() } else { nk_relax() }
    }
  }

  // MARK: Helpers

  private func launch(_ count: Int) {
    while launched.load(ordering: .relaxed) < count {
      launched.add(1, ordering: .relaxed)
      let thread = Thread { self.help() }
      thread.name = "matkit helper"
      // As large as that of a program's first thread.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func help() -> Never {
    while true {
      takePart()
      if !awaitWork() { sleep() }
    }
  }

  /// Looks for work until there is some, or patience has ended.
  private func awaitWork() -> Bool {
    let began = ContinuousClock.now
    repeat {
      for _ in 0..<32 {
        if hasPart(state.load(ordering: .acquiring)) { return true }
        nk_relax()
      }
    } while .now - began < Self.patience
    return false
  }

  private func sleep() {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    // Work that came before the helper was counted rang for nobody.
    if hasPart(state.load(ordering: .sequentiallyConsistent)), takeSleepers(1) == 1 { return }
    bell.wait()
  }

  /// Wakes as many helpers as that, or all that sleep.
  private func ring(_ count: Int) {
    for _ in 0..<takeSleepers(count) { bell.signal() }
  }

  /// Takes so many off the number of sleepers, or all; each is then awake, or has the bell rung for it.
  private func takeSleepers(_ most: Int) -> Int {
    var seen = sleepers.load(ordering: .sequentiallyConsistent)
    while seen > 0 {
      let taken = min(seen, most)
      let (exchanged, found) = sleepers.compareExchange(
        expected: seen, desired: seen - taken, ordering: .sequentiallyConsistent)
      if exchanged { return taken }
      seen = found
    }
    return 0
  }
}
