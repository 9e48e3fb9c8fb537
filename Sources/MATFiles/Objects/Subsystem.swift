import Synchronization

/// The data of a file's objects, read once, when a variable first needs them, and kept as long as the file
/// is open.
final class Subsystem: Sendable {
  private let loading = Mutex<Result<ObjectStore?, MATError>?>(nil)

  /// What loading gave, or why it failed: no data where they are of a kind that is not known. Nil before the
  /// first try.
  ///
  /// Two threads that are first together may both load.
  var loaded: Result<ObjectStore?, MATError>? {
    get { loading.withLock { $0 } }
    set { loading.withLock { $0 = newValue } }
  }
}
