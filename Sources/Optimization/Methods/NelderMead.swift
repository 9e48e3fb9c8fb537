// The simplex method.
//
// J. A. Nelder, R. Mead, "A simplex method for function minimization", The Computer Journal 7(4), 1965, with
// the parameters of F. Gao, L. Han, "Implementing the Nelder-Mead simplex algorithm with adaptive parameters",
// Computational Optimization and Applications 51(1), 2012, (4.1): reflection 1, expansion 1 + 2/n,
// contraction ¾ − 1/2n, shrinkage 1 − 1/n, which keep the simplex from collapsing in many variables.
//
// Departures: n is taken as 2 at least. With bounds, every point is moved to the closest one of the box, as in
// SciPy. A simplex that is small in x or in f claims nothing by itself: the run then measures the principal
// axes of f there (`PrincipalAxes`) and takes their Newton steps as long as they lower f by a decrease worth
// having. Where that leads to no stationary point, a new simplex begins at the lowest point found; so it does
// after 100·n iterations, where such a step gains more than they did. C. T. Kelley, "Detection and remediation
// of stagnation in the Nelder-Mead algorithm", SIAM Journal on Optimization 10(1), 1999, restarts likewise.
public import LinearAlgebra

/// The simplex method of Nelder and Mead with Gao and Han's adaptive parameters: values of f alone, and
/// bounds where there are some.
///
/// For functions of a few variables that are not smooth or whose gradient is not known; others take a
/// hundred times fewer evaluations where f is smooth. n·(n + 5) numbers of memory. Up to 64 variables
/// the axes of f are measured at the end, in 2·n² numbers more and some n²/2 evaluations for each of a few times,
/// and a gradient is computed, as the evidence that the point is stationary; their evaluations count.
public struct NelderMead: MinimizationMethod {
  /// The method has no options.
  public init() {}

  public var keepsBounds: Bool { true }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    NelderMeadStepper<Scalar>(dimension: dimension)
  }
}

extension MinimizationMethod where Self == NelderMead {
  /// The simplex method of Nelder and Mead with adaptive parameters; SciPy's `Nelder-Mead` with
  /// `adaptive=True`, MATLAB's `fminsearch`.
  public static var nelderMead: NelderMead { NelderMead() }
}

/// One run of `NelderMead`.
///
/// The iterate is the lowest vertex; a step is one change of the simplex or, as the iterate has to move, as
/// many as it takes to find a lower vertex.
struct NelderMeadStepper<Scalar: LinearAlgebraScalar>: Stepper {
  private let n: Int
  /// n, and at least 2.
  private let size: Scalar
  private let count: Scalar
  /// The n + 1 vertices, n numbers each, and f at them in the order of `order`.
  private var vertices: [Scalar]
  private var values: [Scalar]
  /// The vertices from the lowest to the highest.
  private var order: [Int]
  private var centre: [Scalar]
  private var worst: [Scalar]
  private var point: [Scalar]
  private var isBuilt = false
  /// How long each edge of the simplex was when it was built.
  private var edges: [Scalar]
  private var resolution = ValueResolution<Scalar>()

  init(dimension: Int) {
    n = dimension
    count = Scalar(n)
    size = max(count, 2)
    vertices = [Scalar](repeating: 0, count: n * (n + 1))
    values = [Scalar](repeating: 0, count: n + 1)
    order = Array(0...n)
    centre = [Scalar](repeating: 0, count: n)
    (worst, point, edges) = (centre, centre, centre)
  }

  var traits: MethodTraits {
    MethodTraits(usesGradient: false, canRelocate: true, patience: 100 * n)
  }

  mutating func restart(_ state: inout MinimizationState<Scalar>, after cause: RestartCause) {
    isBuilt = false
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    guard n > 0 else { return .ended(.gradientConverged) }
    state.beginSearch()
    let before = state.current.value
    guard isBuilt || build(&state) else { return .ended(state.interruption ?? .stopped) }
    while state.current.value == before {
      if isSmall(state) { return .ended(state.sawMinusInfinity ? .unbounded : .valueExhausted) }
      guard change(&state) else { return .ended(state.interruption ?? .stopped) }
    }
    return .accepted
  }

  /// A simplex around the iterate with edges along the axes of 5 % of each coordinate, or 0.00025.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func build(_ state: inout MinimizationState<Scalar>) -> Bool {
    let start = state.current.x
    // The iterate moves while the vertices are evaluated.
    let value = state.current.value
    for i in 0..<n { vertices[i] = start[i] }
    values[0] = value
    order[0] = 0
    for k in 1...n {
      for i in 0..<n { point[i] = start[i] }
      let edge = start[k - 1] == 0 ? 0.00025 : 0.05 * start[k - 1]
      edges[k - 1] = edge.magnitude
      point[k - 1] += edge
      if let bounds = state.bounds, bounds.clamped(point[k - 1], k - 1) == start[k - 1] {
        point[k - 1] = start[k - 1] - edge
      }
      guard let value = evaluate(&state) else { return false }
      values[k] = value
      for i in 0..<n { vertices[n * k + i] = point[i] }
      order[k] = k
    }
    sort()
    resolution.begin(at: values[order[n]].isFinite ? values[order[n]] : value)
    isBuilt = true
    return true
  }

  /// f at `point`, which is moved into the box, ∞ where it is not finite; the iterate moves there if it is
  /// lower. `nil` where a limit forbids the evaluation.
  private mutating func evaluate(_ state: inout MinimizationState<Scalar>) -> Scalar? {
    guard let value = state.tryValue(at: point) else { return nil }
    for i in 0..<n { point[i] = state.trial.x[i] }
    guard value.isFinite else { return .infinity }
    if value < state.current.value {
      state.accept()
      var move: Scalar = 0
      for i in 0..<n { move = max(move, (state.current.x[i] - state.trial.x[i]).magnitude) }
      state.lastStep = move
    }
    return value
  }

  /// Sorts the vertices by value, those of equal value as they were; insertion, as most are in order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func sort() {
    for k in 1...n {
      var j = k
      while j > 0 && values[order[j]] < values[order[j - 1]] {
        order.swapAt(j, j - 1)
        j -= 1
      }
    }
  }

  /// Whether the values differ by no more than f could resolve, or the vertices by no more than x could.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func isSmall(_ state: MinimizationState<Scalar>) -> Bool {
    let (low, high) = (values[order[0]], values[order[n]])
    if resolution.isNegligible(high - low, at: low) { return true }
    // Against the edges too: coordinates of zero would let the simplex shrink for ever.
    for i in 0..<n {
      let centre = vertices[n * order[0] + i]
      var spread: Scalar = 0
      for k in 1...n { spread = max(spread, (vertices[n * order[k] + i] - centre).magnitude) }
      if spread > 8 * Scalar.ulpOfOne * max(centre.magnitude, edges[i]) { return false }
    }
    return true
  }

  /// One change of the simplex; false where a limit forbids it.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func change(_ state: inout MinimizationState<Scalar>) -> Bool {
    let (highest, second) = (values[order[n]], values[order[n - 1]])
    for i in 0..<n {
      worst[i] = vertices[n * order[n] + i]
      var sum: Scalar = 0
      for k in 0..<n { sum += vertices[n * order[k] + i] }
      centre[i] = sum / count
    }
    guard let reflected = evaluate(1, &state) else { return false }
    if reflected < values[order[0]] {
      keep(reflected)
      guard let expanded = evaluate(1 + 2 / size, &state) else { return false }
      if expanded < reflected { keep(expanded) }
    } else if reflected < second {
      keep(reflected)
    } else {
      let isOutside = reflected < highest
      let contraction = 0.75 - 1 / (2 * size)
      guard let contracted = evaluate(isOutside ? contraction : -contraction, &state) else {
        return false
      }
      guard contracted <= min(reflected, highest) && contracted.isFinite else {
        return shrink(&state)
      }
      keep(contracted)
    }
    sort()
    return true
  }

  /// f at c + t·(c − w) for the centre c of the other vertices and the worst vertex w, which is kept while
  /// the simplex changes.
  private mutating func evaluate(
    _ t: Scalar, _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    for i in 0..<n { point[i] = centre[i] + t * (centre[i] - worst[i]) }
    return evaluate(&state)
  }

  /// Puts the last point in the worst vertex's place.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func keep(_ value: Scalar) {
    values[order[n]] = value
    for i in 0..<n { vertices[n * order[n] + i] = point[i] }
  }

  /// Moves every vertex towards the lowest.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private mutating func shrink(_ state: inout MinimizationState<Scalar>) -> Bool {
    let shrinkage = 1 - 1 / size
    let best = order[0]
    for k in 1...n {
      let vertex = order[k]
      for i in 0..<n {
        let low = vertices[n * best + i]
        point[i] = low + shrinkage * (vertices[n * vertex + i] - low)
      }
      guard let value = evaluate(&state) else { return false }
      values[vertex] = value
      for i in 0..<n { vertices[n * vertex + i] = point[i] }
    }
    sort()
    return true
  }
}

extension NelderMeadStepper {
  private enum CodingKeys: String, CodingKey {
    case vertices, values, order, edges, isBuilt, resolution
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(vertices, forKey: .vertices)
    try container.encode(values, forKey: .values)
    try container.encode(order, forKey: .order)
    try container.encode(isBuilt, forKey: .isBuilt)
    try container.encode(edges, forKey: .edges)
    try container.encode(resolution, forKey: .resolution)
  }

  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    vertices = try container.decode([Scalar].self, forKey: .vertices)
    values = try container.decode([Scalar].self, forKey: .values)
    order = try container.decode([Int].self, forKey: .order)
    isBuilt = try container.decode(Bool.self, forKey: .isBuilt)
    edges = try container.decode([Scalar].self, forKey: .edges)
    resolution = try container.decode(ValueResolution<Scalar>.self, forKey: .resolution)
    guard order.sorted() == Array(0...n) else {
      throw DecodingError.dataCorruptedError(
        forKey: .order, in: container, debugDescription: "it is no order of the vertices")
    }
  }
}
