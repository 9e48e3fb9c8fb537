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
