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
    guard let numericClass = data.type.numericClass else {
      throw MATError(
        .damaged, offset: data.range.lowerBound, expected: "numbers",
        found: "data of type \(data.type)")
    }
    return unsafe try MATNumbers(numericClass, unfilled: count(of: data)) {
      buffer throws(MATError) in
      unsafe try fill(buffer, with: data)
    }
  }

  /// The numbers as they lie there, straight into the array that is returned.
  mutating func stored<Number: StoredNumber>(_ data: V5Data) throws(MATError) -> [Number] {
    unsafe try [Number](unfilled: count(of: data)) { buffer throws(MATError) in
      unsafe try fill(buffer, with: data)
    }
  }

  private func count(of data: V5Data) -> Int {
    data.selection?.count ?? data.range.count / data.type.elementSize
  }

  private mutating func fill(
    _ buffer: UnsafeMutableRawBufferPointer, with data: V5Data
  ) throws(MATError) {
    let width = data.type.elementSize
    if let selection = data.selection {
      unsafe try gather(selection, from: data.range.lowerBound, elementSize: width, into: buffer)
    } else {
      unsafe try copy(data.range, into: buffer)
    }
    if isBigEndian != Self.isHostBigEndian { unsafe buffer.swapBytes(ofEach: width) }
  }
}

extension MATError {
  /// A number that its array's class cannot hold, as the damage that it is where a file stores it.
  fileprivate func damage(in data: V5Data) -> MATError {
    MATError(.damaged, offset: data.range.lowerBound, expected: expected, found: found)
  }
}
