import MATFiles
import Matrices

/// Arrays in NumPy's format: bytes → value and back.
///
/// | NumPy | MATLAB |
/// |---|---|
/// | `f8`, `f4`, `i1` to `i8`, `u1` to `u8`, either byte order | the numeric class of that kind and width |
/// | `c16`, `c8` | complex double and single |
/// | `b1` | logical |
/// | `U` of no dimension | a row of char |
/// | `U` otherwise, `S` | string array |
///
/// A single value is 1×1 and an array of one dimension a row, as SciPy and MATLAB's own conversion make it; other
/// shapes stay, whichever index varies fastest. What is written has MATLAB's shape, of two dimensions or more, and
/// its order, so that nothing is moved.
enum NPYArray {
  /// The value of a whole file.
  static func value(of bytes: ArraySlice<UInt8>, _ limits: MATLimits) throws(MATError) -> MATValue {
    let (header, start) = try NPYHeader.read(bytes)
    guard let count = product(header.shape), let width = header.type.width,
      let byteCount = product([count, width])
    else {
      throw MATError(
        .damaged, expected: "a shape that fits memory",
        found: header.shape.map(String.init).joined(separator: "×"))
    }
    guard count <= limits.elements else {
      throw MATError(
        .limitExceeded, expected: "at most \(limits.elements) elements", found: "\(count)",
        limit: .elements)
    }
    // Texts of no characters take no bytes in the file, and some in memory.
    guard width > 0 || count <= max(1 << 16, bytes.count) else {
      throw MATError(
        .limitExceeded, expected: "fewer texts without characters", found: "\(count)",
        limit: .expansion)
    }
    let data = bytes.dropFirst(start)
    guard data.count == byteCount else {
      throw MATError(
        .damaged, offset: start, expected: "\(byteCount) bytes of \(header.type)",
        found: "\(data.count)")
    }
    return try NPYDecoder(header: header, data: data, count: count).value()
  }

  /// The file of a value. Throws `cannotRepresent` where NumPy's format has no array for it.
  static func bytes(of value: MATValue) throws(MATError) -> [UInt8] {
    switch value {
    case .numeric(let array):
      guard let imaginary = array.imaginary else {
        return file(.number(array.numericClass), array.size, array.real.storedBytes)
      }
      guard array.numericClass == .double || array.numericClass == .single else {
        throw refusal(expected: "complex numbers of double or single precision", found: value)
      }
      return file(
        .complex(array.numericClass), array.size,
        array.real.storedBytes.interleaved(
          with: imaginary.storedBytes, width: array.numericClass.width))
    case .logical(let array):
      return file(.truth, array.size, array.elements.map { $0 ? 1 : 0 })
    case .char(let array):
      guard array.size.count == 2, array.size[0] == 1 || array.count == 0 else {
        throw refusal(expected: "one row of text; a string array can have many", found: value)
      }
      return try text([scalars(of: array.elements)], shape: [], value)
    case .string(let array):
      var texts: [[UInt32]] = []
      texts.reserveCapacity(array.count)
      for (index, text) in array.elements.enumerated() {
        guard let text else {
          throw refusal(expected: "a text", found: "<missing>").inside(
            "(\(subscriptText(of: index, in: array.size)))")
        }
        texts.append(text.unicodeScalars.map(\.value))
      }
      return try self.text(texts, shape: array.size, value)
    default:
      throw refusal(
        expected: "numbers, truth values or text, which are all that NumPy's format holds",
        found: value)
    }
  }

  private static func file(_ kind: NPYType.Kind, _ shape: [Int], _ data: [UInt8]) -> [UInt8] {
    NPYHeader(type: NPYType(kind), isColumnMajor: shape.count > 1, shape: shape).bytes + data
  }

  /// An array of texts, each filled up with zeros to the longest.
  private static func text(
    _ texts: [[UInt32]], shape: [Int], _ value: MATValue
  ) throws(MATError) -> [UInt8] {
    if texts.contains(where: { $0.last == 0 }) {
      throw refusal(expected: "text that does not end in NUL, which NumPy leaves out", found: value)
    }
    let width = max(1, texts.reduce(0) { max($0, $1.count) })
    var data: [UInt8] = []
    try requireMemory(
      for: texts.count.multipliedSaturating(by: width), of: MemoryLayout<UInt32>.size)
    data.reserveCapacity(texts.count * width * 4)
    for text in texts {
      for scalar in text {
        unsafe withUnsafeBytes(of: scalar) { unsafe data.append(contentsOf: $0) }
      }
      data.append(contentsOf: repeatElement(0, count: 4 * (width - text.count)))
    }
    return file(.text(width), shape, data)
  }

  /// Characters of 32 bits; half of a surrogate pair alone stays what it is.
  private static func scalars(of units: [UInt16]) -> [UInt32] {
    var scalars: [UInt32] = []
    var lead: UInt32?
    for unit in units.lazy.map(UInt32.init) {
      if let high = lead, (0xDC00..<0xE000).contains(unit) {
        scalars[scalars.count - 1] = 0x10000 + (high & 0x3FF) << 10 + unit & 0x3FF
        lead = nil
        continue
      }
      lead = (0xD800..<0xDC00).contains(unit) ? unit : nil
      scalars.append(unit)
    }
    return scalars
  }

  private static func refusal(expected: String, found: MATValue) -> MATError {
    refusal(expected: expected, found: found.summary)
  }

  private static func refusal(expected: String, found: String) -> MATError {
    var error = MATError(.cannotRepresent, expected: expected, found: found)
    error.remedy = "write it to a .json file, which holds everything"
    return error
  }
}

extension MATNumbers {
  /// The bytes of the numbers as they lie in memory.
  fileprivate var storedBytes: [UInt8] {
    struct Visitor: MATNumberVisitor {
      func visit<Number: StoredNumber>(_ numbers: [Number]) -> [UInt8] {
        unsafe numbers.withUnsafeBytes { unsafe Array($0) }
      }
    }
    return visit(Visitor())
  }
}

extension [UInt8] {
  /// Elements of a width in turn with others.
  fileprivate func interleaved(with others: [UInt8], width: Int) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(2 * count)
    for start in stride(from: 0, to: count, by: width) {
      all += self[start..<start + width]
      all += others[start..<start + width]
    }
    return all
  }
}
