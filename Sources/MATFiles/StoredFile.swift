/// A file of one of the formats, as ``MATFile`` asks it: for values and parts of its variables, for changes, and
/// for what can be saved of it where it is damaged.
///
/// There is a conformer for level 4, one for level 5 and one for v7.3, which HDF5 reads in this process or in one
/// of its own. Each is made by a function that lists a file (`list`), strictly or with what is left of it. A
/// variable is known to it by ``MATFile/Variable/index``.
protocol StoredFile: Sendable {
  /// Whether several threads read variables faster than one.
  var isReadAtOnce: Bool { get }

  /// The values of some variables, one after the other, each by up to so many threads, resolved or as they are
  /// stored; an error names the variable.
  func values(
    of variables: ArraySlice<MATFile.Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue]

  /// What lies at the steps of a path in a variable; no more of it is read than needed.
  func value(
    of variable: MATFile.Variable, following path: MATPath
  ) throws(MATError) -> MATValue

  /// The data of the file's objects as they are stored; nil where it has none.
  func storedObjects() throws(MATError) -> StoredObjects?

  /// The fault for which libmatio is not asked for a variable of that value; nil where it is.
  func libmatioFault(of variable: MATFile.Variable, _ value: MATValue) -> LibmatioFault?

  /// A file of the one variable, uncompressed and checked, for libmatio to read, and the fault that explains
  /// why it reads it otherwise; only of a variable for which libmatio has no fault.
  func libmatioFile(
    of variable: MATFile.Variable
  ) throws(MATError) -> (bytes: [UInt8], explanation: LibmatioFault?)

  /// Writes a changed file in the place of this one.
  func commit(_ editor: MATFile.Editor) throws(MATError)

  /// Makes the array of a variable longer, in place.
  func append(
    _ part: MATValue, to variable: MATFile.Variable, along dimension: Int,
    _ growing: borrowing GrowingFile
  ) throws(MATError)

  /// Writes the variables of a damaged file to another; what could not be copied though it can be read.
  func salvage(_ file: MATFile, to output: String) throws(MATError) -> [MATLoss]
}

extension StoredFile {
  func storedObjects() throws(MATError) -> StoredObjects? { nil }

  func append(
    _ part: MATValue, to variable: MATFile.Variable, along dimension: Int,
    _ growing: borrowing GrowingFile
  ) throws(MATError) {
    throw MATError(
      .cannotRepresent, expected: "a v7.3 file, in which arrays can grow",
      found: "a file of an older version")
  }
}

/// What opening a file needs to be told, handed down to whatever reads it.
struct ReadingSettings {
  var limits: MATLimits
  var damage: MATDamagePolicy
  var isolation: MATIsolation
  var decoding: MATDecoding
  /// The names of the variables that are wanted; nil for all.
  var names: [String]?
}

/// What opening a file finds.
struct FoundFile {
  var content: any StoredFile
  var format: MATFormat
  var variables: [MATFile.Variable]
  var losses: [MATLoss]
  /// What was taken though it cannot be verified.
  var unverified: [MATLoss]
}

/// The variables of a file as they are found one by one, each with its place in the file.
struct Listing<Place: Sendable> {
  var format: MATFormat
  private(set) var variables: [MATFile.Variable] = []
  /// Where the variables lie, by their index.
  private(set) var places: [Place] = []
  var losses: [MATLoss] = []
  /// What was taken though it cannot be verified.
  var unverified: [MATLoss] = []
  /// Where the data of MATLAB's own objects lie in a level 5 file.
  var subsystem: Place?

  init(format: MATFormat) { self.format = format }

  mutating func append(_ variable: consuming MATFile.Variable, at place: Place) {
    variable.index = places.count
    variables.append(variable)
    places.append(place)
  }

  /// Fills in what only a decoded value tells of a variable.
  mutating func describe(_ index: Int, _ value: MATValue) { variables[index].describe(value) }

  /// What is found, with what reads it.
  func found(_ content: any StoredFile) -> FoundFile {
    FoundFile(
      content: content, format: format, variables: variables, losses: losses,
      unverified: unverified)
  }
}

// What a file is, told by its first bytes.
//
// A version 5 file has "IM" or "MI" at byte 126 and its version before; version 7.3 has the same header
// in front of an HDF5 file, whose signature then stands at byte 512 (or at 0 where another program wrote
// the file). Version 4 has no signature and is asked last.
extension FoundFile {
  static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Opens and lists a file, or the variables of some names: strictly, or with what is left of it where damage
  /// is to be skipped.
  init(_ file: FileBytes, _ settings: ReadingSettings) throws(MATError) {
    self = try Self.recognised(file, settings)
    if let names = settings.names { variables.removeAll { !names.contains($0.name) } }
  }

  private static func recognised(
    _ file: FileBytes, _ settings: ReadingSettings
  ) throws(MATError) -> FoundFile {
    guard file.count > 0 else {
      throw MATError(.notAMATFile, expected: "a .mat file", found: "an empty file")
    }
    var reader = ByteReader(file)
    let head = try reader.bytes(0..<min(file.count, 520))
    if head.starts(with: hdf5Signature) || head.dropFirst(512).starts(with: hdf5Signature) {
      if let executable = try settings.isolation.executable() {
        let isolated = IsolatedFile(file, executable: executable, damage: settings.damage)
        return try Version73File.list(isolated, file, settings)
      }
      return try Version73File.list(V73File(file, damage: settings.damage), file, settings)
    }
    if let header = V5FileHeader(head) ?? V5FileHeader(reduced: head), header.majorVersion == 1 {
      return try Level5File.list(file, header, settings)
    }
    do throws(MATError) {
      try checkLevel4(file, head)
      return try Level4File.list(file, settings)
    } catch {
      if settings.damage == .skip, !error.isOfSystem,
        let found = try withoutHead(file, settings, error)
      {
        return found
      }
      throw error
    }
  }

  /// Throws where what begins like no file of version 5 is none of version 4 either.
  private static func checkLevel4(_ file: FileBytes, _ head: [UInt8]) throws(MATError) {
    if V5FileHeader(head) != nil {
      throw MATError(
        .damaged, offset: 512, expected: "the HDF5 signature of a version 7.3 file",
        found: "something else")
    }
    if head.starts(with: Array("MATLAB 5.0 MAT-file".utf8)) {
      throw MATError(
        .damaged, offset: min(file.count, 124), expected: "the version in a header of 128 bytes",
        found: file.count < 128 ? "\(file.count) bytes in all" : "something else")
    }
    guard try V4Scanner.recognises(file) else { throw ForeignFile.refusal(of: head) }
  }

  /// What is left of a file whose head is lost: the variables that can be recognised in either byte
  /// order, or as those of version 4. Nil where there is none.
  private static func withoutHead(
    _ file: FileBytes, _ settings: ReadingSettings, _ reason: MATError
  ) throws(MATError) -> FoundFile? {
    for isBigEndian in [false, true] {
      let header = V5FileHeader(isBigEndian: isBigEndian)
      var salvage = try V5Salvage(
        file, header: header, limits: settings.limits, settings.decoding)
      guard let first = try salvage.firstVariable() else { continue }
      var listing = try salvage.list(from: first)
      listing.losses.insert(MATLoss(name: nil, byteRange: 0..<first, reason: reason), at: 0)
      return listing.variables.isEmpty
        ? nil : listing.found(Level5File(file, settings, listing))
    }
    var salvage = V4Salvage(file, limits: settings.limits, settings.decoding)
    guard try salvage.firstVariable() != nil else { return nil }
    let listing = try salvage.list()
    return listing.variables.isEmpty ? nil : listing.found(Level4File(file, settings, listing))
  }
}
