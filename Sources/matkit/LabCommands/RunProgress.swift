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
      if case .reading(let file, let done, let size) = event {
        let share = Int(100 * Double(done) / Double(max(size, 1)))
        return state.line.update { "reading \(file), \(Self.text(bytes: size)), \(share) %" }
      }
      state.line.clear()
      switch event {
      case .reading: break
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

  /// A number of bytes as people say it: `6.4 GB`.
  private static func text(bytes count: Int64) -> String {
    count >= 1_000_000_000
      ? "\((Double(count) / 1e9).significant(2)) GB" : "\(count / 1_000_000) MB"
  }

  private static func text(_ outcome: StageOutcome, _ seconds: Double) -> String? {
    switch outcome {
    case .upToDate, .frozen: nil
    case .restored(let reasons, let notes):
      (["from an earlier run: \(reasons.joined(separator: "; "))"] + notes)
        .joined(separator: "\n  ")
    case .ran(_, let notes):
      (["done in \(seconds.significant(3)) s"] + notes).joined(separator: "\n  ")
    case .failed: "failed"
    case .skipped: "not done"
    }
  }
}
