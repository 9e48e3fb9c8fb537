// The line search for the strong Wolfe conditions of the textbook.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithms 3.5 (bracketing) and
// 3.6 (zoom), with trial values by the cubic (3.59).
//
// Departures: a value that is not finite counts as too high, and the interval is then halved towards the
// lower end; a cubic's minimiser closer than a tenth of the interval to an end is moved to that tenth; where
// values differ by no more than their rounding, slopes decide, and the approximate Wolfe conditions of Hager
// and Zhang are enough; where the change of f and the change expected are within rounding, the search ends.
public import LinearAlgebra

/// A line search for the strong Wolfe conditions by bracketing and zooming, after Nocedal and Wright.
public struct StrongWolfe: LineSearch, Codable {
  /// c₁: the fraction of the decrease that the slope promises which f has to show.
  public let decrease: Double
  /// c₂: the fraction of the slope that may remain.
  public let curvature: Double
  /// The most evaluations in one search.
  public let evaluations: Int

  /// Traps unless 0 < `decrease` < `curvature` < 1 and `evaluations` is positive.
  public init(decrease: Double = 1e-4, curvature: Double = 0.9, evaluations: Int = 30) {
    let like = MoreThuente(decrease: decrease, curvature: curvature, evaluations: evaluations)
    (self.decrease, self.curvature) = (like.decrease, like.curvature)
    self.evaluations = like.evaluations
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func search<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome {
    bracket(&state, from: first)
  }

  @inline(never)
  private func bracket<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, from first: Scalar
  ) -> SearchOutcome {
    let start = LinePoint(step: 0, value: state.current.value, slope: state.slope)
    var before = start
    var step = first
    for count in 1...evaluations {
      guard let trial = state.tryStep(step) else { return state.ended }
      if isEnough(trial, start) { return .found }
      if isTooHigh(trial, start) || count > 1 && trial.value >= before.value {
        if count == 1 && trial.hidesBelowRounding(of: start) { return .exhausted }
        return zoom(&state, start, low: before, high: trial, evaluations - count)
      }
      if trial.slope >= 0 {
        return zoom(&state, start, low: trial, high: before, evaluations - count)
      }
      before = trial
      step *= 2
      guard step.isFinite else { return .failed }
    }
    return .failed
  }

  private func isTooHigh<Scalar: LinearAlgebraScalar>(
    _ trial: LinePoint<Scalar>, _ start: LinePoint<Scalar>
  ) -> Bool {
    !trial.isFinite || !trial.fallsEnough(from: start, Scalar(decrease))
  }

  private func isEnough<Scalar: LinearAlgebraScalar>(
    _ trial: LinePoint<Scalar>, _ start: LinePoint<Scalar>
  ) -> Bool {
    let (c1, c2) = (Scalar(decrease), Scalar(curvature))
    guard trial.isFinite else { return false }
    return trial.fallsEnough(from: start, c1) && trial.isFlatEnough(from: start, c2)
      || trial.isNearMinimiser(from: start, c1, c2, within: start.resolution)
  }

  @inline(never)
  private func zoom<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, _ start: LinePoint<Scalar>,
    low: LinePoint<Scalar>, high: LinePoint<Scalar>, _ left: Int
  ) -> SearchOutcome {
    var (low, high) = (low, high)
    for _ in 0..<max(0, left) {
      let step = between(low, high)
      guard step != low.step, step != high.step else { return .failed }
      guard let trial = state.tryStep(step) else { return state.ended }
      if isEnough(trial, start) { return .found }
      if isTooHigh(trial, start) || trial.value > low.value + start.resolution {
        if low.step == 0 && trial.hidesBelowRounding(of: start) { return .failed }
        high = trial
        continue
      }
      // Behind a wall a slope of zero may not exist.
      if !high.isFinite && trial.slope < 0 { return .found }
      if trial.slope * (high.step - low.step) >= 0 { high = low }
      low = trial
    }
    return .failed
  }

  private func between<Scalar: LinearAlgebraScalar>(
    _ low: LinePoint<Scalar>, _ high: LinePoint<Scalar>
  ) -> Scalar {
    let width = high.step - low.step
    guard high.isFinite else { return low.step + width / 2 }
    let fraction = (cubicMinimiser(from: low, to: high) - low.step) / width
    guard fraction.isFinite else { return low.step + width / 2 }
    return low.step + min(max(fraction, 0.1), 0.9) * width
  }
}
