// Scaled conjugate gradients.
//
// M. F. Møller, "A scaled conjugate gradient algorithm for fast supervised learning", Neural Networks 6(4),
// 1993, 525–533: the length of each step comes from the curvature along the direction, measured by one
// more gradient close by, with a scale λ added to it that grows where the quadratic model fails and shrinks
// where it holds. The form and constants are those of the `scg` that MATLAB users know from Netlab (I. T.
// Nabney, NETLAB, Springer 2002): σ₀ = 1e-4, λ from 1 between 1e-15 and 1e100.
//
// Departures: within bounds, variables at a bound whose gradient pushes them against it stay there, and steps
// are bent along the sides of the box. A trial that is not finite makes λ four times larger. On a slope without
// curvature λ falls below 1e-15, as steps along it would not grow any more. Where the curvature along steps no
// longer leads anywhere, the direction is restarted before the method gives up. See `traits`.
public import LinearAlgebra

/// Møller's conjugate gradients without a line search: two gradients an iteration, and no more.
public struct ScaledConjugateGradient: MinimizationMethod {
  /// The method has no options.
  public init() {}

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    ScaledConjugateStepper<Scalar>(dimension: dimension)
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { ScaledConjugateStepper<Scalar>(dimension: bounds.dimension) }
}

extension MinimizationMethod where Self == ScaledConjugateGradient {
  /// Møller's scaled conjugate gradients.
  public static var scaledConjugateGradient: ScaledConjugateGradient { .init() }
}

private struct ScaledConjugateStepper<Scalar: LinearAlgebraScalar>: Stepper, Codable {
  private let patience: Int
  /// λ.
  private var lambda: Scalar = 1
  private var isPointed = false
  /// Steps since the direction was that of steepest descent.
  private var successes = 0
  /// Whether bounds leave each variable free to go down.
  private var isFree: [Bool]

  init(dimension: Int) {
    patience = 10 + dimension
    isFree = [Bool](repeating: true, count: dimension)
  }

  var traits: MethodTraits { MethodTraits(canRelocate: true, patience: patience) }

  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    isPointed = false
    lambda = 1
  }

  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if !isPointed { beginAnew(&state) }
    while true {
      guard state.slope < 0 else {
        return .ended(
          state.stationarity(of: state.current) == 0 ? .gradientConverged : .valueExhausted)
      }
      switch tryDirection(&state) {
      case .found:
        state.lastStep = state.stepLength * BLAS.maxAbs(state.dimension, state.direction)
        turn(&state)
        return .accepted
      case .ended(let reason): return .ended(reason)
      case .exhausted, .failed:
        guard successes > 0 else { return .ended(state.diagnose()) }
        beginAnew(&state)
      }
    }
  }

  /// Steps 2 to 7 of the paper: measures the curvature and tries steps, with λ ever larger, until one lowers
  /// f.
  private mutating func tryDirection(_ state: inout MinimizationState<Scalar>) -> SearchOutcome {
    let kappa = BLAS.dot(state.dimension, state.direction, state.direction)
    let sigma = 1e-4 / kappa.squareRoot()
    state.beginSearch()
    guard let close = state.tryStep(sigma) else { return state.ended }
    let theta = close.isFinite ? (close.slope - state.slope) / sigma : 0
    let size = max(1, BLAS.maxAbs(state.dimension, state.current.x))
    lambda = max(lambda, leastScale(theta, kappa))
    if theta.magnitude <= lambda * kappa { lambda = min(lambda, visibleScale(state, kappa, size)) }
    while true {
      var delta = theta + lambda * kappa
      if delta <= 0 {
        delta = lambda * kappa
        lambda -= theta / kappa
      }
      let alpha = -state.slope / delta
      let length = alpha * BLAS.maxAbs(state.dimension, state.direction)
      guard length > Scalar.ulpOfOne / 8 * size, lambda < 1e30 else { return .exhausted }
      guard let trial = state.tryStep(alpha) else { return state.ended }
      // NaN where f or its gradient is not finite, so that λ grows.
      let ratio =
        trial.isFinite
        ? 2 * (trial.value - state.current.value) / (alpha * state.slope) : .nan
      let isLower = ratio >= 0 && trial.value <= state.current.value
      if !(ratio >= 0.25) { lambda = min(4 * lambda, 1e30) }
      if ratio > 0.75 { lambda = max(lambda / 2, leastScale(theta, kappa)) }
      if isLower {
        state.accept()
        return .found
      }
    }
  }

  /// The λ with which a step shows beside x of the given size, far out on a slope; ∞ where f would not show it.
  private func visibleScale(
    _ state: MinimizationState<Scalar>, _ kappa: Scalar, _ size: Scalar
  ) -> Scalar {
    let step = 1024 * Scalar.ulpOfOne * size / BLAS.maxAbs(state.dimension, state.direction)
    let isVisible = -state.slope * step > 100 * state.current.value.ulp
    return isVisible ? -state.slope / (kappa * step) : .infinity
  }

  /// The least λ. On a slope whose curvature does not count beside it, steps may grow without end.
  private func leastScale(_ theta: Scalar, _ kappa: Scalar) -> Scalar {
    theta.magnitude <= lambda * kappa ? Scalar.leastNormalMagnitude / Scalar.ulpOfOne : 1e-15
  }

  private mutating func beginAnew(_ state: inout MinimizationState<Scalar>) {
    isPointed = true
    successes = 0
    _ = updateFree(state)
    for i in isFree.indices { state.direction[i] = isFree[i] ? -state.current.gradient[i] : 0 }
    state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
    state.expectedDecrease = nil
  }

  /// Steps 7 and 8: the next direction, steepest descent after n of them, and where bounds take hold of a
  /// variable or let it go.
  private mutating func turn(_ state: inout MinimizationState<Scalar>) {
    successes += 1
    guard !updateFree(state), successes < state.dimension else { return beginAnew(&state) }
    let (new, old) = (state.current.gradient, state.trial.gradient)
    var gamma: Scalar = 0
    for i in isFree.indices where isFree[i] { gamma += (old[i] - new[i]) * new[i] }
    gamma /= state.slope
    for i in isFree.indices where isFree[i] {
      state.direction[i] = gamma * state.direction[i] - new[i]
    }
    state.slope = BLAS.dot(state.dimension, new, state.direction)
    if !(state.slope < 0) { beginAnew(&state) }
  }

  /// Returns whether the set of free variables has changed.
  private mutating func updateFree(_ state: MinimizationState<Scalar>) -> Bool {
    guard let bounds = state.bounds else { return false }
    var hasChanged = false
    for i in isFree.indices {
      let free = !bounds.blocks(i, at: state.current.x[i], towards: -state.current.gradient[i])
      if free != isFree[i] { hasChanged = true }
      isFree[i] = free
    }
    return hasChanged
  }
}
