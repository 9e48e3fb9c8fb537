import Matrices

// What a file is, told by its first bytes, and what it holds.
//
// A version 5 file has "IM" or "MI" at byte 126 and its version before; version 7.3 has the same header
// in front of an HDF5 file, whose signature then stands at byte 512 (or at 0 where another program wrote
// the file). Version 4 has no signature and is asked last.
extension MATFile {
  static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Lists a file, or the variables of some names: strictly, or with what is left of it where damage is to be
  /// skipped.
  static func list(
    _ file: FileBytes, _ limits: MATLimits, _ damage: MATDamagePolicy, _ isolation: MATIsolation,
    _ decoding: MATDecoding, only names: [String]?
  ) throws(MATError) -> MATListing {
    var listing = try list(file, limits, damage, isolation, decoding, named: names)
    if let names { listing.variables.removeAll { !names.contains($0.name) } }
    return listing
  }

  /// Lists a file; of v7.3 with `names` those variables alone.
  private static func list(
    _ file: FileBytes, _ limits: MATLimits, _ damage: MATDamagePolicy, _ isolation: MATIsolation,
    _ decoding: MATDecoding, named names: [String]?
  ) throws(MATError) -> MATListing {
    guard file.count > 0 else {
      throw MATError(.notAMATFile, expected: "a .mat file", found: "an empty file")
    }
    var reader = ByteReader(file)
    let head = try reader.bytes(0..<min(file.count, 520))
    if head.starts(with: hdf5Signature) || head.dropFirst(512).starts(with: hdf5Signature) {
      var listing: MATListing
      if let executable = try isolation.executable() {
        let isolated = IsolatedFile(file, executable: executable, damage: damage)
        listing = try version73(isolated, limits, damage, names)
      } else {
        listing = try version73(file, limits, damage, names)
      }
      if let surplus = try HDF5Structures.surplus(of: file) {
        if damage == .skip && !decoding.acceptsUnverified {
          listing.losses.append(surplus)
        } else {
          listing.unverified.append(surplus)
        }
      }
      return listing
    }
    if let header = V5FileHeader(head) ?? V5FileHeader(reduced: head), header.majorVersion == 1 {
      guard damage == .refuse else {
        return try V5Salvage(file, header: header, limits: limits, decoding)
          .list(from: header.byteCount)
      }
      return try version5(file, header, limits, decoding)
    }
    do throws(MATError) {
      try checkVersion4(file, head)
      return damage == .refuse
        ? try version4(file, limits, decoding)
        : try V4Salvage(file, limits: limits, decoding).list()
    } catch {
      if damage == .skip, !error.isOfSystem,
        let listing = try withoutHead(file, limits, error, decoding)
      {
        return listing
      }
      throw error
    }
  }

  /// Throws where what begins like no file of version 5 is none of version 4 either.
  private static func checkVersion4(_ file: FileBytes, _ head: [UInt8]) throws(MATError) {
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
    _ file: FileBytes, _ limits: MATLimits, _ reason: MATError, _ decoding: MATDecoding
  ) throws(MATError) -> MATListing? {
    var listing: MATListing?
    for isBigEndian in [false, true] where listing == nil {
      let header = V5FileHeader(isBigEndian: isBigEndian)
      var salvage = try V5Salvage(file, header: header, limits: limits, decoding)
      if let first = try salvage.firstVariable() {
        listing = try salvage.list(from: first)
        listing?.losses.insert(MATLoss(name: nil, byteRange: 0..<first, reason: reason), at: 0)
      }
    }
    if listing == nil {
      var salvage = V4Salvage(file, limits: limits, decoding)
      if try salvage.firstVariable() != nil {
        listing = try salvage.list()
      }
    }
    return listing?.variables.isEmpty ?? true ? nil : listing
  }

  private static func version5(
    _ file: FileBytes, _ header: V5FileHeader, _ limits: MATLimits, _ decoding: MATDecoding
  ) throws(MATError) -> MATListing {
    var scanner = try V5Scanner(file, header: header, decoding)
    var listing = MATListing(format: .v5)
    var undescribed: [Int] = []
    do throws(MATError) {
      while let (header, element) = try scanner.next() {
        if header.arrayClass == .opaque || !header.isSizeKnown {
          undescribed.append(listing.variables.count)
        }
        listing.variables.append(Variable(header, at: element))
      }
    } catch {
      guard error.code == .damaged, !listing.variables.isEmpty else { throw error }
      let salvage = try V5Salvage(file, header: header, limits: limits, decoding)
      try listing.take(
        error, salvage.list(from: scanner.position, behindOthers: true), decoding)
    }
    if scanner.foundCompression { listing.format = .v7 }
    listing.subsystem = scanner.subsystem
    try listing.addDoubts(file, limits, decoding)
    try describe(undescribed, of: file, limits, &listing)
    return listing
  }

  /// Fills in the sizes that only their data tell: those of MATLAB's own objects, and of long text whose size
  /// may count its bytes. What is damaged keeps the size that it seems to have; decoding it says why.
  private static func describe(
    _ undescribed: [Int], of file: FileBytes, _ limits: MATLimits, _ listing: inout MATListing
  ) throws(MATError) {
    guard !undescribed.isEmpty else { return }
    var reader = try VariableReader(file, limits, workers: 1)
    for index in undescribed {
      if let value = try? reader.value(of: listing.variables[index]) {
        listing.variables[index].describe(value)
      }
    }
  }

  private static func version4(
    _ file: FileBytes, _ limits: MATLimits, _ decoding: MATDecoding
  ) throws(MATError) -> MATListing {
    var scanner = V4Scanner(file, decoding.text)
    var listing = MATListing(format: .v4)
    while true {
      let record: V4Record?
      do throws(MATError) {
        record = try scanner.next()
      } catch {
        guard error.code == .damaged, !listing.variables.isEmpty else { throw error }
        let salvage = V4Salvage(file, limits: limits, decoding)
        try listing.take(
          error, salvage.list(from: scanner.position, behindOthers: true), decoding)
        return listing
      }
      guard let record else { return listing }
      do throws(MATError) {
        listing.variables.append(Variable(record, size: try scanner.size(of: record)))
      } catch {
        throw error.with(file: file.path, variable: record.name)
      }
    }
  }

  private static func version73(
    _ file: FileBytes, _ limits: MATLimits, _ damage: MATDamagePolicy, _ names: [String]?
  ) throws(MATError) -> MATListing {
    let version73 = try V73File(file, damage: damage)
    let variables = try version73.headers(limits, named: names).map { Variable($0, in: version73) }
    guard damage == .skip else { return MATListing(format: .v73, variables: variables) }
    return try V73Salvage(limits).list(variables) { () throws(MATError) in
      [version73.truncation].compactMap(\.self) + (try version73.damageOutsideVariables(limits))
    }
  }

  private static func version73(
    _ file: IsolatedFile, _ limits: MATLimits, _ damage: MATDamagePolicy, _ names: [String]?
  ) throws(MATError) -> MATListing {
    let variables = try file.headers(limits, named: names).map { Variable($0, in: file) }
    guard damage == .skip else { return MATListing(format: .v73, variables: variables) }
    return try V73Salvage(limits).list(variables) { () throws(MATError) in
      try file.damageOutsideVariables(limits)
    }
  }
}

extension MATFile.Variable {
  /// A variable of a version 5 file.
  init(_ header: V5ArrayHeader, at element: V5Element) {
    self.init(
      name: header.name, className: header.matlabClass, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal,
      isSparse: header.arrayClass == .sparse, isCompressed: element.isCompressed,
      byteCount: header.byteCount ?? element.inflatedCount, byteRange: element.range,
      place: .version5(element))
  }

  /// Fills in what only the decoded value tells of MATLAB's own objects.
  mutating func describe(_ value: MATValue) {
    (size, byteCount) = (value.size, value.byteCount)
    undecoded = value.undecodedPlaces()
  }

  /// A variable of a v7.3 file.
  init(_ header: V73File.Header, in file: V73File) {
    self.init(header, at: .version73(file, header.place))
  }

  /// A variable of a v7.3 file that a process of its own reads.
  init(_ header: V73File.Header, in file: IsolatedFile) {
    self.init(header, at: .isolated(file, header.place))
  }

  private init(_ header: V73File.Header, at place: MATFile.Place) {
    self.init(
      name: header.name, className: header.className, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal, isSparse: header.isSparse,
      isCompressed: header.isCompressed, byteCount: header.byteCount, byteRange: nil,
      place: place)
    if let reason = header.opaqueReason, reason.hidesData {
      undecoded = [MATUndecoded(path: "", className: className, size: size, reason: reason)]
    }
  }

  /// A variable of a version 4 file.
  init(_ record: V4Record, size: [Int]) {
    let isComplex = record.imaginary != nil || (record.kind == .sparse && record.storedColumns == 4)
    let bytes: Int =
      switch record.kind {
      case .full: size[0] * size[1] * (isComplex ? 16 : 8)
      case .text: size[0] * size[1] * 2
      case .sparse: (record.storedRows - 1) * (isComplex ? 24 : 16) + (size[1] + 1) * 8
      }
    self.init(
      name: record.name, className: record.kind == .text ? "char" : "double", size: size,
      isComplex: isComplex, isGlobal: false, isSparse: record.kind == .sparse,
      isCompressed: false, byteCount: bytes, byteRange: record.range, place: .version4(record))
  }
}

extension V5ArrayHeader {
  /// The class as `whos` shows it.
  var matlabClass: String {
    if let className { return className }
    if isLogical && (arrayClass.numericClass != nil || arrayClass == .sparse) { return "logical" }
    if let numericClass = arrayClass.numericClass { return numericClass.rawValue }
    return switch arrayClass {
    case .cell: "cell"
    case .structure: "struct"
    case .char: "char"
    case .sparse: "double"
    case .functionHandle: "function_handle"
    default: ""
    }
  }

  /// The bytes of the decoded elements; nil where the header does not tell.
  fileprivate var byteCount: Int? {
    let parts = isComplex ? 2 : 1
    if isLogical && arrayClass.numericClass != nil { return count }
    if let numericClass = arrayClass.numericClass {
      return product([count, numericClass.bytesPerElement, parts])
    }
    return switch arrayClass {
    case .char: product([count, 2])
    case .sparse: sparseCapacity * (8 + (isLogical ? 1 : 8 * parts)) + (size.last ?? 0) * 8 + 8
    default: nil
    }
  }
}
