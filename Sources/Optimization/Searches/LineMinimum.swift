// The minimum of a function of one variable from values alone.
//
// R. P. Brent, Algorithms for Minimization without Derivatives, Prentice-Hall 1973, section 5.8: parabolas
// through the three lowest points, golden sections where they do not serve.
//
// Departures: a bracket is found first, from 0 with steps that grow by the golden ratio, forward or, where
// that leads up, backward. It ends at 1e-3 of the distance from 0, which is enough for one of many line
// minimisations. Whoever asks computes the values, so that nothing has to be passed in.
import LinearAlgebra

/// A search that tells where to evaluate next: `next`, then `take` what was found there.
struct LineMinimum<Scalar: LinearAlgebraScalar> {
  /// Where to evaluate next; `nil` at the end.
  private(set) var next: Scalar?
  /// The lowest point so far, 0 where no other was lower, and the two lowest but one.
  private(set) var best: Scalar = 0
  private var second: Scalar = 0
  private var third: Scalar = 0
  private var values: (best: Scalar, second: Scalar, third: Scalar)

  private enum Phase { case forward, backward, growing, narrowing }
  private var phase = Phase.forward
  private let range: ClosedRange<Scalar>
  /// The ends of the bracket.
  private var low: Scalar = 0
  private var high: Scalar = 0
  /// Brent's step before the last, and the last.
  private var beforeLast: Scalar = 0
  private var last: Scalar = 0
  private var narrowings = 0

  private var growth: Scalar { 1.618_034 }
  private var section: Scalar { 0.381_966 }

  /// A search from 0, where the value is `value`, within `range`, which holds 0.
  init(value: Scalar, first: Scalar, range: ClosedRange<Scalar>) {
    values = (value, value, value)
    self.range = range
    let forward = min(first, range.upperBound)
    next = forward > 0 ? forward : max(-first, range.lowerBound)
    if forward <= 0 { phase = .backward }
    if next == 0 { next = nil }
  }

  /// Takes in the value at `next`, ∞ where it is not finite, and chooses where to evaluate next.
  mutating func take(_ value: Scalar) {
    guard let t = next else { return }
    switch phase {
    case .forward where value >= values.best:
      high = t
      insert(t, value)
      let backward = max(-t, range.lowerBound)
      (phase, next) = (.backward, backward)
      if backward == 0 { narrow() }
    case .backward where value >= values.best:
      low = min(t, low)
      insert(t, value)
      narrow()
    case .growing where value >= values.best:
      if t > best { high = t } else { low = t }
      insert(t, value)
      narrow()
    case .forward, .backward, .growing:
      let previous = best
      if t > previous { low = previous } else { high = previous }
      insert(t, value)
      grow(from: previous)
    case .narrowing:
      take(t, value)
      chooseNext()
    }
  }

  /// Keeps a point among the three lowest.
  private mutating func insert(_ t: Scalar, _ value: Scalar) {
    if value < values.best {
      (third, second, best) = (second, best, t)
      values = (value, values.best, values.second)
    } else if value <= values.second || second == best {
      (third, second) = (second, t)
      values = (values.best, value, values.second)
    } else if value <= values.third || third == best || third == second {
      third = t
      values.third = value
    }
  }

  /// Goes on in the direction that led down, unless the range ends there.
  private mutating func grow(from previous: Scalar) {
    let t = best + growth * (best - previous)
    let clamped = min(max(t, range.lowerBound), range.upperBound)
    guard clamped != best, clamped.isFinite else {
      if best > previous { high = best } else { low = best }
      return narrow()
    }
    (phase, next) = (.growing, clamped)
  }

  private mutating func narrow() {
    phase = .narrowing
    beforeLast = high - low
    last = beforeLast
    chooseNext()
  }

  private mutating func take(_ t: Scalar, _ value: Scalar) {
    if value <= values.best {
      if t >= best { low = best } else { high = best }
      if value == values.best {
        (third, second, best) = (second, best, t)
        values = (value, values.best, values.second)
        return
      }
    } else if t < best {
      low = t
    } else {
      high = t
    }
    insert(t, value)
  }

  private mutating func chooseNext() {
    narrowings += 1
    let middle = low + (high - low) / 2
    let tolerance =
      1e-3 * max(best.magnitude, (high - low) / 1000) + Scalar.leastNormalMagnitude
    guard narrowings < 60, high - low > 4 * tolerance else {
      next = nil
      return
    }
    var step = parabolaStep(tolerance)
    if let parabola = step {
      (beforeLast, last) = (last, parabola)
      let t = best + parabola
      if t - low < 2 * tolerance || high - t < 2 * tolerance {
        step = middle < best ? -tolerance : tolerance
      }
    } else {
      beforeLast = best < middle ? high - best : low - best
      last = section * beforeLast
      step = last
    }
    let length = step ?? last
    let t = best + (length.magnitude >= tolerance ? length : length < 0 ? -tolerance : tolerance)
    next = t > low && t < high && t != best && t.isFinite ? t : nil
  }

  /// The step to the minimum of the parabola through the three lowest points, where it is to be trusted.
  private func parabolaStep(_ tolerance: Scalar) -> Scalar? {
    guard beforeLast.magnitude > tolerance, second != best, third != best, third != second else {
      return nil
    }
    var r = (best - second) * (values.best - values.third)
    var q = (best - third) * (values.best - values.second)
    var p = (best - third) * q - (best - second) * r
    q = 2 * (q - r)
    if q > 0 { p = -p }
    q = q.magnitude
    r = beforeLast
    guard p.isFinite, q.isFinite, p.magnitude < (q * r / 2).magnitude, p > q * (low - best),
      p < q * (high - best)
    else { return nil }
    return p / q
  }
}
