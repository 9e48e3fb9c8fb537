import Synchronization

/// What a file has of the data of MATLAB's objects.
enum ObjectData: Sendable {
  case known(ObjectStore)
  /// None that can be read, and why.
  case unknown(MATOpaqueReason)

  /// The data in the cells of a FileWrapper__. Throws `.damaged` where they contradict themselves.
  init(cells: [MATValue], isBigEndian: Bool) throws(MATError) {
    guard case .numeric(let array)? = cells.first, case .uint8(let bytes) = array.real else {
      throw ObjectStore.damage(
        expected: "the tables of MATLAB's objects as bytes", found: "something else")
    }
    let version = try ObjectTables.version(of: bytes, isBigEndian: isBigEndian)
    guard let cellsBehind = ObjectStore.cellsBehindProperties[version] else {
      self = .unknown(.unknownVersion(version))
      return
    }
    let tables = try ObjectTables(bytes, isBigEndian: isBigEndian)
    self = .known(
      try ObjectStore(tables, cells: cells, cellsBehind: cellsBehind, isBigEndian: isBigEndian))
  }
}

/// The data of a file's objects, read once, when a variable first needs them, and kept as long as the file
/// is open.
final class Subsystem: Sendable {
  private let loading = Mutex<Result<ObjectData, MATError>?>(nil)

  /// What `load` gives, or gave the first time.
  ///
  /// Where it fails, its error tells of the file's objects and their `offset`, and is thrown at once the
  /// next time, unless it was a limit's: with other limits they may be read.
  /// Two threads that are first together may both load.
  func data(
    at offset: Int?, load: () throws(MATError) -> ObjectData
  ) throws(MATError) -> ObjectData {
    if let known = loading.withLock({ $0 }) { return try known.get() }
    do throws(MATError) {
      let data = try load()
      loading.withLock { $0 = .success(data) }
      return data
    } catch {
      let error = error.isOfSystem ? error : error.ofObjects(at: offset)
      if error.code != .limitExceeded { loading.withLock { $0 = .failure(error) } }
      throw error
    }
  }
}
