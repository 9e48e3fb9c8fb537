// Backtracking with interpolation.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 3.1 with the trial
// values of section 3.5: the step is shortened to the minimiser of the cubic that has f and its slope at 0
// and at the trial, as every evaluation gives the gradient too.
//
// Departures: the shortened step is kept between a tenth and a half of the trial. A trial that is not
// finite is halved, then quartered, and so on. A step that leaves f as it is lowers nothing, though the rounding
// of f + c₁·t·∇f·p lets it through: near a minimum the search would take such steps for ever. There the
// approximate Wolfe conditions of Hager and Zhang are enough, and where the change of f and the change
// expected are within rounding, the search ends.
public import LinearAlgebra
import Matrices

/// A line search for sufficient decrease alone, f(x + t·p) ≤ f(x) + c₁·t·∇f·p: the first step is tried, and
/// shortened until it will do.
///
/// It asks nothing of the slope at the end, so quasi-Newton methods may have to leave out updates.
public struct Backtracking: LineSearch, Codable {
  /// c₁: the fraction of the decrease that the slope promises which f has to show.
  public let decrease: Double
  /// What the proposed first step is multiplied by; above 1, steps can grow from one iteration to the next
  /// where the direction has no scale of its own.
  public let growth: Double
  /// The most evaluations in one search.
  public let evaluations: Int

  /// Traps unless 0 < `decrease` < 1, `growth` is positive and finite, and `evaluations` is positive.
  public init(decrease: Double = 1e-4, growth: Double = 1, evaluations: Int = 30) {
    require(
      0 < decrease && decrease < 1, "decrease must lie between 0 and 1, not at \(decrease)")
    require(growth > 0 && growth.isFinite, "growth must be positive and finite, not \(growth)")
    require(evaluations > 0, "a search needs at least one evaluation, not \(evaluations)")
    self.decrease = decrease
    self.growth = growth
    self.evaluations = evaluations
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func search<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome {
    shorten(&state, from: first * Scalar(growth))
  }

  // Apart from `search` for the same reason as in `MoreThuente`.
  @inline(never)
  private func shorten<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, from first: Scalar
  ) -> SearchOutcome {
    let start = LinePoint(step: 0, value: state.current.value, slope: state.slope)
    var step = first
    var retreat: Scalar = 0.5
    for count in 1...evaluations {
      guard let trial = state.tryStep(step) else { return state.ended }
      if trial.isFinite {
        if isEnough(trial, start) { return .found }
        if trial.hidesBelowRounding(of: start) { return count == 1 ? .exhausted : .failed }
        let best = cubicMinimiser(from: start, to: trial)
        step = best.isNaN ? step / 2 : min(max(best, step / 10), step / 2)
      } else {
        step *= retreat
        retreat /= 2
      }
      guard step > 0, step.isFinite else { return .failed }
    }
    return .failed
  }

  @inline(__always)
  private func isEnough<Scalar: LinearAlgebraScalar>(
    _ trial: LinePoint<Scalar>, _ start: LinePoint<Scalar>
  ) -> Bool {
    let c1 = Scalar(decrease)
    return trial.value < start.value && trial.fallsEnough(from: start, c1)
      || trial.isNearMinimiser(from: start, c1, 0.9, within: start.resolution)
  }
}
