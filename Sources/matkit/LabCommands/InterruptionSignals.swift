import Foundation
import Labs
import Synchronization

/// Makes Ctrl-C, and a request to end, stop a run in good order: what runs is told to end, what is done
/// is locked, and then the process ends by the signal, as a shell expects.
///
/// A signal's handler may do next to nothing: it writes a byte to a pipe, and a thread that reads the pipe
/// does the rest. A signal that the process was started to ignore, as by `nohup`, stays ignored.
struct InterruptionSignals {
  private let interruption: Interruption

  init(_ interruption: Interruption) {
    self.interruption = interruption
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    let (readingEnd, writingEnd) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp.store(writingEnd, ordering: .sequentiallyConsistent)
    Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(readingEnd, &byte, 1)
        if count == 1 { interruption.request() } else if count == 0 || errno != EINTR { return }
      }
    }.start()
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Where it was ignored, it is again.
      guard !isIgnoring(signal(number, SIG_IGN)) else { continue }
      signal(number) { _ in
        var byte: UInt8 = 0
        _ = write(wakeUp.load(ordering: .sequentiallyConsistent), &byte, 1)
      }
    }
  }

  /// Ends the process by SIGINT where the run was stopped; does nothing where it was not.
  func passOn() {
    guard interruption.isRequested else { return }
    fflush(nil)
    writeToStandardError("matkit: stopped; run again to go on\n")
    signal(SIGINT, SIG_DFL)
    raise(SIGINT)
  }
}

/// Where a signal's handler writes, which can capture nothing.
private let wakeUp = Atomic<Int32>(-1)

/// Whether a handler, as `signal` returns it, is that of a signal that is ignored: functions of C have no
/// equality in Swift, their addresses have.
private func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
  unsafeBitCast(handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
}
