import Foundation
import Synchronization

/// The wish of a user that a run should end, and the processes that have to be told.
public final class Interruption: Sendable {
  private let state = Mutex(State())

  private struct State {
    var isRequested = false
    var groups: Set<pid_t> = []
  }

  public init() {}

  /// Ends the run: no stage is begun any more, and the commands that run are told to end.
  public func request() {
    state.withLock { state in
      state.isRequested = true
      for group in state.groups { kill(-group, SIGTERM) }
    }
  }

  /// Whether the end was asked for.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Notes a group of processes to be told; one that comes too late is told at once.
  func add(_ group: pid_t) {
    state.withLock { state in
      state.groups.insert(group)
      if state.isRequested { kill(-group, SIGTERM) }
    }
  }

  func remove(_ group: pid_t) {
    _ = state.withLock { $0.groups.remove(group) }
  }
}
