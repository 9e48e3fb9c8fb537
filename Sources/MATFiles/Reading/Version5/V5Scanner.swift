/// Where a variable of a version 5 file lies.
struct V5Element: Sendable {
  /// Its tag and data in the file.
  let range: Range<Int>
  /// Its data: an array's bytes, or a zlib stream.
  let data: Range<Int>
  let isCompressed: Bool
  let isBigEndian: Bool
  /// The bytes of the whole array, tag included, when inflated.
  let inflatedCount: Int
  /// Where the file keeps the data of its objects; nil where it has none.
  let subsystem: V5Subsystem?
}

/// Lists the variables of a version 5 file by its top-level tags and each array's own header; of
/// compressed ones only the head is inflated.
struct V5Scanner: ~Copyable {
  var reader: ByteReader
  let header: V5FileHeader
  let inflater: HeadInflater
  private var position = V5FileHeader.size
  /// Where the data of MATLAB's own objects lie; known once the scan has passed them.
  private(set) var subsystem: V5Element?
  /// The same for the variables that need them.
  private let objects: V5Subsystem?
  /// Whether anything passed so far is compressed.
  private(set) var foundCompression = false

  init(_ file: FileBytes, header: V5FileHeader) throws(MATError) {
    self.header = header
    objects = V5Subsystem(file, header)
    inflater = try HeadInflater()
    reader = ByteReader(file)
    reader.isBigEndian = header.isBigEndian
  }

  /// The next variable, nil at the end of the file.
  ///
  /// The element that holds the data of MATLAB's own objects has no name and is no variable: it is set
  /// aside as ``subsystem``. Throws `.damaged` where the file ends inside an element, or an array's
  /// header is broken.
  mutating func next() throws(MATError) -> (header: V5ArrayHeader, element: V5Element)? {
    while position < reader.count {
      let found = try element(at: position)
      position = found.element.range.upperBound
      guard isSubsystem(found) else { return found }
      subsystem = found.element
    }
    return nil
  }

  /// Whether an element holds the data of MATLAB's own objects.
  func isSubsystem(_ found: (header: V5ArrayHeader, element: V5Element)) -> Bool {
    found.element.range.lowerBound == header.subsystemOffset && found.header.name.isEmpty
  }

  /// The element whose tag stands at `start`.
  mutating func element(
    at start: Int
  ) throws(MATError) -> (header: V5ArrayHeader, element: V5Element) {
    let tag = try reader.tag(at: start, end: reader.count)
    guard tag.type == .matrix || tag.type == .compressed else {
      throw MATError(
        .damaged, offset: start, expected: "a variable", found: "data of type \(tag.type)")
    }
    return tag.type == .compressed ? try compressed(tag, at: start) : try plain(tag, at: start)
  }

  private mutating func plain(
    _ tag: V5Tag, at start: Int
  ) throws(MATError) -> (header: V5ArrayHeader, element: V5Element) {
    var walker = V5Walker(headersOf: reader)
    let (arrayHeader, _) = try walker.header(in: tag.data)
    reader = walker.reader
    let element = V5Element(
      range: start..<tag.next, data: tag.data, isCompressed: false,
      isBigEndian: header.isBigEndian, inflatedCount: tag.next - start,
      subsystem: objects)
    return (arrayHeader, element)
  }

  private mutating func compressed(
    _ tag: V5Tag, at start: Int
  ) throws(MATError) -> (header: V5ArrayHeader, element: V5Element) {
    foundCompression = true
    // Enough for any header that MATLAB writes; the second try is for names as long as a file can say, and
    // for enumerations, whose size stands behind their values.
    for headCount in [512, 1 << 17] {
      do throws(MATError) {
        let (arrayHeader, count) = try head(of: tag, headCount)
        if !arrayHeader.isSizeKnown && headCount == 512 { continue }
        let element = V5Element(
          range: start..<tag.next, data: tag.data, isCompressed: true,
          isBigEndian: header.isBigEndian, inflatedCount: count,
          subsystem: objects)
        return (arrayHeader, element)
      } catch {
        if headCount > 512 { throw error.inflated(at: start) }
      }
    }
    throw MATError(.damaged, offset: start)
  }

  /// The header of a compressed array from its first `headCount` bytes, and its inflated size.
  private mutating func head(
    of tag: V5Tag, _ headCount: Int
  ) throws(MATError) -> (V5ArrayHeader, Int) {
    let end = min(tag.data.upperBound, tag.data.lowerBound + headCount + headCount / 8)
    let head = try inflater.inflate(
      try reader.bytes(tag.data.lowerBound..<end), count: headCount)
    var walker = V5Walker(header: head, isBigEndian: header.isBigEndian)
    guard try walker.reader.uint32(at: 0) == V5DataType.matrix.rawValue else {
      throw MATError(.damaged, offset: 0, expected: "an array", found: "something else")
    }
    let count = 8 + Int(try walker.reader.uint32(at: 4))
    return (try walker.header(in: 8..<count).0, count)
  }
}

extension MATError {
  /// The error of a check of inflated bytes, placed where the compressed element starts in the file.
  func inflated(at start: Int) -> MATError {
    var error = self
    if let offset { error.found = (found ?? "") + " at byte \(offset) of its inflated data" }
    error.offset = start
    return error
  }
}
