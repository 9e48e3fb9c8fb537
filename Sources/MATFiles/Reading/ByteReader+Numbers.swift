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
    let stored = try storedNumbers(data)
    if stored.numericClass == numericClass { return stored }
    do throws(MATError) {
      return try stored.exactly(as: numericClass, size: [1, stored.count])
    } catch {
      throw error.damage(in: data)
    }
  }

  /// The stored numbers as numbers of the type that is wanted.
  mutating func numbers<Number: StoredNumber>(_ data: V5Data) throws(MATError) -> [Number] {
    let stored = try storedNumbers(data)
    do throws(MATError) {
      return try stored.exactly(size: [1, stored.count])
    } catch {
      throw error.damage(in: data)
    }
  }

  /// The stored numbers in the class that they are stored in.
  private mutating func storedNumbers(_ data: V5Data) throws(MATError) -> MATNumbers {
    switch data.type {
    case .int8: return .int8(try stored(data))
    case .uint8: return .uint8(try stored(data))
    case .int16: return .int16(try stored(data))
    case .uint16: return .uint16(try stored(data))
    case .int32: return .int32(try stored(data))
    case .uint32: return .uint32(try stored(data))
    case .int64: return .int64(try stored(data))
    case .uint64: return .uint64(try stored(data))
    case .single: return .single(try stored(data))
    case .double: return .double(try stored(data))
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
}

extension MATError {
  /// A number that its array's class cannot hold, as the damage that it is where a file stores it.
  fileprivate func damage(in data: V5Data) -> MATError {
    MATError(.damaged, offset: data.range.lowerBound, expected: expected, found: found)
  }
}

extension Array where Element: StoredNumber {
  /// Turns the bytes of each number around.
  mutating func swapBytes() {
    for index in indices { self[index] = self[index].byteSwapped }
  }
}
