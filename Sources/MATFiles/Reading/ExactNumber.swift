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
  /// The number with its bytes in the opposite order.
  var byteSwapped: Self { get }
}

extension Int8: StoredNumber {}
extension UInt8: StoredNumber {}
extension Int16: StoredNumber {}
extension UInt16: StoredNumber {}
extension Int32: StoredNumber {}
extension UInt32: StoredNumber {}
extension Int64: StoredNumber {}
extension UInt64: StoredNumber {}
extension Float: StoredNumber {
  var byteSwapped: Float { Float(bitPattern: bitPattern.byteSwapped) }
}
extension Double: StoredNumber {
  var byteSwapped: Double { Double(bitPattern: bitPattern.byteSwapped) }
}
