import Foundation
import Synchronization

/// Whether the user has asked, by Ctrl-C, that work should end and keep what it has; a second Ctrl-C ends the
/// process as ever.
struct TrainingInterruption {
  private static let isRequested = Atomic(false)

  /// Begins to listen.
  init() {
    signal(SIGINT) { _ in
      TrainingInterruption.isRequested.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }

  /// Whether the end was asked for.
  var isRequested: Bool { Self.isRequested.load(ordering: .relaxed) }
}
