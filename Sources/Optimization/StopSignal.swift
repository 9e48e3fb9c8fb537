internal import Synchronization

/// A wish that long work should end before it is done, at which whoever works looks from time to time.
///
///     let signal = StopSignal()
///     var run = Minimization(loss, from: start, using: .lbfgs, stoppedBy: signal)
///     // … on another thread, at Ctrl-C:
///     signal.stop()
///
/// A run looks at it before every evaluation, and an objective that takes long may look within one, as
/// `Objective.heed` says. Once asked to stop, it stays so. Any thread may ask and look.
public final class StopSignal: Sendable {
  private let isAsked = Atomic(false)
  private let deadline: Deadline?
  /// A wish that this one includes.
  private let outer: StopSignal?

  /// A signal that nobody has given.
  public convenience init() { self.init(at: nil, within: nil) }

  /// One that gives itself once a time has passed, or when another is given.
  init(at deadline: Deadline?, within outer: StopSignal?) {
    self.deadline = deadline
    self.outer = outer
  }

  /// Asks for the end of the work.
  public func stop() { isAsked.store(true, ordering: .relaxed) }

  /// Whether the work should end. Takes a few nanoseconds, and some thirty where a time limits the work.
  public var isStopped: Bool { reason(heedsTime: true) != nil }

  /// Why the work should end, the time that has passed counting where `heedsTime` says so; `nil` where it may
  /// go on.
  func reason(heedsTime: Bool) -> EndReason? {
    if isAsked.load(ordering: .relaxed) { return .stopped }
    if let reason = outer?.reason(heedsTime: true) { return reason }
    return heedsTime && deadline?.hasPassed == true ? .timeLimit : nil
  }
}

/// The time since it was made.
///
/// A class, because the layout of an instant is not known where this is compiled: a run that held one would be
/// read and copied by its run-time description, at every evaluation.
final class Stopwatch: Sendable {
  private let start = ContinuousClock.now

  var elapsed: Duration { .now - start }
}

/// A time on a stopwatch after which nothing more is to be computed.
struct Deadline {
  let stopwatch: Stopwatch
  let time: Duration

  var hasPassed: Bool { stopwatch.elapsed >= time }
}
