import LinearAlgebra

/// All numbers of the constrained methods: name, meaning, and the argument or the problem that set each. Where two stand,
/// the second is that of `Float`.
enum ConstrainedLimit<Scalar: LinearAlgebraScalar> {
  static var isDouble: Bool { Scalar.ulpOfOne < 1e-10 }

  /// The default tolerance of the KKT residual over max(1, |∇f|∞).
  static var residual: Scalar { isDouble ? 1e-8 : 2e-5 }
  /// The residual from which on an end that steps cannot improve is called stationary to rounding.
  static var exhaustedResidual: Scalar { isDouble ? 5e-7 : 1e-3 }
  /// The default tolerance of a row over max(1, |its bound|).
  static var violation: Scalar { isDouble ? 1e-9 : 1e-5 }
  /// How many roundings of Σ |∂c/∂xⱼ·xⱼ| a row cannot be told from its bound by.
  static var rowRounding: Scalar { 16 * Scalar.ulpOfOne }
  /// What f and rows are scaled to at the start: the largest derivative.
  static var largestSlope: Scalar { 30 }
  /// The sizes between which a variable's unit is 1: 1e-3 to 1e3 of the published starts need no unit.
  static var smallVariable: Scalar { 1e-3 }
  static var largeVariable: Scalar { 1e4 }
  /// The part of the decrease that the quadratic program foretells that a step has to bring.
  static var sufficientPart: Scalar { 1e-4 }
  /// How many of the last values of φ a step may rise to.
  static var memory: Int { 2 }
  /// The multipliers from which on a quadratic program at a violated point counts as inconsistent.
  static var hugeMultiplier: Scalar { isDouble ? 1e8 : 1e4 }
  /// The curvature that damping leaves, as a part of sᵀBs.
  static var damping: Scalar { 0.1 }
  /// By how much of sᵀBs the inverse's factor may be another matrix's before it is found anew.
  static var inverseDrift: Scalar { isDouble ? 1e-6 : 1e-2 }
  /// How much shorter a step to a point that is not finite becomes.
  static var wallShortening: Scalar { 5 }
  /// The shortest step, as a part of the whole one.
  static var shortestStep: Scalar { isDouble ? 1e-11 : 1e-5 }
  /// The most restarts of B, and the displaced starts before a problem is called infeasible.
  static var restarts: Int { 5 }
  static var displacements: Int { 2 }
  /// What remains of a violation that no direction lowers.
  static var stationaryViolation: Scalar { isDouble ? 1e-6 : 1e-3 }
  /// The residual of a point whose multipliers are estimated in more ways than one.
  static var nearResidual: Scalar { 1e-4 }
  /// How negative f has to become, in sizes of f at the start, to fall without bound.
  static var depth: Scalar { isDouble ? 1e12 : 1e9 }
  /// The multiplier, over max(1, |∇f|), of a point where none exist.
  static var boundlessMultiplier: Scalar { isDouble ? 1e6 : 1e4 }
  /// How negative a curvature is beyond doubt, as a part of the largest, and the least that counts as largest.
  static var negativePart: Scalar { isDouble ? 1e-5 : 1e-2 }
  static var leastCurvature: Scalar { isDouble ? 1e-3 : 0.1 }
  /// By how much the largest violation so far may be surpassed in a step: on HS56 f falls without bound where
  /// the rows are broken.
  static var violationGrowth: Scalar { 10 }
  /// The decrease that is worth leaving a point for, as a part of |f| there and at the start.
  static var worthLeaving: Scalar { isDouble ? 1e-12 : 1e-5 }
  /// The most times that a run leaves a claimed end.
  static var departures: Int { 10 }
  /// The change of f, as a part of it, from which on multipliers are estimated at every iterate; and that at which a run
  /// with boundless multipliers ends: HS13 comes closer by a third an iteration.
  static var slowPart: Scalar { isDouble ? 1e-7 : 1e-4 }
  static var degeneratePart: Scalar { isDouble ? 3e-9 : 1e-4 }
  /// The |f| at the start that small slopes are scaled up to at most.
  static var largestValue: Scalar { 1000 }
  /// The least part of a step that the next one is where it raised φ: *between* 0.12 and 0.18 for the fewest calls.
  static var shortening: Scalar { 0.15 }
  /// The fewest products with the Hessian at an end, and the calls of the run that each one more takes.
  static var products: Int { 2 }
  static var callsPerProduct: Int { 10 }
  /// The steps in a row that change f by no more than that part of it after which a run is at its end.
  static var idleSteps: Int { 5 }
  static var idleChange: Scalar { 8 * Scalar.ulpOfOne }
  /// The same as a part of |f| at the start: what falls towards zero by a part of itself, as at a kink.
  static var idleRest: Scalar { Scalar.ulpOfOne * Scalar.ulpOfOne }
  /// How far from a point that may be a kink gradients are looked at, in sizes of the variables; of how many variables at
  /// most; and the part of the largest that their shortest combination may have.
  static var kinkRadius: Scalar { isDouble ? 1e-6 : 1e-3 }
  static var kinkVariables: Int { 30 }
  static var kinkResidual: Scalar { isDouble ? 1e-6 : 1e-3 }
  /// The steps with slacks without a hundredth less violation, and the steps of boundless multipliers to ever farther
  /// points, after which no feasible point is expected.
  static var fruitlessSteps: Int { 12 }
  /// The largest step of a run that is at its end, as a part of x.
  static var shortMove: Scalar { 1e-3 }
  /// The residual at which differences are made better, and that at which a run of differences ends.
  static var roughResidual: Scalar { isDouble ? 1e-6 : 1e-3 }
  static var differenceResidual: Scalar { isDouble ? 1e-7 : 1e-3 }
  /// How far a displaced start lies, in sizes of the variables.
  static var displacement: Scalar { 5 }
  /// The steps that rows are kept better by where multipliers have no bound.
  static var settlingSteps: Int { 6 }
}
