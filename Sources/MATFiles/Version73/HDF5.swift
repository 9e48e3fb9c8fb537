import CHDF5

/// HDF5, held by the caller alone for as long as this value lives.
///
/// Every call happens inside ``use(file:_:)``, under libmatio's lock, because libmatio calls HDF5 as well
/// and HDF5's error reporting is global. The value is the proof of holding the lock: what calls HDF5 takes
/// it as an argument. HDF5 prints nothing while it is held; its error stack goes into the ``/MATValues/MATError``
/// that ``failure(_:_:)`` makes.
struct HDF5: ~Copyable {
  private init() {}

  /// Has HDF5 not close itself when the process ends. After damaged files it holds objects that it cannot
  /// let go: it tries for a while and then prints that it gave up. Nothing is lost, since what was written
  /// is closed by its writer. It must be said before HDF5's first use.
  static let leftOpenAtExit: Bool = H5dont_atexit() >= 0

  /// Runs `body` with HDF5 to itself and returns what it returns.
  ///
  /// Throws what `body` throws, with `file` filled in. Not reentrant: a call inside `body` would wait for
  /// itself.
  static func use<Result>(
    file: String?, _ body: (borrowing HDF5) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    try Matio.use(failure: .damaged, file: file) { (_) throws(MATError) -> Result in
      // What prints is a setting of the process: it is put back, so that other users of HDF5 see theirs.
      var printer: H5E_auto2_t?
      var context: UnsafeMutableRawPointer?
      let isKnown = unsafe H5Eget_auto2(chdf5_error_stack(), &printer, &context) >= 0
      _ = H5Eset_auto2(chdf5_error_stack(), nil, nil)
      defer {
        if isKnown { _ = unsafe H5Eset_auto2(chdf5_error_stack(), printer, context) }
      }
      return try body(HDF5())
    }
  }

  /// An error that says what was attempted and, from HDF5's error stack, why it failed.
  func failure(_ code: MATError.Code, _ attempt: String) -> MATError {
    let reasons = errorStack
    return MATError(
      code, found: reasons.isEmpty ? attempt : "\(attempt): \(reasons.joined(separator: ", "))")
  }

  /// The outermost and the innermost words on HDF5's error stack: what failed, and at what.
  private var errorStack: [String] {
    var descriptions: [String] = []
    _ = unsafe withUnsafeMutablePointer(to: &descriptions) { descriptions in
      unsafe H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_DOWNWARD,
        { _, entry, context in
          guard let text = unsafe entry?.pointee.desc,
            let descriptions = unsafe context?.assumingMemoryBound(to: [String].self)
          else { return 0 }
          unsafe descriptions.pointee.append(String(cString: text))
          return 0
        }, descriptions)
    }
    guard let first = descriptions.first, let last = descriptions.last else { return [] }
    return first == last ? [first] : [first, last]
  }
}

/// The owner of any open thing of HDF5's: an object, attribute, datatype, dataspace or property list.
///
/// Made and dropped inside ``HDF5/use(file:_:)``.
struct HDF5Handle: ~Copyable {
  /// The identifier, lent: it dies with this value.
  let id: hid_t

  /// Takes over what an opening call returned; throws where that is HDF5's word for a failure.
  init(
    owning id: hid_t, _ attempt: @autoclosure () -> String, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    guard id >= 0 else { throw hdf5.failure(.damaged, attempt()) }
    self.id = id
  }

  // Closing what was only read loses nothing, so an error is of no interest.
  deinit { _ = H5Idec_ref(id) }
}
