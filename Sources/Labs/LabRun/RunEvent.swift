/// An event while a lab is run.
public enum RunEvent: Sendable {
  /// A stage is begun, for these reasons.
  case began(Stage, reasons: [String])
  /// A large file is being read: so many of its bytes are.
  case reading(String, done: Int64, of: Int64)
  /// Programs that the command of a stage had left running were ended, by name; and what of it could not be.
  case endedRest(Stage, ended: [String], left: [String])
  /// A stage came to its end.
  case ended(Stage, StageOutcome, seconds: Double)
}

/// How a stage came to its end in a run.
public enum StageOutcome: Sendable {
  /// Nothing had to be done.
  case upToDate
  /// Its outputs are taken as they are.
  case frozen
  /// Its outputs were taken from an earlier run; what was there and is no run's work is told in
  /// `notes`.
  case restored(reasons: [String], notes: [String])
  /// It ran; what it wrote beside its outputs, and of a training how good the network is and what
  /// is doubtful about it.
  case ran(reasons: [String], notes: [String])
  /// It failed.
  case failed(any Error)
  /// It was not begun: another failed, or the run was stopped.
  case skipped
}

/// The result of a run.
public struct RunResult: Sendable {
  /// How each stage ended, in the order of the lab; those that were not asked for are not in it.
  public let outcomes: [(stage: Stage, outcome: StageOutcome)]
  /// The lock that it left.
  public let lock: LabLock

  /// The stages that failed, with their errors.
  public var failures: [(stage: Stage, error: any Error)] {
    outcomes.compactMap { stage, outcome in
      if case .failed(let error) = outcome { (stage, error) } else { nil }
    }
  }

  /// How many stages ran, were restored from an earlier run, had nothing to do, and are not done:
  /// failed, or left out.
  public var counts: (ran: Int, restored: Int, upToDate: Int, skipped: Int) {
    var counts = (ran: 0, restored: 0, upToDate: 0, skipped: 0)
    for (_, outcome) in outcomes {
      switch outcome {
      case .ran: counts.ran += 1
      case .restored: counts.restored += 1
      case .upToDate, .frozen: counts.upToDate += 1
      case .failed, .skipped: counts.skipped += 1
      }
    }
    return counts
  }
}
