public import LinearAlgebra

/// A way to find the length of a step along a direction of descent, as a value that holds its options and
/// what it remembers from one search to the next.
///
/// A checkpoint keeps it, so a search is `Codable`.
public protocol LineSearch: Sendable, Resumable {
  /// Tries steps along `state.direction` from `state.current` until one will do.
  ///
  /// `first` is the length to try first. Where it ends with `found`, the point on trial is the one found.
  mutating func search<Scalar: LinearAlgebraScalar>(
    _ state: inout MinimizationState<Scalar>, first: Scalar
  ) -> SearchOutcome
}

/// How a line search ended.
public enum SearchOutcome: Sendable {
  /// The point on trial will do.
  case found
  /// f does not change by more than its rounding along the way that the search looked.
  case exhausted
  /// No step would do.
  case failed
  /// The run ends here: a limit forbade a further evaluation, or the search has nothing else to try.
  case ended(EndReason)
}

extension MinimizationState {
  /// The outcome of a search whose trial a limit forbade.
  var ended: SearchOutcome { .ended(interruption ?? .stopped) }

  /// Whether a step is so short that derivatives made of values change by no more than their error over it.
  /// O(n), and false at once where derivatives are not made of values.
  func hidesBehindDifferences(_ step: Scalar) -> Bool {
    guard hasValuesAlone else { return false }
    let error = evaluator.gradientError / 64
    return direction.indices.allSatisfy {
      step * direction[$0].magnitude < error * max(1, current.x[$0].magnitude)
    }
  }
}

// What line searches ask of a step, once for all of them.
//
// - Sufficient decrease and the curvature condition: J. Nocedal, S. J. Wright, Numerical Optimization, 2nd
//   ed., Springer 2006, (3.6) and (3.7).
// - The approximate Wolfe conditions: W. W. Hager and H. Zhang, "A new conjugate gradient method with
//   guaranteed descent and an efficient line search", SIAM Journal on Optimization 16(1), 2005, (4.3).

/// φ(t) and φ′(t) against `start`, which is φ(0) and φ′(0).
extension LinePoint {
  /// φ(t) ≤ φ(0) + c₁·t·φ′(0).
  @inline(__always)
  func fallsEnough(from start: LinePoint, _ c1: Scalar) -> Bool {
    value <= start.value + c1 * step * start.slope
  }

  /// |φ′(t)| ≤ c₂·|φ′(0)|.
  @inline(__always)
  func isFlatEnough(from start: LinePoint, _ c2: Scalar) -> Bool {
    slope.magnitude <= -c2 * start.slope
  }

  /// The approximate Wolfe conditions, (2·c₁ − 1)·φ′(0) ≥ φ′(t) ≥ c₂·φ′(0), where φ(t) ≤ φ(0) by no more than
  /// `change`: slopes still tell where values no longer can.
  @inline(__always)
  func isNearMinimiser(
    from start: LinePoint, _ c1: Scalar, _ c2: Scalar, within change: Scalar
  ) -> Bool {
    value <= start.value && start.value - value <= change && slope >= c2 * start.slope
      && slope <= (2 * c1 - 1) * start.slope
  }

  /// What values may be wrong by where nothing is known of their computation, ten units in the last place.
  @inline(__always)
  var resolution: Scalar { 10 * value.ulp }

  /// Whether φ does not fall, and neither the change of φ nor that expected is more than `start` resolves.
  @inline(__always)
  func hidesBelowRounding(of start: LinePoint) -> Bool {
    value >= start.value && value - start.value <= start.resolution
      && -start.slope * step <= start.resolution
  }
}
