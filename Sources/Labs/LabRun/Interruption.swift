import Foundation
import Synchronization

/// The wish of a user that a run should end, and the processes that have to be told.
public final class Interruption: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isRequested = false
    /// The signal that each group of processes is first told by.
    var groups: [pid_t: Int32] = [:]
  }

  public init() {}

  /// Ends the run: no stage is begun any more, and the commands that run are told to end; asked for
  /// again, they are ended whether they obey or not.
  public func request() {
    state.withLock { state in
      for (group, signal) in state.groups { kill(-group, state.isRequested ? SIGKILL : signal) }
      state.isRequested = true
    }
  }

  /// Whether the end was asked for.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Whether a command runs that has to be waited for.
  public var hasProcesses: Bool { state.withLock { !$0.groups.isEmpty } }

  /// Notes a group of processes to be told by `signal`; one that comes too late is told at once.
  func add(_ group: pid_t, _ signal: Int32) {
    state.withLock { state in
      state.groups[group] = signal
      if state.isRequested { kill(-group, signal) }
    }
  }

  func remove(_ group: pid_t) {
    _ = state.withLock { $0.groups.removeValue(forKey: group) }
  }
}
