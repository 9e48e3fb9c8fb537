// Trust regions.
//
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, algorithm 4.1, with ρ the decrease
// of f over that of the model: a radius of a quarter of the step after ρ < ¼, of twice the step after
// ρ > 0.9 on the boundary. How the model is minimised is the matter of the files in TrustRegions.
//
// Departures: 0.9 instead of ¾, as a radius grown after a middling step is mostly too large for the next.
// Every step that lowers f is taken. The first radius is the size of the start, at least 1. A
// step to a point where f is not finite counts as ρ < 0. Where the model's decrease is within the rounding of
// f, ρ means nothing, and a step is taken if it halves the gradient and raises f by no more than rounding.
// Bounds: see `BoxedStep`.
public import LinearAlgebra
import Matrices

/// Steps that minimise a quadratic model within a radius, in which it has proved good.
///
/// The model's Hessian is the objective's, where it is a `TwiceDifferentiableObjective`, or made of
/// differences of gradients, n of them an iteration; the methods of conjugate gradients and of Lanczos need
/// only products, the objective's where it is a `HessianProductObjective`. They find their way out of a
/// saddle point as no method of first order does. With bounds, steps are those of the variables that no
/// bound holds, bent to stay within the box.
public struct TrustRegion: MinimizationMethod {
  /// How the model is minimised.
  public enum Step: Sendable, Hashable, Codable {
    /// To the model's minimum, by Moré and Sorensen's factorisations: the fewest evaluations; n² numbers of
    /// memory and n³ operations an iteration.
    case exact
    /// Along Powell's dogleg.
    case dogleg
    /// By conjugate gradients as far as Steihaug's rules: 14·n numbers of memory.
    case conjugateGradient
    /// In Krylov spaces by Lanczos' vectors, up to sixty: closer to the minimum than conjugate gradients
    /// where that lies on the boundary; 60·n numbers of memory.
    case krylov
  }

  /// How the model is minimised.
  public let step: Step
  /// The first radius; `nil` for the size of the start, at least 1.
  public let initialRadius: Double?

  /// Traps unless the radius is positive and finite.
  public init(_ step: Step = .exact, initialRadius: Double? = nil) {
    require(
      initialRadius.map { $0 > 0 && $0.isFinite } ?? true,
      "a radius must be positive, not \(initialRadius ?? 0)")
    self.step = step
    self.initialRadius = initialRadius
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension n: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    switch step {
    case .exact: stepper(DenseModel(dimension: n, ExactSubproblem<Scalar>.self), n)
    case .dogleg: stepper(DenseModel(dimension: n, DoglegSubproblem<Scalar>.self), n)
    case .conjugateGradient: stepper(ProductModel(dimension: n, SteihaugSubproblem.self), n)
    case .krylov: stepper(ProductModel(dimension: n, KrylovSubproblem.self), n)
    }
  }

  private func stepper<Model: TrustModel>(_ model: Model, _ n: Int) -> any Stepper<Model.Scalar> {
    TrustRegionStepper(
      model: model, dimension: n, initialRadius: initialRadius.map { Model.Scalar($0) })
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { makeStepper(dimension: bounds.dimension, as: Scalar.self) }
}

extension MinimizationMethod where Self == TrustRegion {
  /// A trust region with exact steps; SciPy's `trust-exact`.
  public static var trustExact: TrustRegion { TrustRegion(.exact) }

  /// A trust region with steps by conjugate gradients; SciPy's `trust-ncg`.
  public static var trustConjugateGradient: TrustRegion { TrustRegion(.conjugateGradient) }

  /// A trust region with steps in Krylov spaces; SciPy's `trust-krylov`.
  public static var trustKrylov: TrustRegion { TrustRegion(.krylov) }

  /// A trust region with dogleg steps; SciPy's `dogleg`.
  public static var dogleg: TrustRegion { TrustRegion(.dogleg) }
}

/// One run of a `TrustRegion`.
struct TrustRegionStepper<Model: TrustModel>: Stepper {
  typealias Scalar = Model.Scalar

  private var model: Model
  private let initialRadius: Scalar?
  private var radius: Scalar = 1
  /// The step from the iterate, of which `state.direction` holds p; `nil` where it could not be computed.
  private var plan: TrustStep<Scalar>?
  private var creep = Creep<Scalar>()
  private var boxed: BoxedStep<Scalar>
  /// The steps in a row that lowered f by no more than rounding.
  private var idleSteps = 0

  init(model: Model, dimension: Int, initialRadius: Scalar?) {
    self.model = model
    boxed = BoxedStep(dimension: dimension)
    self.initialRadius = initialRadius
  }

  mutating func begin(_ state: inout MinimizationState<Scalar>) {
    radius = initialRadius ?? max(1, BLAS.nrm2(state.dimension, state.current.x))
    point(&state)
  }

  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    switch cause {
    case .doubt: return solve(&state)
    case .refinement: idleSteps = 0
    case .relocation: radius = max(radius, state.lastStep ?? 0)
    }
    point(&state)
  }

  var traits: MethodTraits { MethodTraits(canRelocate: true, patience: model.patience) }

  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if creep.isStall(at: state.current.value) { return .ended(state.diagnose()) }
    if idleSteps >= 5 {
      idleSteps = 0
      return .ended(.valueExhausted)
    }
    state.beginSearch()
    // Where even the first step promised no more than rounding hides, its failure needs no diagnosis.
    var isExhausted = true
    while let plan {
      if !(plan.decrease > state.current.value.ulp / 4) || !(plan.length > 0) {
        return .ended(
          isExhausted && !state.metWall ? endWithoutDecrease(state, plan) : state.diagnose())
      }
      isExhausted = isExhausted && plan.decrease <= 100 * state.current.value.ulp
      guard let value = state.tryValue(1) else { break }
      if isGood(&state, plan, value) {
        state.accept()
        state.lastStep = BLAS.maxAbs(state.dimension, state.direction)
        creep.note(metWall: state.metWall, before: state.trial.value)
        let isIdle = state.trial.value - state.current.value <= 4 * state.current.value.ulp
        idleSteps = isIdle ? idleSteps + 1 : 0
        point(&state)
        return .accepted
      }
      guard state.interruption == nil else { break }
      // Whatever was wrong with this step, the next one is shorter, so that the search ends.
      radius = min(radius, plan.length / 4)
      guard radius > 0 else { break }
      solve(&state)
    }
    return .ended(state.interruption ?? state.diagnose())
  }

  private func endWithoutDecrease(
    _ state: MinimizationState<Scalar>, _ plan: TrustStep<Scalar>
  ) -> EndReason {
    let isFlat = state.stationarity(of: state.current) == 0
    return isFlat && !plan.metNegativeCurvature ? .gradientConverged : .valueExhausted
  }

  /// Whether the point on trial is to be taken, its gradient then being known; sets the radius.
  private mutating func isGood(
    _ state: inout MinimizationState<Scalar>, _ plan: TrustStep<Scalar>, _ value: Scalar
  ) -> Bool {
    let current = state.current.value
    guard value.isFinite else {
      radius = plan.length / 4
      return false
    }
    let rounding = 10 * current.ulp
    let ratio = (current - value + rounding) / (plan.decrease + rounding)
    if ratio < 0.25 || value > current {
      radius = plan.length / 4
    } else if ratio > 0.9 && plan.isOnBoundary {
      radius = max(radius, 2 * plan.length)
    }
    if value < current { return completeTrial(&state, plan) }
    guard plan.decrease < 10 * rounding, value <= current + 2 * current.ulp else { return false }
    guard completeTrial(&state, plan) else { return false }
    return state.stationarity(of: state.trial) < state.stationarity(of: state.current) / 2
  }

  private mutating func completeTrial(
    _ state: inout MinimizationState<Scalar>, _ plan: TrustStep<Scalar>
  ) -> Bool {
    let isFinite = state.completeTrial()
    if !isFinite { radius = plan.length / 4 }
    return isFinite
  }

  private mutating func point(_ state: inout MinimizationState<Scalar>) {
    plan = nil
    state.expectedDecrease = nil
    state.hold()
    guard model.prepare(&state) else { return }
    solve(&state)
  }

  private mutating func solve(_ state: inout MinimizationState<Scalar>) {
    plan = model.solve(&state, radius: radius)
    state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
    guard let step = plan else { return }
    state.expectedDecrease = model.expectedDecrease(state, step)
    if let bounds = state.bounds { bend(&state, bounds, step) }
  }

  /// Keeps the step within the box.
  private mutating func bend(
    _ state: inout MinimizationState<Scalar>, _ bounds: Bounds<Scalar>, _ step: TrustStep<Scalar>
  ) {
    let decrease = boxed.bend(
      &state, bounds, decrease: step.decrease, radius: radius, scale: [], model: &model)
    guard let decrease else { return plan = nil }
    plan?.decrease = decrease
    plan?.length = BLAS.nrm2(state.dimension, state.direction)
    state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
  }
}

extension TrustRegionStepper {
  private enum CodingKeys: String, CodingKey { case model, radius, plan, creep, idleSteps }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(radius, forKey: .radius)
    try container.encode(plan, forKey: .plan)
    try container.encode(creep, forKey: .creep)
    try container.encode(idleSteps, forKey: .idleSteps)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.restore(&model, forKey: .model)
    radius = try container.decode(Scalar.self, forKey: .radius)
    plan = try container.decode(TrustStep<Scalar>?.self, forKey: .plan)
    creep = try container.decode(Creep<Scalar>.self, forKey: .creep)
    idleSteps = try container.decode(Int.self, forKey: .idleSteps)
  }
}
