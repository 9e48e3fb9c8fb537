import LinearAlgebra

extension Minimization {
  /// What the run knows of the iterates before.
  struct Progress: Codable {
    private(set) var hasStarted = false
    /// Where the run began.
    private(set) var start: [Scalar]
    private(set) var gradientNorm = Scalar.nan
    private(set) var initialGradientNorm = Scalar.nan
    /// The same in the variables of the objective, and how far the last step went in them, where the run has other
    /// units.
    private(set) var originalInitialNorm = Scalar.nan
    private(set) var lastMove: Scalar?
    private(set) var initialValue = Scalar.nan
    private(set) var lowest = Scalar.infinity
    private(set) var lastDecrease: Scalar?
    /// The gradient norm at which the iterate turned out not to be stationary.
    private(set) var doubtedNorm = Scalar.infinity
    private(set) var doubtedIteration = -1
    /// The iteration when the curvature was last measured because the run was long, and f there.
    private(set) var lastLook = 0
    private(set) var valueAtLastLook = Scalar.infinity
    private(set) var lookHelped = false
    /// The iteration when the run's gain was last looked at, the evaluations until then, and f there.
    private(set) var watchedIteration = 0
    private(set) var watchedEvaluations = 0
    private(set) var watchedValue = Scalar.infinity
    /// The limit that cut the examination of the end short.
    private(set) var unexamined: EndReason?
    /// The iteration from which on the gradient has been within its tolerance, and f there.
    private(set) var valleyIteration: Int?
    private(set) var valueInValley = Scalar.infinity
    /// Whether an examination asks no more than whether there is a gain that makes it worth going on.
    private(set) var isInValley = false
    /// Whether the next step is to the point on trial, which an examination found.
    private(set) var movesToTrial = false

    init(start: [Scalar]) { self.start = start }

    /// Takes note of the start that was evaluated.
    mutating func begin(
      at value: Scalar, gradientNorm: Scalar, original: Scalar, hasStarted: Bool
    ) {
      self.hasStarted = hasStarted
      self.gradientNorm = gradientNorm
      initialGradientNorm = gradientNorm
      originalInitialNorm = original
      initialValue = value
      valueAtLastLook = value
    }

    /// Tells the start in other units.
    mutating func measureStart(in sizes: [Scalar]) {
      for i in start.indices { start[i] /= sizes[i] }
    }

    /// Takes note of f at the iterate; returns whether it is the lowest so far.
    mutating func noteValue(_ value: Scalar) -> Bool {
      guard value < lowest else { return false }
      lowest = value
      return true
    }

    /// Takes note of the size of the gradient at the iterate.
    mutating func noteGradient(_ norm: Scalar) { gradientNorm = norm }

    /// Takes note of a step; `move` is `nil` where the state knows it as well.
    mutating func noteStep(decrease: Scalar, move: Scalar?, gradientNorm: Scalar) {
      lastDecrease = decrease
      if let move { lastMove = move }
      self.gradientNorm = gradientNorm
    }

    /// Has the next step go to the point on trial, or not.
    mutating func goToTrial(_ goes: Bool = true) { movesToTrial = goes }

    /// Has the next claim count only where the gradient is smaller than here.
    mutating func doubtGradient() { doubtedNorm = gradientNorm }

    /// Has every claim count again.
    mutating func endDoubt() { doubtedNorm = .infinity }

    /// Takes note of an iterate at which a method's claim was wrong.
    mutating func doubtClaim(at iteration: Int) { doubtedIteration = iteration }

    /// Takes note of the limit that cut the examination of the end short.
    mutating func noteUnexamined(_ limit: EndReason) { unexamined = limit }

    /// Begins to watch the run's gain anew.
    mutating func watch(_ iteration: Int, evaluations: Int, value: Scalar) {
      (watchedIteration, watchedEvaluations, watchedValue) = (iteration, evaluations, value)
    }

    /// Takes note of a look at the curvature, whether it led to a lower point, and f where the run goes on.
    mutating func noteLook(_ iteration: Int, helped: Bool, value: Scalar) {
      (lastLook, lookHelped, valueAtLastLook) = (iteration, helped, value)
      movesToTrial = movesToTrial || helped
    }

    /// Takes note that the gradient is within its tolerance since an iteration, and of f there.
    mutating func enterValley(_ iteration: Int, value: Scalar) {
      (valleyIteration, valueInValley) = (iteration, value)
    }

    /// Takes note that the gradient is not within its tolerance.
    mutating func leaveValley() { valleyIteration = nil }

    /// Has an examination ask no more than whether there is a gain that makes it worth going on, or no longer so.
    mutating func examineValley(_ asks: Bool) { isInValley = asks }
  }
}
