public import LinearAlgebra

/// A point where the objective was evaluated.
public struct Point<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  /// The n variables.
  public internal(set) var x: [Scalar]
  /// f(x); NaN where there is none, or none that is finite.
  public internal(set) var value: Scalar
  /// ∇f(x).
  public internal(set) var gradient: [Scalar]

  /// A point with storage of its own, so that no later write has to make some.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(copying x: [Scalar]) {
    self.x = [Scalar](unsafeUninitializedCapacity: x.count) { storage, count in
      count = x.withUnsafeBufferPointer { storage.initialize(fromContentsOf: $0) }
    }
    value = .nan
    gradient = [Scalar](repeating: 0, count: x.count)
  }
}

/// What a line search sees of the objective: φ(t) = f(x + t·p) and its slope φ′(t) = ∇f(x + t·p)·p.
public struct LinePoint<Scalar: LinearAlgebraScalar>: Sendable {
  /// The step length t.
  public var step: Scalar
  /// φ(t).
  public var value: Scalar
  /// φ′(t).
  public var slope: Scalar

  /// Whether both numbers are finite; a point where they are not lies too far.
  @inlinable public var isFinite: Bool { value.isFinite && slope.isFinite }
}
