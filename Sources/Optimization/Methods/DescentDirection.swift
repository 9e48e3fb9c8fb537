public import LinearAlgebra

/// The directions of a method that goes along a direction at a time: steepest descent, quasi-Newton.
///
/// A checkpoint keeps all of it, so a direction is `Codable`.
public protocol DescentDirection<Scalar>: Resumable {
  /// `Double` or `Float`.
  associatedtype Scalar: LinearAlgebraScalar

  /// Whether the direction is scaled by an estimate of the curvature, so that a step of length 1 is the
  /// natural one and −∇f·p/2 estimates the distance to the minimum's value.
  var knowsCurvature: Bool { get }

  /// Whether a step of length 1 is the natural one; where curvature is known, unless a direction says
  /// otherwise.
  var hasNaturalLength: Bool { get }

  /// Writes a direction of descent from `state.current` into `state.direction`.
  mutating func point(_ state: inout MinimizationState<Scalar>)

  /// Learns from the step from `state.trial`, the iterate before, to `state.current`; leaves the state as it
  /// is.
  mutating func learn(from state: inout MinimizationState<Scalar>)

  /// Forgets what was learnt, and returns whether there was anything.
  mutating func forget() -> Bool

  /// The traits of the method that goes along it; those of one that can go on from another point, without
  /// limit of its patience, unless a direction says otherwise.
  var traits: MethodTraits { get }
}

extension DescentDirection {
  public var hasNaturalLength: Bool { knowsCurvature }
  public var traits: MethodTraits { MethodTraits(canRelocate: true) }
}

/// A direction, for `LineSearchMethod`, as a value that holds its options.
public protocol DirectionMethod: Sendable {
  /// The directions for a function of `dimension` variables, with their workspace allocated.
  func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar>

  /// The directions within bounds; those of the free variables alone unless a method says otherwise.
  func makeDirection<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> any DescentDirection<Scalar>
}

extension DirectionMethod {
  public func makeDirection<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> any DescentDirection<Scalar>
  {
    ProjectedDirection(
      makeDirection(dimension: bounds.dimension, as: Scalar.self), dimension: bounds.dimension)
  }
}

/// The direction of steepest descent, p = −∇f.
public struct SteepestDescent: DirectionMethod {
  /// The direction has no options.
  public init() {}

  public func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    Direction<Scalar>()
  }

  private struct Direction<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
    var knowsCurvature: Bool { false }
    // Whoever asks for steepest descent wants its path and no other.
    var traits: MethodTraits { MethodTraits() }

    @specialized(where Scalar == Double)
    @specialized(where Scalar == Float)
    mutating func point(_ state: inout MinimizationState<Scalar>) {
      let gradient = state.current.gradient
      for i in gradient.indices { state.direction[i] = -gradient[i] }
    }

    mutating func learn(from state: inout MinimizationState<Scalar>) {}

    mutating func forget() -> Bool { false }
  }
}
