public import LinearAlgebra

/// What was reached of the roots of equations, and whether it is one.
public struct EquationSolution<Scalar: LinearAlgebraScalar>: Sendable {
  /// The point with the smallest Σ Fᵢ² that was met.
  public let x: [Scalar]
  /// F there.
  public let values: [Scalar]
  /// Whether F is zero there as far as can be told.
  ///
  /// With a tolerance, where no |Fᵢ| is above it. Without one, where every |Fᵢ| is one that x cannot tell from zero,
  /// being less than some roundings of Σⱼ |∂Fᵢ/∂xⱼ·xⱼ|; or where every |Fᵢ| is a tiny part of what it was, or of such
  /// a sum, and |F| still falls, as on the way to a double root. At a minimum of |F| that is no root it falls nowhere.
  public let isRoot: Bool
  /// Why the run ended that reached it.
  public let reason: EndReason
  /// The steps from the start to it.
  public let iterations: Int
  /// What was called in all, for values and Jacobians.
  public let counts: EvaluationCounts

  /// The largest |Fᵢ|.
  public var norm: Scalar {
    values.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, $1.magnitude) }
  }

  /// The same where two runs took what they did.
  func counting(_ first: EvaluationCounts, and second: EvaluationCounts) -> Self {
    var both = first
    both.values += second.values
    both.gradients += second.gradients
    both.calls += second.calls
    both.examination += second.examination
    return Self(
      x: x, values: values, isRoot: isRoot, reason: reason, iterations: iterations, counts: both)
  }
}

extension EquationSolution: CustomStringConvertible {
  public var description: String {
    let what = isRoot ? "a root" : "no root"
    let how = isRoot || !reason.isSuccess ? "" : " but a minimum of |F|"
    return """
      \(what)\(how): the largest |F| is \(norm); \(reason)
      \(iterations) iterations, \(counts.values) values and \(counts.gradients) Jacobians of F
      """
  }
}
