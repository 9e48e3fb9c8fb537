public import LinearAlgebra
import Matrices

/// What an examination of a point found, with the numbers that it rests on.
public struct ExaminationReport<Scalar: LinearAlgebraScalar>: Sendable {
  /// What the point is, as far as f and its gradient close by tell.
  public enum Verdict: Sendable, Hashable {
    /// A minimum: no point that was looked at is lower by a decrease worth having, and neither gradient nor
    /// curvature promises one.
    case minimum
    /// The gradient, or what the curvature makes of it, promises a decrease worth having.
    case notStationary
    /// The gradient vanishes, and f bends down along ``ExaminationReport/direction``: a saddle point or a maximum.
    case saddlePoint
    /// The gradient vanishes, and there is a lower point where the curvature does not show it: a point of
    /// inflexion, a maximum of fourth order, a plateau with an edge.
    case lowerNearby
    /// f is the same all around, as far as it was looked at.
    case plateau
    /// f has a kink there, where a gradient tells the slope of one side, or one between both.
    case kink
    /// The gradient is not that of f.
    case gradientWrong
    /// f is too noisy to tell.
    case noisy
    /// f or its gradient is not finite, there or close by.
    case notFinite
    /// A limit forbade to look further.
    case unfinished(EndReason)
    /// f and its gradient agree, and yet nothing could be told.
    case unexplained
  }

  /// What the point is.
  public let verdict: Verdict
  /// The point.
  public let x: [Scalar]
  /// f there.
  public let value: Scalar
  /// ∇f there: the function's own, or one of differences.
  public let gradient: [Scalar]
  /// The largest |∂f/∂xᵢ|, or with bounds the largest |xᵢ − P(xᵢ − ∂f/∂xᵢ)| for the projection P into the box.
  public let gradientNorm: Scalar
  /// How the function's own gradient compares with differences: of every variable up to 64 of them, along one
  /// direction beyond, as the only variable; `nil` where the function gives values alone.
  public let gradientCheck: GradientCheck<Scalar>?
  /// The lowest curvature pᵀ·H·p for |p| = 1 that up to 20 products of the Hessian with vectors show; `nil` where the
  /// function gives values alone.
  public let lowestCurvature: Scalar?
  /// The largest magnitude of a curvature, likewise.
  public let largestCurvature: Scalar?
  /// How much lower the curvature along the gradient expects the minimum; ∞ where f does not bend up there, `nil`
  /// where that was not asked.
  public let expectedDecrease: Scalar?
  /// The lowest point that was met, where it is lower by a decrease worth having.
  public let lower: Point<Scalar>?
  /// How much f changes at random over distances of some roundings of x; 0 where it does not.
  public let noise: Scalar
  /// The calls of the function for all of this but the check of the gradient.
  public let evaluations: Int

  /// The way to ``lower``.
  public var direction: [Scalar]? {
    lower.map { lower in x.indices.map { lower.x[$0] - x[$0] } }
  }

  /// Whether the point is a minimum as far as can be told.
  public var isMinimum: Bool { verdict == .minimum }
}

/// Examines whether a point is a minimum of f, whoever claims it: SciPy, MATLAB, a colleague.
///
///     let report = examine(loss, at: theirs)
///     print(report)                 // no minimum: a saddle point, f bends down by -0.31; 0.0021 lower at a distance of 1.2
///
/// The point is looked at as the end of a run of `minimize` is: the curvature along the gradient, the whole Hessian up to
/// 64 variables and the direction of the lowest curvature beyond, steps that these promise to lead lower, the directions in
/// which f is flat; besides, the gradient is compared with differences of f, and the noise of f is measured. It
/// takes some 30 evaluations and up to 2·n for the Hessian, and up to 24·n, or 24 beyond 64 variables, for the
/// check of the gradient.
///
/// Traps where the numbers of variables differ.
///
/// - Parameters:
///   - objective: f and its gradient.
///   - x: The point, moved into the box where there are bounds.
///   - bounds: A box that the minimum was sought in; `nil` for none.
///   - rules: The tolerance of the gradient, which says what decrease is worth having, and limits of evaluations and
///     time.
public func examine<Scalar: LinearAlgebraScalar>(
  _ objective: some DifferentiableObjective<Scalar>, at x: [Scalar],
  bounds: Bounds<Scalar>? = nil, stopping rules: StoppingRules = StoppingRules()
) -> ExaminationReport<Scalar> {
  var rules = rules
  rules.examination = .thorough
  var run = Minimization(objective, from: x, bounds: bounds, using: .lbfgs, stopping: rules)
  let isFinite = run.beginExamination()
  let point = run.state.original(run.state.current)
  var check: GradientCheck<Scalar>?
  if isFinite, run.state.hasOwnGradient, !x.isEmpty {
    check =
      x.count <= 64
      ? checkGradient(of: objective, at: point.x)
      : checkGradient(of: Restriction(of: objective, at: point.x), at: [0])
  }
  return run.report(point, isFinite: isFinite, check)
}

/// Examines whether a point is a minimum of a function that gives its values alone; see the other `examine`.
///
/// - Parameters:
///   - objective: f.
///   - x: The point, moved into the box where there are bounds.
///   - bounds: A box that the minimum was sought in; `nil` for none.
///   - rules: The tolerance of the gradient, and limits of evaluations and time.
public func examine<Scalar: LinearAlgebraScalar>(
  _ objective: some Objective<Scalar>, at x: [Scalar], bounds: Bounds<Scalar>? = nil,
  stopping rules: StoppingRules = StoppingRules()
) -> ExaminationReport<Scalar> {
  examine(differentiable(objective), at: x, bounds: bounds, stopping: rules)
}

extension Minimization {
  /// Evaluates the point, and says whether f and its gradient are finite there.
  fileprivate mutating func beginExamination() -> Bool {
    let isFinite = evaluateStart()
    if isFinite { _ = state.evaluator.refine() && state.refineCurrent() }
    progress.noteGradient(state.stationarity(of: state.current))
    return isFinite && progress.gradientNorm.isFinite
  }

  /// Looks at the point, and tells.
  fileprivate mutating func report(
    _ point: Point<Scalar>, isFinite: Bool, _ check: GradientCheck<Scalar>?
  ) -> ExaminationReport<Scalar> {
    var (noise, expected): (Scalar, Scalar?) = (0, nil)
    var curvature: LowestCurvature<Scalar>?
    var verdict = ExaminationReport<Scalar>.Verdict.notFinite
    if isFinite {
      noise = state.noiseAround() ?? 0
      if state.hasOwnGradient { curvature = state.lowestCurvature(products: 20) }
      if progress.gradientNorm > 0, state.hasOwnGradient {
        expected = state.decreaseAlongGradient()
      }
      verdict = self.verdict(check, expected, curvature)
    } else if let limit = state.interruption {
      verdict = .unfinished(limit)
    }
    let best = state.lowest
    let isLower = isWorthHaving(state.current.value - best.value)
    return ExaminationReport(
      verdict: verdict, x: point.x, value: point.value, gradient: point.gradient,
      gradientNorm: originalNorm(of: state.current), gradientCheck: check,
      lowestCurvature: curvature?.curvature, largestCurvature: curvature?.largest,
      expectedDecrease: expected, lower: isLower ? state.original(best) : nil, noise: noise,
      evaluations: state.evaluations)
  }

  private mutating func verdict(
    _ check: GradientCheck<Scalar>?, _ expected: Scalar?, _ curvature: LowestCurvature<Scalar>?
  ) -> ExaminationReport<Scalar>.Verdict {
    if let check, !check.kinks.isEmpty { return .kink }
    let isSmall = progress.gradientNorm <= gradientTolerance
    // What is left of a gradient at a minimum is a difference of slopes that cancel, of which differences of f have
    // few digits. A wrong gradient differs there by as much as it is.
    let tolerance: Scalar? = isSmall ? (isDouble ? 1e-3 : 0.1) : nil
    if let check, !check.passes(tolerance: tolerance) {
      return check.error.isNaN ? .notFinite : .gradientWrong
    }
    if let expected, !isSmall, isWorthHaving(expected), !isRounding(expected) {
      return .notStationary
    }
    let bendsDown =
      curvature?.isNegative(error: state.evaluator.gradientError.squareRoot()) ?? false
    switch examine() {
    // Where values are all there is, what is stationary is the lowest point that the examination came to.
    case .stationary where isWorthHaving(state.current.value - state.best.value):
      return isSmall ? .lowerNearby : .notStationary
    case .stationary: return isPlateau(curvature) ? .plateau : .minimum
    case .lower: return bendsDown ? .saddlePoint : isSmall ? .lowerNearby : .notStationary
    case .notStationary: return .notStationary
    case .interrupted: return state.interruption.map { .unfinished($0) } ?? .unexplained
    case .failed(.gradientLooksWrong), .failed(.jacobianLooksWrong): return .gradientWrong
    case .failed(.notSmooth): return .kink
    case .failed(.noisy): return .noisy
    case .failed(.saddlePoint): return .saddlePoint
    case .failed(.badlyScaled): return .notStationary
    case .failed(.unexplained): return .unexplained
    }
  }

  /// Whether f is the same at points as far away as x is large, and a sixteenth of that, along a direction of
  /// irregular elements.
  private mutating func isPlateau(_ curvature: LowestCurvature<Scalar>?) -> Bool {
    guard state.dimension > 0, curvature?.largest ?? 0 == 0, progress.gradientNorm == 0 else {
      return false
    }
    let rounding = 16 * Scalar.ulpOfOne * state.current.value.magnitude
    let x = state.current.x
    for share in [1, -1, 0.0625, -0.0625] as [Scalar] {
      let moved = x.indices.map { x[$0] + share * max(1, x[$0].magnitude) * irregularShare($0, 0) }
      guard let value = state.tryValue(at: moved),
        (value - state.current.value).magnitude <= rounding
      else { return false }
    }
    return true
  }
}

/// f along a direction of irregular elements, as long as x is large: a function of one variable.
private struct Restriction<Base: DifferentiableObjective>: DifferentiableObjective {
  private var base: Base
  private let origin: [Base.Scalar]
  private let direction: [Base.Scalar]
  private var point: [Base.Scalar]
  private var gradient: [Base.Scalar]

  init(of base: Base, at x: [Base.Scalar]) {
    self.base = base
    origin = x
    direction = x.indices.map { irregularShare($0, 1) * max(1, x[$0].magnitude) }
    (point, gradient) = (x, x)
  }

  var dimension: Int { 1 }

  mutating func value(
    at t: Span<Base.Scalar>, gradient slope: inout MutableSpan<Base.Scalar>
  ) -> Base.Scalar {
    for i in point.indices { point[i] = origin[i] + t[0] * direction[i] }
    let value = Self.evaluate(&base, at: point, &gradient)
    slope[0] = BLAS.dot(gradient.count, gradient, direction)
    return value
  }

  private static func evaluate(
    _ base: inout Base, at x: [Base.Scalar], _ gradient: inout [Base.Scalar]
  ) -> Base.Scalar {
    var span = gradient.mutableSpan
    return base.value(at: x.span, gradient: &span)
  }
}

extension ExaminationReport.Verdict: CustomStringConvertible {
  public var description: String {
    switch self {
    case .minimum: "a minimum, as far as can be told"
    case .notStationary: "no minimum: it is not stationary"
    case .saddlePoint: "no minimum: a saddle point or a maximum"
    case .lowerNearby: "no minimum: stationary, with lower points nearby"
    case .plateau: "no minimum at a point: f is the same all around"
    case .kink: "f is not smooth there"
    case .gradientWrong: "the gradient disagrees with differences of f"
    case .noisy: "f is too noisy there to tell"
    case .notFinite: "f or its gradient is not finite there or close by"
    case .unfinished(let limit): "not examined to the end: \(limit)"
    case .unexplained:
      "nothing can be told: f and its gradient agree, and no step that they promise is there"
    }
  }
}

/// The verdict and the numbers of note, in one line.
extension ExaminationReport: CustomStringConvertible {
  public var description: String {
    var parts = ["\(verdict)", "f = \(value)", "the largest gradient element is \(gradientNorm)"]
    if let lowestCurvature { parts.append("the lowest curvature is \(lowestCurvature)") }
    if let lower { parts.append("f is \(value - lower.value) lower at a point that was met") }
    if noise > 0 { parts.append("the noise of f is \(noise)") }
    return parts.joined(separator: "; ")
  }
}
