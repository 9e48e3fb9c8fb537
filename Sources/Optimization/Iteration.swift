public import LinearAlgebra

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
