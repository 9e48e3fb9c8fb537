import LinearAlgebra
import Matrices

/// One run of `LevenbergMarquardt`.
struct LevenbergMarquardtStepper<Scalar: LinearAlgebraScalar>: Stepper {
  private let n: Int
  private let factor: Scalar
  private var m = 0
  private var residuals: [Scalar] = []
  private var model: ResidualModel<Scalar>
  private var system: DampedLeastSquares<Scalar>
  private var boxed: BoxedStep<Scalar>
  /// D.
  private var scale: [Scalar]
  private var radius: Scalar = 0
  private var lambda: Scalar = 0
  /// Whether residuals and Jacobian are known, and the system factored.
  private var isReady = false
  /// Whether they are not because a limit or a signal forbade it.
  private var isCut = false
  private var isFactored = false
  /// Whether nothing has been tried yet, and Δ is a guess.
  private var isFirst = true
  private var creep = Creep<Scalar>()

  init(dimension: Int, factor: Scalar) {
    n = dimension
    self.factor = factor
    scale = [Scalar](repeating: 0, count: n)
    model = ResidualModel(rows: 0, columns: n)
    system = DampedLeastSquares(dimension: n)
    boxed = BoxedStep(dimension: n)
  }

  var traits: MethodTraits { MethodTraits(canRelocate: true) }

  mutating func begin(_ state: inout MinimizationState<Scalar>) {
    guard let m = state.residualCount else {
      trap({ "Levenberg and Marquardt's method needs residuals: minimise a SumOfSquares" })
    }
    self.m = m
    residuals = [Scalar](repeating: 0, count: m)
    model = ResidualModel(rows: m, columns: n)
    linearize(&state, isStep: false)
    setFirstRadius(state)
  }

  /// Δ of the start, or of where a better Jacobian makes the one reached meaningless. Variables so small that
  /// changing them by as much changes no residual count as zero, of which nothing says how far to go.
  private mutating func setFirstRadius(_ state: MinimizationState<Scalar>) {
    for i in 0..<n where scale[i] == 0 { scale[i] = 1 }
    let length = scaledLength(state.current.x)
    let least = Scalar.ulpOfOne.squareRoot() * BLAS.nrm2(m, residuals)
    radius = factor * (length > least ? length : max(1, least))
    lambda = 0
  }

  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    guard cause != .doubt else { return }
    linearize(&state, isStep: cause == .relocation)
    if cause == .refinement { setFirstRadius(state) }
  }

  /// Takes in residuals and Jacobian at the iterate, and what a step to it tells of the curvature.
  private mutating func linearize(_ state: inout MinimizationState<Scalar>, isStep: Bool) {
    defer { isCut = !isReady && state.interruption != nil }
    isReady = state.residuals(into: &residuals)
    guard isReady else { return }
    if isStep { model.project(residuals) }
    isReady = state.jacobian(into: &model.jacobian)
    guard isReady else { return }
    if isStep { model.learn(from: state) }
    model.jacobian.withUnsafeBufferPointer { jacobian in
      guard let start = jacobian.baseAddress else { return }
      for j in 0..<n { scale[j] = max(scale[j], BLAS.nrm2(m, start + m * j)) }
    }
    for j in 0..<n where scale[j] == 0 { scale[j] = 1 }
    factor(&state)
    if isFactored { state.expectedDecrease = system.newtonDecrease }
  }

  private mutating func factor(_ state: inout MinimizationState<Scalar>) {
    state.hold()
    system.signal = state.evaluator.signal
    system.factor(model.jacobian, residuals, scale, isHeld: state.isHeld)
    model.changed()
    isFactored = state.stopReason == nil
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if isCut { linearize(&state, isStep: false) }
    guard isReady else { return .ended(state.interruption ?? .searchFailed(.notSmooth)) }
    if !isFactored { factor(&state) }
    if let reason = state.stopReason { return .ended(reason) }
    if creep.isStall(at: state.current.value) { return .ended(state.diagnose()) }
    state.beginSearch()
    // Where even the first step promised no more than rounding hides, its failure needs no diagnosis.
    var isExhausted = true
    var hasTurned = false
    while true {
      guard let plan = solve(&state) else {
        return .ended(state.interruption ?? .searchFailed(.unexplained))
      }
      if let reason = state.stopReason { return .ended(reason) }
      let current = state.current.value
      if !(plan.decrease > current.ulp / 4) || !(plan.length > 0) {
        return .ended(isExhausted && !state.metWall ? .valueExhausted : state.diagnose())
      }
      isExhausted = isExhausted && plan.decrease <= 100 * current.ulp
      guard let value = state.tryValue(1) else { return .ended(state.interruption ?? .stopped) }
      let turns = model.judge(state.direction, fall: current - value, decrease: plan.decrease)
      if turns && !hasTurned && !(value < current) {
        hasTurned = true
        continue
      }
      setRadius(current, value, plan, state.slope)
      if value < current, state.completeTrial() { return accept(&state) }
      if let interruption = state.interruption { return .ended(interruption) }
      // A point where the Jacobian is not finite is as good as one where f is not.
      if value < current { setRadius(0, .nan, plan, state.slope) }
    }
  }

  private mutating func accept(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    state.accept()
    state.lastStep = BLAS.maxAbs(n, state.direction)
    creep.note(metWall: state.metWall, before: state.trial.value)
    linearize(&state, isStep: true)
    return .accepted
  }

  /// Makes the direction the step of the model within the radius; `nil` where bounds bend it and the model's
  /// curvature is not finite.
  private mutating func solve(_ state: inout MinimizationState<Scalar>) -> TrustStep<Scalar>? {
    var plan: TrustStep<Scalar>
    if model.usesCurvature {
      plan = model.solve(system, radius: radius, scale, into: &state.direction)
    } else {
      lambda = system.solve(radius: radius, from: lambda, scale, into: &state.direction)
      plan = TrustStep(
        decrease: system.decrease(lambda), length: system.scaledLength,
        isOnBoundary: lambda > 0, metNegativeCurvature: false)
    }
    if let bounds = state.bounds {
      let decrease = boxed.bend(
        &state, bounds, decrease: plan.decrease, radius: radius, scale: scale, model: &model)
      guard let decrease else { return nil }
      plan.decrease = decrease
      plan.length = scaledLength(state.direction)
    }
    state.slope = BLAS.dot(n, state.current.gradient, state.direction)
    return plan
  }

  private func scaledLength(_ p: [Scalar]) -> Scalar {
    var square: Scalar = 0
    for i in 0..<n { square += scale[i] * p[i] * scale[i] * p[i] }
    return square.squareRoot()
  }

  /// Moré's rules for Δ and λ.
  private mutating func setRadius(
    _ before: Scalar, _ value: Scalar, _ plan: TrustStep<Scalar>, _ slope: Scalar
  ) {
    if isFirst { radius = min(radius, plan.length) }
    isFirst = false
    let ratio = (before - value) / plan.decrease
    if ratio <= 0.25 || ratio.isNaN {
      // The minimum of the parabola of f before, its slope, and f after, between a tenth and a half.
      let rise = value - before - slope
      var shrinkage: Scalar = value < before ? 0.5 : -slope / (2 * rise)
      if !(shrinkage >= 0.1) { shrinkage = 0.1 }
      shrinkage = min(shrinkage, 0.5)
      radius = shrinkage * min(radius, 10 * plan.length)
      lambda /= shrinkage
    } else if ratio >= 0.75 || !plan.isOnBoundary {
      radius = 2 * plan.length
      lambda /= 2
    }
  }
}

extension LevenbergMarquardtStepper {
  private enum CodingKeys: String, CodingKey {
    case residuals, model, scale, radius, lambda, isReady, isCut, isFirst, creep
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(residuals, forKey: .residuals)
    try container.encode(model, forKey: .model)
    try container.encode(scale, forKey: .scale)
    try container.encode(radius, forKey: .radius)
    try container.encode(lambda, forKey: .lambda)
    try container.encode(isReady, forKey: .isReady)
    try container.encode(isCut, forKey: .isCut)
    try container.encode(isFirst, forKey: .isFirst)
    try container.encode(creep, forKey: .creep)
  }

  // The system is factored anew, to the same bits.
  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    residuals = try container.decode([Scalar].self, forKey: .residuals)
    m = residuals.count
    model = ResidualModel(rows: m, columns: n)
    try container.restore(&model, forKey: .model)
    scale = try container.decode([Scalar].self, forKey: .scale)
    radius = try container.decode(Scalar.self, forKey: .radius)
    lambda = try container.decode(Scalar.self, forKey: .lambda)
    isReady = try container.decode(Bool.self, forKey: .isReady)
    isCut = try container.decode(Bool.self, forKey: .isCut)
    isFirst = try container.decode(Bool.self, forKey: .isFirst)
    creep = try container.decode(Creep<Scalar>.self, forKey: .creep)
  }
}
