import Foundation
import Labs
import Synchronization

/// Tells on standard output what a run does, a line when a stage begins and ends; on a terminal a
/// line below says how far it is.
final class RunProgress: Sendable {
  private let state: Mutex<State>

  private struct State: ~Copyable {
    let stageCount: Int
    var endedCount = 0
    var running: [String] = []
    /// Why a line could not be printed: the run goes on, and says it at its end.
    var failure: (any Error)?
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
      case .endedRest(let stage, let names, let left):
        let lines = [(names, "ended what it had started"), (left, "could not end")]
        Self.print(
          lines.filter { !$0.0.isEmpty }.map { names, verb in
            "\(stage.name): \(verb): \(names.joined(separator: ", "))"
          }, &state.failure)
      case .began(let stage, let reasons):
        state.running.append(stage.name)
        Self.print(["\(stage.name): runs: \(reasons.joined(separator: "; "))"], &state.failure)
      case .ended(let stage, let outcome, let seconds):
        state.running.removeAll { $0 == stage.name }
        state.endedCount += 1
        Self.print(Self.lines(outcome, seconds, of: stage.name), &state.failure)
      }
      let (ended, count) = (state.endedCount, state.stageCount)
      let running = state.running.prefix(3).joined(separator: ", ")
      state.line.update { "\(ended) of \(count) stages done, running \(running)" }
    }
  }

  /// Takes the line away; throws where a line of the run could not be printed.
  func end() throws {
    try state.withLock { state in
      state.line.clear()
      if let failure = state.failure { throw failure }
    }
  }

  private static func print(_ lines: [String], _ failure: inout (any Error)?) {
    do {
      try StandardStream.output.print(lines: lines)
    } catch {
      failure = failure ?? error
    }
  }

  /// A number of bytes as people say it: `6.4 GB`.
  private static func text(bytes count: Int64) -> String {
    count >= 1_000_000_000
      ? "\((Double(count) / 1e9).significant(2)) GB" : "\(count / 1_000_000) MB"
  }

  private static func lines(
    _ outcome: StageOutcome, _ seconds: Double, of name: String
  ) -> [String] {
    switch outcome {
    case .upToDate, .frozen: []
    case .restored(let reasons, let notes):
      ["\(name): from an earlier run: \(reasons.joined(separator: "; "))"]
        + notes.map { "  \($0)" }
    case .ran(_, let notes):
      ["\(name): done in \(seconds.significant(3)) s"] + notes.map { "  \($0)" }
    case .failed: ["\(name): failed"]
    case .skipped: ["\(name): not done"]
    }
  }
}
