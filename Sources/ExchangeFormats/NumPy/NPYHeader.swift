import MATFiles
import Matrices

// The header of an array in NumPy's format, as `numpy.lib.format` documents it: `\x93NUMPY`, a version, the length of
// a text, and the text of a Python dictionary:
//
//     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
//
// The text is padded with spaces so that the data begin at a multiple of 64 bytes.

/// The type of an array's elements, how its bytes lie, and the array's shape.
struct NPYHeader: Equatable {
  /// The type as NumPy writes it: a byte order, a letter and a number of bytes or characters.
  var type: NPYType
  /// True if the first index varies fastest.
  var isColumnMajor: Bool
  /// The extents: none of a single value.
  var shape: [Int]

  /// The text of a header and what comes before it.
  var bytes: [UInt8] {
    let extents =
      shape.count == 1
      ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
    let text =
      "{'descr': '\(type.description)', 'fortran_order': \(isColumnMajor ? "True" : "False"),"
      + " 'shape': \(extents), }"
    // Ten bytes come before, and a line end is last.
    let padding = 63 - (10 + text.utf8.count) % 64
    let count = text.utf8.count + padding + 1
    return Self.magic + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + Array(text.utf8)
      + Array(repeating: 0x20, count: padding) + [0x0A]
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The header that bytes begin with, and how many bytes it is.
  static func read(_ bytes: ArraySlice<UInt8>) throws(MATError) -> (header: NPYHeader, count: Int) {
    let head = Array(bytes.prefix(12))
    guard head.starts(with: magic), head.count >= 10 else {
      throw MATError(
        .damaged, offset: 0, expected: "an array of NumPy's, which begins with \\x93NUMPY",
        found: head.isEmpty ? "nothing" : "other bytes")
    }
    guard (1...3).contains(head[6]), head[7] == 0 else {
      throw MATError(
        .unsupported, expected: "version 1.0 to 3.0 of NumPy's format",
        found: "\(head[6]).\(head[7])")
    }
    let isShort = head[6] == 1
    let start = isShort ? 10 : 12
    guard head.count >= start else {
      throw MATError(.damaged, offset: 8, expected: "a header", found: "the end")
    }
    let length = head[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else {
      throw MATError(
        .damaged, offset: 8, expected: "a header of \(length) bytes",
        found: "\(bytes.count - start)")
    }
    let text = bytes.dropFirst(start).prefix(length)
    return (try NPYHeader(text: Array(text)), start + length)
  }

  init(type: NPYType, isColumnMajor: Bool, shape: [Int]) {
    (self.type, self.isColumnMajor, self.shape) = (type, isColumnMajor, shape)
  }

  /// The header that the text of a dictionary says.
  init(text: [UInt8]) throws(MATError) {
    var literal = PythonLiteral(text)
    var entries: [String: PythonLiteral.Value] = [:]
    try literal.expect("{")
    while !literal.skip("}") {
      let key = try literal.string()
      try literal.expect(":")
      guard entries.updateValue(try literal.value(), forKey: key) == nil else {
        throw literal.damage(expected: "different keys", found: "\(key) twice")
      }
      if !literal.skip(",") {
        try literal.expect("}")
        break
      }
    }
    try literal.expectEnd()
    guard entries.count == 3, case .truth(let isColumnMajor)? = entries["fortran_order"],
      case .numbers(let shape)? = entries["shape"], let description = entries["descr"]
    else {
      throw literal.damage(
        expected: "descr, fortran_order and shape",
        found: entries.keys.sorted().joined(separator: ", "))
    }
    guard case .text(let type) = description else {
      throw MATError(
        .unsupported, expected: "an array of one type", found: "a structured array of NumPy's")
    }
    self.init(type: try NPYType(type), isColumnMajor: isColumnMajor, shape: shape)
  }
}

/// The type of an array's elements.
struct NPYType: Equatable, CustomStringConvertible {
  enum Kind: Equatable {
    case number(MATNumericClass)
    /// Two numbers, the real part and the imaginary.
    case complex(MATNumericClass)
    case truth
    /// So many characters of four bytes each.
    case text(Int)
    /// So many bytes.
    case bytes(Int)
  }

  var kind: Kind
  var isBigEndian: Bool

  init(_ kind: Kind) {
    self.kind = kind
    isBigEndian = Self.isHostBigEndian
  }

  static let isHostBigEndian = 1.bigEndian == 1

  /// How many bytes an element takes; nil where that is more than an Int holds.
  var width: Int? {
    switch kind {
    case .number(let numericClass): numericClass.width
    case .complex(let numericClass): 2 * numericClass.width
    case .truth: 1
    case .text(let count):
      count.multipliedReportingOverflow(by: 4).overflow ? nil : count * 4
    case .bytes(let count): count
    }
  }

  /// The type that a text as `<f8` names. Throws `.unsupported` for what MATLAB has no class for.
  init(_ text: String) throws(MATError) {
    var rest = text[...]
    var order: Character = "="
    if let first = rest.first, "<>=|".contains(first) {
      order = first
      rest = rest.dropFirst()
    }
    let count = Int(rest.dropFirst())
    isBigEndian = order == ">" || order != "<" && Self.isHostBigEndian
    switch (rest.first, count) {
    case ("f", 8): kind = .number(.double)
    case ("f", 4): kind = .number(.single)
    case ("i", let bytes?) where [1, 2, 4, 8].contains(bytes):
      kind = .number([1: .int8, 2: .int16, 4: .int32, 8: .int64][bytes] ?? .int8)
    case ("u", let bytes?) where [1, 2, 4, 8].contains(bytes):
      kind = .number([1: .uint8, 2: .uint16, 4: .uint32, 8: .uint64][bytes] ?? .uint8)
    case ("c", 16): kind = .complex(.double)
    case ("c", 8): kind = .complex(.single)
    case ("b", 1), ("?", nil): kind = .truth
    case ("U", let count?) where count >= 0: kind = .text(count)
    case ("S", let count?) where count >= 0: kind = .bytes(count)
    default: throw Self.refusal(of: text, rest.first)
    }
  }

  private static func refusal(of text: String, _ letter: Character?) -> MATError {
    let what: String? =
      switch letter {
      case "f": "numbers of a precision that MATLAB has not"
      case "c": "complex numbers of a precision that MATLAB has not"
      case "O": "objects of Python's, which only Python can load"
      case "M": "dates and times of NumPy's"
      case "m": "lengths of time of NumPy's"
      case "V": "raw bytes"
      default: nil
      }
    var error = MATError(
      .unsupported, expected: "an array of a type that MATLAB has",
      found: (what.map { $0 + ", type " } ?? "the type ") + "'\(text)'")
    error.remedy = "save another type in Python, as with x.astype('f8')"
    return error
  }

  var description: String {
    let order = isBigEndian ? ">" : "<"
    switch kind {
    case .number(let numericClass):
      return (numericClass.width == 1 ? "|" : order) + numericClass.letter
        + "\(numericClass.width)"
    case .complex(let numericClass): return order + "c\(2 * numericClass.width)"
    case .truth: return "|b1"
    case .text(let count): return order + "U\(count)"
    case .bytes(let count): return "|S\(count)"
    }
  }
}

extension MATNumericClass {
  /// The bytes of a number.
  var width: Int {
    switch self {
    case .double, .int64, .uint64: 8
    case .single, .int32, .uint32: 4
    case .int16, .uint16: 2
    case .int8, .uint8: 1
    }
  }

  fileprivate var letter: String {
    switch self {
    case .double, .single: "f"
    case .int8, .int16, .int32, .int64: "i"
    case .uint8, .uint16, .uint32, .uint64: "u"
    }
  }
}
