@testable import MATFiles

/// Writes version 5 files with objects of MATLAB's own, the wrong ones too: the variables that refer to
/// objects, and the subsystem with their data.
struct ObjectBytes {
  var bytes = V5Bytes()
  var isCompressed = false
  /// The classes, the first of number 1.
  var classes: [String]
  /// The objects, the first of number 1: the number of the class and, by name, the bytes of the values.
  var objects: [(classNumber: Int, properties: [(name: String, value: [UInt8])])]
  /// The version of the tables.
  var version: UInt32 = 4
  /// For each class the number of its alias among the names, which the classes begin; none where
  /// nil.
  var aliases: [Int]?
  /// A word of the tables that is another than it should be.
  var wrong: (index: Int, word: UInt32)?

  init(classes: [String], objects: [(Int, [(String, [UInt8])])], bytes: V5Bytes = V5Bytes()) {
    self.classes = classes
    self.objects = objects.map { ($0.0, $0.1.map { (name: $0.0, value: $0.1) }) }
    self.bytes = bytes
  }

  /// The words that refer to objects of a class.
  static func reference(_ size: [Int], _ numbers: [Int], classNumber: Int) -> [UInt32] {
    [0xDD00_0000, UInt32(size.count)] + (size + numbers + [classNumber]).map { UInt32($0) }
  }

  /// A reference inside of a property.
  func words(_ words: [UInt32]) -> [UInt8] {
    bytes.array(.uint32, size: [words.count, 1], bytes.element(.uint32, bytes.integers(words)))
  }

  /// The same as a variable.
  func variable(_ name: String, of className: String, _ reference: [UInt32]) -> [UInt8] {
    opaque(className, name: name, words(reference))
  }

  private func opaque(_ className: String, name: String, _ content: [UInt8]) -> [UInt8] {
    let flags = bytes.element(.uint32, bytes.integers([UInt32(17), 0]))
    let texts = [name, "MCOS", className].flatMap { bytes.element(.int8, Array($0.utf8)) }
    return bytes.element(.matrix, flags + texts + content)
  }

  /// A row of uint64 numbers, as strings are kept.
  func row(_ numbers: [UInt64]) -> [UInt8] {
    bytes.array(
      .uint64, size: [1, numbers.count], bytes.element(.uint64, bytes.integers(numbers)))
  }

  /// What the class `string` keeps of an array of texts.
  func strings(_ size: [Int], _ texts: [String?]) -> [UInt8] { row(stringWords(size, texts)) }

  /// The numbers of such a row.
  func stringWords(_ size: [Int], _ texts: [String?]) -> [UInt64] {
    var units = texts.flatMap { Array(($0 ?? "").utf16) }
    units += Array(repeating: 0, count: (4 - units.count % 4) % 4)
    var packed: [UInt64] = []
    for start in stride(from: 0, to: units.count, by: 4) {
      var word: UInt64 = 0
      for index in 0..<4 {
        let place = bytes.isBigEndian ? 3 - index : index
        word |= UInt64(units[start + index]) << UInt64(16 * place)
      }
      packed.append(word)
    }
    let lengths: [UInt64] = texts.map { $0.map { UInt64($0.utf16.count) } ?? .max }
    let head: [UInt64] = [1, UInt64(size.count)] + size.map { UInt64($0) }
    return head + lengths + packed
  }

  /// A cell array of the arrays given, n×1 or 1×n.
  func cell(_ elements: [[UInt8]], isRow: Bool = false) -> [UInt8] {
    bytes.array(
      .cell, size: isRow ? [1, elements.count] : [elements.count, 1], elements.flatMap(\.self))
  }

  /// A scalar struct.
  func structure(_ fields: [(String, [UInt8])]) -> [UInt8] {
    bytes.array(
      .structure, size: [1, 1], bytes.fieldNames(fields.map(\.0), length: 32),
      fields.flatMap(\.1))
  }

  /// The names, each once, classes first.
  private var names: [String] {
    var names = classes
    for name in objects.flatMap({ $0.properties.map(\.name) }) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// The tables in the first cell.
  var tables: [UInt8] {
    var padded: [UInt8] = []
    for name in names { padded += Array(name.utf8) + [0 as UInt8] }
    padded += [UInt8](repeating: 0, count: (8 - padded.count % 8) % 8)
    var classTable = [0, 0, 0, 0]
    for index in classes.indices { classTable += [0, index + 1, 0, 0] }
    var objectTable = [0, 0, 0, 0, 0, 0]
    for (index, object) in objects.enumerated() {
      objectTable += [object.classNumber, 0, 0, 0, index + 1, 0]
    }
    var lists = [0, 0]
    var value = 0
    for object in objects {
      lists.append(object.properties.count)
      for property in object.properties {
        lists += [(names.firstIndex(of: property.name) ?? 0) + 1, 1, value]
        value += 1
      }
      if lists.count % 2 == 1 { lists.append(0) }
    }
    var offsets = [40 + padded.count]
    let tables: [[Int]] = [classTable, [], objectTable, lists, [0, 0]]
    for table in tables { offsets.append((offsets.last ?? 0) + 4 * table.count) }
    let header: [Int] = [Int(version), names.count] + offsets + [0, 0]
    let words: [Int] = header + tables.flatMap(\.self)
    var bytes = bytes.integers(words.map { UInt32($0) })
    bytes.insert(contentsOf: padded, at: 40)
    if let wrong {
      bytes.replaceSubrange(
        4 * wrong.index..<4 * wrong.index + 4, with: self.bytes.integers([wrong.word]))
    }
    return bytes
  }

  /// The element with the data of the objects.
  var subsystem: [UInt8] {
    let values = objects.flatMap { $0.properties.map(\.value) }
    let noFields = bytes.array(.structure, size: [1, 1], bytes.fieldNames([], length: 1))
    let perClass = cell(Array(repeating: noFields, count: classes.count + 1))
    let empty = bytes.doubleArray([], size: [0, 0])
    let metadata = bytes.array(.uint8, size: [tables.count, 1], bytes.element(.uint8, tables))
    let wrapper = opaque(
      "FileWrapper__", name: "",
      cell([metadata, empty] + values + [perClass, aliasNumbers ?? empty, perClass]))
    let inner =
      bytes.integers([UInt16(0x0100)]) + Array((bytes.isBigEndian ? "MI" : "IM").utf8)
      + [0, 0, 0, 0] + structure([("MCOS", wrapper)])
    let element = bytes.array(.uint8, size: [1, inner.count], bytes.element(.uint8, inner))
    return isCompressed ? bytes.compressed(element) : element
  }

  /// The cell with the numbers of aliases; nil where there are none.
  private var aliasNumbers: [UInt8]? {
    aliases.map { aliases in
      let numbers = [0] + aliases.map { Int32($0) }
      return bytes.array(
        .int32, size: [numbers.count, 1], bytes.element(.int32, bytes.integers(numbers)))
    }
  }

  /// What MATLAB stores of a function handle, with a workspace where there is one.
  func handleParts(_ function: String, kind: String, workspace: [UInt8]?) -> [UInt8] {
    var parts = [("function", bytes.text(function)), ("type", bytes.text(kind))]
    parts.append(("file", bytes.text("/home/x/f.m")))
    if let workspace { parts.append(("workspace", workspace)) }
    return structure([
      ("matlabroot", bytes.text("/opt/matlab")), ("separator", bytes.text("/")),
      ("sentinel", bytes.text("@")), ("function_handle", structure(parts)),
    ])
  }

  /// A function handle as a variable, whose workspace is the object of a number.
  func handle(
    _ name: String, _ function: String, kind: String = "anonymous", workspace: Int? = nil,
    classNumber: Int = 1
  ) -> [UInt8] {
    let workspace = workspace.map { number in
      variable(
        "", of: "function_handle_workspace",
        Self.reference([1, 1], [number], classNumber: classNumber))
    }
    return bytes.array(
      .functionHandle, size: [1, 1], name: name,
      handleParts(function, kind: kind, workspace: workspace))
  }

  /// What a workspace keeps: a reference to no object, and the captured variables.
  func workspace(_ variables: [(String, [UInt8])], classNumber: Int = 1) -> [UInt8] {
    cell([
      words(Self.reference([1, 1], [0], classNumber: classNumber)), structure(variables),
    ])
  }

  /// The mark of references, alone, as it stands before a handle in a property.
  var mark: [UInt8] {
    bytes.array(
      .uint32, size: [1, 1], bytes.element(.uint32, bytes.integers([0xDD00_0000 as UInt32])))
  }

  /// A file of the variables and of the objects.
  func file(_ variables: [[UInt8]]) -> [UInt8] {
    let content = variables.flatMap { isCompressed ? bytes.compressed($0) : $0 }
    return bytes.file(content, subsystem, subsystemOffset: 128 + content.count)
  }
}

extension StoredObjects {
  /// The bytes of the subsystem: those of its element behind the tags, flags, extents and name of a row of bytes.
  func subsystemBytes() throws(MATError) -> [UInt8] {
    var encoder = V5Encoder()
    try encoder.append(self)
    return Array(try encoder.image.joinedBytes().dropFirst(56))
  }
}
