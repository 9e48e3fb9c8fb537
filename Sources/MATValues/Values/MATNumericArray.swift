public import ComplexModule
public import Matrices
public import RealModule

/// One of MATLAB's ten numeric classes.
///
/// ```swift
/// assert(MATNumericClass(rawValue: "uint8") == .uint8)
/// assert(MATNumericClass.allCases.count == 10)
/// ```
public enum MATNumericClass: String, CaseIterable, Sendable {
  /// Floating-point numbers of 64 and of 32 bits.
  case double, single
  /// Signed integers of so many bits.
  case int8, int16, int32, int64
  /// Unsigned integers of so many bits.
  case uint8, uint16, uint32, uint64
}

/// An array of numbers of one class with its elements as the file has them: no integer passes through a
/// floating-point number on its way.
///
/// ```swift
/// let numbers = MATNumbers.uint64([.max])
/// assert(numbers.numericClass == .uint64 && numbers.count == 1)
/// ```
public enum MATNumbers: Sendable {
  /// Numbers of class `double`.
  case double([Double])
  /// Numbers of class `single`.
  case single([Float])
  /// Numbers of class `int8`.
  case int8([Int8])
  /// Numbers of class `int16`.
  case int16([Int16])
  /// Numbers of class `int32`.
  case int32([Int32])
  /// Numbers of class `int64`.
  case int64([Int64])
  /// Numbers of class `uint8`.
  case uint8([UInt8])
  /// Numbers of class `uint16`.
  case uint16([UInt16])
  /// Numbers of class `uint32`.
  case uint32([UInt32])
  /// Numbers of class `uint64`.
  case uint64([UInt64])
}

/// A numeric array: size, real parts, and imaginary parts where it is complex.
///
/// Both parts are of the same class and count. Complex integers, which MATLAB has, are kept as they are.
///
/// ```swift
/// let array = MATNumericArray(size: [1, 2], real: .int8([1, 2]), imaginary: .int8([0, -1]))
/// assert(array.isComplex && array.numericClass == .int8 && array.count == 2)
/// ```
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
  ///
  /// ```swift
  /// let array = MATNumericArray(NDArray(Matrix(rows: [[1.0, 2]])))
  /// assert(array.size == [1, 2] && !array.isComplex)
  /// ```
  public init(_ array: NDArray<Double>) {
    self.init(size: array.size, real: .double(array.elements))
  }

  /// A complex array of doubles.
  ///
  /// ```swift
  /// import ComplexModule
  ///
  /// let array = MATNumericArray(NDArray(Complex(1.0, -2.0)))
  /// assert(array.isComplex && array.size == [1, 1])
  /// ```
  public init(_ array: NDArray<Complex<Double>>) {
    // Not `real` and `imaginary`, which are NaN where either part is infinite or NaN.
    self.init(
      size: array.size, real: .double(array.elements.map(\.rawStorage.x)),
      imaginary: .double(array.elements.map(\.rawStorage.y)))
  }

  /// The class of the numbers.
  public var numericClass: MATNumericClass { real.numericClass }
  /// True if there are imaginary parts.
  public var isComplex: Bool { imaginary != nil }
  /// The number of elements, the product of the size.
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
