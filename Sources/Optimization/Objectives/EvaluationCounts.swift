import LinearAlgebra

/// How often a function was asked for what.
public struct EvaluationCounts: Sendable, Hashable, Codable {
  /// Values of f, alone or with a gradient; for sums of squares, the vectors of residuals. Those that
  /// differences are made of are among them.
  public internal(set) var values = 0
  /// Gradients that the function computed itself; for sums of squares, Jacobians. Differences of values
  /// are none.
  public internal(set) var gradients = 0
  /// Hessians that the function computed itself.
  public internal(set) var hessians = 0
  /// Products of the Hessian with a vector that the function computed itself.
  public internal(set) var hessianProducts = 0
  /// Calls of the function, whatever was asked for: value and gradient together are one.
  public internal(set) var calls = 0

  /// Those of the calls that examined whether an end was one; see ``Examination``.
  public internal(set) var examination = 0

  /// No evaluation yet.
  public init() {}

  /// Whether no count is negative or close to overflow.
  var isPossible: Bool {
    [values, gradients, hessians, hessianProducts, calls, examination].allSatisfy {
      (0...Int.max / 2).contains($0)
    }
  }
}

/// The count of evaluations, the limits that forbid more, among them the cancellation of the task, and what
/// the last ones found.
struct EvaluationMeter<Scalar: LinearAlgebraScalar> {
  var counts = EvaluationCounts()
  /// The most calls.
  let limit: Int
  /// What ends the run from outside, or after a time; `nil` where nothing does.
  let signal: StopSignal?
  /// The limit that was met, once one was.
  var interruption: EndReason?

  var recent: RecentPoints<Scalar>

  init(dimension: Int, limit: Int?, signal: StopSignal?) {
    self.limit = limit ?? .max
    self.signal = signal
    recent = RecentPoints(dimension: dimension)
  }

  /// A count without limits or memory.
  init() {
    self.init(dimension: .max, limit: nil, signal: nil)
  }

  /// Whether `calls` more calls are allowed; otherwise says in `interruption` what forbids them.
  @inline(__always)
  mutating func allows(_ calls: Int) -> Bool {
    if interruption == nil {
      if calls > limit - counts.calls {
        interruption = .evaluationLimit
      } else if let signal, let reason = signal.reason(heedsTime: counts.calls > 0) {
        // Whatever time has passed, the first call is begun: without f at the start there is nothing to hand out.
        interruption = reason
      } else if Task.isCancelled {
        interruption = .cancelled
      }
    }
    return interruption == nil
  }

  /// Looks at the signal, where what was just computed is not finite or not done: a signal may have cut it short.
  mutating func noteSignal() {
    if interruption == nil { interruption = signal?.reason(heedsTime: true) }
  }

  /// Whether what was just computed is the function's own, and not what a signal or a limit left of it.
  mutating func isWhole(_ value: Scalar) -> Bool {
    if !value.isFinite { noteSignal() }
    return interruption == nil
  }

  /// Counts one call for a value, where it is allowed.
  mutating func takeValue() -> Bool {
    guard allows(1) else { return false }
    counts.calls += 1
    counts.values += 1
    return true
  }
}
