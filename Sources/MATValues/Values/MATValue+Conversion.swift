import Matrices

extension MATValue {
  /// The value in another numeric class as MATLAB converts it, and what that lost.
  ///
  /// A number becomes the nearest of the class: integers take halves away from zero and saturate, NaN becomes
  /// 0; singles round to even and overflow to infinity. Truth values become 0 and 1, characters their code
  /// units, a sparse matrix a full one; a complex array stays complex.
  ///
  /// Throws `.mismatch` for values of other classes. Reading into Swift types (``MATReadable``) never
  /// converts with loss; this is for who wants that, and to know it. O(elements).
  ///
  /// ```swift
  /// assert(try! true.matValue.converted(to: .double).value == 1.0.matValue)
  /// ```
  public func converted(to numericClass: MATNumericClass) throws(MATError) -> MATConversion {
    let array = try numbers()
    var losses = ConversionLosses(size: array.size)
    let real = losses.converting(array.real, to: numericClass)
    let imaginary = array.imaginary.map { losses.converting($0, to: numericClass) }
    return MATConversion(
      value: .numeric(MATNumericArray(size: array.size, real: real, imaginary: imaginary)),
      count: array.count * (array.isComplex ? 2 : 1), losses: losses.found)
  }

  /// The elements as numbers of some class, equal to what they are.
  private func numbers() throws(MATError) -> MATNumericArray {
    switch self {
    case .numeric(let array): return array
    case .logical(let array):
      return MATNumericArray(size: array.size, real: .uint8(array.elements.map { $0 ? 1 : 0 }))
    case .char(let array): return MATNumericArray(size: array.size, real: .uint16(array.elements))
    case .sparse(.real(let matrix)):
      return MATNumericArray(NDArray(Matrix(matrix, zero: 0)))
    case .sparse(.logical(let matrix)):
      return try MATValue.logical(NDArray(Matrix(matrix, zero: false))).numbers()
    case .sparse(.complex(let matrix)):
      return MATNumericArray(
        size: size, real: .double(Matrix(matrix.map(\.real), zero: 0).elements),
        imaginary: .double(Matrix(matrix.map(\.imaginary), zero: 0).elements))
    case .string, .cell, .structure, .functionHandle, .object, .opaque:
      throw MATError(
        .mismatch, expected: "numbers, truth values or characters", found: summary)
    }
  }
}

/// The losses of conversions of the parts of one array.
private struct ConversionLosses {
  private let size: [Int]
  private var losses: [MATConversion.Loss.Kind: MATConversion.Loss] = [:]

  init(size: [Int]) {
    self.size = size
  }

  /// The losses of each kind that there were, in the order of the kinds.
  var found: [MATConversion.Loss] {
    MATConversion.Loss.Kind.allCases.compactMap { losses[$0] }
  }

  mutating func converting(
    _ numbers: MATNumbers, to numericClass: MATNumericClass
  ) -> MATNumbers {
    if numericClass == numbers.numericClass { return numbers }
    var visitor = Target(numbers: numbers, losses: self)
    defer { self = visitor.losses }
    return MATNumbers.none(of: numericClass).visit(&visitor)
  }

  /// Visits the class to convert to, and with each the numbers to convert.
  private struct Target: MATNumberVisitor {
    let numbers: MATNumbers
    var losses: ConversionLosses

    mutating func visit<Number: StoredNumber>(_: [Number]) -> MATNumbers {
      var visitor = Source<Number>(losses: losses)
      defer { losses = visitor.losses }
      return Number.matNumbers(numbers.visit(&visitor))
    }
  }

  private struct Source<Target: StoredNumber>: MATNumberVisitor {
    var losses: ConversionLosses

    mutating func visit<Number: StoredNumber>(_ numbers: [Number]) -> [Target] {
      var converted: [Target] = []
      converted.reserveCapacity(numbers.count)
      for (index, number) in numbers.enumerated() {
        let (result, kind): (Target, MATConversion.Loss.Kind?) = number.nearest()
        if let kind { losses.add(kind, at: index, "\(number)", "\(result)") }
        converted.append(result)
      }
      return converted
    }
  }

  fileprivate mutating func add(
    _ kind: MATConversion.Loss.Kind, at index: Int, _ original: @autoclosure () -> String,
    _ result: @autoclosure () -> String
  ) {
    let loss = losses[kind]
    losses[kind] = MATConversion.Loss(
      kind: kind, count: (loss?.count ?? 0) + 1,
      place: loss?.place ?? "(\(subscriptText(of: index, in: size)))",
      original: loss?.original ?? original(), result: loss?.result ?? result())
  }
}

/// A number type that takes the nearest of its numbers for any number, and says how it differs.
package protocol NearestNumber {
  static func nearest<Source: BinaryInteger>(_ source: Source) -> (Self, MATConversion.Loss.Kind?)
  static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?)
}

extension NearestNumber where Self: FixedWidthInteger {
  package static func nearest<Source: BinaryInteger>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    if let number = Self(exactly: source) { return (number, nil) }
    return (Self(clamping: source), .outOfRange)
  }

  package static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    if source.isNaN { return (0, .notANumber) }
    let rounded = source.rounded(.toNearestOrAwayFromZero)
    if let number = Self(exactly: rounded) { return (number, rounded == source ? nil : .rounded) }
    return (source < 0 ? .min : .max, .outOfRange)
  }
}

extension NearestNumber where Self: BinaryFloatingPoint {
  package static func nearest<Source: BinaryInteger>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    (Self(source), Self(exactly: source) == nil ? .rounded : nil)
  }

  package static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    let number = Self(source)
    if source.isNaN || Source(number) == source { return (number, nil) }
    return (number, number.isInfinite ? .outOfRange : .rounded)
  }
}
