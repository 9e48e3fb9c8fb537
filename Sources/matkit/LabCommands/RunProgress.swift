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
      state.line.clear()
      switch event {
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

  private static func lines(
    _ outcome: StageOutcome, _ seconds: Double, of name: String
  ) -> [String] {
    switch outcome {
    case .upToDate, .frozen: []
    case .restored(let reasons):
      ["\(name): from an earlier run: \(reasons.joined(separator: "; "))"]
    case .ran(_, let notes):
      ["\(name): done in \(seconds.significant(3)) s"] + notes.map { "  \($0)" }
    case .failed: ["\(name): failed"]
    case .skipped: ["\(name): not done"]
    }
  }
}
