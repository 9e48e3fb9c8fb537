/// A number type that takes numbers of any other where nothing is lost.
protocol ExactNumber: BitwiseCopyable, Sendable, Equatable {
  /// The same number, or nil where this type has none that equals it.
  static func exactly<Source: BinaryInteger>(_ source: Source) -> Self?
  /// The same number (any NaN for a NaN, where this type has one), or nil.
  static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self?
}

extension ExactNumber where Self: FixedWidthInteger {
  static func exactly<Source: BinaryInteger>(_ source: Source) -> Self? { Self(exactly: source) }
  static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self? {
    Self(exactly: source)
  }
}

extension ExactNumber where Self: BinaryFloatingPoint {
  static func exactly<Source: BinaryInteger>(_ source: Source) -> Self? { Self(exactly: source) }
  static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self? {
    source.isNaN ? .nan : Self(exactly: source)
  }
}

extension Int: ExactNumber {}
extension UInt: ExactNumber {}

/// A number of one of MATLAB's ten numeric classes, as files store it.
protocol StoredNumber: ExactNumber {
  /// The type under which a version 5 file stores such numbers as they are.
  static var storage: V5DataType { get }
  /// The number with its bytes in the opposite order.
  var byteSwapped: Self { get }
}

extension Int8: StoredNumber { static var storage: V5DataType { .int8 } }
extension UInt8: StoredNumber { static var storage: V5DataType { .uint8 } }
extension Int16: StoredNumber { static var storage: V5DataType { .int16 } }
extension UInt16: StoredNumber { static var storage: V5DataType { .uint16 } }
extension Int32: StoredNumber { static var storage: V5DataType { .int32 } }
extension UInt32: StoredNumber { static var storage: V5DataType { .uint32 } }
extension Int64: StoredNumber { static var storage: V5DataType { .int64 } }
extension UInt64: StoredNumber { static var storage: V5DataType { .uint64 } }
extension Float: StoredNumber {
  static var storage: V5DataType { .single }
  var byteSwapped: Float { Float(bitPattern: bitPattern.byteSwapped) }
}
extension Double: StoredNumber {
  static var storage: V5DataType { .double }
  var byteSwapped: Double { Double(bitPattern: bitPattern.byteSwapped) }
}
