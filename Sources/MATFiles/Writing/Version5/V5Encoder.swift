import Matrices

/// Makes the elements of a version 5 file of values, which ``MATWriteRules`` must have let pass: the
/// counterpart of ``V5Walker`` and ``V5Decoder``, over the same types, classes and flags.
///
/// An array is a tag, flags, dimensions, a name, and its parts, each of them a tag and data that are padded to
/// eight bytes; data of one to four bytes lie in the tag itself ("MAT-File Format", The MathWorks, section 1).
/// What that leaves open is as MATLAB has it:
///
/// - Numbers are stored as the type of their class, which a reader can copy. (MATLAB stores doubles in a
///   smaller type where that loses nothing.)
/// - Text is UTF-8 where it is ASCII and UTF-16 where not, whatever its size.
/// - The names of fields are as wide as the longest and its zero, and wide enough that all of them together
///   never lie in a tag.
///
/// The same values give the same bytes. All bytes are in this machine's order.
struct V5Encoder {
  private(set) var image = V5Image()

  /// Appends a variable's element.
  ///
  /// Throws `cannotRepresent` where an element has 4 GiB or more, and where a value is none that the format
  /// holds.
  mutating func append(_ variable: MATVariable) throws(MATError) {
    try append(variable.value, named: variable.name, isGlobal: variable.isGlobal)
  }

  /// Forgets what was appended.
  mutating func removeAll() { image.removeAll() }

  /// Appends the element of an array; within cells and structs it has no name.
  mutating func append(
    _ value: MATValue, named name: String = "", isGlobal: Bool = false
  ) throws(MATError) {
    let start = image.begin(.matrix)
    switch value {
    case .numeric(let array):
      let flags = array.isComplex ? V5Flags.complex : []
      appendHeader(array.numericClass.version5.arrayClass, array.size, name, flags, isGlobal)
      append(array.real)
      if let imaginary = array.imaginary { append(imaginary) }
    case .logical(let array):
      appendHeader(.uint8, array.size, name, .logical, isGlobal)
      append(.uint8(array.elements.map { $0 ? 1 : 0 }))
    case .char(let array):
      appendHeader(.char, array.size, name, [], isGlobal)
      append(characters: array.elements)
    case .cell(let array):
      appendHeader(.cell, array.size, name, [], isGlobal)
      for element in array.elements { try append(element) }
    case .structure(let array):
      appendHeader(.structure, array.size, name, [], isGlobal)
      try append(fields: array)
    case .sparse(let matrix):
      append(matrix, name, isGlobal)
    case .object(let object): try append(object, named: name, isGlobal)
    case .string, .functionHandle, .opaque:
      throw MATError(.cannotRepresent, found: value.summary)
    }
    try image.end(start)
  }

  /// What is stored in place of an object.
  private mutating func append(
    _ object: MATObject, named name: String, _ isGlobal: Bool
  ) throws(MATError) {
    switch object.stored {
    case .reference(let system, let parts):
      appendFlags(.opaque, isGlobal ? .global : [], 0)
      for text in [name, system, object.className] { append(.int8, Array(text.utf8)) }
      for part in parts { try append(part) }
    case .functionHandle(let parts):
      appendHeader(.functionHandle, object.size, name, [], isGlobal)
      for part in parts { try append(part) }
    case .oldStyle:
      appendHeader(.object, object.size, name, [], isGlobal)
      append(.int8, Array(object.className.utf8))
      if let properties = object.properties { try append(fields: properties) }
    case .unset: return
    case .instance, .enumeration, nil:
      throw MATError(.cannotRepresent, found: MATValue.object(object).summary)
    }
  }

  /// Appends bytes as they are.
  mutating func append(bytes: [UInt8]) { image.append(.uint8(bytes)) }

  /// Appends the element of a row of bytes without a name, which are what `body` appends.
  mutating func appendRow(
    _ body: (inout V5Encoder) throws(MATError) -> Void
  ) throws(MATError) {
    let array = image.begin(.matrix)
    appendHeader(.uint8, [1, 0], "", [], false)
    // The second extent lies before the name's tag.
    let extent = image.lastWord(before: 8)
    let data = image.begin(.uint8)
    try body(&self)
    let count = image.count - data.count
    guard let columns = UInt32(exactly: count), columns <= Int32.max else {
      throw MATError(
        .cannotRepresent, expected: "at most 2147483647 bytes of objects in v6 and v7",
        found: "\(count)")
    }
    image.set(columns, at: extent)
    try image.end(data)
    image.pad()
    try image.end(array)
  }

  private mutating func append(fields array: MATStructArray) throws(MATError) {
    let names = array.fields.keys.map { Array($0.utf8) }
    var width = 1 + (names.map(\.count).max() ?? 0)
    if !names.isEmpty { width = max(width, 4 / names.count + 1) }
    append(.int32([Int32(truncatingIfNeeded: width)]))
    var table: [UInt8] = []
    table.reserveCapacity(width * names.count)
    for name in names {
      table += name
      table.append(contentsOf: repeatElement(0, count: width - name.count))
    }
    append(.int8, table)
    for element in 0..<array.count {
      for values in array.fields.values { try append(values[element]) }
    }
  }

  private mutating func append(_ matrix: MATSparseMatrix, _ name: String, _ isGlobal: Bool) {
    let count = matrix.entryCount
    let flags: V5Flags =
      switch matrix {
      case .real: []
      case .complex: .complex
      case .logical: .logical
      }
    appendHeader(.sparse, matrix.size, name, flags, isGlobal, sparseCapacity: count)
    switch matrix {
    case .real(let matrix):
      append(patternOf: matrix)
      append(.double(matrix.values))
    case .complex(let matrix):
      append(patternOf: matrix)
      append(.double(matrix.values.map(\.real)))
      append(.double(matrix.values.map(\.imaginary)))
    case .logical(let matrix):
      append(patternOf: matrix)
      append(.uint8(matrix.values.map { $0 ? 1 : 0 }))
    }
  }

  /// The rows of the entries, and where each column starts among them.
  private mutating func append<Element>(patternOf matrix: SparseMatrix<Element>) {
    append(.int32(matrix.rowIndices.map { Int32(truncatingIfNeeded: $0) }))
    append(.int32(matrix.columnStarts.map { Int32(truncatingIfNeeded: $0) }))
  }
}

// The parts of an array.
extension V5Encoder {
  /// Flags, dimensions and name.
  private mutating func appendHeader(
    _ arrayClass: V5ArrayClass, _ size: [Int], _ name: String, _ flags: V5Flags, _ isGlobal: Bool,
    sparseCapacity: Int = 0
  ) {
    appendFlags(arrayClass, isGlobal ? flags.union(.global) : flags, sparseCapacity)
    append(.int32(size.map { Int32(truncatingIfNeeded: $0) }))
    append(.int8, Array(name.utf8))
  }

  private mutating func appendFlags(
    _ arrayClass: V5ArrayClass, _ flags: V5Flags, _ sparseCapacity: Int
  ) {
    image.append(word: V5DataType.uint32.rawValue)
    image.append(word: 8)
    image.append(word: UInt32(arrayClass.rawValue) | flags.rawValue)
    image.append(word: UInt32(truncatingIfNeeded: sparseCapacity))
  }

  /// Text: UTF-8 where it is ASCII.
  private mutating func append(characters units: [UInt16]) {
    if units.allSatisfy({ $0 < 0x80 }) {
      append(.utf8, units.map { UInt8(truncatingIfNeeded: $0) })
    } else {
      append(.utf16, .uint16(units))
    }
  }

  private mutating func append(_ numbers: MATNumbers) {
    append(V5DataType(numbers.numericClass), numbers)
  }

  private mutating func append(_ type: V5DataType, _ bytes: [UInt8]) {
    append(type, .uint8(bytes))
  }

  /// A tag and data. What is too long for the tag to count is too long for the array's own, which says so.
  private mutating func append(_ type: V5DataType, _ numbers: MATNumbers) {
    let size = numbers.count * numbers.numericClass.bytesPerElement
    if (1...4).contains(size) {
      image.append(word: UInt32(size) << 16 | type.rawValue)
    } else {
      image.append(word: type.rawValue)
      image.append(word: UInt32(truncatingIfNeeded: size))
    }
    image.append(numbers)
    image.pad()
  }
}

/// What the flags of an array say beside its class.
struct V5Flags: OptionSet {
  let rawValue: UInt32

  static let logical = V5Flags(rawValue: 0x200)
  static let global = V5Flags(rawValue: 0x400)
  static let complex = V5Flags(rawValue: 0x800)
}
