/// What reads a v7.3 file: HDF5 in this process, or in one of its own.
protocol Version73Source: Sendable {
  /// What the file says of its variables, or of those of some names that it has.
  func headers(_ limits: MATLimits, named names: [String]?) throws(MATError) -> [V73File.Header]
  /// The value of the object at an address, of which `byteCount` tells about how large it is.
  func value(
    at address: UInt64, byteCount: Int, _ limits: MATLimits
  ) throws(MATError) -> MATValue
  /// What is stored in place of the value of the object at an address.
  func storedValue(at address: UInt64, _ limits: MATLimits) throws(MATError) -> MATValue
  /// The data of the file's objects as they are stored; nil where it has none.
  func storedObjects(_ limits: MATLimits) throws(MATError) -> StoredObjects?
  /// What lies at a path in the value of the object at an address; no more of it is read than needed.
  func value(
    at address: UInt64, following path: MATPath, _ limits: MATLimits
  ) throws(MATError) -> MATValue
  /// Throws what decoding the object at an address throws, and keeps nothing of it.
  func verify(at address: UInt64, _ limits: MATLimits) throws(MATError)
  /// What is wrong with the file's end and with what belongs to no variable.
  func damageOutsideVariables(_ limits: MATLimits) throws(MATError) -> [MATError]
  /// Gives `write` the bytes of a file with copies of variables, from the first byte behind `userBlock` on, and
  /// returns what was not copied.
  func copies(
    of names: [String], _ limits: MATLimits, _ write: ([UInt8]) throws(MATError) -> Void
  ) throws(MATError) -> [MATLoss]
}

/// A v7.3 file, which HDF5 reads: objects that refer to each other, scattered over the file.
struct Version73File<Source: Version73Source>: StoredFile {
  private let bytes: FileBytes
  private let limits: MATLimits
  let source: Source
  /// Where the variables lie, or why they have no place that can be read.
  let places: [Result<UInt64, MATError>]

  /// Lists a file, with what is left of it where damage is to be skipped.
  static func list(
    _ source: Source, _ bytes: FileBytes, _ settings: ReadingSettings
  ) throws(MATError) -> FoundFile {
    let headers = try source.headers(settings.limits, named: settings.names)
    var listing = Listing<Result<UInt64, MATError>>(format: .v73)
    if settings.damage == .refuse {
      for header in headers { listing.append(MATFile.Variable(header), at: header.place) }
    } else {
      try listing.salvage(headers, from: source, settings.limits)
    }
    if let surplus = try HDF5Structures.surplus(of: bytes) {
      if settings.damage == .skip && !settings.decoding.acceptsUnverified {
        listing.losses.append(surplus)
      } else {
        listing.unverified.append(surplus)
      }
    }
    return listing.found(
      Version73File(
        bytes: bytes, limits: settings.limits, source: source, places: listing.places))
  }

  var isReadAtOnce: Bool { false }

  func values(
    of variables: ArraySlice<MATFile.Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue] {
    var values: [MATValue] = []
    for variable in variables {
      do throws(MATError) {
        let place = try places[variable.index].get()
        values.append(
          storing.isKept
            ? try source.storedValue(at: place, limits)
            : try source.value(at: place, byteCount: variable.byteCount, limits))
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    return values
  }

  func value(
    of variable: MATFile.Variable, following path: MATPath
  ) throws(MATError) -> MATValue {
    try source.value(at: places[variable.index].get(), following: path, limits)
  }

  func storedObjects() throws(MATError) -> StoredObjects? { try source.storedObjects(limits) }

  func libmatioFault(of variable: MATFile.Variable, _ value: MATValue) -> LibmatioFault? {
    .version73
  }

  func libmatioFile(
    of variable: MATFile.Variable
  ) throws(MATError) -> (bytes: [UInt8], explanation: LibmatioFault?) {
    throw MATError(
      .cannotRepresent, expected: "a variable of version 4 to 7", found: "one of v7.3")
  }

  func commit(_ editor: MATFile.Editor) throws(MATError) {
    try editor.commitVersion73(over: bytes)
  }

  func append(
    _ part: MATValue, to variable: MATFile.Variable, along dimension: Int,
    _ growing: borrowing GrowingFile
  ) throws(MATError) {
    let address = try places[variable.index].get()
    let overlay = HDF5Overlay(bytes)
    try HDF5.use(file: bytes.path) { (hdf5) throws(MATError) in
      let changing = try overlay.open(hdf5)
      try hdf5.append(part, toArrayAt: address, along: dimension, in: changing.id)
      try changing.close(hdf5)
    }
    try growing.apply(overlay)
  }

  func salvage(_ file: MATFile, to output: String) throws(MATError) -> [MATLoss] {
    let isSound = file.unverified.isEmpty || file.variables.isEmpty
    if isSound, !file.losses.contains(where: \.isDamage) { return try copyWhole(to: output) }
    let names = file.variables.map(\.name)
    let copy = try AtomicFile(path: output)
    try copy.write(V73Writer.userBlock)
    let losses = try source.copies(of: names, limits) { bytes throws(MATError) in
      try copy.write(bytes)
    }
    guard losses.count(where: { $0.name != nil }) < names.count else {
      throw losses.first?.reason.with(file: file.path) ?? MATError(.notFound, file: file.path)
    }
    try copy.commit()
    return losses.map { $0.with(file: file.path) }
  }

  /// Copies the file as it is.
  private func copyWhole(to output: String) throws(MATError) -> [MATLoss] {
    try AtomicFile.write(to: output) { file throws(MATError) in
      try MATFile.Editor.Piece.part(of: bytes, 0..<bytes.count).write(to: file)
    }
    return []
  }
}

extension Listing<Result<UInt64, MATError>> {
  /// Takes the variables that are sound: every one is decoded once, and every dataset of what belongs to no
  /// variable is read.
  fileprivate mutating func salvage(
    _ headers: [V73File.Header], from source: some Version73Source, _ limits: MATLimits
  ) throws(MATError) {
    for header in headers {
      var variable = MATFile.Variable(header)
      do throws(MATError) {
        let address = try header.place.get()
        if variable.isLargeArray {
          // A plain array, of which nothing is wanted here: it stays where it is read, piece by piece.
          try source.verify(at: address, limits)
        } else {
          variable.undecoded = try source.value(at: address, byteCount: 0, limits)
            .undecodedPlaces()
        }
        append(variable, at: header.place)
      } catch {
        losses.append(
          MATLoss(
            name: variable.name, byteRange: nil,
            reason: error.with(file: nil, variable: variable.name)))
      }
    }
    let errors: [MATError]
    do throws(MATError) {
      errors = try source.damageOutsideVariables(limits)
    } catch {
      errors = [error]
    }
    losses += errors.map { MATLoss(name: nil, byteRange: nil, reason: $0) }
  }
}

extension MATFile.Variable {
  /// A variable of a v7.3 file.
  fileprivate init(_ header: V73File.Header) {
    self.init(
      name: header.name, className: header.className, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal, isSparse: header.isSparse,
      isCompressed: header.isCompressed, byteCount: header.byteCount, byteRange: nil)
    if case .failure(let error) = header.place { fault = Fault(error) }
    if let reason = header.opaqueReason, reason.hidesData {
      undecoded = [MATUndecoded(path: "", className: className, size: size, reason: reason)]
    }
  }

  /// Whether it is an array of numbers, truth values or characters that is read in slices.
  fileprivate var isLargeArray: Bool {
    byteCount >= V73Slices.leastByteCount && V73Object.basicClasses.contains(className)
  }
}

extension V73File: Version73Source {
  func value(
    at address: UInt64, byteCount: Int, _ limits: MATLimits
  ) throws(MATError) -> MATValue {
    try value(at: address, limits)
  }

  func storedValue(at address: UInt64, _ limits: MATLimits) throws(MATError) -> MATValue {
    try value(at: address, limits, .kept)
  }

  func value(
    at address: UInt64, following path: MATPath, _ limits: MATLimits
  ) throws(MATError) -> MATValue {
    var parts = V73Parts(self, limits)
    return try parts.value(at: address, following: path)
  }

  func copies(
    of names: [String], _ limits: MATLimits, _ write: ([UInt8]) throws(MATError) -> Void
  ) throws(MATError) -> [MATLoss] {
    var losses: [MATLoss] = []
    try withCopies(of: names, limits) { (notCopied, copy) throws(MATError) in
      losses = notCopied
      let end = copy.finalCount
      for start in stride(from: V73Writer.userBlock.count, to: end, by: 1 << 22) {
        try write(copy.bytes(start..<min(end, start + 1 << 22)))
      }
    }
    return losses
  }
}
