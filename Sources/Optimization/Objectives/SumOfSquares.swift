import LinearAlgebra
import Matrices

/// f(x) = ½·Σ rᵢ(x)², half the sum of the squares of residuals, with ∇f = Jᵀr.
///
///     let solution = minimize(SumOfSquares(fit), from: start, using: .levenbergMarquardt)
///
/// Half, as in SciPy's `least_squares`; MATLAB's `lsqnonlin` reports the whole sum. Every method
/// minimises it; `.levenbergMarquardt` knows the residuals. Where the residuals have no Jacobian, it is made
/// of differences.
public struct SumOfSquares<Base: ResidualObjective>: DifferentiableObjective {
  public typealias Scalar = Base.Scalar

  /// r, with its Jacobian.
  var residuals: any JacobianSource<Scalar>
  /// r and J at the iterate of a run, and where they were computed last beside it.
  var linearizations: [Linearization<Scalar>]
  /// The one of them that is the iterate's, and the one that was asked for last.
  var iterate = 0
  var latest = 0
  /// Whether there are bounds, which leave no room for differences of J to both sides.
  var isBounded = false
  /// A point close to x and J there, for second derivatives; they take storage when they are first used.
  var moved: [Scalar] = []
  var nearby: [Scalar] = []
  /// J(x + h·eⱼ)ᵀr, a column each, and x where that was computed last.
  var ahead: [Scalar] = []
  var aheadAt: [Scalar] = []

  /// Half the sum of squares of residuals that give their Jacobian.
  public init(_ residuals: Base) where Base: LeastSquaresObjective {
    self.init(jacobianOf: OwnJacobian(base: residuals))
  }

  /// Half the sum of squares of residuals, with a Jacobian of differences.
  ///
  /// - Parameters:
  ///   - residuals: r.
  ///   - formula: How a derivative is made of values.
  ///   - noise: The relative error of a residual, from which the distances follow; that of rounding where
  ///     it is `nil`. Traps unless it lies in 0..<1.
  public init(_ residuals: Base, formula: DifferenceFormula = .automatic, noise: Double? = nil) {
    self.init(jacobianOf: DifferencesOfResiduals([residuals], formula, noise))
  }

  /// The same, with the differences computed on several threads, each with a copy of the residuals; the same
  /// bits whatever their number. Traps unless `threads` is positive.
  public init(
    _ residuals: Base, formula: DifferenceFormula = .automatic, noise: Double? = nil, threads: Int
  ) where Base: Sendable {
    require(threads > 0, "a Jacobian cannot be computed by \(threads) threads")
    let count = max(1, min(threads, residuals.dimension))
    self.init(
      jacobianOf: DifferencesOfResiduals(Array(repeating: residuals, count: count), formula, noise))
  }

  /// Half the sum of squares of residuals, with a Jacobian by complex steps: as exact as the residuals, n of
  /// which at complex points it takes.
  public init(complexStepsOf residuals: Base) where Base: ComplexResidualObjective {
    self.init(jacobianOf: ComplexStepsOfResiduals([residuals]))
  }

  /// The same, with the steps computed on several threads, each with a copy of the residuals; the same bits
  /// whatever their number. Traps unless `threads` is positive.
  public init(complexStepsOf residuals: Base, threads: Int)
  where Base: ComplexResidualObjective & Sendable {
    require(threads > 0, "a Jacobian cannot be computed by \(threads) threads")
    let count = max(1, min(threads, residuals.dimension))
    self.init(jacobianOf: ComplexStepsOfResiduals(Array(repeating: residuals, count: count)))
  }

  private init(jacobianOf source: some JacobianSource<Scalar>) {
    residuals = source
    let none = Linearization<Scalar>(source.dimension, source.residualCount)
    linearizations = [none, none]
  }

  public var dimension: Int { residuals.dimension }

  public mutating func heed(_ signal: StopSignal) { residuals.heed(signal) }

  public mutating func value(at x: Span<Scalar>) -> Scalar {
    var meter = EvaluationMeter<Scalar>()
    return value(at: x.indices.map { x[$0] }, meter: &meter)
  }

  public mutating func value(at x: Span<Scalar>, gradient: inout MutableSpan<Scalar>) -> Scalar {
    var meter = EvaluationMeter<Scalar>()
    var written = [Scalar](repeating: 0, count: dimension)
    let value = value(
      at: x.indices.map { x[$0] }, known: nil, gradient: &written, meter: &meter)
    for i in written.indices { gradient[i] = written[i] }
    return value
  }
}

/// Residuals at a point with their Jacobian.
struct Linearization<Scalar: LinearAlgebraScalar> {
  /// The point; NaN for none.
  var x: [Scalar]
  /// r.
  var values: [Scalar]
  /// J, m×n, where it is known; it takes storage when it is first computed.
  var jacobian: [Scalar] = []
  var hasJacobian = false

  init(_ n: Int, _ m: Int) {
    x = [Scalar](repeating: .nan, count: n)
    values = [Scalar](repeating: .nan, count: m)
  }

  /// ½·Σ rᵢ².
  var value: Scalar { BLAS.dot(values.count, values, values) / 2 }

  func isAt(_ x: [Scalar]) -> Bool { self.x == x && !x.isEmpty }
}
