import Foundation
import Synchronization

/// The wish of a user that a run should end, and the processes that have to be told.
public final class Interruption: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isRequested = false
    /// The signal that the keeper of each command is first told by.
    var keepers: [pid_t: Int32] = [:]
  }

  /// An interruption that nobody has requested yet.
  ///
  /// ```swift
  /// let interruption = Interruption()
  /// interruption.request()
  /// assert(interruption.isRequested && !interruption.hasProcesses)
  /// ```
  public init() {}

  /// Ends the run: no stage is begun any more, and the commands that run are told to end; asked for
  /// again, they are ended whether they obey or not.
  public func request() {
    state.withLock { state in
      // A keeper takes SIGUSR1 as the order to end all that it keeps at once.
      for (keeper, signal) in state.keepers { kill(keeper, state.isRequested ? SIGUSR1 : signal) }
      state.isRequested = true
    }
  }

  /// True if the end was asked for.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// True if a command runs that has to be waited for.
  public var hasProcesses: Bool { state.withLock { !$0.keepers.isEmpty } }

  /// Notes the keeper of a command, to be told by `signal`; one that comes too late is told at
  /// once.
  func add(_ keeper: pid_t, _ signal: Int32) {
    state.withLock { state in
      state.keepers[keeper] = signal
      if state.isRequested { kill(keeper, signal) }
    }
  }

  func remove(_ keeper: pid_t) {
    _ = state.withLock { $0.keepers.removeValue(forKey: keeper) }
  }
}
