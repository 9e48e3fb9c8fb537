import Foundation
import Labs
import Synchronization

/// Tells on standard output what a run does, a line when a stage begins and ends; on a terminal a line
/// below says how far it is.
final class RunProgress: Sendable {
  private let state: Mutex<State>

  private struct State: ~Copyable {
    let stageCount: Int
    var endedCount = 0
    var running: [String] = []
    let line = ProgressLine()
  }

  init(stageCount: Int) {
    state = Mutex(State(stageCount: stageCount))
  }

  /// Shows one event; called from any thread.
  func show(_ event: RunEvent) {
    state.withLock { state in
      state.line.clear()
      switch event {
      case .began(let stage, let reasons):
        state.running.append(stage.name)
        print("\(stage.name): runs: \(reasons.joined(separator: "; "))")
      case .ended(let stage, let outcome, let seconds):
        state.running.removeAll { $0 == stage.name }
        state.endedCount += 1
        if let text = Self.text(outcome, seconds) { print("\(stage.name): \(text)") }
      }
      fflush(nil)
      let (ended, count) = (state.endedCount, state.stageCount)
      let running = state.running.prefix(3).joined(separator: ", ")
      state.line.update { "\(ended) of \(count) stages done, running \(running)" }
    }
  }

  /// Takes the line away.
  func end() {
    state.withLock { $0.line.clear() }
  }

  private static func text(_ outcome: StageOutcome, _ seconds: Double) -> String? {
    switch outcome {
    case .upToDate, .frozen: nil
    case .restored(let reasons):
      "from an earlier run: \(reasons.joined(separator: "; "))"
    case .ran(_, let notes):
      (["done in \(seconds.significant(3)) s"] + notes).joined(separator: "\n  ")
    case .failed: "failed"
    case .skipped: "not done"
    }
  }
}
