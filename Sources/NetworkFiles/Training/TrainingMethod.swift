import Matrices
public import Optimization

/// A minimiser as the tool and a lab file name it, with its own options.
public enum TrainingMethod: Hashable, Sendable {
  /// Rank-2 BFGS with a strong Wolfe search; n² numbers of memory.
  case bfgs
  /// Limited-memory BFGS with a strong Wolfe search.
  case lbfgs
  /// Nonlinear conjugate gradients after Hager and Zhang.
  case conjugateGradient
  /// Nonlinear conjugate gradients after Polak and Ribière, never negative.
  case conjugateGradientPolakRibiere
  /// Steps of fixed length along the negative gradient.
  case gradientDescent(stepSize: Double)
  /// Steps along the negative gradient whose length a backtracking search chooses.
  case gradientDescentBacktracking
  /// Steps with Polyak's momentum.
  case momentum(stepSize: Double, momentum: Double)
  /// Steps with Nesterov's momentum.
  case nesterov(stepSize: Double, momentum: Double)
  /// Adam.
  case adam(stepSize: Double)
  /// Adam with weights that decay by a share of the step, apart from the gradient.
  case adamW(stepSize: Double, weightDecay: Double)
  /// Møller's scaled conjugate gradients, MATLAB's `trainscg`: no line search, two gradients an iteration.
  case scaledConjugateGradient
  /// Newton's method, its directions by conjugate gradients with products of differences of gradients.
  case newtonConjugateGradient
  /// A trust region with exact steps; n gradients an iteration, n² numbers of memory.
  case trustExact
  /// A trust region with steps by conjugate gradients.
  case trustConjugateGradient
  /// A trust region with steps in Krylov spaces.
  case trustKrylov
  /// A trust region with dogleg steps; n gradients an iteration, n² numbers of memory.
  case dogleg
  /// Levenberg and Marquardt's, for squared errors: a Jacobian of (N·K + n)·n numbers.
  case levenbergMarquardt
  /// Nelder and Mead's simplex, which uses no gradients; for a few weights.
  case nelderMead
  /// Powell's conjugate directions, which use no gradients; for a few weights.
  case powell

  /// The names alone.
  public enum Name: String, CaseIterable, Sendable {
    case bfgs, lbfgs
    case conjugateGradient = "cg"
    case conjugateGradientPolakRibiere = "cg-pr"
    case gradientDescent = "gradient-descent"
    case gradientDescentBacktracking = "gradient-descent-backtracking"
    case momentum, nesterov, adam
    case adamW = "adamw"
    case scaledConjugateGradient = "scg"
    case newtonConjugateGradient = "newton-cg"
    case trustExact = "trust-exact"
    case trustConjugateGradient = "trust-ncg"
    case trustKrylov = "trust-krylov"
    case dogleg
    case levenbergMarquardt = "lm"
    case nelderMead = "nelder-mead"
    case powell
  }

  /// The method of a name with its options; each has a default where it is nil: steps of 0.01, of 0.001 for
  /// Adam and AdamW, a momentum of 0.9 and a decay of 0.01. Traps where the method does not take an option that is given.
  public init(
    _ name: Name, stepSize: Double? = nil, momentum: Double? = nil, weightDecay: Double? = nil
  ) {
    for (option, value) in [
      (Option.stepSize, stepSize), (.momentum, momentum), (.weightDecay, weightDecay),
    ] {
      require(
        value == nil || name.takes(option), "\(name.rawValue) does not take \(option.rawValue)")
    }
    let (step, part) = (stepSize ?? name.standardStepSize, momentum ?? Name.standardMomentum)
    self =
      switch name {
      case .bfgs: .bfgs
      case .lbfgs: .lbfgs
      case .conjugateGradient: .conjugateGradient
      case .conjugateGradientPolakRibiere: .conjugateGradientPolakRibiere
      case .gradientDescent: .gradientDescent(stepSize: step)
      case .gradientDescentBacktracking: .gradientDescentBacktracking
      case .momentum: .momentum(stepSize: step, momentum: part)
      case .nesterov: .nesterov(stepSize: step, momentum: part)
      case .adam: .adam(stepSize: step)
      case .adamW: .adamW(stepSize: step, weightDecay: weightDecay ?? Name.standardWeightDecay)
      case .scaledConjugateGradient: .scaledConjugateGradient
      case .newtonConjugateGradient: .newtonConjugateGradient
      case .trustExact: .trustExact
      case .trustConjugateGradient: .trustConjugateGradient
      case .trustKrylov: .trustKrylov
      case .dogleg: .dogleg
      case .levenbergMarquardt: .levenbergMarquardt
      case .nelderMead: .nelderMead
      case .powell: .powell
      }
  }

  /// The method's name.
  public var name: Name {
    switch self {
    case .bfgs: .bfgs
    case .lbfgs: .lbfgs
    case .conjugateGradient: .conjugateGradient
    case .conjugateGradientPolakRibiere: .conjugateGradientPolakRibiere
    case .gradientDescent: .gradientDescent
    case .gradientDescentBacktracking: .gradientDescentBacktracking
    case .momentum: .momentum
    case .nesterov: .nesterov
    case .adam: .adam
    case .adamW: .adamW
    case .scaledConjugateGradient: .scaledConjugateGradient
    case .newtonConjugateGradient: .newtonConjugateGradient
    case .trustExact: .trustExact
    case .trustConjugateGradient: .trustConjugateGradient
    case .trustKrylov: .trustKrylov
    case .dogleg: .dogleg
    case .levenbergMarquardt: .levenbergMarquardt
    case .nelderMead: .nelderMead
    case .powell: .powell
    }
  }

  /// The method for `minimize`.
  public var minimizer: any MinimizationMethod {
    switch self {
    case .bfgs: LineSearchMethod.bfgs
    case .lbfgs: LineSearchMethod.lbfgs
    case .conjugateGradient: LineSearchMethod.conjugateGradient
    case .conjugateGradientPolakRibiere: LineSearchMethod.conjugateGradient(.polakRibiere)
    case .gradientDescent(let stepSize): LineSearchMethod.gradientDescent(stepSize: stepSize)
    case .gradientDescentBacktracking: LineSearchMethod.gradientDescent
    case .momentum(let stepSize, let momentum):
      MomentumDescent(stepSize: stepSize, momentum: momentum)
    case .nesterov(let stepSize, let momentum):
      MomentumDescent(stepSize: stepSize, momentum: momentum, isNesterov: true)
    case .adam(let stepSize): Adam(stepSize: stepSize)
    case .adamW(let stepSize, let weightDecay):
      AdamW(Adam(stepSize: stepSize), weightDecay: weightDecay)
    case .scaledConjugateGradient: ScaledConjugateGradient()
    case .newtonConjugateGradient: LineSearchMethod.newtonConjugateGradient
    case .trustExact: TrustRegion.trustExact
    case .trustConjugateGradient: TrustRegion.trustConjugateGradient
    case .trustKrylov: TrustRegion.trustKrylov
    case .dogleg: TrustRegion.dogleg
    case .levenbergMarquardt: LevenbergMarquardt()
    case .nelderMead: NelderMead()
    case .powell: Powell()
    }
  }

  /// The length of its steps, where that is chosen.
  public var stepSize: Double? {
    switch self {
    case .gradientDescent(let stepSize), .adam(let stepSize), .momentum(let stepSize, _),
      .nesterov(let stepSize, _), .adamW(let stepSize, _):
      stepSize
    default: nil
    }
  }

  /// The momentum coefficient, where it is chosen.
  public var momentum: Double? {
    switch self {
    case .momentum(_, let momentum), .nesterov(_, let momentum): momentum
    default: nil
    }
  }

  /// What share of the weights a step takes off, where that is chosen.
  public var weightDecay: Double? {
    switch self {
    case .adamW(_, let weightDecay): weightDecay
    default: nil
    }
  }

  /// Whether it takes each step from one gradient alone, so that mini-batches make sense.
  public var takesBatches: Bool { name.takes(.batchSize) }

  /// Whether it has steps of a length that the user chooses.
  public var hasStepSize: Bool { name.takes(.stepSize) }

  /// The numbers that it keeps for n parameters and m outputs of all samples; none that are a multiple of n.
  func memory(parameters n: Int, outputs m: Int) -> Double {
    let (n, m) = (Double(n), Double(m))
    return switch self {
    case .bfgs: n * n / 2
    case .trustExact, .dogleg, .nelderMead, .powell: n * n
    case .levenbergMarquardt: (m + n) * n
    default: 0
    }
  }
}
