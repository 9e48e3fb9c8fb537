internal import Dispatch
internal import Foundation
public import LinearAlgebra
import Matrices
internal import Synchronization

/// Minimises f from many starts, several at a time, and keeps what each of them found.
///
///     let ledger = minimize(loss, starts: starts, using: .bfgs, threads: 4)
///     for minimum in ledger.minima { print(minimum.solution.value, minimum.count, minimum.runs) }
///
/// Every run has a copy of the objective of its own and goes its own way, so the ledger is the same bits
/// whatever the number of threads, and `minimize(objective, from: starts[k], …)` replays run k. Limits are
/// those of each run. Where the task is cancelled, runs end as `cancelled`, those not begun yet at their
/// starts.
///
/// - Parameters:
///   - objective: f, with its gradient or without: as for one start.
///   - starts: One start or more, of as many numbers as the objective has variables; traps otherwise.
///   - bounds: A box that the variables stay in; `nil` for none.
///   - method: How the next iterate is found.
///   - rules: When each run stops.
///   - distance: How far apart, relative to their size, two ends of one minimum may lie.
///   - threads: The most runs at a time; `nil` for as many as the machine has processors.
public func minimize<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar> & Sendable, starts: [[Scalar]],
  bounds: Bounds<Scalar>? = nil, using method: some MinimizationMethod = .lbfgs,
  stopping rules: StoppingRules = StoppingRules(), distance: Scalar = 1e-4, threads: Int? = nil
) -> Ledger<Scalar> {
  require(!starts.isEmpty, "0 starts give no minimum")
  let runs = inParallel(starts.count, threads: threads) { index, isCancelled in
    var run = Minimization(
      objective, from: starts[index], bounds: bounds, using: method, stopping: rules)
    while run.next() != nil {
      if isCancelled() { run.cancel() }
    }
    return run.solution
  }
  return Ledger(starts: starts, runs: runs, distance: distance)
}

extension Minimization {
  /// Ends the run as cancelled, unless it has ended already.
  mutating func cancel() { reason = reason ?? .cancelled }
}

/// Does `count` pieces of work on up to so many threads, and returns what they gave, in order.
///
/// Other threads than the caller's do not know of its task, so whichever piece the caller works on tells
/// them of its cancellation.
func inParallel<Result: Sendable>(
  _ count: Int, threads: Int?, _ work: @Sendable (Int, _ isCancelled: () -> Bool) -> Result
) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: count))
  let next = Atomic(0)
  let cancelled = Atomic(false)
  @Sendable func isCancelled() -> Bool {
    if Task.isCancelled { cancelled.store(true, ordering: .relaxed) }
    return cancelled.load(ordering: .relaxed)
  }
  let workers = max(1, min(count, threads ?? ProcessInfo.processInfo.activeProcessorCount))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = work(index, isCancelled)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
