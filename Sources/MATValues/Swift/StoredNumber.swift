/// A number of one of MATLAB's ten numeric classes, as files store it.
package protocol StoredNumber:
  ExactNumber, NearestNumber, ComparedNumber, MATNumber, AdditiveArithmetic,
  LosslessStringConvertible
{
  /// The class of the numbers.
  static var numericClass: MATNumericClass { get }
  /// True if the class has fractions, infinities and NaN.
  static var isFloatingPoint: Bool { get }
  /// The double that is nearest.
  var double: Double { get }
  /// Bits that are the same for equal numbers, and for any two NaN.
  var identity: UInt64 { get }
  /// This number in another type, or nil where that has none that equals it.
  func exactly<Target: ExactNumber>() -> Target?
  /// The nearest number of another type, and how it differs.
  func nearest<Target: NearestNumber>() -> (Target, MATConversion.Loss.Kind?)
  /// Appends the number as canonical JSON has it.
  func append(to text: inout JSONText)
}

extension StoredNumber where Self: FixedWidthInteger {
  package static var isFloatingPoint: Bool { false }
  package var double: Double { Double(self) }
  package var identity: UInt64 { UInt64(truncatingIfNeeded: self) }
  package func exactly<Target: ExactNumber>() -> Target? { Target.exactly(self) }
  package func nearest<Target: NearestNumber>() -> (Target, MATConversion.Loss.Kind?) {
    Target.nearest(self)
  }
  package func append(to text: inout JSONText) { text.append(integer: self) }
}

extension StoredNumber where Self: BinaryFloatingPoint {
  package static var isFloatingPoint: Bool { true }
  package var double: Double { Double(self) }
  package func exactly<Target: ExactNumber>() -> Target? { Target.exactly(self) }
  package func nearest<Target: NearestNumber>() -> (Target, MATConversion.Loss.Kind?) {
    Target.nearest(self)
  }
}

extension Int8: StoredNumber { package static var numericClass: MATNumericClass { .int8 } }
extension UInt8: StoredNumber { package static var numericClass: MATNumericClass { .uint8 } }
extension Int16: StoredNumber { package static var numericClass: MATNumericClass { .int16 } }
extension UInt16: StoredNumber { package static var numericClass: MATNumericClass { .uint16 } }
extension Int32: StoredNumber { package static var numericClass: MATNumericClass { .int32 } }
extension UInt32: StoredNumber { package static var numericClass: MATNumericClass { .uint32 } }
extension Int64: StoredNumber { package static var numericClass: MATNumericClass { .int64 } }
extension UInt64: StoredNumber { package static var numericClass: MATNumericClass { .uint64 } }
extension Float: StoredNumber {
  package static var numericClass: MATNumericClass { .single }
  package var identity: UInt64 { UInt64(isNaN ? Float.nan.bitPattern : bitPattern) }
  package func append(to text: inout JSONText) { text.append(number: self) }
}
extension Double: StoredNumber {
  package static var numericClass: MATNumericClass { .double }
  package var identity: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
  package func append(to text: inout JSONText) { text.append(number: self) }
}

/// An operation on numbers of any class: it is written once, and compiled for each class.
package protocol MATNumberVisitor {
  associatedtype Result
  associatedtype Failure: Error
  /// Does it with the numbers.
  mutating func visit<Number: StoredNumber>(_ numbers: [Number]) throws(Failure) -> Result
}

extension MATNumbers {
  /// A visitor's result for the numbers: the one place that tells arrays of the ten classes apart.
  package func visit<Visitor: MATNumberVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Result {
    switch self {
    case .double(let numbers): try visitor.visit(numbers)
    case .single(let numbers): try visitor.visit(numbers)
    case .int8(let numbers): try visitor.visit(numbers)
    case .int16(let numbers): try visitor.visit(numbers)
    case .int32(let numbers): try visitor.visit(numbers)
    case .int64(let numbers): try visitor.visit(numbers)
    case .uint8(let numbers): try visitor.visit(numbers)
    case .uint16(let numbers): try visitor.visit(numbers)
    case .uint32(let numbers): try visitor.visit(numbers)
    case .uint64(let numbers): try visitor.visit(numbers)
    }
  }

  /// A visit by a visitor that remembers nothing.
  package func visit<Visitor: MATNumberVisitor>(
    _ visitor: Visitor
  ) throws(Visitor.Failure) -> Visitor.Result {
    var visitor = visitor
    return try visit(&visitor)
  }

  /// No numbers of a class.
  package static func none(of numericClass: MATNumericClass) -> MATNumbers {
    switch numericClass {
    case .double: .double([])
    case .single: .single([])
    case .int8: .int8([])
    case .int16: .int16([])
    case .int32: .int32([])
    case .int64: .int64([])
    case .uint8: .uint8([])
    case .uint16: .uint16([])
    case .uint32: .uint32([])
    case .uint64: .uint64([])
    }
  }
}

extension StoredNumber {
  /// The numbers where they are of this type; nil where they are of another.
  package static func picked(from numbers: MATNumbers) -> [Self]? {
    numbers.visit(NumberPicker<Self>())
  }
}

private struct NumberPicker<Wanted: StoredNumber>: MATNumberVisitor {
  func visit<Number: StoredNumber>(_ numbers: [Number]) -> [Wanted]? {
    // The array as it is, without a copy, which a cast by `as?` would make.
    Number.self == Wanted.self ? unsafe unsafeBitCast(numbers, to: [Wanted].self) : nil
  }
}

/// A number type that takes numbers of any other where nothing is lost.
package protocol ExactNumber: BitwiseCopyable, Sendable, Equatable {
  /// An equal number, or nil where this type has none that equals it.
  static func exactly<Source: BinaryInteger>(_ source: Source) -> Self?
  /// An equal number (any NaN for a NaN, where this type has one), or nil.
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

extension MATNumbers {
  /// The numbers in another class; throws `.outOfRange`, with the place in an array of the given
  /// size, at the first that it has no equal for.
  package func exactly(
    as numericClass: MATNumericClass, size: [Int]
  ) throws(MATError) -> MATNumbers {
    struct Visitor: MATNumberVisitor {
      let numbers: MATNumbers
      let size: [Int]

      func visit<Number: StoredNumber>(_: [Number]) throws(MATError) -> MATNumbers {
        Number.matNumbers(try numbers.exactly(size: size))
      }
    }
    guard numericClass != self.numericClass else { return self }
    return try Self.none(of: numericClass).visit(Visitor(numbers: self, size: size))
  }

  /// The first `count` numbers, or all where there are fewer.
  package func prefix(_ count: Int) -> MATNumbers {
    count < self.count ? selecting(count, from: 0, by: 1) : self
  }

  /// True if each number is another than zero, as NaN is.
  package var isNonzero: [Bool] {
    struct Visitor: MATNumberVisitor {
      func visit<Number: StoredNumber>(_ numbers: [Number]) -> [Bool] {
        numbers.map { $0 != .zero }
      }
    }
    return visit(Visitor())
  }
}
