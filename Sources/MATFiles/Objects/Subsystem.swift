import Synchronization

/// The data of a file's objects, read once, when a variable first needs them, and kept as long as the file
/// is open.
final class Subsystem: Sendable {
  private let loading = Mutex<Result<ObjectStore?, MATError>?>(nil)

  /// What `load` gives, or gave the first time; nil where the data are of a kind that is not known.
  ///
  /// Where it fails, its error tells of the file's objects and their `offset`, and is thrown at once the
  /// next time, unless it was a limit's: with other limits they may be read.
  /// Two threads that are first together may both load.
  func store(
    at offset: Int?, load: () throws(MATError) -> ObjectStore?
  ) throws(MATError) -> ObjectStore? {
    if let known = loading.withLock({ $0 }) { return try known.get() }
    do throws(MATError) {
      let store = try load()
      loading.withLock { $0 = .success(store) }
      return store
    } catch {
      let error = error.code == .readFailed ? error : error.ofObjects(at: offset)
      if error.code != .limitExceeded { loading.withLock { $0 = .failure(error) } }
      throw error
    }
  }
}
