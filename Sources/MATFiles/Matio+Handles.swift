import CMatio

/// The owner of an open libmatio file; it closes the file.
///
/// Made and dropped inside ``Matio/use(failure:file:_:)``.
@safe struct MatioFile: ~Copyable {
  /// The handle, lent: it dies with this value.
  let handle: OpaquePointer

  /// Opens a file for reading. libmatio takes an empty file for a sound v4 one: check the file first.
  init(reading path: String, _ matio: borrowing Matio) throws(MATError) {
    guard let handle = unsafe Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else {
      throw MATError(.cannotOpen, found: matio.complaint)
    }
    unsafe self.handle = handle
  }

  /// Creates a file, or empties the one that is there. libmatio knows v5 and v7 as one version: what
  /// is compressed is said variable by variable.
  init(
    creating path: String, format: MATFormat, header: String?, _ matio: borrowing Matio
  ) throws(MATError) {
    let version =
      switch format {
      case .v4: MAT_FT_MAT4
      case .v5, .v7: MAT_FT_MAT5
      case .v73: MAT_FT_MAT73
      }
    guard let handle = unsafe Mat_CreateVer(path, header, version) else {
      throw MATError(.cannotCreate, found: matio.complaint)
    }
    unsafe self.handle = handle
  }

  /// Closes the file and says whether that failed, as it does where a disk is full.
  consuming func close(_ matio: borrowing Matio) throws(MATError) {
    let handle = unsafe handle
    discard self
    guard unsafe Mat_Close(handle) == 0, matio.complaint == nil else {
      throw MATError(.writeFailed, found: matio.complaint)
    }
  }

  // A file closed without `close(_:)` was read, or its writing has failed already: there is nobody to
  // tell of an error.
  deinit { unsafe _ = Mat_Close(handle) }
}

/// The owner of a libmatio variable; it frees the variable and all below it.
///
/// Made and dropped inside ``Matio/use(failure:file:_:)``.
@safe struct MatioVariable: ~Copyable {
  /// The variable, lent: it dies with this value.
  let pointer: UnsafeMutablePointer<matvar_t>

  /// Takes over a variable that libmatio returned.
  init(owning pointer: UnsafeMutablePointer<matvar_t>) {
    unsafe self.pointer = pointer
  }

  /// Gives the variable away, to the parent that frees it from now on.
  consuming func release() -> UnsafeMutablePointer<matvar_t> {
    let pointer = unsafe pointer
    discard self
    return unsafe pointer
  }

  deinit { unsafe Mat_VarFree(pointer) }
}
