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
