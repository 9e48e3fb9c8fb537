public import ComplexModule
public import Matrices

extension Double: MATReadableElement {
  /// The elements as `Double`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Double> {
    try value.realElements()
  }
}

extension Float: MATReadableElement {
  /// The elements as `Float`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Float> {
    try value.realElements()
  }
}

extension Int8: MATReadableElement {
  /// The elements as `Int8`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Int8> {
    try value.realElements()
  }
}

extension Int16: MATReadableElement {
  /// The elements as `Int16`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Int16> {
    try value.realElements()
  }
}

extension Int32: MATReadableElement {
  /// The elements as `Int32`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Int32> {
    try value.realElements()
  }
}

extension Int64: MATReadableElement {
  /// The elements as `Int64`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Int64> {
    try value.realElements()
  }
}

extension Int: MATReadableElement {
  /// The elements as `Int`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Int> {
    try value.realElements()
  }
}

extension UInt8: MATReadableElement {
  /// The elements as `UInt8`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<UInt8> {
    try value.realElements()
  }
}

extension UInt16: MATReadableElement {
  /// The elements as `UInt16`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<UInt16> {
    try value.realElements()
  }
}

extension UInt32: MATReadableElement {
  /// The elements as `UInt32`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<UInt32> {
    try value.realElements()
  }
}

extension UInt64: MATReadableElement {
  /// The elements as `UInt64`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<UInt64> {
    try value.realElements()
  }
}

extension UInt: MATReadableElement {
  /// The elements as `UInt`.
  ///
  /// Throws `.mismatch` where the value is no array of numbers, `.outOfRange` at the first without an equal.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<UInt> {
    try value.realElements()
  }
}

extension Complex: MATReadable where RealType: MATReadableElement {}

extension Complex: MATReadableElement where RealType: MATReadableElement {
  /// The elements as complex numbers, whose imaginary parts are 0 where the array is real.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Complex> {
    let (realValue, imaginaryValue) = value.parts
    let real = try RealType.matElements(of: realValue)
    guard let imaginaryValue else { return real.map { Complex($0) } }
    let imaginary = try RealType.matElements(of: imaginaryValue)
    return NDArray(
      size: real.size, elements: zip(real.elements, imaginary.elements).map { Complex($0, $1) })
  }
}

extension Bool: MATReadableElement {
  /// The elements as truth values; numbers other than 0 and 1 are out of range.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<Bool> {
    switch value {
    case .logical(let array):
      return array
    case .sparse(.logical(let matrix)):
      return NDArray(Matrix(matrix, zero: false))
    default:
      let numbers = try value.realElements() as NDArray<Double>
      if let index = numbers.elements.firstIndex(where: { $0 != 0 && $0 != 1 }) {
        throw MATError(
          .outOfRange, path: subscripts(of: index, in: numbers.size), expected: "0 or 1",
          found: "\(numbers.elements[index])")
      }
      return numbers.map { $0 == 1 }
    }
  }
}

extension MATValue {
  /// The elements of a real numeric or logical array, each equal to what the file has.
  fileprivate func realElements<Number: ExactNumber>() throws(MATError) -> NDArray<Number> {
    switch self {
    case .numeric(let array) where !array.isComplex:
      return NDArray(size: array.size, elements: try array.real.exactly(size: array.size))
    case .logical(let array):
      return NDArray(
        size: array.size,
        elements: try MATNumbers.uint8(array.elements.map { $0 ? 1 : 0 }).exactly(size: array.size))
    case .sparse(.real(let matrix)):
      let full = Matrix(matrix, zero: 0)
      return NDArray(
        size: full.size, elements: try MATNumbers.double(full.elements).exactly(size: full.size))
    case .sparse(.logical(let matrix)):
      return try MATValue.logical(NDArray(Matrix(matrix, zero: false))).realElements()
    default:
      throw MATError(.mismatch, expected: "real numbers", found: summary)
    }
  }

  /// The real and imaginary parts as values of their own; no imaginary part where the value is real.
  fileprivate var parts: (real: MATValue, imaginary: MATValue?) {
    switch self {
    case .numeric(let array):
      guard let imaginary = array.imaginary else { return (self, nil) }
      return (
        .numeric(MATNumericArray(size: array.size, real: array.real)),
        .numeric(MATNumericArray(size: array.size, real: imaginary))
      )
    case .sparse(.complex(let matrix)):
      return (.sparse(.real(matrix.map(\.real))), .sparse(.real(matrix.map(\.imaginary))))
    default:
      return (self, nil)
    }
  }
}

extension MATNumbers {
  /// The numbers in another type; throws `.outOfRange`, with the place, at the first that has none.
  package func exactly<Number: ExactNumber>(size: [Int]) throws(MATError) -> [Number] {
    try visit(ExactConversion<Number>(size: size))
  }
}

private struct ExactConversion<Target: ExactNumber>: MATNumberVisitor {
  let size: [Int]

  func visit<Number: StoredNumber>(_ numbers: [Number]) throws(MATError) -> [Target] {
    try converted(numbers, size) { $0.exactly() }
  }
}

private func converted<Stored, Number: ExactNumber>(
  _ numbers: [Stored], _ size: [Int], _ exactly: (Stored) -> Number?
) throws(MATError) -> [Number] {
  // One and the same type: the array as it is, without a copy, which a cast by `as?` would make.
  if Stored.self == Number.self { return unsafe unsafeBitCast(numbers, to: [Number].self) }
  try requireMemory(for: numbers.count, of: MemoryLayout<Number>.stride)
  var result: [Number] = []
  result.reserveCapacity(numbers.count)
  for (index, number) in numbers.enumerated() {
    guard let exact = exactly(number) else {
      throw MATError(
        .outOfRange, path: subscripts(of: index, in: size),
        expected: "a number that \(Number.self) can hold exactly", found: "\(number)")
    }
    result.append(exact)
  }
  return result
}

/// The place of the element at a column-major index as MATLAB writes it, from one: `(3,2)`; nothing for
/// a scalar.
private func subscripts(of index: Int, in size: [Int]) -> String? {
  guard size.contains(where: { $0 != 1 }) else { return nil }
  return "(\(subscriptText(of: index, in: size, always: true)))"
}
