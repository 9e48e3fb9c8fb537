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

/// Residuals that can be computed at complex points, as formulas can that use neither |x| nor comparisons nor
/// conjugates.
///
///     let solution = minimize(
///       SumOfSquares(complexStepsOf: fit), from: start, using: .levenbergMarquardt)
public protocol ComplexResidualObjective<Scalar>: ResidualObjective where Scalar: Real {
  // Said once more, so that a conforming type's method tells which it is.
  /// `Double` or `Float`.
  associatedtype Scalar

  /// Writes r(x) for complex x of n elements into `residuals`, m elements.
  mutating func residuals(
    at x: Span<Complex<Scalar>>, into residuals: inout MutableSpan<Complex<Scalar>>)
}

extension ComplexResidualObjective {
  /// Writes r(x), the real parts of what is computed at x + 0·i.
  public mutating func residuals(at x: Span<Scalar>, into residuals: inout MutableSpan<Scalar>) {
    let (n, m) = (x.count, residuals.count)
    withUnsafeTemporaryAllocation(of: Complex<Scalar>.self, capacity: max(1, n + m)) { storage in
      storage.initialize(repeating: .zero)
      for i in 0..<n { storage[i] = Complex(x[i], 0) }
      let (point, written) = (storage.extracting(..<n), storage.extracting(n..<(n + m)))
      var span = written.mutableSpan
      self.residuals(at: point.span, into: &span)
      for i in 0..<m { residuals[i] = written[i].real }
    }
  }
}

/// Residuals given as a closure over complex numbers.
///
///     let fit = ComplexResidualClosure(dimension: 2, residualCount: times.count) {
///       (x: Span<Complex<Double>>, r) in
///       for i in times.indices { r[i] = x[0] * .exp(-x[1] * times[i]) - measured[i] }
///     }
public struct ComplexResidualClosure<Scalar: LinearAlgebraScalar & Real>: ComplexResidualObjective {
  /// Writes the residuals at `x`.
  public typealias Residuals = (
    _ x: Span<Complex<Scalar>>, _ residuals: inout MutableSpan<Complex<Scalar>>
  ) -> Void

  public let dimension: Int
  public let residualCount: Int
  private let function: Residuals

  /// `residualCount` residuals of `dimension` variables.
  public init(dimension: Int, residualCount: Int, _ function: @escaping Residuals) {
    requirePossible(residualCount: residualCount, dimension: dimension)
    self.dimension = dimension
    self.residualCount = residualCount
    self.function = function
  }

  public mutating func residuals(
    at x: Span<Complex<Scalar>>, into residuals: inout MutableSpan<Complex<Scalar>>
  ) {
    function(x, &residuals)
  }
}
