import MATFiles
import Matrices

/// Makes a value of the data of an array, of which there are as many bytes as its header says.
struct NPYDecoder {
  let header: NPYHeader
  let data: ArraySlice<UInt8>
  let count: Int

  func value() throws(MATError) -> MATValue {
    switch header.type.kind {
    case .number(let numericClass):
      let numbers = MATNumbers.none(of: numericClass).visit(
        Numbers(decoder: self, data: data))
      return .numeric(MATNumericArray(size: size, real: numbers))
    case .complex(let numericClass):
      let width = numericClass.width
      let parts = [0, width].map { offset in
        MATNumbers.none(of: numericClass).visit(
          Numbers(decoder: self, data: part(at: offset, width)[...]))
      }
      return .numeric(MATNumericArray(size: size, real: parts[0], imaginary: parts[1]))
    case .truth:
      if let byte = data.first(where: { $0 > 1 }) {
        throw MATError(.damaged, expected: "truth values of 0 and 1", found: "\(byte)")
      }
      return .logical(NDArray(size: size, elements: columnMajor(data.map { $0 == 1 })))
    case .text(let width): return try text(width)
    case .bytes(let width): return try bytes(width)
    }
  }

  /// MATLAB's size: two dimensions or more, and none of length one at the end.
  private var size: [Int] {
    var size = header.shape
    if size.count < 2 { return [1, size.first ?? 1] }
    while size.count > 2, size.last == 1 { size.removeLast() }
    return size
  }

  private struct Numbers: MATNumberVisitor {
    let decoder: NPYDecoder
    let data: ArraySlice<UInt8>

    func visit<Number: StoredNumber>(_: [Number]) -> MATNumbers {
      let numbers: [Number] = decoder.numbers(data)
      return Number.matNumbers(decoder.columnMajor(numbers))
    }
  }

  /// Bytes as numbers of this machine's order.
  private func numbers<Number: BitwiseCopyable>(_ data: ArraySlice<UInt8>) -> [Number] {
    let width = MemoryLayout<Number>.size
    let isSwapped = header.type.isBigEndian != NPYType.isHostBigEndian && width > 1
    return unsafe [Number](unsafeUninitializedCapacity: data.count / width) { buffer, made in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      unsafe bytes.copyBytes(from: data)
      if isSwapped {
        for start in stride(from: 0, to: data.count, by: width) {
          var number = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + width])
          unsafe number.reverse()
        }
      }
      made = data.count / width
    }
  }

  /// The bytes at an offset in each pair of numbers.
  private func part(at offset: Int, _ width: Int) -> [UInt8] {
    var part: [UInt8] = []
    part.reserveCapacity(data.count / 2)
    for start in stride(from: data.startIndex + offset, to: data.endIndex, by: 2 * width) {
      part += data[start..<start + width]
    }
    return part
  }

  /// The elements with the first index varying fastest.
  private func columnMajor<Element>(_ elements: [Element]) -> [Element] {
    let shape = header.shape
    let isOneLine = shape.count(where: { $0 > 1 }) < 2
    guard !header.isColumnMajor, !isOneLine, count > 0 else { return elements }
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in (0..<shape.count - 1).reversed() { steps[axis] = steps[axis + 1] * shape[axis + 1] }
    var moved: [Element] = []
    moved.reserveCapacity(count)
    // The indices of all axes but the first, and where they lead to.
    var (indices, start) = ([Int](repeating: 0, count: shape.count), 0)
    while moved.count < count {
      for row in 0..<shape[0] { moved.append(elements[start + row * steps[0]]) }
      var axis = 1
      while axis < shape.count {
        indices[axis] += 1
        start += steps[axis]
        if indices[axis] < shape[axis] { break }
        start -= steps[axis] * shape[axis]
        indices[axis] = 0
        axis += 1
      }
    }
    return moved
  }

  private func text(_ width: Int) throws(MATError) -> MATValue {
    let scalars: [UInt32] = numbers(data)
    if header.shape.isEmpty {
      var units: [UInt16] = []
      for scalar in Self.trimmed(scalars[...]) { units += try Self.units(of: scalar) }
      return .char(NDArray(size: units.isEmpty ? [0, 0] : [1, units.count], elements: units))
    }
    return try strings(width) { range throws(MATError) in
      var text = String.UnicodeScalarView()
      for number in Self.trimmed(scalars[range]) {
        guard let scalar = Unicode.Scalar(number) else { throw Self.noCharacter(number) }
        text.append(scalar)
      }
      return String(text)
    }
  }

  private func bytes(_ width: Int) throws(MATError) -> MATValue {
    let bytes = Array(data)
    return try strings(width) { range throws(MATError) in
      guard let text = String(validating: Self.trimmed(bytes[range]), as: UTF8.self) else {
        throw MATError(.unsupported, expected: "bytes that are text in UTF-8", found: "others")
      }
      return text
    }
  }

  private func strings(
    _ width: Int, _ text: (Range<Int>) throws(MATError) -> String
  ) throws(MATError) -> MATValue {
    var texts: [String?] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      do throws(MATError) {
        texts.append(try text(index * width..<(index + 1) * width))
      } catch {
        throw error.inside("[\(index)]")
      }
    }
    return .string(MATStringArray(size: size, elements: columnMajor(texts)))
  }

  /// A text without the zeros that fill it up.
  private static func trimmed<Unit: FixedWidthInteger>(_ units: ArraySlice<Unit>) -> ArraySlice<
    Unit
  > {
    var units = units
    while units.last == 0 { units.removeLast() }
    return units
  }

  private static func units(of scalar: UInt32) throws(MATError) -> [UInt16] {
    if let unit = UInt16(exactly: scalar) { return [unit] }
    guard let character = Unicode.Scalar(scalar) else { throw noCharacter(scalar) }
    return Array(String(character).utf16)
  }

  private static func noCharacter(_ number: UInt32) -> MATError {
    MATError(
      .damaged, expected: "characters of Unicode",
      found: "the number " + String(number, radix: 16, uppercase: true))
  }
}
