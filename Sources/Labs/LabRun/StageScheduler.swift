import Foundation
import Synchronization

/// Gives stages to workers, each when all that it needs are done.
final class StageScheduler: Sendable {
  private let graph: StageGraph
  private let selected: Set<Int>
  private let keepsGoing: Bool
  private let interruption: Interruption
  private let state: Mutex<State>
  /// Signalled once a stage that is ready, and once a worker at the end.
  private let available = DispatchSemaphore(value: 0)

  private struct State {
    /// How many of the stages that each needs are not done.
    var missing: [Int: Int]
    /// The stages that can begin, the next one last.
    var ready: [Int]
    var unfinished: Int
    var isStopping = false
    var outcomes: [Int: StageOutcome] = [:]
  }

  /// - Parameter selected: The stages to run; what they need besides is taken to be there.
  init(
    _ graph: StageGraph, selected: Set<Int>, keepsGoing: Bool, interruption: Interruption
  ) {
    self.graph = graph
    self.selected = selected
    self.keepsGoing = keepsGoing
    self.interruption = interruption
    var missing: [Int: Int] = [:]
    for index in selected { missing[index] = graph.needs[index].count(where: selected.contains) }
    let ready = selected.filter { missing[$0] == 0 }.sorted(by: >)
    state = Mutex(State(missing: missing, ready: ready, unfinished: selected.count))
    for _ in ready { available.signal() }
  }

  /// Runs all stages on so many threads, and says how each ended.
  func run(
    jobs: Int, _ body: @escaping @Sendable (Int) -> StageOutcome
  ) -> [Int: StageOutcome] {
    guard !selected.isEmpty else { return [:] }
    let workers = min(jobs, selected.count)
    let ended = DispatchSemaphore(value: 0)
    for _ in 1..<workers {
      let thread = Thread {
        self.work(body)
        ended.signal()
      }
      // Values of .mat files nest, and reading them recurses.
      thread.stackSize = 8 << 20
      thread.start()
    }
    work(body)
    for _ in 1..<workers { ended.wait() }
    return state.withLock { $0.outcomes }
  }

  private func work(_ body: (Int) -> StageOutcome) {
    while true {
      available.wait()
      guard let index = state.withLock({ $0.ready.popLast() }) else { return }
      let isStopping = state.withLock { $0.isStopping } || interruption.isRequested
      finish(index, isStopping ? .skipped : body(index))
    }
  }

  private func finish(_ index: Int, _ outcome: StageOutcome) {
    let isEnd = state.withLock { state in
      if case .failed = outcome, !keepsGoing { state.isStopping = true }
      settle(index, outcome, &state)
      return state.unfinished == 0
    }
    // At the end as many signals as workers could ever wait for: the rest go with the semaphore.
    if isEnd { for _ in 0..<(selected.count + 1) { available.signal() } }
  }

  private func settle(_ index: Int, _ outcome: StageOutcome, _ state: inout State) {
    guard state.outcomes.updateValue(outcome, forKey: index) == nil else { return }
    state.unfinished -= 1
    var isDone = true
    switch outcome {
    case .failed, .skipped: isDone = false
    default: break
    }
    for other in graph.neededBy[index] where selected.contains(other) {
      guard isDone else {
        if state.outcomes[other] == nil { settle(other, .skipped, &state) }
        continue
      }
      state.missing[other, default: 0] -= 1
      guard state.missing[other] == 0, state.outcomes[other] == nil else { continue }
      // The earliest in the file comes next.
      let rank = state.ready.firstIndex { $0 < other } ?? state.ready.endIndex
      state.ready.insert(other, at: rank)
      available.signal()
    }
  }
}
