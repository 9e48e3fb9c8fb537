// Methods that take a step computed from gradients alone, whatever f does.
//
// - Momentum: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
//   Computational Mathematics and Mathematical Physics 4(5), 1964: v ← μ·v − η·∇f(x), x ← x + v.
// - Nesterov's: I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and
//   momentum in deep learning", ICML 2013, (3) and (4): v ← μ·v − η·∇f(x + μ·v), x ← x + v. Departure: the
//   iterates here are the points x + μ·v, where the gradient is taken, so the step is μ·v − η·∇f for the
//   new v; both sequences have the same limit, and f is known at ours.
// - Adam: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
//
// With bounds, each step ends at the point of the box closest to where it leads.
public import LinearAlgebra
import Matrices

/// Gradient descent with momentum, x ← x + v for v ← μ·v − η·∇f(x), or Nesterov's variant of it.
public struct MomentumDescent: MinimizationMethod {
  /// The step size η.
  public let stepSize: Double
  /// What part μ of the last step goes into the next.
  public let momentum: Double
  /// Whether the gradient is taken where momentum alone would lead.
  public let isNesterov: Bool

  /// Traps unless `stepSize` is positive and finite and 0 ≤ `momentum` < 1.
  public init(stepSize: Double, momentum: Double = 0.9, isNesterov: Bool = false) {
    require(
      stepSize > 0 && stepSize.isFinite, "a step size must be positive, not \(stepSize)")
    require(momentum >= 0 && momentum < 1, "momentum must lie in 0..<1, not at \(momentum)")
    self.stepSize = stepSize
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  public var keepsBounds: Bool { true }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    MomentumStepper(
      velocity: [Scalar](repeating: 0, count: dimension), stepSize: Scalar(stepSize),
      momentum: Scalar(momentum), isNesterov: isNesterov)
  }
}

/// Adam: steps of about η a coordinate, from running means of the gradient and of its squares.
public struct Adam: MinimizationMethod {
  /// The step size η.
  public let stepSize: Double
  /// How much of the mean gradient stays from one iteration to the next, β₁.
  public let gradientDecay: Double
  /// How much of the mean square stays, β₂.
  public let squareDecay: Double
  /// What is added to the root of the mean square, ε.
  public let epsilon: Double

  /// Traps unless `stepSize` and `epsilon` are positive and finite and both decays lie in 0..<1.
  public init(
    stepSize: Double = 0.001, gradientDecay: Double = 0.9, squareDecay: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    require(
      stepSize > 0 && stepSize.isFinite, "a step size must be positive, not \(stepSize)")
    require(
      gradientDecay >= 0 && gradientDecay < 1 && squareDecay >= 0 && squareDecay < 1,
      "decays must lie in 0..<1, not at \(gradientDecay) and \(squareDecay)")
    require(epsilon > 0 && epsilon.isFinite, "epsilon must be positive, not \(epsilon)")
    self.stepSize = stepSize
    self.gradientDecay = gradientDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  public var keepsBounds: Bool { true }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    AdamStepper<Scalar>(self, dimension: dimension)
  }
}

extension MinimizationMethod where Self == MomentumDescent {
  /// Gradient descent with Polyak's momentum: x ← x + v for v ← `momentum`·v − `stepSize`·∇f(x).
  public static func momentum(stepSize: Double, momentum: Double = 0.9) -> MomentumDescent {
    MomentumDescent(stepSize: stepSize, momentum: momentum)
  }

  /// Gradient descent with Nesterov's momentum.
  public static func nesterov(stepSize: Double, momentum: Double = 0.9) -> MomentumDescent {
    MomentumDescent(stepSize: stepSize, momentum: momentum, isNesterov: true)
  }
}

extension MinimizationMethod where Self == Adam {
  /// Adam with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
  public static func adam(stepSize: Double = 0.001) -> Adam { Adam(stepSize: stepSize) }
}

private struct MomentumStepper<Scalar: LinearAlgebraScalar>: Stepper, Codable {
  var velocity: [Scalar]
  let stepSize: Scalar
  let momentum: Scalar
  let isNesterov: Bool
  /// Whether the direction is that of a step which a limit cut short, and which is still to be taken.
  var isPending = false

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if !isPending { push(&state) }
    return state.takeWholeStep(&isPending)
  }

  private mutating func push(_ state: inout MinimizationState<Scalar>) {
    for i in velocity.indices {
      let push = stepSize * state.current.gradient[i]
      velocity[i] = momentum * velocity[i] - push
      state.direction[i] = isNesterov ? momentum * velocity[i] - push : velocity[i]
    }
  }
}

private struct AdamStepper<Scalar: LinearAlgebraScalar>: Stepper, Codable {
  private var mean: [Scalar]
  private var square: [Scalar]
  private let stepSize: Scalar
  private let gradientDecay: Scalar
  private let squareDecay: Scalar
  private let epsilon: Scalar
  /// β₁ᵗ and β₂ᵗ, what the means still owe to their start at zero.
  private var meanDebt: Scalar = 1
  private var squareDebt: Scalar = 1
  /// Whether the direction is that of a step which a limit cut short, and which is still to be taken.
  private var isPending = false

  init(_ options: Adam, dimension: Int) {
    mean = [Scalar](repeating: 0, count: dimension)
    square = mean
    stepSize = Scalar(options.stepSize)
    gradientDecay = Scalar(options.gradientDecay)
    squareDecay = Scalar(options.squareDecay)
    epsilon = Scalar(options.epsilon)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if !isPending { push(&state) }
    return state.takeWholeStep(&isPending)
  }

  private mutating func push(_ state: inout MinimizationState<Scalar>) {
    meanDebt *= gradientDecay
    squareDebt *= squareDecay
    for i in mean.indices {
      let g = state.current.gradient[i]
      mean[i] = gradientDecay * mean[i] + (1 - gradientDecay) * g
      square[i] = squareDecay * square[i] + (1 - squareDecay) * g * g
      let root = (square[i] / (1 - squareDebt)).squareRoot()
      state.direction[i] = -stepSize * (mean[i] / (1 - meanDebt)) / (root + epsilon)
    }
  }
}

extension MinimizationState {
  /// Goes to x + p, p being `direction`, unless f is not finite there; `isPending` tells afterwards whether a limit
  /// cut that short.
  @inline(__always)
  fileprivate mutating func takeWholeStep(_ isPending: inout Bool) -> StepOutcome {
    beginSearch()
    isPending = true
    defer { isPending = interruption != nil }
    guard let point = tryStep(1) else { return .ended(interruption ?? .stopped) }
    guard point.isFinite else { return .ended(.diverged) }
    accept()
    lastStep = BLAS.maxAbs(dimension, direction)
    return .accepted
  }
}
