import Dispatch
import Foundation
import Labs

/// Makes Ctrl-C, and a request to end, stop a run in good order: what runs is told to end, what is done
/// is locked, and then the process ends by the signal, as a shell expects.
final class InterruptionSignals {
  private let sources: [any DispatchSourceSignal]
  private let interruption: Interruption
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  init(_ interruption: Interruption) {
    self.interruption = interruption
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { interruption.request() }
      source.resume()
      return source
    }
  }

  /// Ends the process by SIGINT where the run was stopped; does nothing where it was not.
  func passOn() {
    guard interruption.isRequested else { return }
    for source in sources { source.cancel() }
    fflush(nil)
    writeToStandardError("matkit: stopped; run again to go on\n")
    signal(SIGINT, SIG_DFL)
    raise(SIGINT)
  }
}
