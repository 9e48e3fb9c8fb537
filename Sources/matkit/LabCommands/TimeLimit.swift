import Foundation
import Labs
import Synchronization

/// An interruption of its own for one piece of work, which comes when the time is over or when the
/// user asks for the end of all.
final class TimeLimit: Sendable {
  /// What the work looks at.
  let interruption = Interruption()
  private let state = Mutex(State())

  private struct State {
    var isOver = false
    var isDone = false
  }

  /// Begins to count. What does not obey is ended `graceTime` seconds later.
  ///
  /// - Parameters:
  ///   - seconds: How long the work may take.
  ///   - all: The interruption of all that is going on.
  init(seconds: Double, within all: Interruption, graceTime: Double = 3) {
    let start = ContinuousClock.now
    Thread { [self] in
      while !all.isRequested, start.duration(to: .now) < .seconds(seconds) {
        if state.withLock({ $0.isDone }) { return }
        usleep(20_000)
      }
      state.withLock { $0.isOver = !$0.isDone && !all.isRequested }
      interruption.request()
      let told = ContinuousClock.now
      while told.duration(to: .now) < .seconds(graceTime) {
        if state.withLock({ $0.isDone }) { return }
        usleep(20_000)
      }
      interruption.request()
    }.start()
  }

  /// Whether the time was over before the work was done.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// Says that the work is done.
  func end() { state.withLock { $0.isDone = true } }
}
