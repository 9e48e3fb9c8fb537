import Foundation
import Labs
import Optimization
import Synchronization

/// Makes Ctrl-C, and a request to end, stop long work in good order: a run of a lab tells its
/// commands to end and locks what is done, a training writes what it has reached; and then the
/// process ends by the signal, as a shell expects.
///
/// Work that waits for no other process and does not end within ``graceTime`` is ended wherever it
/// is, as the hashing of one huge variable: no output is ever half there, and what is done is in
/// the run cache.
///
/// A signal's handler may do next to nothing: it writes a byte to a pipe, and a thread that reads
/// the pipe does the rest. A signal that the process was started to ignore, as by `nohup`, stays
/// ignored.
struct InterruptionSignals {
  private let interruption: Interruption

  /// - Parameters:
  ///   - secondEnds: Whether a second signal of the kind ends the process at once: for work that has no other
  ///     processes to end.
  ///   - stop: What is told to computations that do not end by themselves within ``stepTime``.
  init(_ interruption: Interruption, secondEnds: Bool = false, stop: StopSignal? = nil) {
    self.interruption = interruption
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    let (readingEnd, writingEnd) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp.store(writingEnd, ordering: .sequentiallyConsistent)
    endsAtSecond.store(secondEnds, ordering: .sequentiallyConsistent)
    Thread {
      var number: UInt8 = 0
      while true {
        let count = read(readingEnd, &number, 1)
        if count == 1 {
          let (isFirst, _) = received.compareExchange(
            expected: 0, desired: number, ordering: .sequentiallyConsistent)
          interruption.request()
          if isFirst, let stop {
            Thread {
              Thread.sleep(forTimeInterval: Self.stepTime)
              stop.stop()
            }.start()
          }
          if isFirst && !secondEnds { Thread { Self.endIdle(interruption) }.start() }
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }.start()
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Where it was ignored, it is again.
      guard !isIgnoring(signal(number, SIG_IGN)) else { continue }
      signal(number) { number in
        if endsAtSecond.load(ordering: .sequentiallyConsistent) { signal(number, SIG_DFL) }
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(wakeUp.load(ordering: .sequentiallyConsistent), &byte, 1)
      }
    }
  }

  /// Ends the process when it has had no other to wait for for so long that it must be at work that
  /// looks at no interruption.
  private static func endIdle(_ interruption: Interruption) {
    let step = 0.05
    var idle = 0.0
    while idle < graceTime {
      Thread.sleep(forTimeInterval: step)
      idle = interruption.hasProcesses ? 0 : idle + step
    }
    end(advice: "run again to go on")
  }

  /// Seconds that work has to end in good order.
  private static let graceTime = 0.7

  /// Seconds in which a step of a training may end by itself, before it is cut short.
  private static let stepTime = 0.3

  /// What the first signal that came is called.
  var name: String {
    switch Int32(received.load(ordering: .sequentiallyConsistent)) {
    case SIGINT: "Ctrl-C"
    case SIGHUP: "the end of the terminal"
    default: "a request to end"
    }
  }

  /// Ends the process by the signal that stopped the work, and says how to go on; does nothing
  /// where none did.
  func passOn(advice: String) {
    guard interruption.isRequested else { return }
    Self.end(advice: advice)
  }

  /// Of two threads that come here the first ends the process.
  private static func end(advice: String) {
    guard !isEnding.exchange(true, ordering: .sequentiallyConsistent) else {
      while true { sleep(1) }
    }
    // The signal tells it, too.
    try? StandardStream.error.print("matkit: stopped; \(advice)")
    let number = received.load(ordering: .sequentiallyConsistent)
    signal(Int32(number), SIG_DFL)
    raise(Int32(number))
  }
}

/// Where a signal's handler writes, which can capture nothing.
private let wakeUp = Atomic<Int32>(-1)

/// Whether a handler leaves a second signal of its kind to end the process.
private let endsAtSecond = Atomic(false)

/// Whether the process is ending by a signal.
private let isEnding = Atomic(false)

/// The first signal that came; 0 for none.
private let received = Atomic<UInt8>(0)

/// Whether a handler, as `signal` returns it, is that of a signal that is ignored: functions of C
/// have no equality in Swift, their addresses have.
private func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
  unsafeBitCast(handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
}
