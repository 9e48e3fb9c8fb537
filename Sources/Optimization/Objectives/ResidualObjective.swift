public import LinearAlgebra

/// m functions r₁, …, r_m of n variables, whose sum of squares is to be minimised.
///
/// `SumOfSquares` makes f(x) = ½·Σ rᵢ(x)² of them, for `.levenbergMarquardt` and every other method.
public protocol ResidualObjective<Scalar>: SendableMetatype {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// The number of variables, n.
  var dimension: Int { get }
  /// The number of residuals, m; it may be smaller than n.
  var residualCount: Int { get }

  /// Writes r(x) into `residuals`, m elements. One that is NaN or infinite tells that `x` is too far.
  mutating func residuals(at x: Span<Scalar>, into residuals: inout MutableSpan<Scalar>)

  /// Learns at what an evaluation that takes long is to look; see `Objective.heed`. What it has not finished
  /// is NaN. Does nothing unless a type says otherwise.
  mutating func heed(_ signal: StopSignal)
}

extension ResidualObjective {
  public mutating func heed(_ signal: StopSignal) {}
}

/// Residuals that give their Jacobian, the matrix of their first derivatives.
public protocol LeastSquaresObjective<Scalar>: ResidualObjective {
  /// Writes ∂rᵢ/∂xⱼ at `x` into `jacobian`, m×n, column after column: element i + m·j.
  ///
  /// Called at points where the residuals are finite and, for second derivatives, close to them, whether or
  /// not `residuals` was called there right before.
  /// Elements that are not written are what the last call left.
  mutating func jacobian(at x: Span<Scalar>, into jacobian: inout MutableSpan<Scalar>)
}
