extension ByteReader {
  /// Whether this machine stores numbers with the most significant byte first.
  static var isHostBigEndian: Bool { Int16(bigEndian: 1) == 1 }

  /// The stored numbers as an array of the given class.
  ///
  /// Files store numbers in a smaller type than their class where that loses nothing, so a double array
  /// may lie there as bytes. Throws `.damaged` where a number does not fit the class.
  mutating func numbers(
    _ data: V5Data, as numericClass: MATNumericClass
  ) throws(MATError) -> MATNumbers {
    switch numericClass {
    case .double: .double(try numbers(data))
    case .single: .single(try numbers(data))
    case .int8: .int8(try numbers(data))
    case .uint8: .uint8(try numbers(data))
    case .int16: .int16(try numbers(data))
    case .uint16: .uint16(try numbers(data))
    case .int32: .int32(try numbers(data))
    case .uint32: .uint32(try numbers(data))
    case .int64: .int64(try numbers(data))
    case .uint64: .uint64(try numbers(data))
    }
  }

  /// The stored numbers as numbers of the type that is wanted.
  mutating func numbers<Number: StoredNumber>(_ data: V5Data) throws(MATError) -> [Number] {
    if data.type == Number.storage { return try stored(data) }
    switch data.type {
    case .int8: return try converted(stored(data) as [Int8], data)
    case .uint8: return try converted(stored(data) as [UInt8], data)
    case .int16: return try converted(stored(data) as [Int16], data)
    case .uint16: return try converted(stored(data) as [UInt16], data)
    case .int32: return try converted(stored(data) as [Int32], data)
    case .uint32: return try converted(stored(data) as [UInt32], data)
    case .int64: return try converted(stored(data) as [Int64], data)
    case .uint64: return try converted(stored(data) as [UInt64], data)
    case .single: return try converted(stored(data) as [Float], data)
    case .double: return try converted(stored(data) as [Double], data)
    case .matrix, .compressed, .utf8, .utf16, .utf32:
      throw MATError(
        .damaged, offset: data.range.lowerBound, expected: "numbers",
        found: "data of type \(data.type)")
    }
  }

  /// The numbers as they lie there, straight into the array that is returned.
  mutating func stored<Number: StoredNumber>(_ data: V5Data) throws(MATError) -> [Number] {
    let size = MemoryLayout<Number>.size
    let count = data.selection?.count ?? data.range.count / size
    var numbers = unsafe try [Number](unfilled: count) { buffer throws(MATError) in
      if let selection = data.selection {
        unsafe try gather(selection, from: data.range.lowerBound, elementSize: size, into: buffer)
      } else {
        unsafe try copy(data.range, into: buffer)
      }
    }
    if isBigEndian != Self.isHostBigEndian { numbers.swapBytes() }
    return numbers
  }

  private func converted<Stored: BinaryInteger, Number: StoredNumber>(
    _ stored: [Stored], _ data: V5Data
  ) throws(MATError) -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(stored.count)
    for value in stored {
      guard let number = Number.exactly(value) else {
        throw misfit("\(value)", Number.storage, data)
      }
      numbers.append(number)
    }
    return numbers
  }

  private func converted<Stored: BinaryFloatingPoint, Number: StoredNumber>(
    _ stored: [Stored], _ data: V5Data
  ) throws(MATError) -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(stored.count)
    for value in stored {
      guard let number = Number.exactly(value) else {
        throw misfit("\(value)", Number.storage, data)
      }
      numbers.append(number)
    }
    return numbers
  }

  private func misfit(_ value: String, _ wanted: V5DataType, _ data: V5Data) -> MATError {
    MATError(
      .damaged, offset: data.range.lowerBound, expected: "numbers of class \(wanted)", found: value)
  }
}

extension Array where Element: StoredNumber {
  /// Turns the bytes of each number around.
  mutating func swapBytes() {
    for index in indices { self[index] = self[index].byteSwapped }
  }
}
