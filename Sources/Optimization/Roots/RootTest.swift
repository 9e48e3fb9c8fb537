import LinearAlgebra

/// Tells whether ends of runs that minimise ½·Σ Fᵢ² are roots of F.
struct RootTest<Equations: ResidualObjective> {
  typealias Scalar = Equations.Scalar

  /// How many roundings of Σⱼ |∂Fᵢ/∂xⱼ·xⱼ| F cannot be told from zero by.
  static var roundings: Scalar { 64 }
  /// The part of its size that F may keep where |F| still falls: 1e-10, and 3e-6 for `Float`.
  static var part: Scalar { Scalar.ulpOfOne.squareRoot() / 150 }
  /// The slope of |F|, its rows being scaled to the length of 1, from which on it falls.
  static var slope: Scalar { Scalar.ulpOfOne.squareRoot() * 100 }

  private var squares: SumOfSquares<Equations>
  private let tolerance: Scalar?
  /// |Fᵢ| at the start.
  private var first: [Scalar]

  init(
    _ squares: SumOfSquares<Equations>, _ tolerance: Scalar?, from start: [Scalar],
    within bounds: Bounds<Scalar>?
  ) {
    self.squares = squares
    if let bounds { self.squares.keep(within: bounds) }
    self.tolerance = tolerance
    _ = self.squares.refineGradient()
    first = []
    first = linearization(at: start)?.values.map(\.magnitude) ?? []
  }

  private mutating func linearization(at x: [Scalar]) -> Linearization<Scalar>? {
    var meter = EvaluationMeter<Scalar>()
    guard squares.known(at: x, &meter) else { return nil }
    return squares.linearizations[squares.latest]
  }

  /// What is known of the end of a run.
  mutating func answer(_ solution: Solution<Scalar>) -> EquationSolution<Scalar> {
    let known = linearization(at: solution.x)
    let values = known?.values ?? squares.linearizations[squares.latest].values
    return EquationSolution(
      x: solution.x, values: values,
      isRoot: known.map { isRoot($0, at: solution.x) } ?? false, reason: solution.reason,
      iterations: solution.iterations, counts: solution.counts)
  }

  private func isRoot(_ known: Linearization<Scalar>, at x: [Scalar]) -> Bool {
    let values = known.values
    if let tolerance { return values.allSatisfy { $0.magnitude <= tolerance } }
    let (m, n) = (values.count, x.count)
    var sizes = [Scalar](repeating: 0, count: m)
    var lengths = sizes
    for j in 0..<n {
      for i in 0..<m {
        let slope = known.jacobian[i + m * j]
        sizes[i] += (slope * x[j]).magnitude
        lengths[i] += slope * slope
      }
    }
    let rounding = Self.roundings * Scalar.ulpOfOne
    if values.indices.allSatisfy({ values[$0].magnitude <= rounding * sizes[$0] }) { return true }
    for i in first.indices { sizes[i] = max(sizes[i], first[i]) }
    guard values.indices.allSatisfy({ values[$0].magnitude <= Self.part * sizes[$0] }) else {
      return false
    }
    // The slope of |F| with rows of length 1 along its own gradient.
    var total: Scalar = 0
    for i in 0..<m where lengths[i] > 0 { total += values[i] * values[i] / lengths[i] }
    var fall: Scalar = 0
    for j in 0..<n {
      var sum: Scalar = 0
      for i in 0..<m where lengths[i] > 0 {
        sum += known.jacobian[i + m * j] * values[i] / lengths[i]
      }
      fall += sum * sum
    }
    return fall > Self.slope * Self.slope * total
  }
}
