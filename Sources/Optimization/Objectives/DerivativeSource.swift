import LinearAlgebra

/// What a function gives besides its values; nothing where derivatives are made of values alone.
struct Gives: OptionSet, Sendable {
  let rawValue: UInt8

  /// The gradient, in one call with the value.
  static let gradient = Gives(rawValue: 1)
  /// The Hessian.
  static let hessian = Gives(rawValue: 2)
  /// Products of the Hessian with vectors.
  static let products = Gives(rawValue: 4)
  /// Residuals, half the sum of whose squares the function is.
  static let residuals = Gives(rawValue: 8)
  /// Values at complex points, which make gradients as exact as the values.
  static let complexValues = Gives(rawValue: 16)

  /// Whether a Hessian of its own is better than differences of gradients.
  var makesHessian: Bool { contains(.hessian) || contains(.residuals) || isEmpty }
}

/// A function with the derivatives that are made of what it gives, as an `Evaluator` asks for them.
///
/// A method returns false, or NaN, where a limit forbids it; `meter.interruption` then says so. Points lie in, and
/// derivatives are by, variables of the sizes that `measure` was last told; see `Units`.
protocol DerivativeSource<Scalar>: DifferentiableObjective {
  var gives: Gives { get }
  /// The relative error of a gradient.
  var gradientError: Scalar { get }
  /// The relative error of a value, from which distances of differences follow.
  var valueError: Scalar { get }
  /// Whether gradients are as exact as they can be.
  var isRefined: Bool { get }
  /// The number of residuals where f is a sum of squares; `nil` where it is not.
  var residualCount: Int? { get }

  /// What it keeps from one call to the next so as not to compute it twice; empty where that is nothing.
  /// Setting it to an array of another length changes nothing.
  var memory: [Scalar] { get set }

  /// Tells that x, where it was evaluated, is the iterate from here on.
  mutating func keepIterate(at x: [Scalar])

  /// Takes every point, and gives every derivative, in variables of these sizes from here on. What it kept in
  /// others is forgotten, and bounds are to be given anew.
  mutating func measure(in sizes: [Scalar])

  /// Has every point of a difference lie in the box.
  mutating func keep(within bounds: Bounds<Scalar>)

  /// Makes gradients more exact from here on, at a greater cost; false where that cannot be.
  mutating func refineGradient() -> Bool

  mutating func value(at x: [Scalar], meter: inout EvaluationMeter<Scalar>) -> Scalar
  /// `known` is f(x) where it was evaluated before.
  mutating func value(
    at x: [Scalar], known: Scalar?, gradient: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar
  /// Both triangles are written, and all of it is finite; `nil`, with nothing written that counts, where it is to be
  /// made of differences of gradients.
  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool?
  /// Writes the Hessian as a sum of two: one made of differences to one side, not quite symmetric, and one that
  /// is exact. Half the evaluations of `hessian`, which does not repeat them; false where that cannot be had.
  mutating func hessianAhead(
    at point: Point<Scalar>, into uncertain: inout [Scalar], square: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool
  /// `nil` where it is to be made of differences of gradients.
  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool?
  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar
  mutating func jacobian(
    at x: [Scalar], into jacobian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool
}

extension DerivativeSource {
  var gradientError: Scalar { Scalar.ulpOfOne }
  var valueError: Scalar { Scalar.ulpOfOne }
  var isRefined: Bool { true }
  var residualCount: Int? { nil }

  var memory: [Scalar] {
    get { [] }
    set {}
  }

  mutating func keepIterate(at x: [Scalar]) {}
  mutating func keep(within bounds: Bounds<Scalar>) {}
  mutating func refineGradient() -> Bool { false }

  mutating func hessian(
    at point: Point<Scalar>, into hessian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool? { nil }

  mutating func hessianAhead(
    at point: Point<Scalar>, into uncertain: inout [Scalar], square: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool { false }

  mutating func hessianProduct(
    at point: Point<Scalar>, _ v: [Scalar], into product: inout [Scalar],
    meter: inout EvaluationMeter<Scalar>
  ) -> Bool? { nil }

  mutating func residuals(
    at x: [Scalar], into residuals: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Scalar { .nan }

  mutating func jacobian(
    at x: [Scalar], into jacobian: inout [Scalar], meter: inout EvaluationMeter<Scalar>
  ) -> Bool { false }
}
