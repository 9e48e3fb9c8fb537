// The line search of Hager and Zhang.
//
// W. W. Hager, H. Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line
// search", SIAM Journal on Optimization 16(1), 2005, section 4; "Algorithm 851: CG_DESCENT", ACM Transactions
// on Mathematical Software 32(1), 2006: bracket, secant² and update, with θ = 1/2, γ = 2/3, ρ = 5, δ = 0.1
// and σ = 0.9.
//
// Departures: the error of f that the approximate Wolfe conditions allow, ε, is ten roundings of f rather
// than 1e-6 of it, and f never rises; before the first secants those conditions count only where values no
// longer tell, so that a first step far too long is not taken for its flat slope; the first step is the
// method's, without their quadratic step; a value that is not finite counts as too high; where the first
// change of f and the change expected are within rounding, the search says so.
public import LinearAlgebra
import Matrices

/// A line search for the Wolfe or the approximate Wolfe conditions, after Hager and Zhang: where values of f
/// no longer tell, slopes do.
public struct HagerZhang: LineSearch, Codable {
  /// δ: the fraction of the decrease that the slope promises which f has to show.
  public let decrease: Double
  /// σ: the fraction of the slope that may remain.
  public let curvature: Double
  /// The most evaluations in one search.
  public let evaluations: Int

  /// Traps unless 0 < `decrease` < 1/2, `decrease` ≤ `curvature` < 1, and `evaluations` is positive.
  public init(decrease: Double = 0.1, curvature: Double = 0.9, evaluations: Int = 50) {
    require(
      0 < decrease && decrease < 0.5 && decrease <= curvature && curvature < 1,
      "Hager and Zhang's search needs 0 < decrease < 1/2 and decrease ≤ curvature < 1, not "
        + "\(decrease) and \(curvature)")
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
    var interval = HagerZhangInterval(self, state)
    return interval.search(&state, first)
  }
}

/// The interval [a, b] of the search; names are the paper's.
private struct HagerZhangInterval<Scalar: LinearAlgebraScalar> {
  private let start: LinePoint<Scalar>
  private let delta: Scalar
  private let sigma: Scalar
  /// φ(0) + ε.
  private let limit: Scalar
  private var left: Int
  private var a: LinePoint<Scalar>
  private var b: LinePoint<Scalar>
  /// Whether secants have narrowed the interval once; the approximate conditions count from then on.
  private var isNarrowed = false
  private var hasTried = false
  /// How the search ended, once it has.
  private var outcome: SearchOutcome?

  init(_ options: HagerZhang, _ state: borrowing MinimizationState<Scalar>) {
    start = LinePoint(step: 0, value: state.current.value, slope: state.slope)
    delta = Scalar(options.decrease)
    sigma = Scalar(options.curvature)
    limit = start.value + start.resolution
    left = options.evaluations
    a = start
    b = start
  }

  @inline(never)
  mutating func search(
    _ state: inout MinimizationState<Scalar>, _ first: Scalar
  ) -> SearchOutcome {
    bracket(&state, first)
    while outcome == nil {
      let (before, width) = ((a, b), b.step - a.step)
      secantTwice(&state)
      isNarrowed = true
      if outcome == nil && b.step - a.step > width * 2 / 3 {
        update(&state, a.step + (b.step - a.step) / 2)
      }
      if before.0.step == a.step && before.1.step == b.step { outcome = outcome ?? .failed }
    }
    return outcome ?? .failed
  }

  /// Evaluates φ(t); nil where the search is over.
  private mutating func evaluate(
    _ state: inout MinimizationState<Scalar>, _ t: Scalar
  ) -> LinePoint<Scalar>? {
    guard outcome == nil else { return nil }
    guard left > 0, t > 0, t.isFinite, !hasTried || !state.hidesBehindDifferences(t) else {
      outcome = .failed
      return nil
    }
    left -= 1
    hasTried = true
    guard let trial = state.tryStep(t) else {
      outcome = state.ended
      return nil
    }
    if isEnough(trial) { outcome = .found }
    return outcome == nil ? trial : nil
  }

  private func isEnough(_ trial: LinePoint<Scalar>) -> Bool {
    guard trial.isFinite, trial.slope >= sigma * start.slope else { return false }
    let change = isNarrowed ? .infinity : start.resolution
    return trial.fallsEnough(from: start, delta)
      || trial.isNearMinimiser(from: start, delta, sigma, within: change)
  }

  /// B0 to B3.
  private mutating func bracket(_ state: inout MinimizationState<Scalar>, _ first: Scalar) {
    var t = first
    while let trial = evaluate(&state, t) {
      if t == first && trial.hidesBelowRounding(of: start) {
        outcome = .exhausted
      } else if trial.isFinite && trial.slope >= 0 {
        b = trial
        return
      } else if !(trial.value <= limit) || !trial.isFinite {
        return bisect(&state, trial)
      } else {
        a = trial
        t *= 5
      }
    }
  }

  /// U3: [a, c] holds a minimiser though φ′(c) < 0, because φ(c) is too high.
  private mutating func bisect(
    _ state: inout MinimizationState<Scalar>, _ c: LinePoint<Scalar>
  ) {
    b = c
    while let trial = evaluate(&state, a.step + (b.step - a.step) / 2) {
      if trial.isFinite && trial.slope >= 0 {
        b = trial
        return
      }
      if trial.isFinite && trial.value <= limit {
        if trial.step == a.step { outcome = .failed }
        a = trial
      } else {
        let isIdle = a.step == 0 && trial.hidesBelowRounding(of: start)
        if trial.step == b.step || isIdle { outcome = .failed }
        b = trial
      }
    }
  }

  /// U0 to U3; returns the point at c where it was looked at.
  @discardableResult
  private mutating func update(
    _ state: inout MinimizationState<Scalar>, _ c: Scalar
  ) -> LinePoint<Scalar>? {
    guard c > a.step, c < b.step, let trial = evaluate(&state, c) else { return nil }
    if trial.isFinite && trial.slope >= 0 {
      b = trial
    } else if trial.isFinite && trial.value <= limit {
      a = trial
    } else {
      bisect(&state, trial)
    }
    return trial
  }

  /// S1 to S4.
  private mutating func secantTwice(_ state: inout MinimizationState<Scalar>) {
    let (a0, b0) = (a, b)
    guard let c = update(&state, secant(a, b)), outcome == nil else { return }
    if c.step == b.step {
      update(&state, secant(b0, b))
    } else if c.step == a.step {
      update(&state, secant(a0, a))
    }
  }

  private func secant(_ p: LinePoint<Scalar>, _ q: LinePoint<Scalar>) -> Scalar {
    (p.step * q.slope - q.step * p.slope) / (q.slope - p.slope)
  }
}
