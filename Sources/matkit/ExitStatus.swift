import ArgumentParser
import Foundation
import Labs
import MATFiles
import NetworkFiles
import Networks
import Optimization
import Plots
import Ranks

/// The exit codes of the tool, those of BSD's `sysexits.h` where one fits.
enum ExitStatus: Int32 {
  case done = 0
  case checkFailed = 1
  case usage = 64
  case dataError = 65
  case noInput = 66
  case bug = 70
  case cannotCreate = 73
  case inputOutputError = 74
}

extension MatKitTool {
  /// Ends the process with the code that fits `error`, after its sentence on standard error; after
  /// the text on standard output where help, the version or completions were asked for.
  ///
  /// Where the sentence itself cannot be written, the code still tells what happened.
  static func exit(reporting error: any Error) -> Never {
    var error = error
    if let text = requestedText(error) {
      do {
        try StandardStream.output.write(text.hasSuffix("\n") ? text : text + "\n")
        Foundation.exit(ExitStatus.done.rawValue)
      } catch let failure {
        error = failure
      }
    }
    if error is StandardStream.ClosedPipe { StandardStream.endByClosedPipe() }
    if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
    // Of a sentence that cannot be written there is nobody to tell.
    try? StandardStream.error.print(lines: sentences(of: error).map { "matkit: \($0)" })
    Foundation.exit(exitStatus(of: error).rawValue)
  }
}

/// The sentence that tells an error; of several mistakes in a lab one each.
func sentences(of error: any Error) -> [String] {
  switch error {
  case let error as ToolError: [error.sentence]
  case let mistakes as LabMistakes: mistakes.lines
  case is MATError, is NetworkFileError, is LabError, is NetworkError, is PlotError: ["\(error)"]
  case is RankError: ["\(error)"]
  case is CheckpointError: ["\(error)"]
  // The sentence, the formula, and a caret under the column.
  case let error as FormulaError: error.marked.split(separator: "\n").map(String.init)
  case let error as DecodingError: ["the data cannot be decoded: \(error.reason)"]
  default:
    [
      usageSentence(error) ?? systemSentence(error)
        ?? "an error that matkit does not expect: \(error); this is a bug in matkit: please report it"
    ]
  }
}

/// The exit code that tells an error.
func exitStatus(of error: any Error) -> ExitStatus {
  switch error {
  case let error as MATError: error.exitStatus
  case let error as NetworkFileError: error.exitStatus
  case let error as LabError: error.exitStatus
  case let error as ToolError: error.status
  case is FormulaError: .usage
  case is LabMistakes, is NetworkError, is PlotError, is CheckpointError, is DecodingError:
    .dataError
  default:
    usageProblem(error) != nil ? .usage : systemSentence(error) != nil ? .inputOutputError : .bug
  }
}

extension DecodingError {
  /// What is wrong with the data.
  fileprivate var reason: String {
    switch self {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.debugDescription
    @unknown default: "\(self)"
    }
  }
}

/// The sentence of an error of the system's that Foundation reports: the file, and what the system
/// says of it; nil for any other error.
private func systemSentence(_ error: any Error) -> String? {
  guard let reason = systemReason(error) else { return nil }
  let path = (error as NSError).userInfo[NSFilePathErrorKey] as? String
  return (path.map { "\($0): " } ?? "") + reason
}

/// What the system says of a failure that Foundation reports, whose own text names domains and
/// numbers; nil for any other error.
func systemReason(_ error: any Error) -> String? {
  guard error is CocoaError || error is POSIXError || type(of: error) == NSError.self else {
    return nil
  }
  let outer = error as NSError
  let inner = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
  if inner.domain == NSPOSIXErrorDomain {
    return String(cString: strerror(Int32(truncatingIfNeeded: inner.code)))
  }
  let number: Int32? =
    switch CocoaError.Code(rawValue: outer.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: EACCES
    case .fileWriteFileExists: EEXIST
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    default: nil
    }
  return number.map { String(cString: strerror($0)) }
    ?? "the system does not say why; check the folder and its permissions"
}

extension MATError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .cannotOpen: .noInput
    case .readFailed, .writeFailed, .changeUnfinished, .outOfMemory: .inputOutputError
    case .cannotCreate: .cannotCreate
    case .invalidPath: .usage
    default: .dataError
    }
  }
}

extension NetworkFileError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .invalidArgument: .usage
    case .cannotWrite: .cannotCreate
    default: .dataError
    }
  }
}

extension LabError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .invalidArgument: .usage
    case .cannotRead: .noInput
    case .cannotWrite, .beingRun: .cannotCreate
    case .writeFailed: .inputOutputError
    case .stageFailed: .checkFailed
    default: .dataError
    }
  }
}

/// Has a trap of Swift's, which is a signal, end the process with the exit code of a bug and a
/// sentence after what Swift says of it.
func reportTraps() {
  for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] {
    signal(number) { _ in
      // A handler may do next to nothing; the text of a literal is there already.
      let sentence: StaticString = "matkit: this is a bug in matkit: please report it\n"
      _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
      _exit(ExitStatus.bug.rawValue)
    }
  }
}

/// Has a write beyond the file-size limit fail with an error instead of ending the process by a
/// signal, so that it is reported, and nothing half-written is left.
func ignoreFileSizeSignal() {
  signal(SIGXFSZ, SIG_IGN)
}

/// Lets the signals that end a process through, whatever the one that started this had blocked: a library's
/// thread that starts programs may have all of them blocked, and a program inherits that.
func admitEndingSignals() {
  var signals = sigset_t()
  sigemptyset(&signals)
  for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&signals, number) }
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
}

/// A failure of the tool itself, told in one sentence, with its exit code.
struct ToolError: Error {
  let status: ExitStatus
  let sentence: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}
