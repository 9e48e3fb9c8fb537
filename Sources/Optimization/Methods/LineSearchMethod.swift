public import LinearAlgebra

/// A method that goes along one direction at a time, as far as a line search says.
///
///     let method = LineSearchMethod(BFGS(), search: MoreThuente(curvature: 0.5))
///
/// When no step is found, the direction forgets what it has learnt and is searched once more from
/// steepest descent. When that fails too, differences of f decide what to call it: see `diagnose`.
public struct LineSearchMethod: MinimizationMethod {
  /// Where to go.
  public var direction: any DirectionMethod
  /// How far.
  public var search: any LineSearch

  /// A method of the given direction and search.
  public init(_ direction: some DirectionMethod, search: some LineSearch = MoreThuente()) {
    self.direction = direction
    self.search = search
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    LineSearchStepper(
      direction: direction.makeDirection(dimension: dimension, as: scalar), search: search)
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { LineSearchStepper(direction: direction.makeDirection(within: bounds), search: search) }
}

extension MinimizationMethod where Self == LineSearchMethod {
  /// Gradient descent with steps of one length: x ← x − `stepSize`·∇f(x).
  public static func gradientDescent(stepSize: Double) -> LineSearchMethod {
    LineSearchMethod(SteepestDescent(), search: FixedStep(stepSize))
  }

  /// Gradient descent with steps that a backtracking search chooses.
  public static var gradientDescent: LineSearchMethod {
    LineSearchMethod(SteepestDescent(), search: Backtracking(growth: 2))
  }

  /// Nonlinear conjugate gradients after Hager and Zhang with a strong Wolfe search; no memory beyond the
  /// direction.
  public static var conjugateGradient: LineSearchMethod { conjugateGradient(.hagerZhang) }

  /// Nonlinear conjugate gradients with β by the given formula and a strong Wolfe search.
  public static func conjugateGradient(_ formula: ConjugateGradient.Formula) -> LineSearchMethod {
    LineSearchMethod(ConjugateGradient(formula), search: MoreThuente(curvature: 0.1))
  }

  /// The method of Broyden, Fletcher, Goldfarb and Shanno with a strong Wolfe search; n²/2 numbers of memory.
  public static var bfgs: LineSearchMethod { LineSearchMethod(BFGS()) }

  /// Limited-memory BFGS with ten pairs and a strong Wolfe search; 20·n numbers of memory. Within bounds it is
  /// L-BFGS-B.
  public static var lbfgs: LineSearchMethod { LineSearchMethod(LBFGS()) }

  /// Limited-memory BFGS with `memory` pairs and a strong Wolfe search; 2·`memory`·n numbers of memory.
  public static func lbfgs(memory: Int) -> LineSearchMethod {
    LineSearchMethod(LBFGS(memory: memory))
  }
}

/// One run of a `LineSearchMethod`.
struct LineSearchStepper<Scalar: LinearAlgebraScalar>: Stepper {
  var direction: any DescentDirection<Scalar>
  private var search: any LineSearch
  private var isPointed = false
  private var creep = Creep<Scalar>()

  init(direction: any DescentDirection<Scalar>, search: any LineSearch) {
    self.direction = direction
    self.search = search
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    if !isPointed { point(&state) }
    if !(state.slope < 0) { return .ended(state.reasonWithoutSlope) }
    if creep.isStall(at: state.current.value) { return .ended(state.diagnose()) }
    if creep.isFlat && !direction.knowsCurvature { return .ended(.valueExhausted) }
    while true {
      if isBelowRounding(state.expectedDecrease, state) { return .ended(.valueExhausted) }
      state.beginSearch()
      switch search.search(&state, first: firstStep(state)) {
      case .found:
        state.accept()
        return advance(&state)
      case .ended(let reason):
        return .ended(reason)
      case .exhausted where direction.knowsCurvature:
        // The natural step leads nowhere, and promised no more than rounding hides.
        return .ended(.valueExhausted)
      case .exhausted, .failed:
        let isLower = state.acceptLowest()
        // Differences that lead a search astray no longer suffice, where better ones are to be had.
        let isRefined = state.evaluator.refine() && state.refineCurrent()
        if isLower { return advance(&state) }
        if let interruption = state.interruption { return .ended(interruption) }
        if isRefined {
          point(&state)
          continue
        }
        guard direction.forget() else { return .ended(state.diagnose()) }
        point(&state)
      }
    }
  }

  /// Learns from the step that was accepted, and points from the new iterate.
  private mutating func advance(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    state.lastStep = state.stepLength * BLAS.maxAbs(state.dimension, state.direction)
    creep.note(metWall: state.metWall, before: state.trial.value, after: state.current.value)
    direction.learn(from: &state)
    point(&state)
    return .accepted
  }

  // What has no curvature to correct begins anew: the pair of points is not one of its own steps. So does what
  // believes in a curvature where there is none, as on a slope without end.
  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    guard cause != .refinement else { return point(&state) }
    creep = Creep()
    if direction.knowsCurvature && hasCurvature(between: state.current, state.trial) {
      direction.learn(from: &state)
    } else {
      _ = direction.forget()
    }
    point(&state)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func hasCurvature(between a: Point<Scalar>, _ b: Point<Scalar>) -> Bool {
    var (change, square): (Scalar, Scalar) = (0, 0)
    for i in a.x.indices {
      change += (a.x[i] - b.x[i]) * (a.gradient[i] - b.gradient[i])
      square += (a.x[i] - b.x[i]) * (a.x[i] - b.x[i])
    }
    return change > 0 || square == 0
  }

  var traits: MethodTraits { direction.traits }

  private mutating func point(_ state: inout MinimizationState<Scalar>) {
    isPointed = true
    direction.point(&state)
    state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
    // Rounding can spoil the curvature so far that the direction no longer descends.
    if !(state.slope < 0), direction.forget() {
      direction.point(&state)
      state.slope = BLAS.dot(state.dimension, state.current.gradient, state.direction)
    }
    state.expectedDecrease = direction.knowsCurvature ? -state.slope / 2 : nil
  }

  /// 1 where the direction has a scale of its own. Else a step as long as the last one. At the start one
  /// of length 1, or shorter where the gradient is, unless it takes more to change f by |f|, or x by what shows
  /// beside its size.
  private func firstStep(_ state: MinimizationState<Scalar>) -> Scalar {
    if direction.hasNaturalLength { return 1 }
    if let lastStep = state.lastStep {
      return lastStep / BLAS.maxAbs(state.dimension, state.direction)
    }
    let norm = BLAS.nrm2(state.dimension, state.direction)
    let step = min(1 / norm, max(1, 2 * state.current.value.magnitude / norm / norm))
    let size = BLAS.maxAbs(state.dimension, state.current.x)
    return max(step, 1024 * Scalar.ulpOfOne * size / norm)
  }

  private func isBelowRounding(
    _ decrease: Scalar?, _ state: MinimizationState<Scalar>
  ) -> Bool {
    guard let decrease else { return false }
    return decrease < state.current.value.ulp / 4
  }
}

extension LineSearchStepper {
  private enum CodingKeys: String, CodingKey { case direction, search, isPointed, creep }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(direction, forKey: .direction)
    try container.encode(search, forKey: .search)
    try container.encode(isPointed, forKey: .isPointed)
    try container.encode(creep, forKey: .creep)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.restore(&direction, forKey: .direction)
    try container.restore(&search, forKey: .search)
    isPointed = try container.decode(Bool.self, forKey: .isPointed)
    creep = try container.decode(Creep<Scalar>.self, forKey: .creep)
  }
}

extension MinimizationState {
  /// What it means that no direction descends: a gradient of zero, or one whose square underflows.
  fileprivate var reasonWithoutSlope: EndReason {
    stationarity(of: current) == 0
      ? .gradientConverged : .searchFailed(.unexplained)
  }
}

/// Watches for a method that creeps: up to a wall, twenty searches in a row that met values that were not
/// finite, and lowered f by less than a thousandth together; or on the spot, thirty steps in a row that lowered
/// f by no more than its rounding.
struct Creep<Scalar: LinearAlgebraScalar>: Codable {
  private var steps = 0
  private var value: Scalar = 0
  private var flatSteps = 0

  /// Whether the last thirty steps told nothing.
  var isFlat: Bool { flatSteps >= 30 }

  /// Takes note of a step that was accepted and of f before it, and after where flat steps count.
  mutating func note(metWall: Bool, before: Scalar, after: Scalar = .nan) {
    flatSteps = before - after <= 10 * after.ulp ? flatSteps + 1 : 0
    guard metWall else { return steps = 0 }
    if steps == 0 { value = before }
    steps += 1
  }

  /// Whether the last twenty steps were a creep; begins to count anew where they lowered f after all.
  mutating func isStall(at current: Scalar) -> Bool {
    guard steps >= 20 else { return false }
    steps = 0
    return value - current < current.magnitude / 1000
  }
}
