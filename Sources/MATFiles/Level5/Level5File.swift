/// A file of level 5, which v5, v6 and v7 are: a header, and one element after the other, compressed or not.
struct Level5File: ElementFile {
  let bytes: FileBytes
  let subsystem: V5Element?
  private let limits: MATLimits
  /// Where the variables lie, by their index.
  let elements: [V5Element]

  init(_ bytes: FileBytes, _ settings: ReadingSettings, _ listing: Listing<V5Element>) {
    self.bytes = bytes
    limits = settings.limits
    (elements, subsystem) = (listing.places, listing.subsystem)
  }

  /// Lists a file, with what is left of it where damage is to be skipped.
  static func list(
    _ file: FileBytes, _ header: V5FileHeader, _ settings: ReadingSettings
  ) throws(MATError) -> FoundFile {
    let listing =
      settings.damage == .skip
      ? try V5Salvage(file, header: header, limits: settings.limits, settings.decoding)
        .list(from: header.byteCount)
      : try strictListing(file, header, settings)
    return listing.found(Level5File(file, settings, listing))
  }

  private static func strictListing(
    _ file: FileBytes, _ header: V5FileHeader, _ settings: ReadingSettings
  ) throws(MATError) -> Listing<V5Element> {
    let (limits, decoding) = (settings.limits, settings.decoding)
    var scanner = try V5Scanner(file, header: header, decoding)
    var listing = Listing<V5Element>(format: .v5)
    var undescribed: [Int] = []
    do throws(MATError) {
      while let (header, element) = try scanner.next() {
        if header.arrayClass == .opaque || !header.isSizeKnown {
          undescribed.append(listing.variables.count)
        }
        listing.append(MATFile.Variable(header, at: element), at: element)
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
    _ undescribed: [Int], of file: FileBytes, _ limits: MATLimits,
    _ listing: inout Listing<V5Element>
  ) throws(MATError) {
    guard !undescribed.isEmpty else { return }
    var reader = try V5Reader(file, limits, workers: 1)
    for index in undescribed {
      if let value = try? reader.value(of: listing.places[index]) {
        listing.describe(index, value)
      }
    }
  }

  var isReadAtOnce: Bool { true }

  func values(
    of variables: ArraySlice<MATFile.Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue] {
    var reader = try V5Reader(bytes, limits, workers: workers, storing: storing)
    var values: [MATValue] = []
    values.reserveCapacity(variables.count)
    for variable in variables {
      do throws(MATError) {
        values.append(try reader.value(of: elements[variable.index]))
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    return values
  }

  func value(
    of variable: MATFile.Variable, following path: MATPath
  ) throws(MATError) -> MATValue {
    let element = elements[variable.index]
    guard !element.isReadWhole else {
      var reader = try V5Reader(bytes, limits, workers: MATFile.workers)
      return try reader.value(of: element).value(at: path)
    }
    var source = try V5Parts(element, in: bytes, limits)
    return try source.value(at: source.root, following: path)
  }
}

extension Level5File {
  func storedObjects() throws(MATError) -> StoredObjects? {
    guard let subsystem else { return nil }
    let reader = try V5Reader(bytes, limits, workers: MATFile.workers)
    do throws(MATError) {
      return try StoredObjects(try reader.subsystemBytes(of: subsystem), limits)
    } catch {
      throw error.code == .readFailed ? error : error.ofObjects(at: subsystem.range.lowerBound)
    }
  }

  func libmatioFault(of variable: MATFile.Variable, _ value: MATValue) -> LibmatioFault? {
    if elements[variable.index].mayMiscount { return .octave }
    return LibmatioFault.holdsObjects(value) ? .objects : nil
  }

  func libmatioFile(
    of variable: MATFile.Variable
  ) throws(MATError) -> (bytes: [UInt8], explanation: LibmatioFault?) {
    let element = elements[variable.index]
    let body = try body(of: element)
    var header = MATHeader.level5.bytes
    header.setByteOrder(isBigEndian: element.isBigEndian)
    let explanation = LibmatioFault.explaining(
      body, isBigEndian: element.isBigEndian, element.decoding.text)
    return (header + body, explanation)
  }

  /// The bytes of an element, inflated.
  private func body(of element: V5Element) throws(MATError) -> [UInt8] {
    guard !element.isCompressed else {
      return try V5Reader(bytes, limits, workers: 1).inflated(element).bytes
    }
    var reader = ByteReader(bytes)
    return try reader.bytes(element.range)
  }
}

// What an editor and salvage put together anew.
extension Level5File {
  /// The header of the file with the place where the subsystem comes to lie.
  func editedHeader(subsystemAt place: Int?) throws(MATError) -> [UInt8] {
    var header = try ownHeader().bytes
    if let place { header.setSubsystem(place, isBigEndian: subsystem?.isBigEndian ?? false) }
    return header
  }

  /// A header with the text of the file's own: elements stay as their writer made them, and the text tells who
  /// that was.
  func salvagedHeader(subsystemAt place: Int?) throws(MATError) -> [UInt8] {
    var reader = ByteReader(bytes)
    let own = try reader.bytes(0..<min(V5FileHeader.size, bytes.count))
    var header = MATHeader.level5.bytes
    if V5FileHeader(own) != nil { header.replaceSubrange(..<116, with: own[..<116]) }
    let isBigEndian = elements.first?.isBigEndian ?? false
    header.setSubsystem(place ?? 0, isBigEndian: isBigEndian)
    header.setByteOrder(isBigEndian: isBigEndian)
    return header
  }

  /// New elements are written with numbers as this machine has them, and a file has one order for all.
  func checkByteOrder() throws(MATError) {
    guard try ownHeader().header.isBigEndian == ByteReader.isHostBigEndian else {
      throw MATError(
        .cannotRepresent, expected: "a file with numbers in this machine's byte order",
        found: "the other; convert it first")
    }
  }

  private func ownHeader() throws(MATError) -> (bytes: [UInt8], header: V5FileHeader) {
    var reader = ByteReader(self.bytes)
    let bytes = try reader.bytes(0..<min(V5FileHeader.size, self.bytes.count))
    guard let header = V5FileHeader(bytes) else {
      throw MATError(
        .cannotRepresent, expected: "a file with a header of \(V5FileHeader.size) bytes",
        found: "a stream without one; convert it first")
    }
    return (bytes, header)
  }

  func renamed(
    _ variable: MATFile.Variable, to name: String
  ) throws(MATError) -> [MATFile.Editor.Piece] {
    let element = elements[variable.index]
    if element.isCompressed { return try renamedCompressed(element, to: name) }
    var reader = ByteReader(bytes, isBigEndian: element.isBigEndian)
    let renamed = try reader.renamedElement(element.range, to: name)
    return [.bytes(renamed.head), .part(of: bytes, renamed.rest)]
  }

  private func renamedCompressed(
    _ element: V5Element, to name: String
  ) throws(MATError) -> [MATFile.Editor.Piece] {
    let stream = try InflatedBytes(bytes, element)
    var reader = ByteReader(stream, isBigEndian: element.isBigEndian)
    let renamed = try reader.renamedElement(0..<element.inflatedCount, to: name)
    let bytes = renamed.head + (try reader.bytes(renamed.rest))
    try stream.checkEnd()
    return [.bytes(try V5Compressor.element(of: bytes, isBigEndian: element.isBigEndian))]
  }

  /// What is unverified is compressed anew, so that nobody has to take it on trust again.
  func salvaged(
    _ variable: MATFile.Variable, isDoubted: Bool
  ) throws(MATError) -> MATFile.Editor.Piece {
    try salvaged(elements[variable.index], isDoubted: isDoubted)
  }

  func salvaged(
    _ element: V5Element, isDoubted: Bool
  ) throws(MATError) -> MATFile.Editor.Piece {
    guard element.isCompressed, isDoubted else { return .part(of: bytes, element.range) }
    let reader = try V5Reader(bytes, limits, workers: 1)
    return .bytes(
      try V5Compressor.element(of: reader.inflated(element).bytes, isBigEndian: element.isBigEndian)
    )
  }
}

extension [UInt8] {
  /// Writes into a header which byte order the file has.
  fileprivate mutating func setByteOrder(isBigEndian: Bool) {
    replaceSubrange(124..<128, with: isBigEndian ? [1, 0, 0x4D, 0x49] : [0, 1, 0x49, 0x4D])
  }

  /// Writes into a header where the subsystem lies.
  fileprivate mutating func setSubsystem(_ place: Int, isBigEndian: Bool) {
    let stored = isBigEndian ? UInt64(place).bigEndian : UInt64(place).littleEndian
    unsafe Swift.withUnsafeBytes(of: stored) { unsafe replaceSubrange(116..<124, with: $0) }
  }
}

extension ByteReader {
  /// An array's element under another name: new bytes as far as the name reaches, and where the rest lies,
  /// which stays.
  fileprivate mutating func renamedElement(
    _ range: Range<Int>, to name: String
  ) throws(MATError) -> (head: [UInt8], rest: Range<Int>) {
    let whole = try tag(at: range.lowerBound, end: range.upperBound)
    let flags = try tag(at: whole.data.lowerBound, end: whole.data.upperBound)
    // An opaque array has its name where others have their dimensions.
    let classNumber = UInt8(truncatingIfNeeded: try uint32(at: flags.data.lowerBound))
    let nameStart =
      V5ArrayClass(rawValue: classNumber) == .opaque
      ? flags.next : try tag(at: flags.next, end: whole.data.upperBound).next
    let old = try tag(at: nameStart, end: whole.data.upperBound)
    let rest = old.next..<whole.data.upperBound
    var body = try bytes(whole.data.lowerBound..<nameStart)
    body.append(V5DataType.int8.rawValue, isBigEndian: isBigEndian)
    body.append(UInt32(name.utf8.count), isBigEndian: isBigEndian)
    body += Array(name.utf8)
    body += Array(repeating: 0, count: (8 - name.utf8.count % 8) % 8)
    guard let count = UInt32(exactly: body.count + rest.count) else {
      throw MATError(
        .cannotRepresent, expected: "a variable of less than 4 GiB", found: "more with the new name"
      )
    }
    var head: [UInt8] = []
    head.append(V5DataType.matrix.rawValue, isBigEndian: isBigEndian)
    head.append(count, isBigEndian: isBigEndian)
    return (head + body, rest)
  }
}

extension MATFile.Variable {
  /// A variable of a version 5 file.
  init(_ header: V5ArrayHeader, at element: V5Element) {
    self.init(
      name: header.name, className: header.matlabClass, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal,
      isSparse: header.arrayClass == .sparse, isCompressed: element.isCompressed,
      byteCount: header.byteCount ?? element.inflatedCount, byteRange: element.range)
  }

  /// Fills in what only the decoded value tells of MATLAB's own objects.
  mutating func describe(_ value: MATValue) {
    (size, byteCount) = (value.size, value.byteCount)
    undecoded = value.undecodedPlaces()
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
