@testable import MATFiles

/// Writes the bytes of version 5 files tag by tag, the unusual and the wrong ones too.
struct V5Bytes {
  var isBigEndian = false

  /// Numbers in the byte order of the file.
  func integers<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    let stored = numbers.map { isBigEndian ? $0.bigEndian : $0.littleEndian }
    return stored.withUnsafeBytes { Array($0) }
  }

  func doubles(_ numbers: [Double]) -> [UInt8] { integers(numbers.map(\.bitPattern)) }

  func singles(_ numbers: [Float]) -> [UInt8] { integers(numbers.map(\.bitPattern)) }

  /// A data element, padded; small ones (up to four bytes) in one word with their tag, unless told not to.
  func element(_ type: V5DataType, _ data: [UInt8], isSmall: Bool? = nil) -> [UInt8] {
    if isSmall ?? (1...4).contains(data.count) {
      let word = type.rawValue | UInt32(data.count) << 16
      return integers([word]) + data + Array(repeating: 0, count: 4 - data.count)
    }
    let padding = (8 - data.count % 8) % 8
    return integers([type.rawValue, UInt32(data.count)]) + data
      + Array(repeating: 0, count: padding)
  }

  /// An array: flags, size, name and the elements given.
  func array(
    _ arrayClass: V5ArrayClass, flags: UInt32 = 0, size: [Int], name: String = "",
    sizeType: V5DataType = .int32, nameType: V5DataType = .int8, capacity: Int = 0,
    _ content: [UInt8]...
  ) -> [UInt8] {
    let header =
      element(.uint32, integers([UInt32(arrayClass.rawValue) | flags << 8, UInt32(capacity)]))
      + element(sizeType, integers(size.map { UInt32(truncatingIfNeeded: $0) }), isSmall: false)
      + element(nameType, Array(name.utf8))
    return element(.matrix, header + content.flatMap(\.self), isSmall: false)
  }

  /// A real array of doubles.
  func doubleArray(_ numbers: [Double], size: [Int], name: String = "") -> [UInt8] {
    array(.double, size: size, name: name, element(.double, doubles(numbers)))
  }

  /// A row of text.
  func text(_ text: String, name: String = "") -> [UInt8] {
    array(
      .char, size: [1, text.utf16.count], name: name,
      element(.utf16, integers(Array(text.utf16))))
  }

  /// The names of struct fields, each padded to `length`, as the two elements before the fields.
  func fieldNames(_ names: [String], length: Int = 16) -> [UInt8] {
    let padded = names.flatMap { name in
      Array(name.utf8) + Array(repeating: UInt8(0), count: length - name.utf8.count)
    }
    return element(.int32, integers([Int32(length)])) + element(.int8, padded, isSmall: false)
  }

  /// A compressed element with `array` in it, deflated without compression, in blocks.
  func compressed(_ array: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let block = array[start..<min(array.count, start + 0xFFFF)]
      start += block.count
      let little = V5Bytes()
      stream += [start == array.count ? 1 : 0]
      stream += little.integers([UInt16(block.count), ~UInt16(block.count)]) + block
    } while start < array.count
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in array {
      a &+= UInt32(byte)
      if a >= 65521 { a &-= 65521 }
      b &+= a
      if b >= 65521 { b &-= 65521 }
    }
    stream += V5Bytes(isBigEndian: true).integers([b << 16 | a])
    return integers([V5DataType.compressed.rawValue, UInt32(stream.count)]) + stream
  }

  /// A whole file of the given variables; `subsystemOffset` and who wrote it as the header tells it.
  func file(
    _ variables: [UInt8]..., subsystemOffset: Int = 0, writer: String = "written by a test"
  ) -> [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file, \(writer)".utf8)
    return text + Array(repeating: 0x20, count: 116 - text.count)
      + integers([UInt64(subsystemOffset)]) + integers([UInt16(0x0100)])
      + (isBigEndian ? Array("MI".utf8) : Array("IM".utf8)) + variables.flatMap(\.self)
  }
}

extension MATFile {
  /// Opens a file of the given bytes that lives in memory alone. The file outlives its name.
  init(
    _ bytes: [UInt8], damage: MATDamagePolicy = .refuse, decoding: MATDecoding = MATDecoding()
  ) throws {
    let file = try AnonymousFile()
    try bytes.withUnsafeBytes { try file.write($0) }
    try self.init(file.path, damage: damage, decoding: decoding)
  }
}

/// The code of the error that opening the bytes, or reading all variables in them, throws.
func code(of bytes: [UInt8]) throws -> MATError.Code? {
  do {
    _ = try MATFile(bytes).values()
    return nil
  } catch let error as MATError {
    return error.code
  }
}
