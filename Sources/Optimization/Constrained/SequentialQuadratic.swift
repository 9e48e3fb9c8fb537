// Sequential quadratic programming with a dense quasi-Newton approximation of the Lagrangian's Hessian.
//
// M. J. D. Powell, "A fast algorithm for nonlinearly constrained optimization calculations", in Numerical Analysis,
// Lecture Notes in Mathematics 630, Springer 1978: the step p minimises gᵀp + ½·pᵀBp within the linearised
// constraints; B is made of differences of ∇L by BFGS, damped so that it stays positive definite; the weights of the
// exact penalty function φ = f + Σ νᵢ·violationᵢ that steps have to lower follow the multipliers.
// R. Fletcher, "Second order corrections for non-differentiable optimization", Lecture Notes in Mathematics 912,
// Springer 1982: where a whole step raises φ, the curvature of the constraints is corrected once (N. Maratos's effect).
// J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed., Springer 2006, sections 18.1 to 18.6.
//
// Departures: φ has to fall below the largest of its last values instead of the last one (L. Grippo, F. Lampariello,
// S. Lucidi, 1986). Where the linearised constraints contradict each other, the rows that are violated get a slack
// each, at a price that rises as long as that lowers the violation.
import LinearAlgebra

/// What changes in a run of the method, in the run's units.
struct SequentialQuadratic<Scalar: LinearAlgebraScalar>: Sendable, Codable {
  typealias Evaluator = ConstrainedEvaluator<Scalar>
  typealias Numbers = ConstrainedLimit<Scalar>

  let n: Int
  let m: Int
  var current: ConstrainedPoint<Scalar>
  var trial: ConstrainedPoint<Scalar>
  /// The best point so far: the lowest of those that keep the constraints, or the least violated one.
  var best: ConstrainedPoint<Scalar>
  /// The bounds of the m rows, then of the n variables.
  var lower: [Scalar]
  var upper: [Scalar]
  /// By how much a constraint may be broken.
  var tolerances: [Scalar]
  /// B, n×n column after column, J with J·Jᵀ = B⁻¹, and workspace for a factor.
  var B: [Scalar]
  var factor: [Scalar]
  var inverse: [Scalar]
  var quadratic: DualActiveSet<Scalar>
  var elastic: ElasticProgram<Scalar>
  var estimate: MultiplierEstimate<Scalar>
  /// The step p, the multipliers of the last quadratic program, and the bounds that it had.
  var step: [Scalar]
  var multipliers: [Scalar]
  var lowerStep: [Scalar]
  var upperStep: [Scalar]
  /// The weights ν, and the price of slacks.
  var weights: [Scalar]
  var price: Scalar = 0
  /// f and the violations at the last accepted points, the newest last, `memory` of them at most.
  var pastValues: [Scalar] = []
  var pastViolations: [Scalar] = []
  /// Whether derivatives are of differences. A value then costs more than a quadratic program, and programs solved by the
  /// dual method from nothing lead to the end by fewer values than those that begin from the last one's constraints.
  var hasDifferences = false
  /// Whether `inverse` is that of B as it is.
  var isFactored = true
  /// Scratch.
  var remainder: [Scalar]
  var change: [Scalar]
  var move: [Scalar]
  var product: [Scalar]
  var linear: [Scalar]
  var slopes: [Scalar]

  /// Whether B is the one that the run, or a restart of it, began with.
  var isFresh = true
  var restarts = 0
  var displacements = 0
  var departures = 0
  var idleSteps = 0
  /// The steps in a row that brought no feasible point nearer, and the least Σ violations so far.
  var fruitless = 0
  var leastViolation = Scalar.infinity
  var stepLength: Scalar = 0
  var lastStep: Scalar?
  var lastDecrease: Scalar?
  /// What the largest disagreement of derivatives with differences along a step was, and whose: −1 f's, i row i's.
  var suspect: Int?
  /// f at the start.
  var firstValue: Scalar = 0
  /// The largest Σ violations so far, and 1 at least.
  var largestViolation: Scalar = 1
  /// The rows that contradict each other, and the weights of the combination of rows and bounds that tells so.
  var conflict: [Int] = []
  var conflictWeights: [Scalar] = []
  /// The weights that prove that the last quadratic program had no feasible point, where it had none.
  var proof: [Scalar]
  var hasProof = false
  /// What the last look at the curvature found.
  var rank: Int?
  var activeCount: Int?
  var lowestCurvature: Scalar?

  init(variables n: Int, rows m: Int) {
    self.n = n
    self.m = m
    current = ConstrainedPoint(variables: n, rows: m)
    trial = current
    best = current
    lower = [Scalar](repeating: -.infinity, count: m + n)
    upper = [Scalar](repeating: .infinity, count: m + n)
    tolerances = [Scalar](repeating: 0, count: m + n)
    B = [Scalar](repeating: 0, count: n * n)
    factor = B
    inverse = B
    quadratic = DualActiveSet(variables: n, rows: m)
    elastic = ElasticProgram()
    estimate = MultiplierEstimate(variables: n, rows: m)
    step = [Scalar](repeating: 0, count: n)
    multipliers = [Scalar](repeating: 0, count: m + n)
    lowerStep = multipliers
    upperStep = multipliers
    proof = multipliers
    weights = [Scalar](repeating: 0, count: m)
    remainder = step
    change = step
    move = step
    product = step
    linear = weights
    slopes = weights
    resetHessian()
  }

  mutating func resetHessian() {
    for i in 0..<(n * n) { (B[i], inverse[i]) = (0, 0) }
    // Anew, a step is no longer than 1 where the slope is steep.
    let size = pastValues.isEmpty ? 1 : max(1, BLAS.maxAbs(n, current.gradient))
    for i in 0..<n {
      B[i + n * i] = size
      inverse[i + n * i] = 1 / size.squareRoot()
    }
    isFresh = true
    isFactored = true
  }

  /// By how much row i is broken where it has the value c.
  @inline(__always)
  func violation(_ i: Int, _ c: Scalar) -> Scalar { max(max(lower[i] - c, c - upper[i]), 0) }

  /// The largest violation in tolerances, and whose it is.
  func worstViolation(_ p: ConstrainedPoint<Scalar>) -> (Scalar, Int?) {
    var (worst, row): (Scalar, Int?) = (0, nil)
    for i in 0..<m {
      let share = violation(i, p.rows[i]) / tolerances[i]
      if share > worst || share.isNaN { (worst, row) = (share, i) }
    }
    return (worst, row)
  }

  func isFeasible(_ p: ConstrainedPoint<Scalar>) -> Bool { worstViolation(p).0 <= 1 }

  /// Σ violations.
  func totalViolation(_ rows: [Scalar]) -> Scalar {
    var sum: Scalar = 0
    for i in 0..<m { sum += violation(i, rows[i]) }
    return sum
  }

  /// φ with the weights as they are.
  func merit(_ p: ConstrainedPoint<Scalar>) -> Scalar {
    var sum = p.value
    for i in 0..<m where weights[i] > 0 { sum += weights[i] * violation(i, p.rows[i]) }
    return sum
  }

  /// Takes note of the point if it is better than the best one.
  mutating func noteBest(_ p: ConstrainedPoint<Scalar>) {
    guard p.firstNotFinite == nil else { return }
    let (new, old) = (max(worstViolation(p).0, 1), max(worstViolation(best).0, 1))
    if best.value.isNaN || new < old || new == old && p.value < best.value { best.copy(p) }
  }
}
