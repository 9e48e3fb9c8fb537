// I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.
public import LinearAlgebra
import Matrices

/// Adam with weight decay apart from the gradient: x ← x − η·λ·x beside Adam's step.
///
/// Unlike a penalty in f, the decay is not divided by the running mean of squares. It goes for every
/// variable, as PyTorch's `AdamW` has it by default; a fixed point of it is no stationary point of f.
public struct AdamW: MinimizationMethod {
  /// Adam's step size, decays and ε.
  public let adam: Adam
  /// The decay λ of a step, as a multiple of the step size.
  public let weightDecay: Double

  /// Traps unless `weightDecay` is zero or more and finite.
  public init(_ adam: Adam = Adam(), weightDecay: Double = 0.01) {
    require(
      weightDecay >= 0 && weightDecay.isFinite,
      "weight decay must be zero or more, not \(weightDecay)")
    self.adam = adam
    self.weightDecay = weightDecay
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    AdamWStepper<Scalar>(self, dimension: dimension)
  }
}

extension MinimizationMethod where Self == AdamW {
  /// Adam with weight decay apart from the gradient, β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
  public static func adamW(stepSize: Double = 0.001, weightDecay: Double = 0.01) -> AdamW {
    AdamW(Adam(stepSize: stepSize), weightDecay: weightDecay)
  }
}

private struct AdamWStepper<Scalar: LinearAlgebraScalar>: Stepper, Codable {
  private var mean: [Scalar]
  private var square: [Scalar]
  private let stepSize: Scalar
  private let weightDecay: Scalar
  private let gradientDecay: Scalar
  private let squareDecay: Scalar
  private let epsilon: Scalar
  /// β₁ᵗ and β₂ᵗ, what the means still owe to their start at zero.
  private var meanDebt: Scalar = 1
  private var squareDebt: Scalar = 1

  init(_ options: AdamW, dimension: Int) {
    mean = [Scalar](repeating: 0, count: dimension)
    square = mean
    stepSize = Scalar(options.adam.stepSize)
    weightDecay = Scalar(options.weightDecay)
    gradientDecay = Scalar(options.adam.gradientDecay)
    squareDecay = Scalar(options.adam.squareDecay)
    epsilon = Scalar(options.adam.epsilon)
  }

  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    meanDebt *= gradientDecay
    squareDebt *= squareDecay
    for i in mean.indices {
      let g = state.current.gradient[i]
      mean[i] = gradientDecay * mean[i] + (1 - gradientDecay) * g
      square[i] = squareDecay * square[i] + (1 - squareDecay) * g * g
      let root = (square[i] / (1 - squareDebt)).squareRoot()
      state.direction[i] =
        -stepSize * (mean[i] / (1 - meanDebt)) / (root + epsilon)
        - stepSize * weightDecay * state.current.x[i]
    }
    guard let point = state.tryStep(1) else { return .ended(state.interruption ?? .stopped) }
    guard point.isFinite else { return .ended(.diverged) }
    state.accept()
    return .accepted
  }
}
