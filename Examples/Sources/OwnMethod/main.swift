import LinearAlgebra
import Optimization

/// Gradient descent with the steps of Barzilai and Borwein: η = sᵀs/sᵀy for the last change s of x and y of
/// the gradient.
struct BarzilaiBorwein: MinimizationMethod {
  var firstStep = 0.001

  func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    BarzilaiBorweinStepper(length: Scalar(firstStep))
  }
}

/// What changes from one iteration to the next; a checkpoint keeps it.
struct BarzilaiBorweinStepper<Scalar: LinearAlgebraScalar>: Stepper, Codable {
  var length: Scalar

  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    for i in 0..<state.dimension { state.direction[i] = -state.current.gradient[i] }
    guard let point = state.tryStep(length) else {
      return .ended(state.interruption ?? .stopped)
    }
    guard point.isFinite else { return .ended(.diverged) }
    state.accept()
    // Now `current` is the new iterate, and `trial` the one before.
    var (square, product): (Scalar, Scalar) = (0, 0)
    for i in 0..<state.dimension {
      let s = state.current.x[i] - state.trial.x[i]
      square += s * s
      product += s * (state.current.gradient[i] - state.trial.gradient[i])
    }
    if product > 0 { length = square / product }
    return .accepted
  }
}

let solution = minimize(from: [-1.2, 1.0], using: BarzilaiBorwein()) { x, gradient in
  let slope = x[1] - x[0] * x[0]
  gradient[0] = -400 * x[0] * slope - 2 * (1 - x[0])
  gradient[1] = 200 * slope
  return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
}
print(solution.value, solution.reason)

/// The direction of steepest descent, each coordinate divided by a running mean of its gradient's size.
struct ScaledDescent: DirectionMethod {
  func makeDirection<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any DescentDirection<Scalar> {
    Direction(sizes: [Scalar](repeating: 0, count: dimension))
  }

  struct Direction<Scalar: LinearAlgebraScalar>: DescentDirection, Codable {
    var sizes: [Scalar]
    var knowsCurvature: Bool { false }

    mutating func point(_ state: inout MinimizationState<Scalar>) {
      for i in sizes.indices {
        let slope = state.current.gradient[i]
        sizes[i] = (sizes[i] + slope.magnitude) / 2
        state.direction[i] = sizes[i] > 0 ? -slope / sizes[i] : 0
      }
    }

    mutating func learn(from state: inout MinimizationState<Scalar>) {}
    mutating func forget() -> Bool { false }
  }
}

let method = LineSearchMethod(ScaledDescent(), search: HagerZhang())
