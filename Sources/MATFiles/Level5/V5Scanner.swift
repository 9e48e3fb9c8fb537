/// Where a variable of a version 5 file lies.
struct V5Element: Sendable {
  /// Its tag and data in the file.
  let range: Range<Int>
  /// Its data: an array's bytes, or a zlib stream.
  let data: Range<Int>
  let isCompressed: Bool
  let isBigEndian: Bool
  /// The bytes of the whole array, tag included, when inflated, as its tag counts them.
  let inflatedCount: Int
  /// Whether that may be too many, because Octave counts so: which shows when the array is walked.
  let mayMiscount: Bool
  /// How its bytes are taken; the encoding of text is the one that holds for this array.
  let decoding: MATDecoding
  /// Where the file keeps the data of its objects; nil where it has none.
  let subsystem: V5Subsystem?

  /// Whether a part of the array is only found by decoding all of it.
  var isReadWhole: Bool { mayMiscount || isCompressed && decoding.acceptsUnverified }
}

/// Lists the variables of a version 5 file by its top-level tags and each array's own header; of
/// compressed ones only the head is inflated.
struct V5Scanner: ~Copyable {
  var reader: ByteReader
  let header: V5FileHeader
  let inflater: HeadInflater
  private let decoding: MATDecoding
  private(set) var position: Int
  /// Where the data of MATLAB's own objects lie; known once the scan has passed them.
  private(set) var subsystem: V5Element?
  /// The data of MATLAB's own objects, for the variables that refer to them.
  private let objects: V5Subsystem?
  /// Whether anything passed so far is compressed.
  private(set) var foundCompression = false

  init(
    _ file: FileBytes, header: V5FileHeader, _ decoding: MATDecoding
  ) throws(MATError) {
    self.header = header
    self.decoding = decoding
    position = header.byteCount
    objects = V5Subsystem(file, header, decoding)
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
    let tag = try reader.tag(at: start, end: mostEnd)
    guard tag.type == .matrix || tag.type == .compressed else {
      throw MATError(
        .damaged, offset: start, expected: "a variable", found: "data of type \(tag.type)")
    }
    return tag.type == .compressed ? try compressed(tag, at: start) : try plain(tag, at: start)
  }

  /// Where an element may claim to end: Octave's behind the end of the file, by four bytes for each array in
  /// it that takes 52.
  private var mostEnd: Int { header.mayBeOctaves ? reader.count + reader.count / 12 : reader.count }

  private mutating func plain(
    _ tag: V5Tag, at start: Int
  ) throws(MATError) -> (header: V5ArrayHeader, element: V5Element) {
    var walker = V5Walker(headersOf: reader)
    var (arrayHeader, content) = try walker.header(in: tag.data)
    walker.countText(of: &arrayHeader, at: content, end: tag.data.upperBound)
    reader = walker.reader
    let next = try mayMiscount(arrayHeader) ? end(ofMiscounted: tag, at: start) : tag.next
    let element = V5Element(
      range: start..<next, data: tag.data, isCompressed: false,
      isBigEndian: header.isBigEndian, inflatedCount: tag.next - start,
      mayMiscount: next < tag.next, decoding: decoding(isCompressed: false), subsystem: objects)
    return (arrayHeader, element)
  }

  /// Whether the array may be, or hold, text whose bytes Octave miscounts.
  private func mayMiscount(_ arrayHeader: V5ArrayHeader) -> Bool {
    switch arrayHeader.arrayClass {
    case .char, .cell, .structure, .object: header.mayBeOctaves
    default: false
    }
  }

  /// Where an array ends that Octave may have counted wrong: behind its content, whatever its tag says.
  ///
  /// What is damaged keeps the end that it claims, if that is there; decoding it says why.
  private mutating func end(ofMiscounted tag: V5Tag, at start: Int) throws(MATError) -> Int {
    var walker = V5Walker(headersOf: reader)
    walker.mayMiscount = true
    let walked = try? walker.array(at: start, end: tag.next).next
    reader = walker.reader
    let next = walked ?? tag.next
    guard next <= reader.count else {
      throw MATError(
        .damaged, offset: start, expected: "\(tag.data.count) bytes of data",
        found: "\(reader.count - tag.data.lowerBound) before the end of the data")
    }
    return next
  }

  private func decoding(isCompressed: Bool) -> MATDecoding {
    var decoding = decoding
    decoding.text = header.encoding(decoding.text, isCompressed: isCompressed)
    return decoding
  }

  private mutating func compressed(
    _ tag: V5Tag, at start: Int
  ) throws(MATError) -> (header: V5ArrayHeader, element: V5Element) {
    guard tag.data.upperBound <= reader.count else {
      throw MATError(
        .damaged, offset: start, expected: "\(tag.data.count) bytes of data",
        found: "\(reader.count - tag.data.lowerBound) before the end of the data")
    }
    foundCompression = true
    // Enough for any header that MATLAB writes; the second try is for names as long as a file can say, for
    // enumerations, whose size stands behind their values, and for text whose size may count bytes.
    for headCount in [512, 1 << 17] {
      do throws(MATError) {
        let (arrayHeader, count) = try head(of: tag, headCount)
        if !arrayHeader.isSizeKnown && headCount == 512 { continue }
        let element = V5Element(
          range: start..<tag.next, data: tag.data, isCompressed: true,
          isBigEndian: header.isBigEndian, inflatedCount: count,
          mayMiscount: mayMiscount(arrayHeader), decoding: decoding(isCompressed: true),
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
    var (arrayHeader, content) = try walker.header(in: 8..<count)
    walker.countText(of: &arrayHeader, at: content, end: count)
    return (arrayHeader, count)
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
