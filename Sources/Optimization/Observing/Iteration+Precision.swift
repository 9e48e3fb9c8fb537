import LinearAlgebra

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
