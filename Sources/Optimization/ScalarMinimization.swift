// Minimisation of a function of one variable without derivatives.
//
// R. P. Brent, Algorithms for Minimization without Derivatives, Prentice-Hall 1973, chapter 5, procedure
// localmin: parabolas through the three lowest points where they make progress, golden sections elsewhere.
// The bracket grows by golden sections downhill (W. H. Press et al., Numerical Recipes, 3rd ed., section
// 10.1, without the parabolic steps).
//
// Departure: a value that is not finite counts as too high.
public import LinearAlgebra
import Matrices

/// What the minimisation of a function of one variable reached.
public struct ScalarSolution<Scalar: LinearAlgebraScalar>: Sendable {
  /// The lowest point that was evaluated.
  public let x: Scalar
  /// f there; NaN where f was not finite anywhere.
  public let value: Scalar
  /// `valueExhausted` where the minimum is enclosed as closely as asked for.
  public let reason: EndReason
  /// What encloses the minimum.
  public let interval: ClosedRange<Scalar>
  /// The number of times the function was called.
  public let evaluations: Int

  /// Whether the minimum is enclosed.
  public var isSuccess: Bool { reason.isSuccess }
}

/// Finds a local minimum of f between two bounds, after Brent.
///
///     let solution = minimize(in: 0...4) { x in (x - 2) * (x - 2) }
///
/// - Parameters:
///   - range: Where to look; traps where it is not finite.
///   - tolerance: How close, relative to |x|; no smaller than the root of the precision makes sense. A minimum
///     at 0 is enclosed to a thousandth of that root of the range, or of 1 where the range is longer.
///   - evaluations: The most calls of f.
///   - f: The function.
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  in range: ClosedRange<Scalar>, tolerance: Scalar? = nil, evaluations: Int = 500,
  _ f: (Scalar) -> Scalar
) -> ScalarSolution<Scalar> {
  minimizeBetween(range, tolerance, evaluations, f)
}

func minimizeBetween<Scalar: LinearAlgebraScalar>(
  _ range: ClosedRange<Scalar>, _ tolerance: Scalar?, _ evaluations: Int, _ f: (Scalar) -> Scalar
) -> ScalarSolution<Scalar> {
  require(
    range.lowerBound.isFinite && range.upperBound.isFinite, "\(range) has no golden section")
  var search = BrentSearch(range, tolerance, evaluations)
  return search.run(f)
}

/// Finds a local minimum of f downhill from a start, after Brent.
///
/// Steps of growing length lead from the start until f rises again; `unbounded` where it never does.
/// Parameters are those of `minimize(in:)`.
@_disfavoredOverload
public func minimize<Scalar: LinearAlgebraScalar>(
  from start: Scalar, tolerance: Scalar? = nil, evaluations: Int = 500, _ f: (Scalar) -> Scalar
) -> ScalarSolution<Scalar> {
  minimizeDownhill(start, tolerance, evaluations, f)
}

func minimizeDownhill<Scalar: LinearAlgebraScalar>(
  _ start: Scalar, _ tolerance: Scalar?, _ evaluations: Int, _ f: (Scalar) -> Scalar
) -> ScalarSolution<Scalar> {
  let golden: Scalar = 1.618034
  func finite(_ x: Scalar) -> Scalar {
    let value = f(x)
    return value.isFinite ? value : .infinity
  }
  var step = max(start.magnitude, 1) / 16
  var (a, b) = (start, start + step)
  var (fa, fb) = (finite(a), finite(b))
  guard fa < .infinity else {
    return ScalarSolution(
      x: start, value: .nan, reason: .nonFiniteStart, interval: start...start, evaluations: 2)
  }
  if fb > fa {
    (a, b, fa, fb) = (b, a, fb, fa)
    step = -step
  }
  var count = 2
  while true {
    // Twenty steps lead far enough for what has a scale; a bound on f is then looked for in great ones.
    step *= count < 22 ? golden : 10
    let c = b + step
    let fc = finite(c)
    count += 1
    if fc >= fb {
      var search = BrentSearch(min(a, c)...max(a, c), tolerance, evaluations - count)
      search.known = (b, fb)
      search.calls = count
      return search.run(f)
    }
    (a, b, fb) = (b, c, fc)
    guard count < evaluations, (b + step * 10).isFinite else {
      return ScalarSolution(
        x: b, value: fb, reason: count < evaluations ? .unbounded : .evaluationLimit,
        interval: min(a, b)...max(a, b), evaluations: count)
    }
  }
}

/// The state of procedure localmin; names are Brent's.
private struct BrentSearch<Scalar: LinearAlgebraScalar> {
  private var a: Scalar
  private var b: Scalar
  private let tolerance: Scalar
  /// The closest that points get however small x is, which is in the unit of what was to be searched.
  private let least: Scalar
  private let limit: Int
  /// A point inside where f is known, to begin with.
  var known: (x: Scalar, value: Scalar)?
  var calls = 0

  init(_ range: ClosedRange<Scalar>, _ tolerance: Scalar?, _ limit: Int) {
    a = range.lowerBound
    b = range.upperBound
    self.tolerance = max(tolerance ?? 0, Scalar.ulpOfOne.squareRoot())
    least = min(1, b - a) * Scalar.ulpOfOne.squareRoot() / 1000
    self.limit = limit
  }

  mutating func run(_ f: (Scalar) -> Scalar) -> ScalarSolution<Scalar> {
    let golden: Scalar = 0.381966
    var left = limit
    var x = known?.x ?? a + golden * (b - a)
    var fx = known?.value ?? evaluate(f, x, &left)
    var (w, v, fw, fv) = (x, x, fx, fx)
    var (d, e): (Scalar, Scalar) = (0, 0)
    while true {
      let middle = a + (b - a) / 2
      let tol = tolerance * x.magnitude + least
      if (x - middle).magnitude <= 2 * tol - (b - a) / 2 {
        return end(x, fx, fx < .infinity ? .valueExhausted : .nonFiniteStart)
      }
      guard left > 0 else { return end(x, fx, .evaluationLimit) }
      if let step = parabola(x, w, v, fx, fw, fv, e, tol) {
        (e, d) = (d, step)
        let u = x + d
        if u - a < 2 * tol || b - u < 2 * tol { d = x < middle ? tol : -tol }
      } else {
        e = (x < middle ? b : a) - x
        d = golden * e
      }
      let u = d.magnitude >= tol ? x + d : x + (d > 0 ? tol : -tol)
      let fu = evaluate(f, u, &left)
      if fu <= fx {
        if u < x { b = x } else { a = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
      } else {
        if u < x { a = u } else { b = u }
        if fu <= fw || w == x {
          (v, fv, w, fw) = (w, fw, u, fu)
        } else if fu <= fv || v == x || v == w {
          (v, fv) = (u, fu)
        }
      }
    }
  }

  private mutating func evaluate(_ f: (Scalar) -> Scalar, _ x: Scalar, _ left: inout Int) -> Scalar
  {
    left -= 1
    calls += 1
    let value = f(x)
    return value.isFinite ? value : .infinity
  }

  /// The step to the parabola's minimum, where that is inside and shorter than half the step before last.
  private func parabola(
    _ x: Scalar, _ w: Scalar, _ v: Scalar, _ fx: Scalar, _ fw: Scalar, _ fv: Scalar, _ e: Scalar,
    _ tol: Scalar
  ) -> Scalar? {
    guard e.magnitude > tol else { return nil }
    let r = (x - w) * (fx - fv)
    let q = (x - v) * (fx - fw)
    let p = (x - v) * q - (x - w) * r
    let step = -p / (2 * (q - r))
    guard step.isFinite, step.magnitude < e.magnitude / 2, x + step > a, x + step < b else {
      return nil
    }
    return step
  }

  private func end(_ x: Scalar, _ value: Scalar, _ reason: EndReason) -> ScalarSolution<Scalar> {
    ScalarSolution(
      x: x, value: value.isFinite ? value : .nan, reason: reason, interval: a...b,
      evaluations: calls)
  }
}
