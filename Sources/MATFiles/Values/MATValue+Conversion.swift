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

/// What conversions of the parts of one array lost.
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
    switch numericClass {
    case numbers.numericClass: numbers
    case .double: .double(nearest(numbers))
    case .single: .single(nearest(numbers))
    case .int8: .int8(nearest(numbers))
    case .int16: .int16(nearest(numbers))
    case .int32: .int32(nearest(numbers))
    case .int64: .int64(nearest(numbers))
    case .uint8: .uint8(nearest(numbers))
    case .uint16: .uint16(nearest(numbers))
    case .uint32: .uint32(nearest(numbers))
    case .uint64: .uint64(nearest(numbers))
    }
  }

  private mutating func nearest<Number: NearestNumber>(_ numbers: MATNumbers) -> [Number] {
    switch numbers {
    case .double(let numbers): nearest(numbers) { Number.nearest($0) }
    case .single(let numbers): nearest(numbers) { Number.nearest($0) }
    case .int8(let numbers): nearest(numbers) { Number.nearest($0) }
    case .int16(let numbers): nearest(numbers) { Number.nearest($0) }
    case .int32(let numbers): nearest(numbers) { Number.nearest($0) }
    case .int64(let numbers): nearest(numbers) { Number.nearest($0) }
    case .uint8(let numbers): nearest(numbers) { Number.nearest($0) }
    case .uint16(let numbers): nearest(numbers) { Number.nearest($0) }
    case .uint32(let numbers): nearest(numbers) { Number.nearest($0) }
    case .uint64(let numbers): nearest(numbers) { Number.nearest($0) }
    }
  }

  private mutating func nearest<Stored, Number>(
    _ numbers: [Stored], _ nearest: (Stored) -> (Number, MATConversion.Loss.Kind?)
  ) -> [Number] {
    var converted: [Number] = []
    converted.reserveCapacity(numbers.count)
    for (index, number) in numbers.enumerated() {
      let (result, kind) = nearest(number)
      if let kind { add(kind, at: index, "\(number)", "\(result)") }
      converted.append(result)
    }
    return converted
  }

  private mutating func add(
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
private protocol NearestNumber {
  static func nearest<Source: BinaryInteger>(_ source: Source) -> (Self, MATConversion.Loss.Kind?)
  static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?)
}

extension NearestNumber where Self: FixedWidthInteger {
  static func nearest<Source: BinaryInteger>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    if let number = Self(exactly: source) { return (number, nil) }
    return (Self(clamping: source), .outOfRange)
  }

  static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    if source.isNaN { return (0, .notANumber) }
    let rounded = source.rounded(.toNearestOrAwayFromZero)
    if let number = Self(exactly: rounded) { return (number, rounded == source ? nil : .rounded) }
    return (source < 0 ? .min : .max, .outOfRange)
  }
}

extension NearestNumber where Self: BinaryFloatingPoint {
  static func nearest<Source: BinaryInteger>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    (Self(source), Self(exactly: source) == nil ? .rounded : nil)
  }

  static func nearest<Source: BinaryFloatingPoint>(
    _ source: Source
  ) -> (Self, MATConversion.Loss.Kind?) {
    let number = Self(source)
    if source.isNaN || Source(number) == source { return (number, nil) }
    return (number, number.isInfinite ? .outOfRange : .rounded)
  }
}

extension Double: NearestNumber {}
extension Float: NearestNumber {}
extension Int8: NearestNumber {}
extension Int16: NearestNumber {}
extension Int32: NearestNumber {}
extension Int64: NearestNumber {}
extension UInt8: NearestNumber {}
extension UInt16: NearestNumber {}
extension UInt32: NearestNumber {}
extension UInt64: NearestNumber {}
