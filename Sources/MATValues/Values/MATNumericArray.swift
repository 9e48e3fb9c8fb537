public import ComplexModule
public import Matrices
public import RealModule

/// One of MATLAB's ten numeric classes.
public enum MATNumericClass: String, CaseIterable, Sendable {
  case double, single
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
}

/// An array of numbers of one class with its elements as the file has them: no integer passes through a
/// floating-point number on its way.
public enum MATNumbers: Sendable {
  case double([Double])
  case single([Float])
  case int8([Int8])
  case int16([Int16])
  case int32([Int32])
  case int64([Int64])
  case uint8([UInt8])
  case uint16([UInt16])
  case uint32([UInt32])
  case uint64([UInt64])
}

/// A numeric array: size, real parts, and imaginary parts where it is complex.
///
/// Both parts are of the same class and count. Complex integers, which MATLAB has, are kept as they are.
public struct MATNumericArray: Hashable, Sendable {
  /// The size, two or more dimensions.
  public let size: [Int]
  /// The real parts in column-major order.
  public let real: MATNumbers
  /// The imaginary parts; nil where the array is real.
  public let imaginary: MATNumbers?

  /// A numeric array; traps where size and parts do not fit together.
  public init(size: [Int], real: MATNumbers, imaginary: MATNumbers? = nil) {
    require(
      size.count >= 2 && real.count == size.reduce(1, *),
      "\(real.count) numbers cannot fill an array of size \(size)")
    if let imaginary {
      require(
        imaginary.count == real.count && imaginary.numericClass == real.numericClass,
        "\(imaginary.count) \(imaginary.numericClass) imaginary parts do not fit"
          + " \(real.count) \(real.numericClass) real parts")
    }
    self.size = size
    self.real = real
    self.imaginary = imaginary
  }

  /// A real array of doubles.
  public init(_ array: NDArray<Double>) {
    self.init(size: array.size, real: .double(array.elements))
  }

  /// A complex array of doubles.
  public init(_ array: NDArray<Complex<Double>>) {
    // Not `real` and `imaginary`, which are NaN where either part is infinite or NaN.
    self.init(
      size: array.size, real: .double(array.elements.map(\.rawStorage.x)),
      imaginary: .double(array.elements.map(\.rawStorage.y)))
  }

  /// The class of the numbers.
  public var numericClass: MATNumericClass { real.numericClass }
  /// Whether there are imaginary parts, were they all zero.
  public var isComplex: Bool { imaginary != nil }
  /// The number of elements.
  public var count: Int { real.count }
}

extension MATNumbers {
  /// The class of the numbers.
  public var numericClass: MATNumericClass {
    struct Visitor: MATNumberVisitor {
      func visit<Number: StoredNumber>(_ numbers: [Number]) -> MATNumericClass {
        Number.numericClass
      }
    }
    return visit(Visitor())
  }

  /// How many numbers there are.
  public var count: Int {
    struct Visitor: MATNumberVisitor {
      func visit<Number: StoredNumber>(_ numbers: [Number]) -> Int { numbers.count }
    }
    return visit(Visitor())
  }
}
