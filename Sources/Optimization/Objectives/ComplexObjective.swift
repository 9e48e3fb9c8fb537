public import ComplexModule
public import LinearAlgebra
public import RealModule

/// A function of n real variables that can be computed at complex ones, as formulas can that use neither
/// |x| nor comparisons nor conjugates.
///
/// What ``ComplexStepObjective`` makes a gradient of.
public protocol ComplexObjective<Scalar>: Objective where Scalar: Real {
  // Said once more, so that a conforming type's method tells which it is.
  /// `Double` or `Float`.
  associatedtype Scalar

  /// Returns f(x) for complex x of n elements.
  mutating func value(at x: Span<Complex<Scalar>>) -> Complex<Scalar>
}

extension ComplexObjective {
  /// Returns f(x), the real part of what is computed at x + 0·i.
  public mutating func value(at x: Span<Scalar>) -> Scalar {
    withUnsafeTemporaryAllocation(of: Complex<Scalar>.self, capacity: max(1, x.count)) { storage in
      storage.initialize(repeating: .zero)
      for i in x.indices { storage[i] = Complex(x[i], 0) }
      return value(at: storage.extracting(..<x.count).span).real
    }
  }
}

/// A function given as a closure over complex numbers.
///
///     let wave = ComplexClosureObjective(dimension: 1) { (x: Span<Complex<Double>>) in
///       .exp(x[0]) * .sin(x[0])
///     }
public struct ComplexClosureObjective<Scalar: LinearAlgebraScalar & Real>: ComplexObjective {
  public let dimension: Int
  private let function: (_ x: Span<Complex<Scalar>>) -> Complex<Scalar>

  /// A function of `dimension` variables that returns f(x).
  public init(
    dimension: Int, _ function: @escaping (_ x: Span<Complex<Scalar>>) -> Complex<Scalar>
  ) {
    requirePossible(dimension: dimension)
    self.dimension = dimension
    self.function = function
  }

  public mutating func value(at x: Span<Complex<Scalar>>) -> Complex<Scalar> { function(x) }
}
