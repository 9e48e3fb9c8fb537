import LinearAlgebra

/// The interval of uncertainty of a line search and the step to try next; Moré and Thuente, section 2 and 4.
///
/// `best` is the endpoint with the lowest value of the auxiliary function, `other` the other one. Until
/// `isBracketed`, the minimiser lies beyond `best` and the next step extrapolates.
struct Bracket<Scalar: LinearAlgebraScalar> {
  /// The step to try next.
  var next: Scalar
  let start: LinePoint<Scalar>
  let decrease: Scalar
  var best: LinePoint<Scalar>
  var other: LinePoint<Scalar>
  var isBracketed = false
  private var usesAuxiliary = true
  var lower: Scalar = 0
  var upper: Scalar
  private var width = Scalar.infinity
  private var lastWidth = Scalar.infinity
  /// The shortest step known to lead to a value that is not finite.
  private var wall = Scalar.infinity
  private var retreatFraction: Scalar = 0.5

  init(start: LinePoint<Scalar>, first: Scalar, decrease: Scalar) {
    self.start = start
    self.decrease = decrease
    best = start
    other = start
    next = first
    upper = 5 * first
  }

  /// Whether some step was not finite.
  var hasWall: Bool { wall < .infinity }

  /// Moves the next step back from one that was not finite. False where there is no room left.
  mutating func retreat(from step: Scalar) -> Bool {
    wall = min(wall, step)
    next = best.step + (step - best.step) * retreatFraction
    retreatFraction /= 2
    return next != best.step && next.isFinite
  }

  /// Takes in a trial that is finite and not good enough, and chooses the next step. False where the
  /// interval is as small as the precision allows.
  mutating func narrow(with trial: LinePoint<Scalar>) -> Bool {
    let sufficient = decrease * start.slope
    if usesAuxiliary && trial.value <= start.value + sufficient * trial.step && trial.slope >= 0 {
      usesAuxiliary = false
    }
    if usesAuxiliary && trial.value <= best.value
      && trial.value > start.value + sufficient * trial.step
    {
      tilt(by: -sufficient)
      chooseNext(tilted(trial, by: -sufficient))
      tilt(by: sufficient)
    } else {
      chooseNext(trial)
    }
    return confine()
  }

  private func tilted(_ point: LinePoint<Scalar>, by slope: Scalar) -> LinePoint<Scalar> {
    LinePoint(
      step: point.step, value: point.value + slope * point.step, slope: point.slope + slope)
  }

  private mutating func tilt(by slope: Scalar) {
    best = tilted(best, by: slope)
    other = tilted(other, by: slope)
  }

  /// Keeps the next step inside the interval, and lets the interval shrink.
  private mutating func confine() -> Bool {
    if isBracketed {
      let size = (other.step - best.step).magnitude
      if size >= 0.66 * lastWidth { next = best.step + (other.step - best.step) / 2 }
      lastWidth = width
      width = size
      lower = min(best.step, other.step)
      upper = max(best.step, other.step)
      if upper - lower <= 2 * Scalar.ulpOfOne * upper { return false }
      if !(next > lower && next < upper) { next = lower + (upper - lower) / 2 }
    } else {
      lower = next + 1.1 * (next - best.step)
      upper = next + 4 * (next - best.step)
    }
    if next >= wall { next = best.step + (wall - best.step) / 2 }
    return next.isFinite && next > 0 && next != best.step
  }
}
