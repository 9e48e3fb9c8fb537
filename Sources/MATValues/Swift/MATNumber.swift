/// A Swift number of one of MATLAB's ten numeric classes.
public protocol MATNumber: MATWritableElement {
  /// The numbers under the name of their class.
  static func matNumbers(_ numbers: [Self]) -> MATNumbers
}

/// A Swift number that MATLAB makes complex numbers of with Swift's `Complex`.
public protocol MATRealNumber: MATNumber {}

extension MATNumber {
  /// A numeric array of the numbers' class; traps where the count does not fit the size.
  public static func matArray(size: [Int], elements: [Self]) -> MATValue {
    .numeric(MATNumericArray(size: size, real: matNumbers(elements)))
  }
}

extension Double: MATRealNumber {
  /// The numbers as MATLAB's `double`. O(n).
  public static func matNumbers(_ numbers: [Double]) -> MATNumbers { .double(numbers) }
}

extension Float: MATRealNumber {
  /// The numbers as MATLAB's `single`. O(n).
  public static func matNumbers(_ numbers: [Float]) -> MATNumbers { .single(numbers) }
}

extension Int8: MATNumber {
  /// The numbers as MATLAB's `int8`. O(n).
  public static func matNumbers(_ numbers: [Int8]) -> MATNumbers { .int8(numbers) }
}

extension Int16: MATNumber {
  /// The numbers as MATLAB's `int16`. O(n).
  public static func matNumbers(_ numbers: [Int16]) -> MATNumbers { .int16(numbers) }
}

extension Int32: MATNumber {
  /// The numbers as MATLAB's `int32`. O(n).
  public static func matNumbers(_ numbers: [Int32]) -> MATNumbers { .int32(numbers) }
}

extension Int64: MATNumber {
  /// The numbers as MATLAB's `int64`. O(n).
  public static func matNumbers(_ numbers: [Int64]) -> MATNumbers { .int64(numbers) }
}

extension Int: MATNumber {
  /// The numbers as MATLAB's `int64`. O(n).
  public static func matNumbers(_ numbers: [Int]) -> MATNumbers { .int64(numbers.map(Int64.init)) }
}

extension UInt8: MATNumber {
  /// The numbers as MATLAB's `uint8`. O(n).
  public static func matNumbers(_ numbers: [UInt8]) -> MATNumbers { .uint8(numbers) }
}

extension UInt16: MATNumber {
  /// The numbers as MATLAB's `uint16`. O(n).
  public static func matNumbers(_ numbers: [UInt16]) -> MATNumbers { .uint16(numbers) }
}

extension UInt32: MATNumber {
  /// The numbers as MATLAB's `uint32`. O(n).
  public static func matNumbers(_ numbers: [UInt32]) -> MATNumbers { .uint32(numbers) }
}

extension UInt64: MATNumber {
  /// The numbers as MATLAB's `uint64`. O(n).
  public static func matNumbers(_ numbers: [UInt64]) -> MATNumbers { .uint64(numbers) }
}

extension UInt: MATNumber {
  /// The numbers as MATLAB's `uint64`. O(n).
  public static func matNumbers(_ numbers: [UInt]) -> MATNumbers {
    .uint64(numbers.map(UInt64.init))
  }
}
