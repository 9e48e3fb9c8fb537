// Levenberg and Marquardt's method for sums of squares.
//
// J. J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory", in Numerical Analysis, Lecture
// Notes in Mathematics 630, Springer 1978: a trust region |D·p| ≤ Δ with D of the largest norms that the
// columns of the Jacobian had; p minimises |J·p + r|² + λ·|D·p|², with λ from at most ten steps of Newton's
// iteration of section 5; Δ changes by the rules of section 4, ρ being the decrease of f over that of the
// model.
//
// J. E. Dennis, D. M. Gay, R. E. Welsch, "An adaptive nonlinear least-squares algorithm", ACM Transactions on
// Mathematical Software 7(3), 1981: where residuals are large, JᵀJ alone leads there by many small steps, and a
// model that adds an estimate of Σ rᵢ·∇²rᵢ takes its place as long as it foretells f better; see
// `ResidualCurvature`. A trial that does not lower f is first repeated with the other model, if that would have
// foretold it better, and the radius shrinks only then.
//
// Departures: the least-squares problems are solved by Householder's QR decomposition of J·D⁻¹ under √λ·I,
// made anew for each λ from the triangle of that of J·D⁻¹. A column of zeros has D = 1. Every step that
// lowers f is taken. The run ends by its gradient, like those of all methods, instead of by ρ and Δ. Bounds: see
// `BoxedStep`.
public import LinearAlgebra
import Matrices

/// The method of Levenberg, Marquardt and Moré for sums of squares.
///
///     let solution = minimize(SumOfSquares(fit), from: start, using: .levenbergMarquardt)
///
/// It approximates the Hessian by JᵀJ, which takes few evaluations where the residuals at the minimum are
/// small or nearly linear, and where they are not, learns the rest from its steps. 3·m·n + 5·n² numbers of
/// memory, (m + n)·n² operations an iteration. With bounds, steps are those of the variables that no bound holds,
/// bent to stay within the box.
///
/// A run of it on an objective that is no `SumOfSquares` traps.
public struct LevenbergMarquardt: MinimizationMethod {
  /// The first radius over |D·x|; Moré's 100.
  public let initialFactor: Double

  /// Traps unless the factor is positive and finite.
  public init(initialFactor: Double = 100) {
    require(
      initialFactor > 0 && initialFactor.isFinite,
      "the first radius must be positive, not \(initialFactor)")
    self.initialFactor = initialFactor
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    LevenbergMarquardtStepper<Scalar>(dimension: dimension, factor: Scalar(initialFactor))
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { makeStepper(dimension: bounds.dimension, as: Scalar.self) }
}

extension MinimizationMethod where Self == LevenbergMarquardt {
  /// The method of Levenberg, Marquardt and Moré; SciPy's `least_squares(method="lm")`, MATLAB's
  /// `lsqnonlin`.
  public static var levenbergMarquardt: LevenbergMarquardt { LevenbergMarquardt() }
}
