// The line search of Moré and Thuente.
//
// J. J. Moré, D. J. Thuente, "Line search algorithms with guaranteed sufficient decrease", ACM Transactions
// on Mathematical Software 20(3), 1994, 286–307: the search of section 2 with the trial values of section 4,
// its two stages (the auxiliary function ψ until a step with ψ ≤ 0 and φ′ ≥ 0 is seen, then φ itself) and
// the bisection of section 4's end where the interval does not shrink by a third in two trials.
//
// Departures, each for functions that are not finite everywhere or are close to their rounding:
// - A trial that is not finite is a wall. The next lies closer to the best step so far, first at a half of
//   the way, then at a quarter of the rest, an eighth, …; steps beyond a wall are not tried. With a wall in
//   the way, sufficient decrease is enough: the next iteration goes on from there.
// - The approximate Wolfe conditions of W. W. Hager and H. Zhang, "A new conjugate gradient method with
//   guaranteed descent and an efficient line search", SIAM Journal on Optimization 16(1), 2005, (4.3), are
//   enough too while f does not rise, because slopes still tell where values no longer can.
// - Where no step led lower, and the change of f and the change expected are both within its rounding, the
//   search ends: values can tell nothing there.
public import LinearAlgebra
import Matrices

/// A line search for the strong Wolfe conditions, f(x + t·p) ≤ f(x) + c₁·t·∇f·p and
/// |∇f(x + t·p)·p| ≤ c₂·|∇f·p|, after Moré and Thuente.
public struct MoreThuente: LineSearch, Codable {
  /// c₁: the fraction of the decrease that the slope promises which f has to show.
  public let decrease: Double
  /// c₂: the fraction of the slope that may remain. Small values search each line thoroughly.
  public let curvature: Double
  /// The most evaluations in one search.
  public let evaluations: Int

  /// Traps unless 0 < `decrease` < `curvature` < 1 and `evaluations` is positive.
  public init(decrease: Double = 1e-4, curvature: Double = 0.9, evaluations: Int = 30) {
    require(
      0 < decrease && decrease < curvature && curvature < 1,
      "a Wolfe search needs 0 < decrease < curvature < 1, not \(decrease) and \(curvature)")
    require(evaluations > 0, "a search needs at least one evaluation, not \(evaluations)")
    self.decrease = decrease
    self.curvature = curvature
    self.evaluations = evaluations
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func search<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome {
    find(&state, first: first)
  }

  // Apart from `search`, which tells the precisions apart at run time: with the generic locals of this
  // function it would look up their types at every call, a tenth of a microsecond.
  @inline(never)
  private func find<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome {
    let start = LinePoint(step: 0, value: state.current.value, slope: state.slope)
    var bracket = Bracket(start: start, first: first, decrease: Scalar(decrease))
    for count in 1...evaluations {
      guard let trial = state.tryStep(bracket.next) else { return state.ended }
      guard trial.isFinite else {
        if !bracket.retreat(from: trial.step) { return .failed }
        continue
      }
      if isEnough(trial, start, behindWall: bracket.hasWall) { return .found }
      if bracket.best.step == 0 && trial.hidesBelowRounding(of: start) {
        return count == 1 ? .exhausted : .failed
      }
      if !bracket.narrow(with: trial) || state.hidesBehindDifferences(bracket.next) {
        return .failed
      }
    }
    return .failed
  }

  @inline(__always)
  private func isEnough<Scalar: LinearAlgebraScalar>(
    _ trial: LinePoint<Scalar>, _ start: LinePoint<Scalar>, behindWall: Bool
  ) -> Bool {
    let (c1, c2) = (Scalar(decrease), Scalar(curvature))
    if trial.fallsEnough(from: start, c1)
      && (trial.isFlatEnough(from: start, c2) || behindWall && trial.slope < 0)
    {
      return true
    }
    return trial.isNearMinimiser(from: start, c1, c2, within: start.resolution)
  }
}
