/// Why a minimisation ended. One enumeration for all methods.
public enum EndReason: Sendable, Hashable, Codable {
  /// The gradient is within its tolerance, and where the method estimates curvature, it expects no decrease
  /// worth having. Where a limit was met before the point could be examined, the solution's
  /// `evidence.unexamined` says so.
  case gradientConverged
  /// The point is stationary as far as the precision tells: any decrease still to be expected is below the
  /// rounding of f, and none was found.
  case valueExhausted
  /// The gradient is within its tolerance, or the method finds nothing more to gain, and nothing was verified, as
  /// was asked for: see ``Examination/none``.
  case unverified
  /// f fell by no more than the tolerance for it in the last step, which says nothing of how far it still can.
  case smallDecrease
  /// The last step was no longer than the tolerance for it, which says nothing of how far the minimum is.
  case smallStep
  /// The limit of iterations was reached.
  case iterationLimit
  /// The limit of evaluations was reached.
  case evaluationLimit
  /// The limit of time was reached.
  case timeLimit
  /// The observer, or whoever drove the run, stopped it.
  case stopped
  /// The task that ran it was cancelled.
  case cancelled
  /// No step along a direction of descent lowered f, away from a stationary point.
  case searchFailed(SearchDiagnosis)
  /// Steps that do not ask whether f falls led to NaN or an infinity, or to a stationary point that is higher
  /// than one that they passed.
  case diverged
  /// f falls without bound: it was −∞ at a point that was tried, or fell to 1e154 times what it was at the
  /// start (`Float`: 1e19 times).
  case unbounded
  /// f, a constraint or a derivative of them is NaN or infinite at the start.
  case nonFiniteStart
  /// The constraints hold and the Karush–Kuhn–Tucker conditions too, within their tolerances.
  case kktConverged
  /// No point was found that keeps the constraints, and no direction lowers how far they are broken.
  case infeasible
  /// The constraints hold and no step lowers f, but the gradients of the constraints are degenerate there: multipliers
  /// do not exist, or have no bound, and prove nothing.
  case noMultipliers

  /// Whether the point is a minimum as far as can be told: the reasons that say so with evidence.
  public var isSuccess: Bool {
    self == .gradientConverged || self == .valueExhausted || self == .kktConverged
  }
}

/// What differences of f say about a line search that failed.
public enum SearchDiagnosis: Sendable, Hashable, Codable {
  /// Differences of f along the direction disagree with the gradient: look for a mistake in it.
  case gradientLooksWrong
  /// Differences of a constraint disagree with its row of the Jacobian: look for a mistake there.
  case jacobianLooksWrong(row: Int)
  /// f changes in no orderly way over short distances: its rounding or its randomness drowns the decrease.
  case noisy
  /// The slopes to the two sides differ, f having a kink here, or f is not finite close by.
  case notSmooth
  /// The method can go no further, and limited-memory BFGS finds lower values from there: curvatures
  /// differ too much between directions for a method that does not estimate them.
  case badlyScaled
  /// The gradient is zero, and yet f is lower elsewhere: a saddle point, a maximum or a plateau, which the method
  /// has no way to leave.
  case saddlePoint
  /// f and the gradient agree, and yet no step was found.
  case unexplained
}

extension EndReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .gradientConverged: "the gradient is within its tolerance"
    case .valueExhausted: "stationary to rounding: no further decrease can be resolved"
    case .unverified: "the method claims a stationary point, and nothing was verified"
    case .smallDecrease: "f fell by less than its tolerance in a step"
    case .smallStep: "the step was shorter than its tolerance"
    case .iterationLimit: "iteration limit reached"
    case .evaluationLimit: "evaluation limit reached"
    case .timeLimit: "time limit reached"
    case .stopped: "stopped by the observer"
    case .cancelled: "cancelled"
    case .searchFailed(.notSmooth): "stalled: the function is not smooth here (a ReLU or |w| kink)"
    case .searchFailed(let diagnosis): "no step lowers f: \(diagnosis)"
    case .diverged: "steps of fixed length led to a value that is not finite, or up"
    case .unbounded: "f falls without bound"
    case .nonFiniteStart: "f, a constraint or a derivative is not finite at the start"
    case .kktConverged: "the constraints hold and the KKT conditions too, within their tolerances"
    case .infeasible: "the constraints contradict each other, at least nearby"
    case .noMultipliers:
      "no step lowers f, and the constraints are degenerate: no multipliers exist"
    }
  }
}

extension SearchDiagnosis: CustomStringConvertible {
  public var description: String {
    switch self {
    case .gradientLooksWrong: "the gradient disagrees with differences of f"
    case .jacobianLooksWrong(let row):
      "the Jacobian's row \(row) disagrees with differences of constraint \(row)"
    case .noisy: "f is too noisy there"
    case .notSmooth: "f is not smooth there"
    case .badlyScaled: "ill-conditioned for this method; L-BFGS finds lower values from here"
    case .saddlePoint: "the gradient is zero there, and the point is no minimum"
    case .unexplained: "the cause is not known"
    }
  }
}
