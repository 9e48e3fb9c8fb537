import CMatio
import Synchronization

/// libmatio, held by the caller alone for as long as this value lives.
///
/// Every call into libmatio happens inside ``use(failure:file:_:)``, because its log handler and HDF5
/// under it are global to the process. The value is the proof of holding the lock: what makes a handle
/// takes it as an argument. What libmatio logs while it is held becomes a thrown ``/MATValues/MATError``, since a
/// failed read and the end of a file look the same in its return values.
///
/// Never called here: `Mat_LogInit` and `Mat_Error` (they abort the process), `Mat_Help` (it exits),
/// `Mat_VarPrint` (it overflows), `Mat_VarDelete` (it deletes through a read-only handle), and
/// `Mat_VarReadData` (wrong elements at rank 4 and above).
struct Matio: ~Copyable {
  private static let lock = Mutex<Void>(())
  private static let messages = Mutex<[String]>([])

  private init() {}

  /// Runs `body` with libmatio to itself and returns what it returns.
  ///
  /// Throws what `body` throws, with libmatio's own words as `found` where it names nothing found; and
  /// an error of code `failure` where `body` returns but libmatio complained. Not reentrant: a call
  /// inside `body` would wait for itself.
  static func use<Result>(
    failure: MATError.Code, file: String? = nil,
    _ body: (borrowing Matio) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    let outcome: Swift.Result<Result, MATError> = lock.withLock { _ in
      // libmatio calls HDF5 too.
      _ = HDF5.leftOpenAtExit
      installCollector()
      defer { messages.withLock { $0.removeAll() } }
      do throws(MATError) {
        let matio = Matio()
        let result = try body(matio)
        if let complaint = matio.complaint {
          return .failure(MATError(failure, file: file, found: complaint))
        }
        return .success(result)
      } catch {
        var error = error
        error.file = error.file ?? file
        error.found = error.found ?? Matio().complaint
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// What libmatio has logged since the lock was taken, on one line, or nil. HDF5 tells its whole stack
  /// of calls; the first says most.
  var complaint: String? {
    let logged = Self.messages.withLock { $0 }
    guard let first = logged.first else { return nil }
    let more = logged.count > 1 ? " (and \(logged.count - 1) more messages)" : ""
    return first.split(whereSeparator: \.isWhitespace).joined(separator: " ") + more
  }

  /// Makes libmatio log into `messages`. Repeated at each use, because any other user of libmatio in
  /// the process may have put a handler of its own there.
  private static func installCollector() {
    unsafe Mat_LogInitFunc(nil) { level, text in
      // Debug and progress messages say nothing of a failure.
      guard level & (1 | 1 << 1 | 1 << 2) != 0, let text = unsafe text else { return }
      let message = unsafe String(cString: text)
      Matio.messages.withLock { $0.append(message) }
    }
  }
}
