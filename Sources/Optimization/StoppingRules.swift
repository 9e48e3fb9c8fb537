import Matrices

/// When a minimisation stops.
///
/// Limits are what they say: a run of `iterations: 100` takes at most 100 steps from the start, one of
/// `evaluations: 100` calls the objective at most 100 times, and one of a `time` calls it no more once that
/// has passed. The defaults limit nothing but the iterations.
public struct StoppingRules: Sendable, Hashable, Codable {
  /// The largest |∂f/∂xᵢ| of a stationary point; `nil` stands for 1.5e-8 in `Double` and 1e-6 in `Float`, of
  /// variables that are measured in units of their own where they are far smaller than 1 at the start: where a
  /// rate of 5e-7 per second is one unit.
  ///
  /// A method that estimates curvature also has to expect no further decrease worth having: less than
  /// 1e-9 of |f|, or 1e-24 of the decrease since the start (`Float`: 1e-6 and 1e-12). A looser tolerance
  /// gives up as much more as a gradient of that size promises, in proportion to its square. A gradient that has been
  /// within its tolerance for fifty iterations in which f fell by less than a tenth of a rounding of f at the start
  /// is enough too.
  public var gradientNorm: Double?
  /// The same, as a fraction of its value at the start; whichever of the two is met first counts.
  public var relativeGradientNorm: Double
  /// By how much a constraint may be broken at an end, over max(1, |its bound|); `nil` stands for 1e-9 in `Double` and
  /// 1e-5 in `Float`. Bounds of variables are always kept.
  public var violation: Double?
  /// The most iterations.
  public var iterations: Int
  /// The most evaluations of the objective.
  public var evaluations: Int?
  /// The longest time.
  public var time: Duration?

  /// The least decrease of a step, as a fraction of the larger |f| before and after it: a run whose step lowers f by
  /// no more ends, as ``EndReason/smallDecrease``, at which nothing is examined. `nil`, for no such end, unless it is
  /// asked for: SciPy's `ftol` and MATLAB's `FunctionTolerance`, but relative also where |f| is below 1. A step that
  /// raises f, as steps of fixed length may, ends nothing.
  public var relativeDecrease: Double?
  /// The least largest |Δxᵢ| of a step, as a fraction of the largest |xᵢ|: a shorter one ends the run, as
  /// ``EndReason/smallStep``. `nil` unless it is asked for: SciPy's `xtol` and MATLAB's `StepTolerance`.
  public var relativeStep: Double?
  /// How far an end is examined before it is called a success: by default for no more evaluations than half of the
  /// run's own, where gradients are given, and eight at least.
  public var examination: Examination

  /// Traps where a tolerance or a limit is negative or NaN.
  public init(
    gradientNorm: Double? = nil, relativeGradientNorm: Double = 0, iterations: Int = 10_000,
    evaluations: Int? = nil, time: Duration? = nil, relativeDecrease: Double? = nil,
    relativeStep: Double? = nil, examination: Examination = .proportionate,
    violation: Double? = nil
  ) {
    require(
      gradientNorm ?? 0 >= 0 && relativeGradientNorm >= 0 && relativeDecrease ?? 0 >= 0
        && relativeStep ?? 0 >= 0 && violation ?? 0 >= 0, "a tolerance cannot be negative or NaN")
    require(
      iterations >= 0 && evaluations ?? 0 >= 0 && time ?? .zero >= .zero,
      "a limit cannot be negative")
    self.gradientNorm = gradientNorm
    self.relativeGradientNorm = relativeGradientNorm
    self.iterations = iterations
    self.evaluations = evaluations
    self.time = time
    self.relativeDecrease = relativeDecrease
    self.relativeStep = relativeStep
    self.examination = examination
    self.violation = violation
  }
}

/// How far the end of a run is examined before it is called one.
///
/// A method's own claim to stand at a minimum, a small gradient above all, is true of saddle points too, of
/// plateaus and of kinks; the examination is what tells them apart, and it takes evaluations of its own, which
/// ``EvaluationCounts/examination`` has. With gradients the thorough one takes n to 2·n of them up to 64 variables, and
/// at most 22 beyond; of values alone n²/2 and more, up to 64 variables, and few beyond.
public enum Examination: String, Sendable, Hashable, Codable, CaseIterable {
  /// All that tells a minimum from what is none.
  case thorough
  /// The same for no more than half of what the run itself took, and eight at least, where gradients are given: where
  /// the whole Hessian would take more, products of it with vectors take its place, as beyond 64 variables. Of
  /// values alone, and of methods that estimate no curvature, such as conjugate gradients, it is the thorough one.
  case proportionate
  /// A handful of evaluations, no more than five percent of the run's and three at least: the curvature along
  /// the gradient and, as far as they go, along the direction in which f bends down most. No Hessian, and nothing
  /// where values are all that is known.
  case cheap
  /// Nothing: a claim ends the run as ``EndReason/unverified``.
  case none

  /// Whether failures, too, are looked into, and long runs on their way.
  var isThorough: Bool { self == .thorough || self == .proportionate }
}
