/// Lists what is left of a damaged version 5 file, where ``V5Scanner`` stops at the first break.
///
/// Every variable is decoded once, so that what is listed is sound: the length in a damaged tag can lead
/// over the variables that follow, and only the data say where an array ends. After a break every byte
/// is looked at until one begins a variable.
struct V5Salvage: ~Copyable {
  private var scanner: V5Scanner
  private var reader: V5Reader
  private let end: Int
  private let decoding: MATDecoding
  private(set) var listing = Listing<V5Element>(format: .v5)

  init(
    _ file: FileBytes, header: V5FileHeader, limits: MATLimits, _ decoding: MATDecoding
  ) throws(MATError) {
    let scanner = try V5Scanner(file, header: header, decoding)
    let reader = try V5Reader(file, limits, workers: 1)
    self.scanner = scanner
    self.reader = reader
    self.decoding = decoding
    end = file.count
  }

  /// What the file holds from `position` on, which may be behind other variables. Throws where it cannot be
  /// read; what is damaged is a loss.
  consuming func list(
    from position: Int, behindOthers: Bool = false
  ) throws(MATError) -> Listing<V5Element> {
    var position = position
    while position < end {
      do throws(MATError) {
        position = try keep(scanner.element(at: position))
      } catch {
        if error.isOfSystem { throw error }
        let next = try nextVariable(after: position) ?? end
        let name = try scanner.header(at: position)?.name
        listing.losses.append(
          MATLoss(
            name: name, byteRange: position..<next,
            reason: error.with(file: nil, variable: name)))
        position = next
      }
    }
    if scanner.foundCompression { listing.format = .v7 }
    if let tail = listing.tail(behindOthers, isVariable: { scanner.beginsVariable(at: $0) }) {
      listing.take(tail: tail, decoding)
    }
    return listing
  }

  /// Where the first variable begins, nil where there is none.
  mutating func firstVariable() throws(MATError) -> Int? {
    try nextVariable(after: V5FileHeader.size - 1)
  }

  /// Takes a variable if it is sound, and gives the place behind it.
  private mutating func keep(
    _ found: (header: V5ArrayHeader, element: V5Element)
  ) throws(MATError) -> Int {
    let element = found.element
    let value = try reader.value(of: element)
    let isSubsystem = scanner.isSubsystem(found)
    try listing.addDoubt(
      about: element, named: isSubsystem ? nil : found.header.name, reader)
    if isSubsystem {
      try V5Walker.checkSubsystem(value)
      listing.subsystem = element
    } else {
      var variable = MATFile.Variable(found.header, at: element)
      if found.header.arrayClass == .opaque || !found.header.isSizeKnown {
        variable.describe(value)
      } else {
        variable.undecoded = value.undecodedPlaces()
      }
      listing.append(variable, at: element)
    }
    return element.range.upperBound
  }

  /// Where the next variable begins behind `position`.
  private mutating func nextVariable(after position: Int) throws(MATError) -> Int? {
    var candidate = try scanner.nextTag(from: position + 1)
    while let place = candidate {
      // Arrays inside of others have no names, so a cell is not taken for a variable.
      if let header = try scanner.header(at: place), header.name.isPlausibleName { return place }
      candidate = try scanner.nextTag(from: place + 1)
    }
    return nil
  }
}

extension V5Scanner {
  /// The first place from `position` on that has the type of a variable's tag.
  fileprivate mutating func nextTag(from position: Int) throws(MATError) -> Int? {
    let chunkSize = 1 << 16
    var start = position
    while start + 8 <= reader.count {
      let chunk = try reader.bytes(start..<min(start + chunkSize, reader.count))
      if let index = chunk.firstIndexOfTag(isBigEndian: header.isBigEndian) { return start + index }
      // The last three bytes may begin a tag that the next chunk ends.
      start += chunk.count - 3
      if chunk.count < chunkSize { return nil }
    }
    return nil
  }

  /// Whether the type of a variable's tag stands at `position`, be the rest damaged or cut off.
  fileprivate mutating func beginsVariable(at position: Int) -> Bool {
    guard let type = try? reader.uint32(at: position) else { return false }
    return type == V5DataType.matrix.rawValue || type == V5DataType.compressed.rawValue
  }

  /// The header of the variable whose tag stands at `position`, as far as it can be read without trust in
  /// the tag; nil where there is none.
  fileprivate mutating func header(at position: Int) throws(MATError) -> V5ArrayHeader? {
    guard position + 16 <= reader.count else { return nil }
    let data = position + 8..<reader.count
    do throws(MATError) {
      if let header = try compressedHeader(in: data) { return header }
      var walker = V5Walker(headersOf: reader)
      return try walker.header(in: data).0
    } catch {
      if error.isOfSystem { throw error }
      return nil
    }
  }

  /// The header at the beginning of a zlib stream; nil where the bytes are none.
  private mutating func compressedHeader(
    in data: Range<Int>
  ) throws(MATError) -> V5ArrayHeader? {
    let stream = try reader.bytes(data.prefix(640).indices)
    // RFC 1950, section 2.2: the method is deflate, and the two bytes are a multiple of 31.
    guard stream[0] & 0x0F == 8, (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0 else {
      return nil
    }
    let head = try inflater.inflate(stream, count: 512)
    var walker = V5Walker(header: head, isBigEndian: header.isBigEndian)
    return try walker.header(in: 8..<Int(Int32.max)).0
  }
}

extension [UInt8] {
  /// The first index at which the type of an array or of a compressed element stands.
  fileprivate func firstIndexOfTag(isBigEndian: Bool) -> Int? {
    unsafe withUnsafeBufferPointer { bytes in
      guard bytes.count >= 4 else { return nil }
      for index in 0..<bytes.count - 3 {
        let low = unsafe bytes[isBigEndian ? index + 3 : index]
        guard low == 14 || low == 15, unsafe bytes[index + 1] == 0, unsafe bytes[index + 2] == 0,
          unsafe bytes[isBigEndian ? index : index + 3] == 0
        else { continue }
        return index
      }
      return nil
    }
  }
}

extension String {
  /// Whether this may be the name of a variable: no longer than a file's programs write them, and without
  /// spaces and control characters.
  var isPlausibleName: Bool {
    (1...256).contains(utf8.count)
      && unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\u{7F}" }
  }
}

extension V5Walker {
  /// Checks the data of MATLAB's own objects: a row of bytes that hold a file of their own, with a header
  /// of eight bytes (version and byte order) and arrays without names.
  ///
  /// Throws `.damaged` where the arrays contradict themselves. Bytes that are no such file are let pass,
  /// because the format is not documented.
  static func checkSubsystem(_ value: MATValue) throws(MATError) {
    guard case .numeric(let array) = value, case .uint8(let bytes) = array.real, bytes.count > 8
    else { return }
    let isBigEndian = bytes[2...3].elementsEqual("MI".utf8)
    guard isBigEndian || bytes[2...3].elementsEqual("IM".utf8) else { return }
    var walker = V5Walker(
      reader: ByteReader(bytes, isBigEndian: isBigEndian),
      budget: DecodingBudget(MATLimits(), fileByteCount: bytes.count))
    var position = 8
    while bytes.count - position >= 8 {
      position = try walker.array(at: position, end: bytes.count, depth: 1).next
    }
  }
}
