/// A number type that takes numbers of any other where nothing is lost.

package protocol ExactNumber: BitwiseCopyable, Sendable, Equatable {
  /// The same number, or nil where this type has none that equals it.
  static func exactly<Source: BinaryInteger>(_ source: Source) -> Self?
  /// The same number (any NaN for a NaN, where this type has one), or nil.
  static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self?
}

extension ExactNumber where Self: FixedWidthInteger {
  package static func exactly<Source: BinaryInteger>(_ source: Source) -> Self? {
    Self(exactly: source)
  }
  package static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self? {
    Self(exactly: source)
  }
}

extension ExactNumber where Self: BinaryFloatingPoint {
  package static func exactly<Source: BinaryInteger>(_ source: Source) -> Self? {
    Self(exactly: source)
  }
  package static func exactly<Source: BinaryFloatingPoint>(_ source: Source) -> Self? {
    source.isNaN ? .nan : Self(exactly: source)
  }
}

extension Int: ExactNumber {}
extension UInt: ExactNumber {}
