public import ComplexModule
public import LinearAlgebra
public import RealModule

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
