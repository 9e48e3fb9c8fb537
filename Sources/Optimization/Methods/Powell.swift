// Powell's method of conjugate directions.
//
// M. J. D. Powell, "An efficient method for finding the minimum of a function of several variables without
// calculating derivatives", The Computer Journal 7(2), 1964; W. H. Press et al., Numerical Recipes, 3rd ed.,
// section 10.7, whose rule decides when the direction of largest decrease gives way to the whole step. Along
// each direction: R. P. Brent, Algorithms for Minimization without Derivatives, Prentice-Hall 1973, chapter 5,
// after a bracket that grows by the golden ratio.
//
// Departures: with bounds, the way along a direction ends where it leaves the box. Points where f is not
// finite bracket like high ones. An end is claimed after a round that lowers f by less than it resolves, and
// examined as `NelderMead` says; where the claim is wrong, the directions begin anew. They do so as the
// principal axes of f where those were measured, as Brent's chapter 7 has it, and otherwise as the variables':
// in a long bent valley Powell's own grow alike. After 10 + 2·n rounds the axes are measured in any case, and
// their step is taken where it gains more than those rounds did.
public import LinearAlgebra

/// Powell's method of conjugate directions: values of f alone, and bounds where there are some.
///
/// For smooth functions of a few variables without gradients: n line minimisations a round. n·(n + 4)
/// numbers of memory. Up to 64 variables the axes of f are measured at the end, in 2·n² numbers more and some n²/2
/// evaluations for each of a few times, and a gradient is computed, as the evidence that the point is stationary;
/// their evaluations count.
public struct Powell: MinimizationMethod {
  /// The method has no options.
  public init() {}

  public var keepsBounds: Bool { true }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    PowellStepper<Scalar>(dimension: dimension)
  }
}

extension MinimizationMethod where Self == Powell {
  /// Powell's method of conjugate directions; SciPy's `Powell`.
  public static var powell: Powell { Powell() }
}

/// One run of `Powell`; a step is a round of line minimisations.
struct PowellStepper<Scalar: LinearAlgebraScalar>: Stepper {
  private let n: Int
  /// The directions, n numbers each, and the length of the last step along each.
  private var directions: [Scalar]
  private var lengths: [Scalar]
  private var start: [Scalar]
  private var origin: [Scalar]
  private var point: [Scalar]
  private var resolution = ValueResolution<Scalar>()

  init(dimension: Int) {
    n = dimension
    directions = [Scalar](repeating: 0, count: n * n)
    lengths = [Scalar](repeating: 1, count: n)
    start = lengths
    (origin, point) = (start, start)
    reset()
  }

  var traits: MethodTraits {
    MethodTraits(usesGradient: false, canRelocate: true, patience: 10 + 2 * n)
  }

  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    reset()
    if cause == .relocation, state.axes.count == directions.count { directions = state.axes }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func reset() {
    for i in directions.indices { directions[i] = i % (n + 1) == 0 ? 1 : 0 }
    for i in 0..<n { lengths[i] = 1 }
    resolution.reset()
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    guard n > 0 else { return .ended(.gradientConverged) }
    state.beginSearch()
    let before = state.current.value
    if resolution.highest.isNaN { resolution.begin(at: before) }
    for i in 0..<n { start[i] = state.current.x[i] }
    var largest: (decrease: Scalar, index: Int) = (0, 0)
    for k in 0..<n {
      let value = state.current.value
      guard minimize(along: k, &state) else { return .ended(state.interruption ?? .stopped) }
      let decrease = value - state.current.value
      if decrease > largest.decrease { largest = (decrease, k) }
    }
    guard exchange(before, largest, &state) else {
      return .ended(state.interruption ?? .stopped)
    }
    let decrease = before - state.current.value
    if resolution.isNegligible(decrease, at: state.current.value) {
      if decrease > 0 { noteStep(&state) }
      return .ended(state.sawMinusInfinity ? .unbounded : .valueExhausted)
    }
    noteStep(&state)
    return .accepted
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func noteStep(_ state: inout MinimizationState<Scalar>) {
    var move: Scalar = 0
    for i in 0..<n { move = max(move, (state.current.x[i] - start[i]).magnitude) }
    state.lastStep = move
  }

  /// Puts the whole step of the round in the place of the direction that lowered f most, where that keeps
  /// the directions from growing alike. False where a limit forbids an evaluation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func exchange(
    _ before: Scalar, _ largest: (decrease: Scalar, index: Int),
    _ state: inout MinimizationState<Scalar>
  ) -> Bool {
    guard largest.decrease > 0 else { return true }
    let value = state.current.value
    for i in 0..<n {
      origin[i] = state.current.x[i] - start[i]
      point[i] = state.current.x[i] + origin[i]
    }
    guard let beyond = evaluate(&state) else { return false }
    guard beyond < before else { return true }
    let (whole, rest) = (before - value - largest.decrease, before - beyond)
    let t = 2 * (before - 2 * value + beyond) * whole * whole - largest.decrease * rest * rest
    guard t < 0 else { return true }
    let k = largest.index
    for i in 0..<n {
      directions[n * k + i] = directions[n * (n - 1) + i]
      directions[n * (n - 1) + i] = origin[i]
    }
    lengths[k] = lengths[n - 1]
    lengths[n - 1] = 1
    for i in 0..<n { origin[i] = start[i] + directions[n * (n - 1) + i] }
    return minimize(along: n - 1, from: value, beyond: beyond, &state)
  }

  /// f at `point`; the iterate moves there if it is lower. `nil` where a limit forbids the evaluation.
  private mutating func evaluate(_ state: inout MinimizationState<Scalar>) -> Scalar? {
    guard let value = state.tryValue(at: point) else { return nil }
    guard value.isFinite else { return .infinity }
    if value < state.current.value { state.accept() }
    return value
  }

  /// f at `origin` + t·dₖ.
  private mutating func evaluate(
    _ k: Int, _ t: Scalar, _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    for i in 0..<n { point[i] = origin[i] + t * directions[n * k + i] }
    if let bounds = state.bounds { snap(to: bounds) }
    return evaluate(&state)
  }

  /// Moves coordinates of `point` that are as close to a bound as rounding leaves them at the end of a way
  /// through the box to that bound, so that it is known to hold them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func snap(to bounds: Bounds<Scalar>) {
    for i in 0..<n {
      let near = 8 * Scalar.ulpOfOne * max(point[i].magnitude, origin[i].magnitude)
      if (point[i] - bounds.lower[i]).magnitude <= near { point[i] = bounds.lower[i] }
      if (point[i] - bounds.upper[i]).magnitude <= near { point[i] = bounds.upper[i] }
    }
  }

  /// Minimises f along direction k from the iterate. False where a limit forbids an evaluation.
  private mutating func minimize(
    along k: Int, _ state: inout MinimizationState<Scalar>
  ) -> Bool {
    for i in 0..<n { origin[i] = state.current.x[i] }
    return minimize(along: k, from: state.current.value, beyond: nil, &state)
  }

  /// Minimises f along direction k from `origin`, where it is `value`, and `beyond` at t = 1, if that is known
  /// and within the bounds.
  private mutating func minimize(
    along k: Int, from value: Scalar, beyond: Scalar?, _ state: inout MinimizationState<Scalar>
  ) -> Bool {
    let range = reach(k, state.bounds)
    var line = LineMinimum(value: value, first: lengths[k], range: range)
    if let beyond, range.upperBound >= 1 { line.take(beyond) }
    while let t = line.next {
      guard let value = evaluate(k, t, &state) else { return false }
      line.take(value)
    }
    if line.best != 0 { lengths[k] = line.best.magnitude }
    return true
  }

  /// How far direction k stays within the box, to either side.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func reach(_ k: Int, _ bounds: Bounds<Scalar>?) -> ClosedRange<Scalar> {
    var (low, high) = (-Scalar.infinity, Scalar.infinity)
    guard let bounds else { return low...high }
    for i in 0..<n {
      let d = directions[n * k + i]
      guard d != 0 else { continue }
      let (a, b) = ((bounds.lower[i] - origin[i]) / d, (bounds.upper[i] - origin[i]) / d)
      low = max(low, min(a, b))
      high = min(high, max(a, b))
    }
    return min(low, 0)...max(high, 0)
  }
}

extension PowellStepper {
  private enum CodingKeys: String, CodingKey { case directions, lengths, resolution }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(directions, forKey: .directions)
    try container.encode(lengths, forKey: .lengths)
    try container.encode(resolution, forKey: .resolution)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    directions = try container.decode([Scalar].self, forKey: .directions)
    lengths = try container.decode([Scalar].self, forKey: .lengths)
    resolution = try container.decode(ValueResolution<Scalar>.self, forKey: .resolution)
  }
}
