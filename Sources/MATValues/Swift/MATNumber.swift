/// A Swift number of one of MATLAB's ten numeric classes.
public protocol MATNumber: MATWritableElement {
  /// The numbers under the name of their class.
  static func matNumbers(_ numbers: [Self]) -> MATNumbers
}

/// A Swift number that MATLAB makes complex numbers of with Swift's `Complex`.
public protocol MATRealNumber: MATNumber {}

extension MATNumber {
  public static func matArray(size: [Int], elements: [Self]) -> MATValue {
    .numeric(MATNumericArray(size: size, real: matNumbers(elements)))
  }
}

extension Double: MATRealNumber {
  public static func matNumbers(_ numbers: [Double]) -> MATNumbers { .double(numbers) }
}

extension Float: MATRealNumber {
  public static func matNumbers(_ numbers: [Float]) -> MATNumbers { .single(numbers) }
}

extension Int8: MATNumber {
  public static func matNumbers(_ numbers: [Int8]) -> MATNumbers { .int8(numbers) }
}

extension Int16: MATNumber {
  public static func matNumbers(_ numbers: [Int16]) -> MATNumbers { .int16(numbers) }
}

extension Int32: MATNumber {
  public static func matNumbers(_ numbers: [Int32]) -> MATNumbers { .int32(numbers) }
}

extension Int64: MATNumber {
  public static func matNumbers(_ numbers: [Int64]) -> MATNumbers { .int64(numbers) }
}

extension Int: MATNumber {
  public static func matNumbers(_ numbers: [Int]) -> MATNumbers { .int64(numbers.map(Int64.init)) }
}

extension UInt8: MATNumber {
  public static func matNumbers(_ numbers: [UInt8]) -> MATNumbers { .uint8(numbers) }
}

extension UInt16: MATNumber {
  public static func matNumbers(_ numbers: [UInt16]) -> MATNumbers { .uint16(numbers) }
}

extension UInt32: MATNumber {
  public static func matNumbers(_ numbers: [UInt32]) -> MATNumbers { .uint32(numbers) }
}

extension UInt64: MATNumber {
  public static func matNumbers(_ numbers: [UInt64]) -> MATNumbers { .uint64(numbers) }
}

extension UInt: MATNumber {
  public static func matNumbers(_ numbers: [UInt]) -> MATNumbers {
    .uint64(numbers.map(UInt64.init))
  }
}
