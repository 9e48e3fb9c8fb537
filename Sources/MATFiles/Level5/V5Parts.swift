import Matrices

/// Reads parts of a version 5 variable: headers and tags on the way down, and of arrays only the bytes of
/// the elements wanted.
///
/// A compressed variable is inflated as far as the part reaches and not kept (``InflatedBytes``), so a part
/// is read in the order in which its bytes lie.
struct V5Parts: PartSource {
  private var walker: V5Walker
  /// Whether going back costs inflating anew.
  private let isStream: Bool
  /// Where the file keeps the data of MATLAB's objects.
  private let subsystem: V5Subsystem?
  /// The encoding of text that may be in one.
  private let encoding: MATTextEncoding
  /// Where the variable's element lies.
  let root: Place

  /// Where an array's tag stands, and where what holds it ends.
  struct Place {
    let offset: Int
    let end: Int
    /// How deep it lies in the variable.
    let depth: Int
  }

  init(_ element: V5Element, in file: FileBytes, _ limits: MATLimits) throws(MATError) {
    isStream = element.isCompressed
    (subsystem, encoding) = (element.subsystem, element.decoding.text)
    let reader: ByteReader
    if element.isCompressed {
      reader = ByteReader(try InflatedBytes(file, element), isBigEndian: element.isBigEndian)
      root = Place(offset: 0, end: element.inflatedCount, depth: 0)
    } else {
      reader = ByteReader(file, isBigEndian: element.isBigEndian)
      root = Place(offset: element.range.lowerBound, end: element.range.upperBound, depth: 0)
    }
    walker = V5Walker(
      reader: reader, budget: DecodingBudget(limits, fileByteCount: file.count))
  }

  mutating func outline(of place: Place) throws(MATError) -> PartOutline {
    guard let (header, position, end) = try header(at: place) else {
      return PartOutline(.array, className: "double", size: [0, 0])
    }
    return PartOutline(
      try kind(of: header, at: position, end: end), className: header.matlabClass,
      size: header.size)
  }

  mutating func value(at place: Place) throws(MATError) -> MATValue {
    guard let (header, position, end) = try header(at: place) else { return .emptyDouble }
    if header.arrayClass.numericClass != nil {
      return try numbers(of: header, nil, at: position, end: end)
    }
    guard isStream else {
      var reader = walker.reader
      defer { walker.reader = reader }
      return try value(at: place, in: &reader)
    }
    // What nests is decoded in two passes: over its bytes in memory, rather than inflating them twice.
    let next = try walker.reader.tag(at: place.offset, end: place.end).next
    try walker.budget.check(byteCount: next - place.offset)
    let bytes = try walker.reader.bytes(place.offset..<next)
    var reader = ByteReader(bytes, isBigEndian: walker.reader.isBigEndian)
    return try value(
      at: Place(offset: 0, end: bytes.count, depth: place.depth), in: &reader)
  }

  mutating func elements(
    _ selection: MATSelection, at place: Place
  ) throws(MATError) -> MATValue {
    guard let (header, position, end) = try header(at: place) else {
      return try MATValue.emptyDouble.selecting(selection)
    }
    switch header.arrayClass {
    case .cell:
      let values = try values(
        of: selection, perElement: 1, at: position, end: end, depth: place.depth)
      return .cell(NDArray(size: selection.size, elements: values))
    case .structure, .object:
      return try structures(selection, of: header, at: position, end: end, depth: place.depth)
    case .char:
      return try characters(selection, of: header, at: position, end: end)
    default:
      return try numbers(of: header, selection, at: position, end: end)
    }
  }

  mutating func columns(
    _ columns: Range<Int>, ofSparseAt place: Place
  ) throws(MATError) -> MATSparseMatrix {
    var array = try walker.array(at: place.offset, end: place.end, depth: place.depth).array
    guard case .sparse(let rows, let columnStarts, let real, let imaginary) = array.content else {
      throw MATError(.damaged, offset: place.offset, expected: "a sparse matrix", found: "another")
    }
    var decoder = decoder(walker.reader, walker.budget)
    defer { walker.reader = decoder.reader }
    let starts = try decoder.columnStarts(columnStarts, columns: columns, of: array.header)
    let entries = (starts.first ?? 0)..<(starts.last ?? 0)
    array.header.size[1] = columns.count
    return try decoder.sparse(
      array.header, starts: starts.map { $0 - entries.lowerBound },
      rows: try rows.entries(entries),
      real: try real.truthBytes(array.header, count: rows.count).entries(entries),
      imaginary: try imaginary?.entries(entries))
  }

  mutating func place(ofCell index: Int, at place: Place) throws(MATError) -> Place {
    let (position, end) = try content(at: place)
    try walker.checkRoom(for: [index + 1], from: position, to: end)
    return try skip(index, from: position, end: end, depth: place.depth)
  }

  mutating func place(
    ofField field: Int, element: Int, at place: Place
  ) throws(MATError) -> Place {
    let (position, end) = try content(at: place)
    let (names, start) = try walker.fieldNames(from: position, end: end)
    try walker.checkRoom(for: [element + 1, names.count], from: start, to: end)
    return try skip(element * names.count + field, from: start, end: end, depth: place.depth)
  }
}

// Headers, and the way over what is not wanted.
extension V5Parts {
  /// The header of an array, where its content starts and where it ends; nil for an unset cell or field,
  /// which has no bytes.
  private mutating func header(
    at place: Place
  ) throws(MATError) -> (V5ArrayHeader, position: Int, end: Int)? {
    let tag = try walker.reader.tag(at: place.offset, end: place.end)
    guard tag.type == .matrix else {
      throw MATError(
        .damaged, offset: place.offset, expected: "an array", found: "data of type \(tag.type)")
    }
    if tag.data.isEmpty && place.depth > 0 { return nil }
    let (header, start) = try walker.header(in: tag.data)
    return (header, start, tag.data.upperBound)
  }

  private mutating func content(at place: Place) throws(MATError) -> (position: Int, end: Int) {
    guard let (_, position, end) = try header(at: place) else {
      throw MATError(.notFound, expected: "no index, as it is empty", found: "one")
    }
    return (position, end)
  }

  private mutating func kind(
    of header: V5ArrayHeader, at position: Int, end: Int
  ) throws(MATError) -> PartOutline.Kind {
    switch header.arrayClass {
    case .cell: .cell
    case .structure, .object: .structure(try walker.fieldNames(from: position, end: end).names)
    case .char: try isFixedWidth(header, at: position, end: end) ? .array : .indivisible
    case .sparse: .sparse
    case .functionHandle, .opaque: .indivisible
    default: .array
    }
  }

  /// Whether each character takes as many bytes as the next, and there are as many as the size says.
  private mutating func isFixedWidth(
    _ header: V5ArrayHeader, at start: Int, end: Int
  ) throws(MATError) -> Bool {
    var position = start
    let data = try walker.characters(of: header, at: &position, end: end)
    switch data.type {
    case .utf16: return data.count == header.count
    // Which encoding they have, and whether each is a character, is only known of all.
    case .int8, .uint8, .uint16: return data.count == header.count && !encoding.mayRecode
    default: return false
    }
  }

  /// The place of the array that stands so many behind the one at `position`.
  private mutating func skip(
    _ count: Int, from position: Int, end: Int, depth: Int
  ) throws(MATError) -> Place {
    var position = position
    for _ in 0..<count { position = try walker.reader.tag(at: position, end: end).next }
    return Place(offset: position, end: end, depth: depth + 1)
  }
}

// What is read of each class.
extension V5Parts {
  private func decoder(_ reader: ByteReader, _ budget: DecodingBudget) -> V5Decoder {
    V5Decoder(reader: reader, budget: budget, subsystem: subsystem, encoding: encoding)
  }

  private func value(
    at place: Place, in reader: inout ByteReader
  ) throws(MATError) -> MATValue {
    var walker = V5Walker(reader: reader, budget: self.walker.budget)
    let array = try walker.array(at: place.offset, end: place.end, depth: place.depth).array
    var decoder = decoder(walker.reader, walker.budget)
    defer { reader = decoder.reader }
    return try decoder.value(of: array)
  }

  /// Numbers or truth values, all or those picked; real parts first and imaginary parts after, as they lie.
  private mutating func numbers(
    of header: V5ArrayHeader, _ selection: MATSelection?, at start: Int, end: Int
  ) throws(MATError) -> MATValue {
    var position = start
    var partHeader = header
    if let selection { partHeader.size = selection.size }
    try walker.budget.spend(
      elements: partHeader.count, bytesPerElement: header.bytesPerElement)
    var values: [MATValue] = []
    for _ in 0..<(header.isComplex ? 2 : 1) {
      var data = try walker.numbers(header.count, at: &position, end: end)
      data.selection = selection
      partHeader.isComplex = false
      var decoder = decoder(walker.reader, walker.budget)
      values.append(
        try decoder.value(
          of: V5Array(header: partHeader, content: .numbers(real: data, imaginary: nil))))
      walker.reader = decoder.reader
    }
    guard values.count == 2, case .numeric(let real) = values[0],
      case .numeric(let imaginary) = values[1]
    else { return values[0] }
    return .numeric(
      MATNumericArray(size: real.size, real: real.real, imaginary: imaginary.real))
  }

  /// Characters that each take as many bytes as the next.
  private mutating func characters(
    _ selection: MATSelection, of header: V5ArrayHeader, at start: Int, end: Int
  ) throws(MATError) -> MATValue {
    var (position, partHeader) = (start, header)
    var data = try walker.characters(of: header, at: &position, end: end)
    data.selection = selection
    partHeader.size = selection.size
    try walker.budget.spend(elements: selection.count, bytesPerElement: 2)
    var decoder = decoder(walker.reader, walker.budget)
    defer { walker.reader = decoder.reader }
    return try decoder.value(of: V5Array(header: partHeader, content: .text(data)))
  }

  private mutating func structures(
    _ selection: MATSelection, of header: V5ArrayHeader, at position: Int, end: Int, depth: Int
  ) throws(MATError) -> MATValue {
    let (names, start) = try walker.fieldNames(from: position, end: end)
    let values = try values(
      of: selection, perElement: names.count, at: start, end: end, depth: depth)
    let array = MATStructArray(
      size: selection.size,
      fields: .init(
        uniqueKeysWithValues: names.enumerated().map { field, name in
          (name, stride(from: field, to: values.count, by: names.count).map { values[$0] })
        }))
    guard let className = header.className else { return .structure(array) }
    return .object(MATObject(className: className, size: selection.size, properties: array))
  }

  /// The values of the elements picked, so many of them an element, in the order in which they lie.
  private mutating func values(
    of selection: MATSelection, perElement: Int, at start: Int, end: Int, depth: Int
  ) throws(MATError) -> [MATValue] {
    // A struct array without fields may claim any number of elements, and each has nothing.
    guard perElement > 0 else { return [] }
    try walker.checkRoom(for: selection.extents + [perElement], from: start, to: end)
    var (position, passed) = (start, 0)
    var values: [MATValue] = []
    try selection.forEachRun { run throws(MATError) in
      for element in 0..<run.count {
        let next = (run.first + element * run.step) * perElement
        position = try skip(next - passed, from: position, end: end, depth: depth).offset
        for _ in 0..<perElement {
          let after = try walker.reader.tag(at: position, end: end).next
          values.append(try value(at: Place(offset: position, end: end, depth: depth + 1)))
          position = after
        }
        passed = next + perElement
      }
    }
    return values
  }
}

extension V5Walker {
  /// Throws where the bytes could not hold so many arrays, each of which takes a tag at least: before anything
  /// is multiplied by their number, or set aside for it.
  fileprivate func checkRoom(for factors: [Int], from start: Int, to end: Int) throws(MATError) {
    guard let count = product(factors), count <= (end - start) / 8 else {
      throw MATError(
        .damaged, offset: start,
        expected: "\(factors.map(String.init).joined(separator: "×")) elements",
        found: "\(end - start) bytes")
    }
  }

  /// The field names of a struct array whose content starts at `position`, and where its values start.
  fileprivate mutating func fieldNames(
    from position: Int, end: Int
  ) throws(MATError) -> (names: [String], start: Int) {
    var position = position
    let names = try fieldNames(at: &position, end: end)
    return (names, position)
  }
}

extension V5Data {
  /// The data of some of the entries of a sparse matrix.
  fileprivate func entries(_ entries: Range<Int>) throws(MATError) -> V5Data {
    let size = type.elementSize
    guard entries.lowerBound >= 0, range.count % size == 0, range.count / size >= entries.upperBound
    else {
      throw MATError(
        .damaged, offset: range.lowerBound, expected: "\(entries.upperBound) entries",
        found: "\(range.count) bytes of type \(type)")
    }
    let start = range.lowerBound
    return V5Data(
      type: type, range: start + entries.lowerBound * size..<start + entries.upperBound * size)
  }
}

extension V5Decoder {
  /// Where columns of a sparse matrix start, and where the last ends.
  fileprivate mutating func columnStarts(
    _ data: V5Data, columns: Range<Int>, of header: V5ArrayHeader
  ) throws(MATError) -> [Int] {
    let bytes = data.range.lowerBound + 4 * columns.lowerBound
    let part = V5Data(type: data.type, range: bytes..<bytes + 4 * (columns.count + 1))
    let starts = (try reader.numbers(part) as [Int32]).map(Int.init)
    guard zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw MATError(
        .damaged, offset: bytes, expected: "column starts that never fall", found: "others")
    }
    return starts
  }
}
