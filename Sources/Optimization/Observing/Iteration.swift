public import LinearAlgebra

/// Why a step was taken where it was.
public enum StepReason: String, Sendable, Hashable, Codable {
  /// The start: no step yet.
  case start
  /// The search found a step that meets its conditions, or the method's rule gave it.
  case found
  /// The search met its end without one; this is the lowest point that it tried.
  case lowest
  /// An examination of the curvature found this lower point.
  case examination
}

/// One iterate of a minimisation, as an observer sees it.
public struct Iteration<Scalar: LinearAlgebraScalar> {
  /// Steps taken so far; 0 is the start.
  public let number: Int
  /// f at this iterate.
  public let value: Scalar
  /// The largest |∂f/∂xᵢ| at this iterate.
  public let gradientNorm: Scalar
  /// The multiple of the direction that was taken as the step; 0 at the start.
  public let stepLength: Scalar
  /// What the step was taken for.
  public let step: StepReason
  /// Calls of the objective so far.
  public let evaluations: Int
  /// Time since the run was made.
  public let elapsed: Duration
  /// Whether f is lower here than at every iterate before.
  public let isBest: Bool
  /// The iterate.
  public let x: [Scalar]
  /// ∇f there.
  public let gradient: [Scalar]
  /// Whether `stop()` was called.
  public private(set) var wantsStop = false

  /// Ends the run after this iterate.
  public mutating func stop() { wantsStop = true }
}

/// One line: the iteration, f, the gradient norm, the step length, evaluations, what the step was taken for,
/// and the seconds.
extension Iteration: CustomStringConvertible {
  public var description: String { Trace.Row(self).description }
}

// A run in one precision, told in another: for those who choose the precision while their program runs.

extension Iteration {
  /// An iterate in another precision, each number rounded to the nearest.
  package init<Other>(_ other: Iteration<Other>) {
    self.init(
      number: other.number, value: Scalar(other.value), gradientNorm: Scalar(other.gradientNorm),
      stepLength: Scalar(other.stepLength), step: other.step, evaluations: other.evaluations,
      elapsed: other.elapsed, isBest: other.isBest, x: other.x.map { Scalar($0) },
      gradient: other.gradient.map { Scalar($0) })
  }
}

extension Solution {
  /// A solution in another precision, each number rounded to the nearest.
  package init<Other>(_ other: Solution<Other>) {
    self.init(
      x: other.x.map { Scalar($0) }, value: Scalar(other.value),
      gradient: other.gradient.map { Scalar($0) }, gradientNorm: Scalar(other.gradientNorm),
      reason: other.reason, iterations: other.iterations, evaluations: other.evaluations,
      counts: other.counts, elapsed: other.elapsed, evidence: Evidence(other.evidence))
  }
}

extension Evidence {
  fileprivate init<Other>(_ other: Evidence<Other>) {
    self.init(
      initialGradientNorm: Scalar(other.initialGradientNorm),
      relativeGradientNorm: Scalar(other.relativeGradientNorm),
      lastDecrease: other.lastDecrease.map { Scalar($0) },
      lastStep: other.lastStep.map { Scalar($0) },
      expectedDecrease: other.expectedDecrease.map { Scalar($0) },
      noise: other.noise.map { Scalar($0) },
      unexamined: other.unexamined)
  }
}
