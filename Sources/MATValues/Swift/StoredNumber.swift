/// A number of one of MATLAB's ten numeric classes, as files store it.

package protocol StoredNumber:
  ExactNumber, NearestNumber, ComparedNumber, MATNumber, AdditiveArithmetic,
  LosslessStringConvertible
{
  /// The class of the numbers.
  static var numericClass: MATNumericClass { get }
  /// Whether the class has fractions, infinities and NaN.
  static var isFloatingPoint: Bool { get }
  /// The number with its bytes in the opposite order.
  var byteSwapped: Self { get }
  /// The double that is nearest.
  var double: Double { get }
  /// Bits that are the same for equal numbers, and for any two NaN.
  var identity: UInt64 { get }
  /// The same number of another type, or nil where that has none that equals it.
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
  package var byteSwapped: Float { Float(bitPattern: bitPattern.byteSwapped) }
  package var identity: UInt64 { UInt64(isNaN ? Float.nan.bitPattern : bitPattern) }
  package func append(to text: inout JSONText) { text.append(number: self) }
}
extension Double: StoredNumber {
  package static var numericClass: MATNumericClass { .double }
  package var byteSwapped: Double { Double(bitPattern: bitPattern.byteSwapped) }
  package var identity: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
  package func append(to text: inout JSONText) { text.append(number: self) }
}

/// What is done with numbers whatever their class: it is written once, and compiled for each class.

package protocol MATNumberVisitor {
  associatedtype Result
  associatedtype Failure: Error
  /// Does it with the numbers.
  mutating func visit<Number: StoredNumber>(_ numbers: [Number]) throws(Failure) -> Result
}

extension MATNumbers {
  /// What a visitor makes of the numbers: the one place that tells arrays of the ten classes apart.
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

  /// The same with a visitor that remembers nothing.
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
