// Levenberg and Marquardt's method for sums of squares.
//
// J. J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory", in Numerical Analysis, Lecture
// Notes in Mathematics 630, Springer 1978: a trust region |D·p| ≤ Δ with D of the largest norms that the
// columns of the Jacobian had; p minimises |J·p + r|² + λ·|D·p|², with λ from at most ten steps of Newton's
// iteration of section 5; Δ changes by the rules of section 4, ρ being the decrease of f over that of the
// model.
//
// Departures: the least-squares problems are solved by Householder's QR decomposition of J·D⁻¹ under √λ·I,
// made anew for each λ from the triangle of that of J·D⁻¹. A column of zeros has D = 1. Every step that
// lowers f is taken. The run ends by its gradient, like those of all methods, instead of by ρ and Δ. Bounds: see
// `BoxedStep`.
public import LinearAlgebra
import Matrices

/// The method of Levenberg, Marquardt and Moré for sums of squares.
///
///     let solution = minimize(SumOfSquares(fit), from: start, using: .levenbergMarquardt)
///
/// It approximates the Hessian by JᵀJ, so that it takes few evaluations where the residuals at the minimum are
/// small or nearly linear. 3·m·n + 2·n² numbers of memory, (m + n)·n² operations an iteration. With bounds,
/// steps are those of the variables that no bound holds, bent to stay within the box.
///
/// A run of it on an objective that is no `SumOfSquares` traps.
public struct LevenbergMarquardt: MinimizationMethod {
  /// The first radius over |D·x|; Moré's 100.
  public let initialFactor: Double

  /// Traps unless the factor is positive and finite.
  public init(initialFactor: Double = 100) {
    require(
      initialFactor > 0 && initialFactor.isFinite,
      "the first radius must be positive, not \(initialFactor)")
    self.initialFactor = initialFactor
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(
    dimension: Int, as scalar: Scalar.Type
  ) -> any Stepper<Scalar> {
    LevenbergMarquardtStepper<Scalar>(dimension: dimension, factor: Scalar(initialFactor))
  }

  public func makeStepper<Scalar: LinearAlgebraScalar>(within bounds: Bounds<Scalar>)
    -> (any Stepper<Scalar>)?
  { makeStepper(dimension: bounds.dimension, as: Scalar.self) }
}

extension MinimizationMethod where Self == LevenbergMarquardt {
  /// The method of Levenberg, Marquardt and Moré; SciPy's `least_squares(method="lm")`, MATLAB's
  /// `lsqnonlin`.
  public static var levenbergMarquardt: LevenbergMarquardt { LevenbergMarquardt() }
}

/// One run of `LevenbergMarquardt`.
struct LevenbergMarquardtStepper<Scalar: LinearAlgebraScalar>: Stepper {
  private let n: Int
  private let factor: Scalar
  private var m = 0
  private var residuals: [Scalar] = []
  private var linear = LinearModel<Scalar>()
  private var system: DampedLeastSquares<Scalar>
  private var boxed: BoxedStep<Scalar>
  /// D.
  private var scale: [Scalar]
  private var radius: Scalar = 0
  private var lambda: Scalar = 0
  /// Whether residuals and Jacobian are known, and the system factored.
  private var isReady = false
  private var isFactored = false
  private var creep = Creep<Scalar>()

  init(dimension: Int, factor: Scalar) {
    n = dimension
    self.factor = factor
    scale = [Scalar](repeating: 0, count: n)
    system = DampedLeastSquares(dimension: n)
    boxed = BoxedStep(dimension: n)
  }

  var canRelocate: Bool { true }

  mutating func begin(_ state: inout MinimizationState<Scalar>) {
    guard let m = state.residualCount else {
      trap({ "Levenberg and Marquardt's method needs residuals: minimise a SumOfSquares" })
    }
    self.m = m
    residuals = [Scalar](repeating: 0, count: m)
    linear = LinearModel(rows: m, columns: n)
    linearize(&state)
    setFirstRadius(state)
  }

  /// Δ of the start, or of where a better Jacobian makes the one reached meaningless.
  private mutating func setFirstRadius(_ state: MinimizationState<Scalar>) {
    for i in 0..<n where scale[i] == 0 { scale[i] = 1 }
    let length = scaledLength(state.current.x)
    radius = factor * (length > 0 ? length : 1)
    lambda = 0
  }

  mutating func reconsider(_ state: inout MinimizationState<Scalar>) {}

  mutating func refine(_ state: inout MinimizationState<Scalar>) {
    linearize(&state)
    setFirstRadius(state)
  }

  mutating func relocate(_ state: inout MinimizationState<Scalar>) { linearize(&state) }

  /// Takes in residuals and Jacobian at the iterate.
  private mutating func linearize(_ state: inout MinimizationState<Scalar>) {
    isReady = state.residuals(into: &residuals, jacobian: &linear.jacobian)
    guard isReady else { return }
    linear.jacobian.withUnsafeBufferPointer { jacobian in
      guard let start = jacobian.baseAddress else { return }
      for j in 0..<n { scale[j] = max(scale[j], BLAS.nrm2(m, start + m * j)) }
    }
    for j in 0..<n where scale[j] == 0 { scale[j] = 1 }
    factor(&state)
    state.expectedDecrease = system.newtonDecrease
  }

  private mutating func factor(_ state: inout MinimizationState<Scalar>) {
    state.hold()
    system.factor(linear.jacobian, residuals, scale, isHeld: state.isHeld)
    isFactored = true
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ state: inout MinimizationState<Scalar>) -> StepOutcome {
    guard isReady else { return .ended(state.interruption ?? .searchFailed(.notSmooth)) }
    if !isFactored { factor(&state) }
    if creep.isStall(at: state.current.value) { return .ended(state.diagnose()) }
    state.beginSearch()
    // Where even the first step promised no more than rounding hides, its failure needs no diagnosis.
    var isExhausted = true
    while true {
      lambda = system.solve(radius: radius, from: lambda, scale, into: &state.direction)
      state.slope = BLAS.dot(n, state.current.gradient, state.direction)
      var (length, decrease) = (system.scaledLength, system.decrease(lambda))
      if let bounds = state.bounds {
        let model = boxed.bend(
          &state, bounds, decrease: decrease, radius: radius, scale: scale, model: &linear)
        guard let model else { return .ended(state.interruption ?? .searchFailed(.unexplained)) }
        decrease = model
        length = scaledLength(state.direction)
        state.slope = BLAS.dot(n, state.current.gradient, state.direction)
      }
      if !(decrease > state.current.value.ulp / 4) || !(length > 0) {
        return .ended(isExhausted && !state.metWall ? .valueExhausted : state.diagnose())
      }
      isExhausted = isExhausted && decrease <= 100 * state.current.value.ulp
      guard let value = state.tryValue(1) else { return .ended(state.interruption ?? .stopped) }
      setRadius(state.current.value, value, decrease, length, state.slope)
      if value < state.current.value, state.completeTrial() { break }
      if let interruption = state.interruption { return .ended(interruption) }
      // A point where the Jacobian is not finite is as good as one where f is not.
      if value < state.current.value { setRadius(0, .nan, decrease, length, state.slope) }
    }
    state.accept()
    state.lastStep = BLAS.maxAbs(n, state.direction)
    creep.note(metWall: state.metWall, before: state.trial.value)
    linearize(&state)
    return .accepted
  }

  private func scaledLength(_ p: [Scalar]) -> Scalar {
    var square: Scalar = 0
    for i in 0..<n { square += scale[i] * p[i] * scale[i] * p[i] }
    return square.squareRoot()
  }

  /// Moré's rules for Δ and λ.
  private mutating func setRadius(
    _ before: Scalar, _ value: Scalar, _ decrease: Scalar, _ length: Scalar, _ slope: Scalar
  ) {
    let ratio = (before - value) / decrease
    if ratio <= 0.25 || ratio.isNaN {
      // The minimum of the parabola of f before, its slope, and f after, between a tenth and a half.
      let rise = value - before - slope
      var shrinkage: Scalar = value < before ? 0.5 : -slope / (2 * rise)
      if !(shrinkage >= 0.1) { shrinkage = 0.1 }
      shrinkage = min(shrinkage, 0.5)
      radius = shrinkage * min(radius, 10 * length)
      lambda /= shrinkage
    } else if ratio >= 0.75 || lambda == 0 {
      radius = 2 * length
      lambda /= 2
    }
  }
}

extension LevenbergMarquardtStepper {
  private enum CodingKeys: String, CodingKey {
    case residuals, jacobian, scale, radius, lambda, isReady, creep
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(residuals, forKey: .residuals)
    try container.encode(linear.jacobian, forKey: .jacobian)
    try container.encode(scale, forKey: .scale)
    try container.encode(radius, forKey: .radius)
    try container.encode(lambda, forKey: .lambda)
    try container.encode(isReady, forKey: .isReady)
    try container.encode(creep, forKey: .creep)
  }

  // The system is factored anew, to the same bits.
  mutating func restore(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    residuals = try container.decode([Scalar].self, forKey: .residuals)
    m = residuals.count
    linear = LinearModel(rows: m, columns: n)
    linear.jacobian = try container.decode([Scalar].self, forKey: .jacobian)
    guard linear.jacobian.count == m * n else {
      throw DecodingError.dataCorruptedError(
        forKey: .jacobian, in: container, debugDescription: "it is not \(m)×\(n)")
    }
    scale = try container.decode([Scalar].self, forKey: .scale)
    radius = try container.decode(Scalar.self, forKey: .radius)
    lambda = try container.decode(Scalar.self, forKey: .lambda)
    isReady = try container.decode(Bool.self, forKey: .isReady)
    creep = try container.decode(Creep<Scalar>.self, forKey: .creep)
  }
}

/// r + J·p, whose half square is the model of f.
private struct LinearModel<Scalar: LinearAlgebraScalar>: ModelCurvature {
  /// J, column after column.
  var jacobian: [Scalar] = []
  private var product: [Scalar] = []

  init() {}

  init(rows m: Int, columns n: Int) {
    jacobian = [Scalar](repeating: 0, count: m * n)
    product = [Scalar](repeating: 0, count: m)
  }

  /// |J·s|².
  mutating func curvature(
    along s: [Scalar], _ state: inout MinimizationState<Scalar>
  ) -> Scalar? {
    let m = product.count
    guard m > 0, !s.isEmpty else { return 0 }
    BLAS.gemv(m: m, n: s.count, jacobian, lda: m, s, &product)
    return BLAS.dot(m, product, product)
  }
}
